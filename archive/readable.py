"""Articles and search results as people read them on a terminal."""

import re
import sys

import click

from archive.archived import ArchivedArticle, Difference, Hit
from archive.article import Article
from archive.dating import Published
from archive.explaining import explain
from archive.search.snippet import MARKS
from archive.versions import Change

_PLACES = {"caption": "[ảnh] ", "attachment": "[tệp] "}


def print_hit(hit: Hit) -> None:
    """A search result as people read it."""
    article = hit.archived.article
    day = article.published_at.strftime("%Y-%m-%d") if article.published_at else "no date"
    where = " · ".join(filter(None, (day, article.site, article.section)))
    click.echo(f"{click.style(str(hit.id), dim=True)}  {click.style(hit.title, bold=True)}")
    click.echo(f"    {where}  {click.style(hit.url, fg='blue')}")
    if hit.snippet:
        where = _PLACES.get(hit.place.field, "") if hit.place else ""
        click.echo(f"    {where}{_lit(hit.snippet)}")


def _lit(snippet: str) -> str:
    """The snippet with its marks as colour, on a terminal."""
    if not sys.stdout.isatty():
        return snippet
    opening, closing = MARKS
    parts = snippet.split(opening)
    lit = [parts[0]]
    for part in parts[1:]:
        word, _, rest = part.partition(closing)
        lit.append(click.style(word, fg="yellow", bold=True) + rest)
    return "".join(lit)


def readable(found: ArchivedArticle, versions: int) -> str:
    """One of `versions` versions of an article, whole."""
    article = found.article
    facts = {
        "url": article.url,
        "site": " · ".join(filter(None, (article.site, article.section))),
        "published": _day_of(article) if article.published != Published() else None,
        "date": explain(article.published, article.dating),
        "author": article.author,
        "source": article.source,
        "layout": _reading(article),
        "seen": f"{found.first_seen_at:%Y-%m-%d %H:%M} to {found.last_seen_at:%Y-%m-%d %H:%M}",
        "gone": f"not there any more since {found.gone_at:%Y-%m-%d %H:%M}"
        if found.gone_at
        else None,
        "version": f"{found.version} of {versions}" + _origin(found),
    }
    lines = [click.style(article.title, bold=True)]
    lines += [
        f"{click.style(f'{name:>9}', dim=True)}  {value}" for name, value in facts.items() if value
    ]
    if article.summary:
        lines += ["", click.style(article.summary, italic=True)]
    for position, paragraph in enumerate((*article.paragraphs, "")):
        for image in article.images:
            if image.position == position:
                credit = f" (ảnh: {image.credit})" if image.credit else ""
                lines += ["", click.style(f"[ảnh] {image.caption or ''}{credit}", fg="cyan")]
        lines += ["", paragraph] if paragraph else []
    lines += [f"\n[tệp] {item.label or '-'}  {item.url}" for item in article.attachments]
    lines += [f"\n[{item.kind}] {item.label or '-'}  {item.url}" for item in article.references]
    return "\n".join(lines)


def _day_of(article: Article) -> str:
    at, is_day = article.published_at, article.published_precision == "day"
    day = f"{at:%Y-%m-%d}" if at and is_day else f"{at:%Y-%m-%d %H:%M}" if at else "-"
    rule = article.dating.rule if article.dating else None
    how = {"metadata": "stated", "list": "listed"}.get(rule or "", "printed")
    return f"{day} ({how}: {article.published_raw})" if article.published_raw else day


def dated(article: Article) -> str:
    """When it was published, and how that is known, in a line."""
    return f"{_day_of(article)}: {explain(article.published, article.dating)}"


def _reading(article: Article) -> str:
    """How the page was read, and how sure that is where it was guessed."""
    sure = article.confidence
    is_guess = sure is not None and sure < 1
    return f"{article.layout} (a guess, {sure:.0%} sure)" if is_guess else article.layout


def _origin(found: ArchivedArticle) -> str:
    return "" if found.origin == "crawl" else f" ({found.origin})"


_PARTS_SHOWN = {"text": "text", "date": "printed date"}
_TOUCHED_SHOWN = {
    "document": "document numbers",
    "date": "dates",
    "amount": "amounts",
    "name": "names",
}
_MARKED = re.compile(r"(\[-.*?-\]|\{\+.*?\+\})", re.DOTALL)


def readable_difference(found: Difference) -> str:
    """What changed between two versions, or what befell an article, as people read it."""
    article, old = found.after.article, found.before
    when = f"between {old.seen_until:%Y-%m-%d %H:%M} and {found.at:%Y-%m-%d %H:%M}"
    what = f"versions {old.version} to {found.after.version}, {when}"
    if found.event != "edited":
        what = f"{found.event}, seen {found.at:%Y-%m-%d %H:%M} ({found.detail})"
    if found.is_another_article:
        what += ", another article in its place"
    lines = [
        f"{click.style(str(found.after.id), dim=True)}  {click.style(article.title, bold=True)}",
        f"    {article.site} · {what}  {click.style(article.url, fg='blue')}",
    ]
    if found.event == "edited" and not found.changes:
        lines.append("    nothing that a reader sees")
    return "\n".join((*lines, *(f"    {_change(one)}" for one in found.changes)))


def _change(one: Change) -> str:
    part = _PARTS_SHOWN.get(one.part, one.part)
    touched = ", ".join(_TOUCHED_SHOWN[name] for name in one.touched)
    head = f"{part} {one.kind}" + (f" ({touched})" if touched else "")
    if one.words is not None:
        return f"{head}: {_coloured(one.words)}"
    shown = " -> ".join(text for text in (one.before, one.after) if text is not None)
    return f"{head}: {' '.join(shown.split())}"


def _coloured(words: str) -> str:
    """A word diff on one line, in colour on a terminal."""
    parts = _MARKED.split(" ".join(words.split()))
    colours = {"[-": "red", "{+": "green"}
    return "".join(
        click.style(part, fg=colours[part[:2]]) if part[:2] in colours else part for part in parts
    )
