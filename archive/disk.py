"""Files that are written whole or not at all, and names that outlast a power cut."""

import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write `text` in the place of what stands at `path`, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def sync_directory(directory: Path) -> None:
    """Write the names in `directory` through to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
