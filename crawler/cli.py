"""The `luutru` command: crawling here, reading the archive from `archive.cli`."""

import os
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli import COMMANDS
from archive.errors import ArchiveError
from archive.folder import Folder
from archive.options import COUNT, DAY, json_option
from archive.printing import print_json, print_rows, say
from crawler.page_commands import PAGE_COMMANDS
from crawler.plan import make_plan
from crawler.sites import NEW_FILE
from crawler.version import program

if TYPE_CHECKING:
    from crawler.log import Log

LEVELS = ("debug", "info", "warning", "error")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="LUUTRU_ARCHIVE",
    default=".",
    help="The archive folder (default: $LUUTRU_ARCHIVE, else this directory).",
)
@click.version_option(message="%(version)s", version=program())
@click.pass_context
def luutru(context: click.Context, folder: Path) -> None:
    """Archive the news portals of Vietnamese communes, districts and provinces, and search it."""
    context.obj = folder


@luutru.command()
@click.pass_obj
def init(path: Path, /) -> None:
    """Make the folder an archive; what is there is never touched."""
    folder = Folder(path)
    if folder.create(NEW_FILE):
        click.echo(f"{folder.path} is an archive folder now; next: luutru -C {folder.path} add URL")
    else:
        click.echo(f"{folder.path} is an archive folder already; nothing was changed")


@luutru.command()
@json_option
@click.pass_obj
def sites(folder: Path, /, as_json: bool) -> None:
    """The sites, their sections, and what is archived of them."""
    from crawler.overview import overview

    rows = overview(Folder.existing(folder))
    columns = ("name", "url", "sections", "articles", "problems", "last_run_at", "state")
    print_rows(rows, columns, as_json=as_json)


_FILE = click.Path(path_type=Path, dir_okay=False)


def _crawl_options(command: Any) -> Any:
    for option in (
        click.option("--files/--no-files", default=True, help="Without: articles only, for now."),
        click.option("--report", type=_FILE, help="Write what the run did to this JSON file."),
        click.option("--metrics", type=_FILE, help="The same for Prometheus' textfile collector."),
        click.option("-q", "--quiet", is_flag=True, help="No progress display."),
        click.option("-v", "--verbose", count=True, help="Log to stderr; twice for everything."),
        click.option("--log-level", type=click.Choice(LEVELS), help="Log what is at least this."),
        click.option("--log-json", is_flag=True, help="Log JSON, an object a line."),
        click.option("--max-requests", type=COUNT, help="Make N requests at most, of all kinds."),
        json_option,
    ):
        command = option(command)
    return click.argument("sites", nargs=-1)(command)


@luutru.command()
@_crawl_options
@click.option("--section", help="Only this section, by name or URL.")
@click.option("--limit", type=COUNT, help="At most N articles of each site.")
@click.option(
    "--since",
    type=DAY,
    help="Published on this day or later; trusts that lists begin with the newest.",
)
@click.pass_obj
def crawl(folder: Path, /, sites: tuple[str, ...], **options: Any) -> None:
    """Crawl sites in full, all of them by default.

    A crawl that was broken off goes on where it was.
    """
    _run(folder, sites, command="crawl", **options)


@luutru.command()
@_crawl_options
@click.pass_obj
def update(folder: Path, /, sites: tuple[str, ...], **options: Any) -> None:
    """Fetch what is new since the last run.

    Lists are read from the top until a whole page of them is known.
    """
    _run(folder, sites, command="update", **options)


def _run(
    folder: Path,
    sites: tuple[str, ...],
    *,
    quiet: bool,
    as_json: bool,
    report: Path | None,
    metrics: Path | None,
    **options: Any,
) -> None:
    log = _log(**{name: options.pop(name) for name in ("verbose", "log_level", "log_json")})
    plan = make_plan(folder, sites, **options)
    from crawler.crawl import run_plan
    from crawler.progress import summary
    from crawler.report import check_place, run_report, write_metrics, write_report

    for place in filter(None, (report, metrics)):
        check_place(place)
    done = run_plan(plan, log=log, quiet=quiet)
    told = [notice.as_dict() for notice in done.notices]
    if report or metrics:
        said = run_report(plan.folder, done.run_id) | {"notices": told}
        if report:
            write_report(report, said)
        if metrics:
            write_metrics(metrics, said)
    if as_json:
        counted = {"run": done.run_id, "outcome": done.outcome, "counts": done.counts}
        print_json(counted | {"notices": told})
    else:
        click.echo(f"run {done.run_id} {done.outcome}: {summary(done.counts)}")
    for notice in done.notices:
        say(f"luutru: {notice}")
    if done.exit_code in (1, 3):
        say(f"luutru: see what failed and why with: luutru -C {folder} problems")
    click.get_current_context().exit(done.exit_code)


def _log(*, verbose: int, log_level: str | None, log_json: bool) -> "Log":
    from crawler.log import Log, level_of

    return Log(log_level or level_of(verbose or int(log_json)), log_json)


@luutru.command()
@click.argument("url")
@click.option("--name", help="What to call the site (default: from its host name).")
@click.option("--delay", type=float, help="Seconds between requests, now and later.")
@click.option("--insecure", is_flag=True, help="Accept an invalid certificate, now and later.")
@click.option("-v", "--verbose", count=True, help="Log to stderr.")
@json_option
@click.pass_obj
def add(folder: Path, /, url: str, as_json: bool, **options: Any) -> None:
    """Look at a portal and write its sections into sites.toml."""
    from crawler.discovery import add_portal

    added = add_portal(Folder.existing(folder), url, **options)
    if as_json:
        print_json(added)
    else:
        click.echo(f"{added['name']} ({added['portal']}), {len(added['sections'])} sections added:")
        for section in added["sections"]:
            click.echo(f"  {section['name']}  {section['url']}")
    if added["known"] and (options["name"] or options["delay"] is not None or options["insecure"]):
        say("luutru: the site was in sites.toml already; its name, delay and verify_tls stay")
    for entry in added["unread"]:
        say(f"luutru: a menu entry could not be read: {entry}")
    click.get_current_context().exit(1 if added["unread"] else 0)


@luutru.command()
@click.argument("article")
@click.argument("date", required=False)
@click.option("--undo", is_flag=True, help="Take back what was said of it before.")
@click.option("--note", help="How it is known; kept with it.")
@json_option
@click.pass_obj
def review(
    folder: Path, /, article: str, date: str | None, undo: bool, note: str | None, as_json: bool
) -> None:
    """Say when an article was published (see problems --dates).

    DATE is a day or a time such as 2023-07-04 or "4/7/2023 14:05", or "none" where none is to be
    had. It holds as long as the article's page prints the date that it prints now.
    """
    if (date is None) != undo:
        raise click.UsageError("say a DATE, or --undo")
    from archive.readable import dated
    from crawler.reviewing import review_date

    found = review_date(folder, article, date, note=note)
    if as_json:
        print_json(found.as_dict())
    else:
        click.echo(f"{found.id}  {found.article.title}")
        click.echo(f"    {dated(found.article)}")


@luutru.command()
@click.argument(
    "directory", type=click.Path(path_type=Path, file_okay=False), default="luutru-demo"
)
def demo(directory: Path) -> None:
    """Serve a bundled portal on this machine, crawl it, search it."""
    from crawler.demonstration import demonstrate

    click.get_current_context().exit(demonstrate(directory))


for command in (*COMMANDS, *PAGE_COMMANDS):
    luutru.add_command(command)


def main() -> None:
    """Run the command line; whatever goes wrong ends in one line and the right exit code."""
    _open_missing_streams()
    try:
        code = luutru.main(standalone_mode=False)
    except SystemExit:  # click's answer to a reader that left, as head does; nobody failed
        code = 0
    except click.exceptions.Abort:
        code = _complain("interrupted", 130)
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        code = 2
    except click.ClickException as error:
        code = _complain(error.format_message(), 2)
    except ArchiveError as error:
        code = _complain(str(error), error.exit_code)
    except sqlite3.DatabaseError as error:
        code = _complain(f"the archive's database cannot be used: {error}", 2)
    except OSError as error:
        code = _complain(f"cannot go on: {error.strerror or error}: {error.filename or ''}", 2)
    sys.exit(code if isinstance(code, int) else 0)


def _open_missing_streams() -> None:
    """A closed stdout or stderr (>&-) swallows what is written to it."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


def _complain(message: str, code: int) -> int:
    say(f"luutru: {' '.join(message.split())}")
    return code
