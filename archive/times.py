"""Times as the archive writes them."""

from datetime import datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def time_text(at: datetime) -> str:
    """`at` as the archive writes it: ISO 8601 in Vietnam time, so that texts sort as times do."""
    return at.astimezone(VIETNAM).isoformat()


def read_time(text: str | None) -> datetime | None:
    """The time that `time_text` wrote."""
    return None if text is None else datetime.fromisoformat(text)
