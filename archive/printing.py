"""Prints for people on a terminal, plain text in a pipe, and JSON lines when asked."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on one line."""
    click.echo(json.dumps(value, ensure_ascii=False))


def print_rows(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    as_json: bool,
    header: bool = False,
) -> None:
    """A table of `columns`; with `as_json` whole rows, one a line.

    In a pipe it is tab-separated, the names above only with `header`.
    """
    if as_json:
        for row in rows:
            print_json(row)
        return
    if not sys.stdout.isatty():
        if header:
            click.echo("\t".join(columns))
        for row in rows:
            click.echo("\t".join(cell(row[name]) for name in columns))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in columns:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(row[name])) for name in columns))
    Console().print(table)


def cell(value: Any) -> str:
    """A value as people read it; None is a dash, times lose seconds, of objects the names stay."""
    if value is None or value == []:
        return "-"
    if isinstance(value, list):
        return ", ".join(str(item["name"]) for item in value)
    if isinstance(value, str) and "T" in value[10:11]:
        try:
            return datetime.fromisoformat(value).strftime("%Y-%m-%d %H:%M")
        except ValueError:
            return value
    return " ".join(str(value).split())


def say(message: str) -> None:
    """One line to the operator, on stderr."""
    click.echo(message, err=True)
