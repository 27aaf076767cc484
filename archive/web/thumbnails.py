"""Which picture stands beside an article in a list."""

import json
from collections.abc import Sequence

from archive.web import shelf_queries as sql
from archive.web.shelf import Shelf


def thumbnails(shelf: Shelf, ids: Sequence[int]) -> dict[int, str]:
    """The SHA-256 of the first stored picture of each article that has one."""
    rows = shelf.rows(sql.THUMBNAILS, ids=json.dumps(list(ids)))
    return {row["id"]: row["sha256"] for row in rows if row["sha256"]}
