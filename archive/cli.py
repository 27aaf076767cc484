"""Commands over what is archived; no logic of their own."""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import click

from archive.archive import Archive
from archive.archived import ArchivedArticle, Difference
from archive.backup import back_up
from archive.clock import now
from archive.content import content
from archive.doctor import examine
from archive.errors import ConfigError, NotFound
from archive.export import write_csv, write_jsonl
from archive.folder import Folder
from archive.importing import import_lines
from archive.options import COUNT, DAY, json_option
from archive.printing import print_json, print_rows, say
from archive.readable import readable, readable_difference
from archive.search_cli import (
    QueryCommand,
    attachments,
    filters,
    optimize,
    query_argument,
    reindex,
    search,
)
from archive.serving import serve
from archive.store import Store


class Versions(click.ParamType[tuple[int, int]]):
    """Two versions of an article, as 1..3."""

    name = "versions"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """The numbers of the two."""
        found = re.fullmatch(r"(\d{1,9})\.\.(\d{1,9})", str(value))
        if found is None:
            self.fail(f"{value!r} names no two versions; write them as 1..3", param, ctx)
        return int(found[1]), int(found[2])


VERSIONS = Versions()
_BAD_LINES_SHOWN = 10


@click.command()
@click.argument("article")
@click.option("--version", type=COUNT, help="This version instead of the newest.")
@click.option("--html", is_flag=True, help="The page as the server sent it.")
@click.option("--diff", type=VERSIONS, metavar="A..B", help="What changed between two versions.")
@json_option
@click.pass_obj
def show(
    folder: Path,
    /,
    article: str,
    version: int | None,
    html: bool,
    diff: tuple[int, int] | None,
    as_json: bool,
) -> None:
    """Show one article, by its id or its URL."""
    if diff is not None and (version is not None or html):
        raise click.UsageError("--diff goes with neither --version nor --html")
    with Archive.open(folder) as archive:
        if diff is not None:
            _print_difference(archive.difference(article, *diff), as_json=as_json)
            return
        found = archive.article(article, version=version)
        if html:
            _write_capture(archive, found)
        elif as_json:
            print_json(found.as_dict())
        else:
            click.echo(readable(found, len(archive.versions(found.id))))


def _print_difference(found: Difference, *, as_json: bool) -> None:
    if as_json:
        print_json(found.as_dict())
    else:
        click.echo(readable_difference(found))


@click.command()
@click.option("--since", type=DAY, help="Seen on this day or later.")
@click.option("--site", help="Only this site.")
@click.option("--limit", type=COUNT, default=20, show_default=True, help="The last N.")
@json_option
@click.pass_obj
def changes(folder: Path, /, as_json: bool, **options: Any) -> None:
    """What was edited, is gone or came back, newest first.

    Of an edited one it says what is another: words, amounts, dates, names, document numbers,
    photos, captions, attachments.
    """
    with Archive.open(folder) as archive:
        found = None
        for found in archive.changes(**options):
            _print_difference(found, as_json=as_json)
        if found is None and not as_json:
            say("no changes")


def _write_capture(archive: Archive, found: ArchivedArticle) -> None:
    if found.capture_id is None:
        raise NotFound(f"article {found.id} version {found.version} was imported without its page")
    sys.stdout.buffer.write(content(archive.capture(found.capture_id)))


@click.command()
@click.option("--site", help="Only this site.")
@click.option("--kind", help="Only this kind of problem.")
@click.option("--all", "resolved", is_flag=True, help="Also those that were resolved since.")
@click.option("--dates", is_flag=True, help="Instead, the dates that a person should look at.")
@json_option
@click.pass_obj
def problems(folder: Path, /, as_json: bool, dates: bool, **options: Any) -> None:
    """What could not be read or fetched, and why."""
    if dates and (options["kind"] or options["resolved"]):
        raise click.UsageError("--dates goes with --site alone, not with --kind or --all")
    with Archive.open(folder) as archive:
        if dates:
            _print_dates(archive.dates_to_review(options["site"]), as_json=as_json)
            return
        rows = archive.problems(**options)
        print_rows(rows, ("last_seen_at", "site", "kind", "url", "detail"), as_json=as_json)
        if not rows and not as_json:
            say("no problems")


def _print_dates(rows: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    columns = ("id", "site", "published_at", "published_raw", "why", "url")
    print_rows(rows, columns, as_json=as_json)
    if not rows and not as_json:
        say("no dates to review")


@click.command()
@click.option("--weeks", type=COUNT, default=4, show_default=True, help="The last N weeks of each.")
@click.option("--coverage", is_flag=True, help="Instead, how far each section's list was read.")
@click.option("--site", help="With --coverage: only this site.")
@json_option
@click.pass_obj
def stats(folder: Path, /, weeks: int, coverage: bool, site: str | None, as_json: bool) -> None:
    """What is in the archive, and how its pages were filled.

    The last table says, week by week, how many of the articles read had each field. A field that
    falls means that the portal's pages changed.
    """
    if site is not None and not coverage:
        raise click.UsageError("--site goes with --coverage")
    with Archive.open(folder) as archive:
        if coverage:
            _print_coverage(archive.coverage(site), as_json=as_json)
            return
        found = archive.stats(weeks=weeks)
        if as_json:
            print_json(found)
            return
        by_site, filled = found.pop("by_site"), found.pop("filled")
        for name, value in found.items():
            click.echo(f"{name.replace('_', ' '):>14}  {value}")
        for rows in (by_site, [_in_percent(row) for row in filled]):
            if rows:
                click.echo()
                print_rows(rows, tuple(rows[0]), as_json=False, header=True)


def _print_coverage(rows: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    columns = ("site", "section", "visited_at", "reached", "gap", "pages", "listed", "stored")
    shown = [
        row
        | {
            "gap": "gap" if row["has_gap"] else None,
            "pages": f"{row['pages']} of {row['promised_pages'] or '?'}" if row["pages"] else None,
        }
        for row in rows
    ]
    print_rows(rows if as_json else shown, columns, as_json=as_json, header=True)
    if not rows and not as_json:
        say("no section was visited yet")


def _in_percent(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its shares as people read them."""
    return {
        name: f"{value:.0%}" if isinstance(value, float) else value for name, value in row.items()
    }


@click.command()
@click.option("--limit", type=COUNT, default=20, show_default=True, help="The last N.")
@json_option
@click.pass_obj
def runs(folder: Path, /, limit: int, as_json: bool) -> None:
    """What happened when; with --json, each run's manifest."""
    with Archive.open(folder) as archive:
        rows = [
            run | {"sites": _site_names(run), "counted": _counted(run)}
            for run in archive.runs(limit=limit)
        ]
        columns = ("id", "command", "sites", "started_at", "finished_at", "outcome", "counted")
        print_rows(rows, columns, as_json=as_json)


def _site_names(run: dict[str, Any]) -> str:
    return ", ".join(site["name"] for site in run["manifest"].get("sites", []))


def _counted(run: dict[str, Any]) -> str:
    return ", ".join(f"{name} {count}" for name, count in run["counts"].items())


@click.command(cls=QueryCommand)
@query_argument
@filters
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True
)
@click.option("--json", "form", flag_value="jsonl", help="The same as --format jsonl.")
@click.pass_obj
def export(folder: Path, /, query: str, form: str, **options: Any) -> None:
    """Write articles to stdout: all, or those that match QUERY."""
    write = write_csv if form == "csv" else write_jsonl
    with Archive.open(folder) as archive:
        write(archive.articles(query, **options), sys.stdout)


@click.command("import")
@click.argument("file", type=click.File("rb"))
@json_option
@click.pass_obj
def import_(folder: Path, /, file: BinaryIO, as_json: bool) -> None:
    """Take in article JSON lines, as export writes them.

    "-" as FILE reads stdin. Taking in the same lines again changes nothing. A line needs a url
    and a title. The url is an article's: with a section before its name, an id at its end, .html,
    or a name of five words and more.
    """
    target = Folder.existing(folder)
    started_at = now()
    label = Path(file.name).name if file.name != "<stdin>" else "stdin"
    with (
        target.lock("import"),
        Store(target, command="import", manifest={"file": label}, started_at=started_at) as store,
    ):
        bad = import_lines(store, file, label=label, now=started_at)
        for line in bad[:_BAD_LINES_SHOWN]:
            say(f"{label}, line {line.number}: {line.reason}")
        if len(bad) > _BAD_LINES_SHOWN:
            say(f"{label}: {len(bad) - _BAD_LINES_SHOWN} more lines are no article")
        taken = {name: store.counts[f"articles_{name}"] for name in ("new", "changed", "same")}
        outcome = "done" if not bad else "partial" if any(taken.values()) else "failed"
        store.finish(outcome, finished_at=now())
    if outcome == "failed":
        raise ConfigError(f"{label} holds no article in JSON lines")
    if as_json:
        print_json(taken | {"bad_lines": len(bad)})
    else:
        click.echo(json.dumps(taken)[1:-1].replace('"', "") + f", bad lines: {len(bad)}")
    click.get_current_context().exit(1 if bad else 0)


@click.command()
@click.option("--deep", is_flag=True, help="Read every capture and file, too, by its hash.")
@json_option
@click.pass_obj
def doctor(folder: Path, /, deep: bool, as_json: bool) -> None:
    """Look whether the archive is whole; exit code 1 if it is not.

    Warnings, such as little space, are no reason for it.
    """
    _report(Folder.existing(folder), deep=deep, as_json=as_json)


def _report(folder: Folder, *, deep: bool, as_json: bool) -> None:
    """Print what is not as it should be, and end with the code that says so."""
    found = list(examine(folder, deep=deep))
    for one in found:
        if as_json:
            print_json(one.as_dict())
        else:
            click.echo(f"{'warning' if one.is_warning else one.kind}: {one.detail}")
    is_whole = all(one.is_warning for one in found)
    if is_whole and not as_json:
        say(f"{folder.path} is whole" if deep else f"{folder.path} is whole, as far as sizes tell")
    click.get_current_context().exit(0 if is_whole else 1)


@click.command()
@click.option("--site", help="Only this site.")
@json_option
@click.pass_obj
def check(folder: Path, /, site: str | None, as_json: bool) -> None:
    """Compare the sites with their own history; exit code 4 if one needs a look.

    A site that is down or silent where there used to be news, fields that its pages lost, pages
    that give no article, gaps in its lists, signs that it closes; runs that did not happen.
    """
    with Archive.open(folder) as archive:
        found = archive.anomalies(now=now(), site=site)
    rows = [one.as_dict() for one in found]
    print_rows(rows, ("site", "kind", "detail"), as_json=as_json)
    if not rows and not as_json:
        say("all is as usual")
    click.get_current_context().exit(4 if rows else 0)


@click.command()
@click.argument("destination", type=click.Path(path_type=Path))
@click.option("--verify", is_flag=True, help="Then read every file of the copy by its hash.")
@json_option
@click.pass_obj
def backup(folder: Path, /, destination: Path, verify: bool, as_json: bool) -> None:
    """Copy the archive to a folder, also while a run writes it.

    An earlier backup in DESTINATION gains what is new. The copy is an archive folder itself.
    """
    copy = back_up(Folder.existing(folder), destination)
    if verify:
        _report(copy, deep=True, as_json=as_json)
    elif as_json:
        print_json({"backup": str(copy.path)})
    else:
        click.echo(f"{copy.path} is a backup of {folder}")


COMMANDS: tuple[click.Command, ...] = (
    *(search, show, changes, problems, stats, runs, export, import_, check, doctor, backup),
    *(reindex, optimize, attachments),
    serve,
)
