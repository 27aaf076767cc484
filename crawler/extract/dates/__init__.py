"""Reads printed Vietnamese dates; never guesses the present, never swaps day and month."""

from crawler.extract.dates.mentions import find_dates
from crawler.extract.dates.printed import read_date
from crawler.extract.dates.reading import DateReading

__all__ = ("DateReading", "find_dates", "read_date")
