"""Passes for pictures in a frame without an origin: browsers send no password from there.

A pass opens one file, for as long as this process runs.
"""

import hashlib
import hmac

_LENGTH = 32  # hex digits: 128 bits


def make_pass(secret: bytes, sha256: str) -> str:
    """What stands in an address to open the file with this hash."""
    return hmac.new(secret, sha256.encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def opens(secret: bytes, path: str, given: str) -> bool:
    """Whether `given` is the pass of the file at `path` (…/media/<hash>)."""
    before, _, sha256 = path.rpartition("/")
    return before.endswith("/media") and hmac.compare_digest(
        make_pass(secret, sha256).encode(), given.encode()
    )
