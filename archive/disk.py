"""Durable names: a file's bytes can be found after a power cut only if its folder was synced."""

import os
from pathlib import Path


def sync_directory(directory: Path) -> None:
    """Write the names in `directory` through to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
