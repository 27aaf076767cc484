"""What a run tells while it is at work: to whom asks, as text or as JSON lines."""

import logging
from dataclasses import dataclass
from typing import Any

from pythonjsonlogger.json import JsonFormatter
from twisted.logger import STDLibLogObserver, globalLogBeginner

_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@dataclass(frozen=True, slots=True)
class Log:
    """What is logged: `level` debug, info, warning, error, or None for nothing; as JSON or text."""

    level: str | None = None
    as_json: bool = False


SILENT = Log()


def level_of(verbose: int) -> str | None:
    """What so many -v ask for."""
    return (None, "info", "debug")[min(verbose, 2)]


def start_log(log: Log) -> None:
    """Send the log to stderr from now on."""
    handler = logging.StreamHandler() if log.level else logging.NullHandler()
    handler.setFormatter(_json() if log.as_json else logging.Formatter(_TEXT))
    level = (log.level or "info").upper()
    handler.setLevel(level)  # Scrapy gives its own loggers a level of theirs
    logging.basicConfig(handlers=[handler], level=level)
    # Until told where to, Twisted prints failures with their tracebacks to stderr.
    observer: Any = STDLibLogObserver()  # zope interfaces are not types
    globalLogBeginner.beginLoggingTo([observer], discardBuffer=True, redirectStandardIO=False)


def _json() -> logging.Formatter:
    """Objects with time (ISO 8601, UTC), level, logger and message; `exc_info` on a failure."""
    renamed = {"levelname": "level", "name": "logger"}
    return JsonFormatter(
        ("levelname", "name", "message"),
        timestamp="time",
        rename_fields=renamed,
        reserved_attrs=(*logging.makeLogRecord({}).__dict__, "spider", "message", "asctime"),
        json_ensure_ascii=False,
    )
