"""The command line run as a user runs it: in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def run_luutru(
    *arguments: object, stdin: str | None = None, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """`luutru` with these arguments; warnings are errors there too."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "crawler", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", "LUUTRU_ARCHIVE": str(folder or ".")},
    )


def make_archive(folder: Path, *sites: str) -> Path:
    """An archive folder whose sites.toml holds these [[site]] tables."""
    done = run_luutru("-C", folder, "init")
    assert done.returncode == 0, done.stderr
    with (folder / "sites.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(("", *sites)))
    return folder


def site_table(name: str, url: str, *sections: str, delay: float = 0) -> str:
    """A [[site]] table; each section is the path of its list."""
    lines = ["[[site]]", f'name = "{name}"', f'url = "{url}"', f"delay = {delay}"]
    for section in sections:
        lines += ["[[site.section]]", f'name = "{section}"', f'url = "{url}{section}"']
    return "\n".join(lines) + "\n"
