"""Right, wrong and none of each date reader on the tests' tables, and microseconds a call.

The tables grew together with our reader: its own score on them guards against loss, it does not
measure what the reader makes of strings nobody thought of. dateparser and htmldate answer another
question than ours (any date at all, and the date of a page), which their errors on traps show.

Run: python benchmarks/dates.py
htmldate is compared where it is installed: pip install htmldate
"""

import re
import sys
from collections.abc import Callable
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from crawler.extract.dates import read_date  # noqa: E402

Reader = Callable[[str, datetime], str | None]
Row = tuple[str, datetime, str]

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_ESCAPE = re.compile(r"\\u[0-9a-f]{4}|\\n")
BAR = 20  # ours is to take less than this part of dateparser's time
COMMON = (
    "04/07/2023",
    "04/07/2023 14:05",
    "Thứ ba, 04/07/2023 14:05",
    "Thứ Ba, 04/07/2023 | 14:05",
    "04-07-2023",
    "2023-07-04T14:05:30+07:00",
)


def rows() -> list[Row]:
    """What the tests expect of every day-first date: text, time of capture, value or ""."""
    found = []
    for table in sorted((ROOT / "tests" / "dates").glob("*.tsv")):
        if table.stem == "month_first":
            continue
        for line in table.read_text("utf-8").splitlines()[1:]:
            raw, seen_at, value = (line + "\t\t").split("\t")[:3]
            plain = _ESCAPE.sub(lambda escape: escape[0].encode().decode("unicode_escape"), raw)
            found.append((plain, datetime.fromisoformat(seen_at), value))
    return found


def ours(raw: str, seen_at: datetime) -> str | None:
    reading = read_date(raw, seen_at)
    return reading.value if reading else None


def by_dateparser() -> Reader:
    from dateparser import parse

    def read(raw: str, seen_at: datetime) -> str | None:
        settings = {
            "DATE_ORDER": "DMY",
            "STRICT_PARSING": False,
            "RELATIVE_BASE": seen_at.astimezone(VIETNAM).replace(tzinfo=None),
            "RETURN_AS_TIMEZONE_AWARE": False,
        }
        found = parse(raw, languages=["vi"], settings=settings)
        return found.isoformat() if found else None

    return read


def by_htmldate() -> Reader:
    from htmldate import find_date

    def read(raw: str, seen_at: datetime) -> str | None:
        page = f"<html><body><div class='date'>{raw}</div></body></html>"
        try:
            found: str | None = find_date(page, original_date=True, max_date=f"{seen_at:%Y-%m-%d}")
        except ValueError:  # an offset of 99 hours
            return None
        return found

    return read


def agrees(answer: str, value: str) -> bool:
    """Whether an answer of any precision says what `value` says, as far as both go."""
    if "/" in value or "," in value:
        return answer == value
    shared = min(len(answer), len(value))
    return answer[:shared] == value[:shared] and shared >= min(10, len(value))


def score(read: Reader, table: list[Row]) -> tuple[int, int, int]:
    """How many answers are right, wrong, and missing."""
    right = wrong = 0
    for raw, seen_at, value in table:
        answer = read(raw, seen_at)
        is_right = agrees(answer, value) if answer and value else not answer and not value
        right += is_right
        wrong += bool(answer) and not is_right
    return right, wrong, len(table) - right - wrong


def per_call(read: Reader) -> float:
    seen_at = datetime(2023, 7, 5, 9, 0, tzinfo=VIETNAM)
    for raw in COMMON:
        read(raw, seen_at)
    rounds = 50
    started = perf_counter()
    for _ in range(rounds):
        for raw in COMMON:
            read(raw, seen_at)
    return (perf_counter() - started) / rounds / len(COMMON) * 1e6


def main() -> None:
    readers: dict[str, Reader] = {"ours": ours, "dateparser": by_dateparser()}
    if find_spec("htmldate"):
        readers["htmldate"] = by_htmldate()
    else:
        print("htmldate is not installed: pip install htmldate")
    table = rows()
    dates, traps = ([row for row in table if bool(row[2]) is is_date] for is_date in (True, False))
    print(f"{'':12}{f'{len(dates)} dates':^27}{f'{len(traps)} traps':^18}{'common form':>14}")
    print(f"{'':12}{'right':>9}{'wrong':>9}{'none':>9}{'none':>9}{'wrong':>9}{'µs/call':>14}")
    spent = {}
    for name, read in readers.items():
        read("04 07 2023", table[0][1])  # imports are not part of a call
        (right, wrong, none), (quiet, fooled, _) = score(read, dates), score(read, traps)
        spent[name] = per_call(read)
        line = f"{name:12}{right:9}{wrong:9}{none:9}{quiet:9}{fooled:9}{spent[name]:14.1f}"
        print(line, flush=True)
    times = spent["dateparser"] / spent["ours"]
    verdict = "under" if times > BAR else "NOT under"
    print(f"ours takes 1/{times:.0f} of dateparser's time on common forms, {verdict} 1/{BAR}")


if __name__ == "__main__":
    main()
