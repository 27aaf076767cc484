"""Passwords as scrypt hashes (RFC 7914), with the parameters that OWASP's cheat sheet names."""

import base64
import hashlib
import hmac
import secrets

_N, _R, _P = 2**15, 8, 3  # OWASP Password Storage Cheat Sheet, scrypt: 32 MiB
_MEMORY = 64 * 1024 * 1024
_LENGTH = 32


def hash_password(password: str) -> str:
    """`password` as `scrypt$N$r$p$salt$hash`, with a salt of its own."""
    salt = secrets.token_bytes(16)
    return "$".join(
        ("scrypt", str(_N), str(_R), str(_P), _text(salt), _text(_hash(password, salt)))
    )


def is_hash(stored: str) -> bool:
    """Whether `stored` is what `hash_password` writes."""
    try:
        kind, n, r, p, salt, digest = stored.split("$")
        sizes = (int(n), int(r), int(p), len(base64.b64decode(salt, validate=True)))
        return kind == "scrypt" and sizes[:3] == (_N, _R, _P) and bool(base64.b64decode(digest))
    except ValueError:
        return False


def matches(password: str, stored: str) -> bool:
    """Whether `password` is the one that `stored` was made of; takes about a tenth of a second."""
    *_, salt, digest = stored.split("$")
    return hmac.compare_digest(_hash(password, base64.b64decode(salt)), base64.b64decode(digest))


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=_MEMORY, dklen=_LENGTH
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
