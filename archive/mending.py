"""Mends what killed runs and lost power leave in an archive folder, before the next run writes."""

from datetime import datetime

from sqlite_utils import Database

from archive.captures import warc_prefix
from archive.folder import Folder
from archive.warc_tail import mend_tail

_BROKEN = "SELECT id, started_at FROM run WHERE outcome IS NULL"
_LAST = "SELECT max(offset) FROM capture WHERE warc = ?"


def mend_broken_runs(db: Database, folder: Folder) -> None:
    """Mend the files of runs without an end; the caller holds the folder's lock.

    WARC files lose what was not written whole; one of which no capture was noted goes, for all that
    it could hold is asked for again. Files that were being written beside their place go, too.
    """
    runs = db.execute(_BROKEN).fetchall()
    for run_id, started_at in runs:
        prefix = warc_prefix(run_id, datetime.fromisoformat(started_at))
        for path in sorted(folder.warc.glob(f"{prefix}-*.warc.gz")):
            (start,) = db.execute(_LAST, (path.name,)).fetchone()
            if start is None:
                path.unlink()
            elif path.stat().st_size > start:
                mend_tail(path, start=start)
    if runs:
        for path in folder.media.glob("??/.*"):
            path.unlink()
