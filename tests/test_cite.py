"""Citations are read by the libraries that people use them with."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import bibtexparser
import httpx
import pytest
import rispy
from archive_fixtures import ARTICLE, after, make_folder, put, writing
from citeproc import Citation as CitedWorks
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from reading_room import HOSTILE, served

from archive import Archive
from archive.cite import Citation, bibtex, csl, footnote, ris

HASH = "ab" * 32


def citation(tmp_path: Path, **changes: str | None) -> Citation:
    folder = make_folder(tmp_path / "kho")
    with writing(folder) as store:
        put(store, replace(ARTICLE, **changes))
    with Archive.open(folder.path) as archive:
        return Citation(
            archived=archive.article(1),
            publisher="tplaocai.laocai.gov.vn",
            permalink="http://127.0.0.1/a/1/v/1",
            content_hash=HASH,
            accessed_at=after(days=3),
        )


def test_a_footnote_says_who_what_where_when_and_which_version(tmp_path: Path) -> None:
    made = footnote(citation(tmp_path))
    for part in ("Khánh Nga", f"“{ARTICLE.title}”", "04/07/2023", ARTICLE.url, "phiên bản 1"):
        assert part in made
    assert "version 1" in footnote(citation(tmp_path / "en"), "en")


@pytest.mark.parametrize("title", [ARTICLE.title, "50% {a} & b_c #1 $x ~ ^ \\ “”", *HOSTILE])
def test_bibtex_and_ris_and_csl_are_read(tmp_path: Path, title: str) -> None:
    made = citation(tmp_path, title=title, author=title)
    library = bibtexparser.parse_string(bibtex(made))
    assert not library.failed_blocks
    (entry,) = library.entries
    assert entry.entry_type == "misc"
    assert entry["url"] == ARTICLE.url
    assert (entry["year"], entry["urldate"]) == ("2023", "2023-07-08")
    (record,) = rispy.loads(ris(made))
    assert " ".join(record["title"].split()) == " ".join(title.split())
    assert record["year"] == "2023"
    assert record["urls"] == [ARTICLE.url]
    item = csl(made)
    assert (item["type"], item["title"]) == ("webpage", title)
    assert title in printed(item)
    assert item["issued"] == {"date-parts": [[2023, 7, 4]]}
    assert json.loads(json.dumps(item)) == item


def printed(item: dict[str, Any]) -> str:
    """The item in a bibliography, by the Citation Style Language's own processor."""
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    works = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
    works.register(CitedWorks([CitationItem(item["id"])]))
    (work,) = works.bibliography()
    return str(work)


def test_an_article_without_date_or_author_says_so(tmp_path: Path) -> None:
    made = citation(tmp_path, author=None, published_at=None, published_raw=None)
    assert "không đề ngày" in footnote(made)
    assert "year" not in bibtex(made)
    assert "issued" not in csl(made)
    assert "AU  -" not in ris(made)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[httpx.Client]:
    folder = make_folder(tmp_path / "kho")
    with writing(folder) as store:
        put(store, ARTICLE)
    with served(folder) as client:
        yield client


def test_each_form_is_a_file_that_names_its_version(room: httpx.Client) -> None:
    for form, part in (
        ("txt", "a/1/v/1"),
        ("bib", "@misc"),
        ("ris", "TY  - ELEC"),
        ("json", "URL"),
    ):
        answer = room.get(f"/a/1/v/1/cite.{form}")
        assert part in answer.text
        assert answer.headers["content-disposition"].endswith(f'luutru-1-1.{form}"')
    assert room.get("/a/1/v/1/cite.exe").status_code == 404
