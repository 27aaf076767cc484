"""The one clock: what reads it is a run, never an extraction."""

from datetime import datetime

from archive.times import VIETNAM


def now() -> datetime:
    """The present, to the second, in Vietnam."""
    return datetime.now(VIETNAM).replace(microsecond=0)
