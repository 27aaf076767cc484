"""What the docs say is what the program does."""

import ast
import re
from pathlib import Path

import pytest
from cogapp import Cog

from archive.watch import GONE_RULE, LONGEST, next_pause
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


_CALL = re.compile(r"\bluutru(?:\.exe)?(?: -C \S+)? ([a-z]+)((?: +[^\s`|>#;&\"]+)*)")


@pytest.mark.parametrize(
    "page", [*sorted(ROOT.glob("docs/*.md")), ROOT / "README.md"], ids=lambda page: page.name
)
def test_options_in_the_docs_are_options(page: Path) -> None:
    """Every `luutru …` of a page that names a command has options of that command alone."""
    for name, rest in _CALL.findall(page.read_text("utf-8")):
        command = luutru.commands.get(name)
        if command is None:
            continue  # prose: "luutru crawls them politely"
        known = {one for option in command.params for one in (*option.opts, *option.secondary_opts)}
        assert {word for word in rest.split() if word.startswith("-")} <= known | {"--help"}


def test_the_numbers_of_the_update_rules_are_those_of_the_code() -> None:
    text = " ".join((ROOT / "docs" / "updates.md").read_text("utf-8").split())
    assert (GONE_RULE.checks, GONE_RULE.hours) == (3, 72) and "three looks over 72 hours" in text
    assert LONGEST.days == 90 and "up to 90 days" in text
    assert next_pause(LONGEST, waited=LONGEST, is_changed=True).total_seconds() == 6 * 3600
    assert "after a change it is six hours" in text
