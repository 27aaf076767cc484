"""All that one page says on when its article was published."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from lxml.html import HtmlElement

from archive.dating import DateCandidate
from archive.text import normalize
from crawler.extract.dating.field import printed_candidate, read_field
from crawler.extract.dating.stated import as_written, read_stated, said_dates, stated_candidates
from crawler.extract.dating.texts import text_candidates
from crawler.extract.dating.uploads import upload_candidates

__all__ = (
    "page_candidates",
    "printed_candidate",
    "read_field",
    "stated_candidates",
    "text_candidates",
    "upload_candidates",
)


def page_candidates(
    field: DateCandidate | None,
    *,
    tree: HtmlElement,
    block: HtmlElement,
    files: Iterable[str],
    texts: Sequence[str],
    seen_at: datetime,
) -> tuple[DateCandidate, ...]:
    """The page's candidates, in the order of SOURCES.

    `field` is what its date field says; `files` are addresses of the article's images and
    documents, `texts` its title, summary and first paragraphs. Where the field is what the head
    states, only the head says it.
    """
    said = said_dates(tree, block)
    stated = read_stated(said, seen_at)
    if field is not None and normalize(field.raw) in said:
        field = None
    if field is not None:
        stated = tuple(_with_true_zone(one, field) for one in stated)
    known = (*filter(None, (field,)), *stated)
    named = text_candidates(texts, near=_near(known, seen_at))
    return (*known, *upload_candidates(files, seen_at), *named)


def _near(known: Iterable[DateCandidate], seen_at: datetime) -> datetime:
    """When the texts were published as far as is known, which tells years that they leave out."""
    at = next((max(times) for one in known if (times := _readings(one))), seen_at)
    return min(at, seen_at)


def _readings(one: DateCandidate) -> list[datetime]:
    """The moments that a candidate may mean, by either order of day and month."""
    swapped = replace(one, value=one.other, precision="day")
    return [at for each in (one, swapped) if (at := each.at) is not None]


def _with_true_zone(stated: DateCandidate, field: DateCandidate) -> DateCandidate:
    """`stated` without its zone where that is wrong: it is written as the date field prints it.

    Servers write "Z" behind the time on Vietnam's clocks.
    """
    at, printed, value = as_written(stated.raw), field.value, stated.value
    if at is None or printed is None or value is None or stated.precision == "day":
        return stated
    written = at.isoformat(timespec="seconds")
    is_same = written.startswith(printed[:16]) and not value.startswith(printed[:16])
    return replace(stated, value=written[: len(value)]) if is_same else stated
