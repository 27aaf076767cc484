"""The commands of searching: search, and what keeps its index; no logic of their own."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from archive.archive import Archive
from archive.archived import Hits
from archive.attachments import can_read_pdf, read_attachments
from archive.clock import now
from archive.errors import ArchiveError
from archive.export import write_hits_csv
from archive.folder import Folder
from archive.index import is_index_equal, optimize_index, rebuild_index
from archive.options import COUNT, DAY, MOST, json_option
from archive.printing import print_json, print_rows, say
from archive.readable import print_hit
from archive.search.explain import RANKING, explain_query

_FACETS_SHOWN = 20


class QueryCommand(click.Command):
    """A command with a query, in which -word is a word that must not be there, not an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As ever, with such words behind all options."""
        end = args.index("--") if "--" in args else len(args)
        unwanted = [one for one in args[:end] if one[:1] == "-" != one[1:2] and one != "-h"]
        others = [one for one in args[:end] if one not in unwanted]
        return super().parse_args(ctx, [*others, "--", *args[end + 1 :], *unwanted])


query_argument = click.argument(
    "query", nargs=-1, callback=lambda context, parameter, words: " ".join(words)
)


def filters(command: Callable[..., None]) -> Callable[..., None]:
    """The options that narrow a search or an export."""
    for option in (
        click.option("--to", "until", type=DAY, help="Published on this day or earlier."),
        click.option("--from", "since", type=DAY, help="Published on this day or later."),
        click.option("--section", help="Only this section (case and marks don't matter)."),
        click.option("--site", help="Only this site."),
    ):
        command = option(command)
    return command


@click.command(cls=QueryCommand)
@query_argument
@filters
@click.option("--limit", type=COUNT, default=20, show_default=True, help="At most N hits.")
@click.option("--offset", type=click.IntRange(0, MOST), default=0, help="Skip the first N hits.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date"]),
    default="relevance",
    show_default=True,
    help="Best first, or latest first.",
)
@click.option("--format", "form", type=click.Choice(["text", "json", "csv", "ids"]), default="text")
@click.option("--json", "form", flag_value="json", help="JSON, one object a line.")
@click.option("--ids", "form", flag_value="ids", help="Only the articles' ids, one a line.")
@click.option("--facets", "shown", flag_value="facets", help="Instead, counts by site and so on.")
@click.option("--explain", "shown", flag_value="explain", help="Instead, how the query is read.")
@click.pass_obj
def search(
    folder: Path, /, query: str, form: str, shown: str | None, sort: str, **options: Any
) -> None:
    """Find articles: all words, "quoted words" as a phrase.

    Words with diacritics match that spelling only, words without match any. Also: one OR other,
    -not, one NEAR other, title:word, caption:, author:, site:, section:, from:, to:, has:image,
    has:attachment, changed:yes, gone:yes.
    """
    with Archive.open(folder) as archive:
        if shown == "explain":
            _explain(archive, query, options, is_json=form == "json")
            return
        hits = archive.search(query, by_date=sort == "date", **options)
        if shown == "facets":
            _print_facets(hits, is_json=form == "json")
            return
        _print_hits(hits, form)
        _say_totals(hits, query, offset=options["offset"], is_ranked=sort != "date")


def _explain(archive: Archive, query: str, options: dict[str, Any], *, is_json: bool) -> None:
    narrowed = {name: options[name] for name in ("site", "section", "since", "until")}
    rows = [
        {"label": label, "text": text}
        for label, text in explain_query(archive.prepared_search(query, **narrowed))
    ]
    print_rows(rows, ("label", "text"), as_json=is_json)


def _print_hits(hits: Hits, form: str) -> None:
    if form == "csv":
        write_hits_csv(hits, sys.stdout)
        return
    for hit in hits:
        if form == "json":
            print_json(hit.as_dict())
        elif form == "ids":
            click.echo(hit.id)
        else:
            print_hit(hit)


def _say_totals(hits: Hits, query: str, *, offset: int, is_ranked: bool) -> None:
    """On stderr: how many there are, and what was not looked at."""
    if not hits and not offset:
        read = str(hits.reading)
        say(f"nothing found for {query!r}" + (f", read as {read!r}" if read != query else ""))
    elif hits:
        total = f"more than {hits.total}" if hits.is_total_capped else str(hits.total)
        say(f"{offset + 1} to {offset + len(hits)} of {total}")
    if hits.is_total_capped and is_ranked and hits.reading.clauses:
        say(RANKING)
    if hits.is_broken_off:
        say("the search took too long and was broken off: older articles were not looked at")


def _print_facets(hits: Hits, *, is_json: bool) -> None:
    if is_json:
        print_json(hits.facets.as_dict())
        return
    for name in ("site", "section", "year", "month", "has"):
        counts: dict[str, int] = getattr(hits.facets, name)
        rows = [{"facet": name, "value": value, "count": n} for value, n in _first(counts.items())]
        print_rows(rows, ("facet", "value", "count"), as_json=False)
    newest = "the newest " if hits.facets.is_capped else ""
    say(f"counted over {newest}{hits.facets.counted} articles that match")


def _first(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return list(counts)[:_FACETS_SHOWN]


@click.command()
@click.option("--check", is_flag=True, help="Build nothing, only prove that the index is right.")
@json_option
@click.pass_obj
def reindex(folder: Path, /, check: bool, as_json: bool) -> None:
    """Build the search index anew, and prove that it holds what the articles say.

    A rebuild that is broken off goes on with the next command.
    """
    target = Folder.existing(folder)
    with target.lock("reindex"):
        db = target.connect(write=True)
        try:
            done = 0 if check else max(rebuild_index(db), default=0)
            is_equal = is_index_equal(db)
        finally:
            db.close()
    if not is_equal:
        raise ArchiveError("the index is not what the articles say; mend it with: luutru reindex")
    if as_json:
        print_json({"indexed": done, "is_equal": is_equal})
    else:
        click.echo("the index holds what the articles say, and nothing else")


@click.command()
@click.pass_obj
def optimize(folder: Path, /) -> None:
    """Merge the search index into one piece, which searches fastest.

    Worth a run after a large crawl or import; a million articles take some minutes.
    """
    target = Folder.existing(folder)
    with target.lock("optimize"):
        db = target.connect(write=True)
        try:
            optimize_index(db)
        finally:
            db.close()
    click.echo("the index is in one piece")


@click.command()
@json_option
@click.pass_obj
def attachments(folder: Path, /, as_json: bool) -> None:
    """Read the text of attachments (PDF, docx), for searching.

    Each file is read once, in a process with little time and memory. PDF files need
    pip install 'luutru[attachments]'.
    """
    target = Folder.existing(folder)
    with target.lock("attachments"):
        db = target.connect(write=True)
        try:
            counts = read_attachments(db, target.media, now=now())
        finally:
            db.close()
    shown = {name: counts[name] for name in ("read", "without_text", "unreadable")}
    if as_json:
        print_json(shown)
    else:
        click.echo(", ".join(f"{name.replace('_', ' ')}: {n}" for name, n in shown.items()))
    if not can_read_pdf():
        say("PDF files were left out; to read them: pip install 'luutru[attachments]'")
    click.get_current_context().exit(1 if counts["unreadable"] else 0)
