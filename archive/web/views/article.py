"""An article: what it says, how that is known, what became of it, and the page it was read from."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from archive import cite as citing
from archive.archived import ArchivedArticle
from archive.article import Capture, Image
from archive.clock import now
from archive.identity import host, written_address
from archive.web import shelf_queries as sql
from archive.web.headers import ORIGINAL_POLICY
from archive.web.original import CannotShow, harmless, page_bytes
from archive.web.passes import make_pass
from archive.web.pictures import SHOWN
from archive.web.render import page
from archive.web.told import NotThere
from archive.web.visit import Visit

_MOST_VERSIONS = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of an article, and its file, None where none is stored."""

    image: Image
    file: dict[str, Any] | None

    @property
    def is_shown(self) -> bool:
        """Whether a browser may show the file in place."""
        return self.file is not None and self.file["mime"] in SHOWN


def article(visit: Visit) -> Response:
    """The article as it last was, or one version of it."""
    found = _asked_for(visit)
    shelf = visit.shelf
    files = _files(visit, found)
    provenance = shelf.row(sql.PROVENANCE, article_id=found.id, version=found.version)
    versions = shelf.versions(found.id)[-_MOST_VERSIONS:]
    return page(
        visit,
        "article.html",
        found=found,
        provenance=provenance,
        blocks=_blocks(found, files),
        texts={row["url"]: row["text"] for row in _texts(visit, found)},
        files=[(item, files.get(("attachment", item.url))) for item in found.article.attachments],
        versions=versions,
        changes=_changes(visit, versions),
        events=shelf.rows(sql.EVENTS, article_id=found.id),
        listed=shelf.rows(sql.LISTED_IN, article_id=found.id),
        sharing=shelf.rows(sql.SHARING, article_id=found.id),
        footnote=citing.footnote(_citation(visit, found, provenance), visit.language.code),
        permalink=visit.whole_link(f"/a/{found.id}"),
        is_newest=found.version == shelf.article(found.id).version,
    )


def _asked_for(visit: Visit) -> ArchivedArticle:
    asked = visit.request.path_params
    number = asked.get("version", 0)
    if asked["id"] >= 2**62 or number >= 2**62:
        raise NotThere(visit.language.say("error.no_page"))
    return visit.shelf.article(asked["id"], version=number or None)


def _texts(visit: Visit, found: ArchivedArticle) -> tuple[dict[str, Any], ...]:
    return visit.shelf.rows(sql.ATTACHMENT_TEXTS, article_id=found.id, version=found.version)


def _files(visit: Visit, found: ArchivedArticle) -> dict[tuple[str, str], dict[str, Any]]:
    rows = visit.shelf.rows(sql.VERSION_FILES, article_id=found.id, version=found.version)
    return {(row["part"], row["url"]): row for row in rows}


def _blocks(
    found: ArchivedArticle, files: dict[tuple[str, str], dict[str, Any]]
) -> list[tuple[str | None, list[Shown]]]:
    """Paragraphs, each with the pictures that stand before it; the last has no text."""
    article, last = found.article, len(found.article.paragraphs)
    blocks: list[tuple[str | None, list[Shown]]] = [(text, []) for text in article.paragraphs]
    blocks.append((None, []))
    for image in article.images:
        shown = Shown(image, files.get(("image", image.url)))
        blocks[min(image.position, last)][1].append(shown)
    return blocks


def _changes(visit: Visit, versions: tuple[ArchivedArticle, ...]) -> dict[int, tuple[str, ...]]:
    """What parts each version changed, by its number; of the last ten."""

    def parts(old: ArchivedArticle, new: ArchivedArticle) -> tuple[str, ...]:
        found = visit.shelf.difference(new.id, old.version, new.version)
        return tuple(dict.fromkeys(one.part for one in found.changes))

    return {
        new.version: visit.recall.get(
            ("parts", new.id, new.version), partial(parts, old, new), seconds=600
        )
        for old, new in [*pairwise(versions)][-10:]
    }


def changes(visit: Visit) -> Response:
    """What is another in one version than in an earlier one."""
    shelf, article_id = visit.shelf, visit.request.path_params["id"]
    versions = shelf.versions(min(article_id, 2**62))
    numbers = [one.version for one in versions]
    after = visit.number("to", default=numbers[-1], most=10**9)
    earlier = [number for number in numbers if number < after] or numbers[:1]
    before = visit.number("from", default=earlier[-1], most=10**9)
    found = shelf.difference(article_id, before, after)
    pictures = {
        row["url"]: row["sha256"]
        for version in (found.before, found.after)
        for row in shelf.rows(sql.VERSION_FILES, article_id=version.id, version=version.version)
    }
    return page(visit, "changes_of.html", found=found, versions=versions, pictures=pictures)


def original(visit: Visit) -> Response:
    """The page as its server sent it, beside what was read from it."""
    found = _asked_for(visit)
    provenance = visit.shelf.row(sql.PROVENANCE, article_id=found.id, version=found.version)
    return page(visit, "original.html", found=found, provenance=provenance)


def original_page(visit: Visit) -> Response:
    """The page itself, made harmless; only ever shown in a frame of ours."""
    capture = _capture(visit)
    seen_at = capture.seen_at.isoformat()

    def picture(url: str) -> str | None:
        written = json.dumps([url, written_address(url)])
        rows = visit.shelf.rows(sql.FILE_AT, urls=written, seen_at=seen_at)
        is_shown = rows and rows[0]["mime"] in SHOWN
        if not is_shown:
            return None
        sha256 = rows[0]["sha256"]
        is_locked = visit.settings.password is not None
        given = make_pass(visit.settings.secret, sha256) if is_locked else None
        return visit.link(f"/media/{sha256}", **{"pass": given})

    try:
        shown = harmless(capture, picture)
    except CannotShow as error:
        raise NotThere(visit.language.say("error.cannot_show")) from error
    return HTMLResponse(shown, headers={"Content-Security-Policy": ORIGINAL_POLICY})


def original_file(visit: Visit) -> Response:
    """The page's bytes, to be saved."""
    found = _asked_for(visit)
    name = f"{host(found.article.url).replace(':', '-')}-{found.id}-{found.version}.html"
    return Response(
        page_bytes(_capture(visit)),
        media_type="application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def _capture(visit: Visit) -> Capture:
    found = _asked_for(visit)
    if found.capture_id is None:
        raise NotThere(visit.language.say("error.no_capture"))
    return visit.shelf.capture(found.capture_id)


def cite(visit: Visit) -> Response:
    """A citation as a file."""
    found = _asked_for(visit)
    form = visit.request.path_params["form"]
    if form not in _CITED:
        raise NotThere(visit.language.say("error.no_page"))
    provenance = visit.shelf.row(sql.PROVENANCE, article_id=found.id, version=found.version)
    answer = _CITED[form](visit, _citation(visit, found, provenance))
    name = f"luutru-{found.id}-{found.version}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _citation(visit: Visit, found: ArchivedArticle, provenance: dict[str, Any]) -> citing.Citation:
    return citing.Citation(
        archived=found,
        publisher=host(found.article.url),
        permalink=visit.whole_link(f"/a/{found.id}/v/{found.version}"),
        content_hash=provenance["content_hash"],
        accessed_at=now(),
    )


_CITED: dict[str, Callable[[Visit, citing.Citation], Response]] = {
    "txt": lambda visit, one: PlainTextResponse(f"{citing.footnote(one, visit.language.code)}\n"),
    "bib": lambda _, one: Response(citing.bibtex(one), media_type="application/x-bibtex"),
    "ris": lambda _, one: Response(
        citing.ris(one), media_type="application/x-research-info-systems"
    ),
    "json": lambda _, one: JSONResponse(
        [citing.csl(one)], media_type="application/vnd.citationstyles.csl+json"
    ),
}
