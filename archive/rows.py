"""Rows of a query by the names of their columns."""

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database


def rows_of(db: Database, statement: str, /, **values: Any) -> Iterator[dict[str, Any]]:
    """The rows, read before the first is handed out, so that what they name may be written."""
    cursor = db.execute(statement, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
