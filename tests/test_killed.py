"""After hundreds of kill -9 at random instants an archive is what it would have been without."""

import subprocess
import sys
from pathlib import Path

import killing
from running import make_archive, site_table
from warcio.checker import Checker

from crawler.demo import RunningDemo

KILLS = 200


def test_killed_again_and_again_a_crawl_loses_and_doubles_nothing(
    portal: RunningDemo, tmp_path: Path
) -> None:
    sections = [section.slug for section in portal.portal.sections]
    folder = make_archive(tmp_path / "kho", site_table("demo", portal.url, *sections))
    done = subprocess.run(
        [sys.executable, killing.__file__, folder, str(KILLS), "20260302"],
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    killed, *differences = done.stdout.splitlines()
    assert int(killed) > KILLS / 2
    assert differences == []
    files = sorted(map(str, (folder / "warc").iterdir()))
    assert len(files) > KILLS / 4
    checker = Checker(_Arguments(files))
    checker.process_all()
    assert checker.exit_value == 0


class _Arguments:
    """What `warcio check` is called with."""

    verbose = False

    def __init__(self, inputs: list[str]) -> None:
        self.inputs = inputs
