"""Every text of the reading room is in the catalogue, in both languages."""

import re
import string
from pathlib import Path

import pytest

from archive.article import REFERENCE_KINDS
from archive.coverage import REACHED
from archive.dating import AGREEMENTS, FLAGS, RULES, SOURCES
from archive.site_visits import STATES
from archive.versions import PARTS, TOUCHED
from archive.web.language import LANGUAGES, Language, catalogue, choose
from archive.web.searching import SORTS
from archive.web.views.changes import KINDS

WEB = Path(__file__).parents[1] / "archive" / "web"
TEXTS = [*WEB.rglob("*.html"), *WEB.rglob("*.py")]
_USED = re.compile(r"""\b(?:t|say)\(\s*["'](\w+\.\w+)["']""")
_GROUPS = {
    "rule": RULES,
    "agreement": AGREEMENTS,
    "flag": FLAGS,
    "date_source": SOURCES,
    "part": PARTS,
    "touched": TOUCHED,
    "event": KINDS,
    "tally": KINDS,
    "sort": SORTS,
    "reached": REACHED,
    "state": (*STATES, "live", "quiet", "frozen"),
    "reference": REFERENCE_KINDS,
    "language": LANGUAGES,
    "change": ("added", "removed", "changed"),
    "outcome": ("done", "partial", "failed", "interrupted", "running"),
}


def used() -> set[str]:
    return {key for file in TEXTS for key in _USED.findall(file.read_text("utf-8"))}


def test_no_text_is_missing() -> None:
    assert len(used()) > 100
    assert used() - catalogue().keys() == set()
    for group, names in _GROUPS.items():
        assert {f"{group}.{name}" for name in names} <= catalogue().keys()


def test_no_text_is_left_over() -> None:
    written = "\n".join(file.read_text("utf-8") for file in TEXTS)
    groups = set(re.findall(r"""\bword\(\s*["'](\w+)["']""", written))
    groups |= set(re.findall(r"""\bt\(\s*["'](\w+)\.["']\s*~""", written))
    left = {key for key in catalogue().keys() - used() if key.partition(".")[0] not in groups}
    assert left == set()


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_both_languages_say_it_with_the_same_values(key: str) -> None:
    texts = catalogue()[key]
    assert len(texts) == len(LANGUAGES)
    assert all(texts)
    named = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in texts]
    assert named[0] == named[1]


def test_no_page_has_words_of_its_own() -> None:
    """What is left of a template without tags and expressions is signs, and names of formats."""
    for file in WEB.rglob("*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", file.read_text("utf-8"), flags=re.S)
        words = set(re.findall(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>|<!doctype html>", "", text)))
        assert words <= {"lt", "API", "CSV", "JSONL", "SHA"}, file.name


def test_days_and_numbers_are_written_as_each_language_does() -> None:
    vi, en = Language("vi"), Language("en")
    at = "2023-07-04T14:05:30+07:00"
    assert (vi.moment(at), en.moment(at)) == ("04/07/2023 14:05", "4 July 2023, 14:05")
    assert (vi.moment(at, "day"), en.moment(at, "second")) == (
        "04/07/2023",
        "4 July 2023, 14:05:30",
    )
    assert vi.moment("2023-07-04T20:00:00+00:00") == "05/07/2023 03:00"
    assert (vi.number(12345), en.number(12345)) == ("12.345", "12,345")
    assert (vi.size(1_234_567), en.size(999)) == ("1,2 MB", "1.0 kB")
    assert (vi.month("2023-07"), en.month("2023-07")) == ("7/2023", "July 2023")
    assert (vi.day(None), vi.word("rule", "something new")) == ("", "something new")


def test_vietnamese_is_first() -> None:
    assert [choose(None, None), choose("xx", "yy"), choose("en", None)] == ["vi", "vi", "en"]
    assert choose("en", "vi") == "vi"
