"""A portal on loopback, and an archive of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from running import make_archive, run_luutru, site_table

from crawler.demo import RunningDemo, serve_bundled


@pytest.fixture(scope="session")
def portal() -> Iterator[RunningDemo]:
    """The bundled portal and its file host."""
    with serve_bundled() as running:
        yield running


@pytest.fixture(scope="session")
def crawled(portal: RunningDemo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the whole bundled portal, its sections found in the menu; only to be read."""
    folder = make_archive(tmp_path_factory.mktemp("archive"), site_table("demo", portal.url))
    done = run_luutru("-C", folder, "crawl")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder
