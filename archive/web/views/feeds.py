"""Atom feeds of any search, and of changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from starlette.responses import Response

from archive.archived import ArchivedArticle, Difference
from archive.feeds import Entry, Feed, atom
from archive.times import VIETNAM
from archive.web import searching
from archive.web.views.changes import asked as asked_changes
from archive.web.views.search import asked, parameters
from archive.web.visit import Visit

_ENTRIES = 50
_NOTHING_YET = datetime(2026, 1, 1, tzinfo=VIETNAM)


def search_feed(visit: Visit) -> Response:
    """What matches a search, collected last first."""
    wanted = replace(asked(visit), sort="collected")
    hits, _ = searching.find(visit.shelf, wanted, limit=_ENTRIES)
    kept = parameters(wanted, sort=None)
    entries = [_article_entry(visit, hit.archived) for hit in hits]
    title = _title(wanted.query or visit.language.say("feed.all"), wanted.site, wanted.section)
    return _feed(visit, visit.language.say("feed.search", query=title), "/search", kept, entries)


def _article_entry(visit: Visit, found: ArchivedArticle) -> Entry:
    article = found.article
    return Entry(
        key=article.url,
        title=article.title,
        link=visit.whole_link(f"/a/{found.id}"),
        updated=found.seen_at,
        author=article.author or article.site or "luutru",
        published=article.published_at,
        summary=article.summary or (article.paragraphs[0][:500] if article.paragraphs else ""),
        original=article.url,
    )


def changes_feed(visit: Visit) -> Response:
    """Edits, deletions and returns, seen last first."""
    found = visit.shelf.changed(asked_changes(visit), limit=_ENTRIES)
    entries = [_change_entry(visit, one) for one in found]
    kept = {name: visit.text(name) for name in ("site", "section", "kind", "since")}
    kind = visit.language.word("event", kept["kind"]) if kept["kind"] else None
    title = _title(visit.language.say("feed.changes"), kept["site"], kept["section"], kind)
    return _feed(visit, title, "/changes", kept, entries)


def _change_entry(visit: Visit, found: Difference) -> Entry:
    article, language = found.after.article, visit.language
    parts = dict.fromkeys(language.word("part", one.part) for one in found.changes)
    what = language.word("event", found.event)
    is_edit = found.event == "edited"
    shown = f"/a/{found.after.id}/changes" if is_edit else f"/a/{found.after.id}"
    numbers = {"from": found.before.version, "to": found.after.version} if is_edit else {}
    return Entry(
        key=f"{article.url}#{found.event}-{found.at.isoformat()}",
        title=f"{what}: {article.title}",
        link=visit.whole_link(shown, **numbers),
        updated=found.at,
        author=article.site or "luutru",
        summary=", ".join(parts) or found.detail or "",
        original=article.url,
    )


def _title(*parts: str | None) -> str:
    return " · ".join(filter(None, parts))


def _feed(
    visit: Visit, title: str, path: str, kept: Mapping[str, object], entries: list[Entry]
) -> Response:
    document = atom(
        Feed(
            title=f"{title} · luutru",
            link=visit.whole_link(path, **kept),
            own_link=visit.whole_link(f"{path}.atom", **kept),
            updated=max((one.updated for one in entries), default=_NOTHING_YET),
            language=visit.language.code,
            entries=entries,
        )
    )
    return Response(document, media_type="application/atom+xml")
