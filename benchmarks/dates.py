"""Right, wrong and none, and microseconds a call, of each date reader on the tests' tables.

The tables grew together with our reader: its own score on them guards against loss, it does not
measure what the reader makes of strings nobody thought of.

Run: python benchmarks/dates.py
"""

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
            plain = raw.replace("\\u00a0", "\u00a0").replace("\\n", "\n")
            found.append((plain, datetime.fromisoformat(seen_at), value))
    return [row for row in found if "\\u" not in row[0]]


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
        found: str | None = find_date(page, original_date=True, max_date=f"{seen_at:%Y-%m-%d}")
        return found

    return read


def agrees(answer: str, value: str) -> bool:
    """Whether an answer of any precision says what `value` says, as far as both go."""
    if "/" in value or "," in value:
        return answer == value
    shared = min(len(answer), len(value))
    return answer[:shared] == value[:shared] and shared >= min(10, len(value))


def score(read: Reader, table: list[Row]) -> tuple[int, int, int, float]:
    right = wrong = none = 0
    started = perf_counter()
    answers = [read(raw, seen_at) for raw, seen_at, _ in table]
    spent = perf_counter() - started
    for answer, (_, _, value) in zip(answers, table, strict=True):
        is_right = agrees(answer, value) if answer and value else not answer and not value
        right += is_right
        wrong += bool(answer) and not is_right
        none += not answer and not is_right
    return right, wrong, none, spent / len(table) * 1e6


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
    table = rows()
    traps = sum(not value for _, _, value in table)
    print(f"{len(table)} printed dates, {traps} of them traps that are none")
    print(f"{'':12}{'right':>7}{'wrong':>7}{'none':>7}{'µs/call':>10}{'µs common':>11}")
    for name, read in readers.items():
        read("04 07 2023", table[0][1])  # imports are not part of a call
        right, wrong, none, spent = score(read, table)
        print(f"{name:12}{right:7}{wrong:7}{none:7}{spent:10.1f}{per_call(read):11.1f}")


if __name__ == "__main__":
    main()
