"""The whole way on the bundled portal: serve, crawl, search."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import click

from archive.archive import Archive
from archive.errors import ConfigError
from archive.folder import Folder
from archive.readable import print_hit
from crawler.crawl import run_plan
from crawler.demo import RunningDemo, serve_bundled
from crawler.plan import make_plan
from crawler.progress import summary
from crawler.sites import NEW_FILE, Section, Site, add_site, read_sites

_NAME = "demo"
_DELAY = 0.01  # seconds: the portal is on this machine and expects us
_PORTS = range(18431, 18531, 2)  # the file host is on the next one
_SEARCHES = (
    ("nong thon moi", "typed without diacritics, any accenting is found"),
    ("chuyển đổi số", "typed with diacritics, that spelling only"),
    ("toan canh hoi nghi", "a photo's caption is found too"),
)


def demonstrate(directory: Path) -> int:
    """Crawl the bundled portal into `directory` and search it; returns the exit code.

    Run again in the same directory, it is the same portal: nothing is added. Raises ArchiveError.
    """
    folder = Folder(directory)
    folder.create(NEW_FILE)
    if any(site.name != _NAME for site in read_sites(folder.sites).sites):
        raise ConfigError(f"{directory} is an archive of other sites; try: luutru demo ANOTHER-DIR")
    with _serve(folder) as portal:
        _note(folder, portal)
        click.echo(f"A portal is served at {portal.url} and archived in {directory}/ …")
        report = run_plan(make_plan(directory, [_NAME]))
    click.echo(f"Done: {summary(report.counts)}\n")
    _search(directory)
    _say_next(directory)
    return report.exit_code


@contextmanager
def _serve(folder: Folder) -> Iterator[RunningDemo]:
    """The portal at the address it had in this folder before, else at a free one."""
    known = next((site for site in read_sites(folder.sites).sites if site.name == _NAME), None)
    with ExitStack() as stack:
        for port in (urlsplit(known.url).port or 0,) if known else _PORTS:
            with suppress(OSError):
                portal = stack.enter_context(serve_bundled(port, port + 1))
                break
        else:
            raise ConfigError("the demo's portal cannot be served: its port is in use")
        yield portal


def _note(folder: Folder, portal: RunningDemo) -> None:
    sections = tuple(
        Section(name=section.name, url=urljoin(portal.url, section.slug))
        for section in portal.portal.sections
    )
    add_site(folder.sites, Site(name=_NAME, url=portal.url, delay=_DELAY, sections=sections))


def _search(directory: Path) -> None:
    with Archive.open(directory) as archive:
        for query, why in _SEARCHES:
            click.echo(
                click.style(f'$ {_program()} -C {directory} search "{query}"', fg="green")
                + f"   # {why}"
            )
            for hit in archive.search(query, limit=2):
                print_hit(hit)
            click.echo()


def _program() -> str:
    """How this program was called, so that what is shown can be typed as it stands."""
    return "luutru" if shutil.which("luutru") else sys.argv[0]


def _say_next(directory: Path) -> None:
    name = _program()
    click.echo(
        "What to type next:\n"
        f"  {name} -C {directory} search đường          search for yourself\n"
        f"  {name} -C {directory} show 1                one article, with its photos' captions\n"
        f"  {name} -C {directory} stats                 what is in the archive\n"
        f"  {name} -C my-archive init                  your own archive, then:\n"
        f"  {name} -C my-archive add https://…         add a portal\n"
        f"  {name} -C my-archive crawl                 and crawl it"
    )
