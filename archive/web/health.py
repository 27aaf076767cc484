"""How sites are, beside what is here of them."""

from typing import Any

from archive.clock import now
from archive.web.shelf import Shelf


def sites(shelf: Shelf) -> tuple[dict[str, Any], ...]:
    """A row for each site: counts, its state (None where no visit told), and signs of its end."""
    return tuple(row | _health(shelf, row["name"]) for row in shelf.sites())


def _health(shelf: Shelf, name: str) -> dict[str, str | None]:
    found = shelf.site_health(name, now=now())
    news = found.state.last_news if found.state else None
    return found.as_dict() | {"last_news": news.isoformat() if news else None}
