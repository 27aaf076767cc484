"""The command line run as if it were another time: only the clock of the program is another."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

_AT = """
import sys
from datetime import datetime, timedelta
import archive.clock
from archive.times import VIETNAM
began, at = datetime.now(VIETNAM), datetime.fromisoformat(sys.argv.pop(1))
archive.clock.now = lambda: (at + (datetime.now(VIETNAM) - began)).replace(microsecond=0)
from crawler.cli import main
main()
"""


def run_at(at: datetime, *arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    """`luutru -C FOLDER …` as if it were `at` (aware) when it begins."""
    written = map(str, arguments)
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", _AT, at.isoformat(), "-C", folder, *written],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
