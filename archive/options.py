"""Options that several commands have."""

from datetime import date
from typing import Any

import click

from archive.times import read_day

MOST = 2**53
COUNT = click.IntRange(1, MOST)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON, one object a line.")


class Day(click.ParamType[date]):
    """A day as 2023-07-04 or 4/7/2023."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that `value` names."""
        if isinstance(value, date):
            return value
        if (day := read_day(str(value))) is not None:
            return day
        self.fail(f"{value!r} is no day; write it as 2023-07-04 or 4/7/2023", param, ctx)


DAY = Day()
