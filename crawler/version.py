"""Which program this is, and with which libraries: what a crawl must say to be cited."""

import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version

_LIBRARIES = (
    *("scrapy", "twisted", "parsel", "lxml", "beautifulsoup4", "sqlite-utils", "dateparser"),
    *("warcio", "pillow", "click"),
)


def program() -> str:
    """Name and version, as in "luutru 0.1.0"."""
    return f"luutru {_version('luutru')}"


def user_agent(contact: str = "") -> str:
    """The honest User-Agent: what visits, and whom to ask about it."""
    who = f"; {contact}" if contact else ""
    return f"luutru/{_version('luutru')} (web archiving of public portals{who})"


def versions() -> dict[str, str]:
    """Versions of the program, the interpreter, SQLite and the libraries that shape the data."""
    return {
        "luutru": _version("luutru"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "sqlite": sqlite3.sqlite_version,
        **{name: _version(name) for name in _LIBRARIES},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
