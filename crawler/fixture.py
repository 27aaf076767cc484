"""Makes a test case of a page: the folder a person reads, corrects and keeps."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.errors import ConfigError
from crawler.extract import ExtractionError, extract
from crawler.extract.listing import ListingPage
from crawler.extract.portal import list_page, read_source

_NAME = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
_LIST = "list-"  # what cases of list pages are called


def case_folder(cases: Path, portal: str, case: str) -> Path:
    """Where the case stands; raises ConfigError for what is no name."""
    for name in (portal, case):
        if not _NAME.fullmatch(name):
            raise ConfigError(f"{name!r} is no name for a portal or case; use a-z, 0-9, - and _")
    return cases / portal / case


def save_case(
    page: bytes, where: Path, *, url: str, seen_at: datetime, why: str | None = None
) -> tuple[Path, str]:
    """Write `page` and what the program reads of it now into the new folder `where`.

    Returns the file that holds the reading, "expected.json" or "problem.json", and one line on it.
    Raises ConfigError when the folder exists.
    """
    read, said, line = _reading(page, url, seen_at, is_list=where.name.startswith(_LIST))
    try:
        where.mkdir(parents=True)
    except FileExistsError as error:
        raise ConfigError(f"{where} exists already; name the case otherwise") from error
    (where / "page.html").write_bytes(page)
    about = {"url": url, "seen_at": seen_at.isoformat(), "why": why or "TODO: what this page shows"}
    _write(where / "meta.json", about)
    _write(where / read, said)
    return where / read, line


def _reading(
    page: bytes, url: str, seen_at: datetime, *, is_list: bool
) -> tuple[str, dict[str, Any], str]:
    try:
        if is_list:
            found = list_page(read_source(page, url, seen_at))
            said = list_reading(found)
            return "expected.json", said, f"a list of {len(said['entries'])} ({found.layout})"
        article = extract(page, url, seen_at)
    except ExtractionError as error:
        return "problem.json", {"kind": error.kind}, f"a problem, {error.kind}: {error}"
    said = article.as_dict()
    del said["dating"]  # how the date was come to, which other tests look at
    return "expected.json", said, f"an article ({article.layout}): {article.title}"


def list_reading(page: ListingPage) -> dict[str, Any]:
    """A list page's JSON form: its entries, and how its second page would be asked for."""
    entries = [
        {"key": one.key, "url": one.url, "title": one.title, "printed_date": one.printed_date}
        for one in page.entries()
    ]
    pager = page.pager()
    if pager is None:
        return {"entries": entries, "pager": None}
    to = pager.ask(2)
    asked = {"url": to.url, "last_page": pager.last_page, "form_for_page_2": dict(to.form)}
    return {"entries": entries, "pager": asked | ({"is_json": True} if to.is_json else {})}


def _write(file: Path, data: dict[str, Any]) -> None:
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
