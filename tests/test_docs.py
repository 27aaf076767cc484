"""What the docs say is what the program does."""

import ast
import re
from pathlib import Path

import pytest
from cogapp import Cog

from crawler.cli import luutru

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "page", ["docs/cli.md", "docs/archive.md", "docs/dates.md", "docs/vietnamese.md"]
)
def test_generated_parts_are_up_to_date(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert Cog().main(["cog", "--check", str(ROOT / page)]) == 0, capsys.readouterr().out


def test_commands_named_in_the_readme_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"luutru (?:-C \S+ )?([a-z]+)", text)) - {"is", "crawls"}
    code = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
    used = set(re.findall(r"luutru (?:-C \S+ )?([a-z]+)", code))
    assert used <= set(luutru.commands)
    assert {"demo", "init", "add", "crawl", "search"} <= used & named


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links {target}"


def test_extraction_reads_no_clock() -> None:
    for file in [*ROOT.glob("crawler/extract/**/*.py"), *ROOT.glob("crawler/portals/*.py")]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not called & {"now", "today", "utcnow", "monotonic"}, file.name
