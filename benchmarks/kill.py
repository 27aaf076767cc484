"""Kills crawls at random instants, and compares the archive with an undisturbed one.

    python benchmarks/kill.py [KILLS] [SEED]      (1000 and 1 by default)

Prints how many were killed in time, and every difference; there must be none.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import killing  # noqa: E402 (found by the line above)
from running import make_archive, site_table  # noqa: E402

from crawler.demo import serve_bundled  # noqa: E402


def main() -> int:
    kills, seed = (*sys.argv[1:3], *("1000", "1")[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as directory, serve_bundled() as portal:
        sections = [section.slug for section in portal.portal.sections]
        folder = make_archive(Path(directory) / "kho", site_table("demo", portal.url, *sections))
        arguments = [sys.executable, killing.__file__, folder, kills, seed]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        print(done.stdout + done.stderr)
        return done.returncode or len(done.stdout.splitlines()) - 1


if __name__ == "__main__":
    sys.exit(main())
