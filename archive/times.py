"""Times as the archive writes them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def time_text(at: datetime) -> str:
    """`at` as the archive writes it: ISO 8601 in Vietnam time, so that texts sort as times do."""
    return at.astimezone(VIETNAM).isoformat()


def read_time(text: str | None) -> datetime | None:
    """The time that `time_text` wrote."""
    return None if text is None else datetime.fromisoformat(text)


def read_day(text: str) -> date | None:
    """The day that a person typed as 2023-07-04 or 4/7/2023; None for anything else."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None


def by_year(months: Mapping[str, int]) -> Counter[str]:
    """Counts by month ("2023-07") as counts by year, in the order in which the years come first."""
    years: Counter[str] = Counter()
    for month, count in months.items():
        years[month[:4]] += count
    return years
