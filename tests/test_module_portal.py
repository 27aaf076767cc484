"""Steering documents behind a list that only sending its form back turns over."""

from pathlib import Path

from module_portal import LIST, module_portal
from running import make_archive, run_luutru, site_table

from archive import Archive


def test_all_pages_are_turned_and_every_document_is_kept(tmp_path: Path) -> None:
    with module_portal() as (url, portal):
        folder = make_archive(tmp_path / "kho", site_table("hnd", url, LIST.removeprefix("/")))
        done = run_luutru("-C", folder, "crawl")
        assert done.returncode == 0, done.stdout + done.stderr + portal.sent_back.__repr__()
        again = run_luutru("-C", folder, "update", "--json")
        assert again.returncode == 0, again.stderr
    with Archive.open(folder) as archive:
        found = {one.article.title: one.article for one in archive.articles()}
    assert set(found) == {portal.title(number) for number in range(1, 11)}
    article = found[portal.title(3)]
    assert (article.published_raw, article.published_precision) == ("03/11/2024", "day")
    assert "Số ký hiệu văn bản | 3/CV-UBND" in article.paragraphs
    assert article.attachments[0].url.endswith("/cv%203.pdf")
    assert [form["__VIEWSTATE"] for form in portal.sent_back[:2]] == ["state-1", "state-2"]


def test_add_finds_module_lists_in_the_menu(tmp_path: Path) -> None:
    with module_portal(3) as (url, _):
        folder = make_archive(tmp_path / "kho")
        done = run_luutru("-C", folder, "add", url, "--delay", "0")
    assert done.returncode == 0, done.stderr
    assert f"{url.rstrip('/')}{LIST}" in (folder / "sites.toml").read_text(encoding="utf-8")
