"""Commands that look at pages and store nothing in an archive: extract, probe, fixture."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from archive.clock import now
from archive.errors import ArchiveError, ConfigError
from archive.identity import article_url
from archive.options import COUNT, json_option
from archive.printing import print_json, print_rows, say
from archive.times import VIETNAM
from crawler.extract import ExtractionError, extract
from crawler.extract.html import stated_address
from crawler.fixture import case_folder, save_case

_CASES = Path("tests", "portals")


_YEARS = range(1990, 2200)


class Unreadable(ArchiveError):
    """Nothing could be done: the page could not be read, the site not be reached."""

    exit_code = 3


class Time(click.ParamType[datetime]):
    """A time in ISO 8601; without an offset it is Vietnam's."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The aware time that `value` writes."""
        try:
            at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no ISO 8601 time", param, ctx)
        if at.year not in _YEARS:
            self.fail(f"{value!r} is no time at which a page was saved", param, ctx)
        return at if at.tzinfo else at.replace(tzinfo=VIETNAM)


_TIME = Time()
_url_option = click.option(
    "--url", default="", help="Where the page stood (default: what the page says)."
)
_seen_option = click.option(
    "--seen-at", type=_TIME, help="When it was saved, ISO 8601 (default: now)."
)


@click.command("extract")
@click.argument("file", type=click.File("rb"))
@_url_option
@_seen_option
@click.option("--json", "_as_json", is_flag=True, help="JSON, which it always is.")
def extract_(file: BinaryIO, url: str, seen_at: datetime | None, _as_json: bool) -> None:
    """Read one saved page to JSON, storing nothing.

    "-" as FILE reads stdin.
    """
    page = file.read()
    try:
        article = extract(page, article_url(url or stated_address(page)), seen_at or now())
    except ExtractionError as error:
        raise Unreadable(f"{file.name}: {error.kind}: {error}") from error
    print_json(article.as_dict())


@click.command()
@click.argument("url")
@click.option("--articles", type=COUNT, default=5, show_default=True, help="Read N articles.")
@click.option("--delay", type=float, help="Seconds between requests.")
@click.option("--insecure", is_flag=True, help="Accept an invalid certificate.")
@click.option("-v", "--verbose", count=True, help="Log to stderr.")
@json_option
@click.pass_obj
def probe(folder: Path, /, url: str, as_json: bool, **options: Any) -> None:
    """Look at a portal, list or article, storing nothing.

    Says which family it is, finds its sections, reads some articles, and warns.
    """
    from crawler.probing import probe as look_at
    from crawler.probing import table_row

    found = look_at(url, folder, **options)
    if as_json:
        print_json(found)
    else:
        layouts = ", ".join(found["layouts"]) or "no article was read"
        click.echo(f"{found['url']}: {found['portal'] or 'no known portal'} ({layouts})")
        for rows in (found["sections"], [table_row(one) for one in found["articles"]]):
            if rows:
                click.echo()
                print_rows(rows, tuple(rows[0]), as_json=False, header=True)
    for warning in found["warnings"]:
        say(f"luutru: {warning}")
    click.get_current_context().exit(1 if found["failed"] else 0)


@click.command()
@click.argument("page", metavar="URL|FILE")
@click.argument("portal")
@click.argument("case")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=_CASES,
    show_default=True,
    help="Where the cases of all portals are.",
)
@_url_option
@_seen_option
@click.option("--why", help="One sentence: what this page shows that others don't.")
@click.option("--insecure", is_flag=True, help="Accept an invalid certificate.")
@click.option("-v", "--verbose", count=True, help="Log to stderr.")
@click.pass_obj
def fixture(folder: Path, /, page: str, portal: str, case: str, into: Path, **options: Any) -> None:
    """Make a test case of a page, for a person to correct.

    Makes INTO/PORTAL/CASE with page.html, meta.json and expected.json (or problem.json where the
    page gives no article). A case whose name begins with "list-" is a list page. "-" reads stdin.
    """
    where = case_folder(into, portal, case)
    about = {name: options.pop(name) for name in ("url", "seen_at", "why")}
    if "://" in page:
        body, landed = _fetched(page, folder, **options)
        about = {"url": article_url(landed), "seen_at": now(), "why": about["why"]}
    else:
        body = _saved(page)
        about["url"] = about["url"] or stated_address(body)
        about["seen_at"] = about["seen_at"] or now()
        if not about["url"]:
            raise ConfigError(f"{page} does not say where it stood; give its address with --url")
    file, line = save_case(body, where, **about)
    click.echo(f"{file.parent}: {line}")
    say(f"luutru: now read {file} against the page, and correct it by hand")


def _saved(page: str) -> bytes:
    return sys.stdin.buffer.read() if page == "-" else Path(page).read_bytes()


def _fetched(url: str, folder: Path, **options: Any) -> tuple[bytes, str]:
    """The page at `url`, and the address it came from after redirects."""
    from crawler.looking import look
    from crawler.spiders.looking import PageSpider

    response = look(PageSpider, url, folder, **options).response
    assert response is not None
    return response.body, response.url


PAGE_COMMANDS: tuple[click.Command, ...] = (extract_, probe, fixture)
