"""Photos by what their captions say."""

import json
from typing import Any

from archive.web import shelf_queries as sql
from archive.web.searching import is_said_by, with_caption
from archive.web.shelf import Shelf

_MOST = 600  # articles whose captions are looked at, those collected last


def photos_saying(shelf: Shelf, query: str, *, site: str | None) -> list[dict[str, Any]]:
    """Photos with a caption that holds every word of `query`, those collected last first."""
    ids = with_caption(shelf, query, limit=_MOST)
    return [
        row
        for row in shelf.rows(sql.PHOTOS_OF, ids=json.dumps(ids))
        if (site is None or row["site"] == site) and is_said_by(row["caption"], query)
    ]
