"""How sites are, beside what is here of them."""

from typing import Any

from archive.clock import now
from archive.times import time_text
from archive.web.shelf import Shelf


def sites(shelf: Shelf) -> tuple[dict[str, Any], ...]:
    """A row for each site: counts, its state (None where no visit told), and signs of its end."""
    return tuple(row | _health(shelf, row["name"]) for row in shelf.sites())


def _health(shelf: Shelf, name: str) -> dict[str, str | None]:
    at = now()
    state, sign = shelf.site_state(name, now=at), shelf.closing_sign(name, now=at)
    return {
        "state": state.name if state else None,
        "state_since": time_text(state.since) if state and state.since else None,
        "state_detail": state.detail if state else None,
        "last_news": state.last_news.isoformat() if state and state.last_news else None,
        "closing_sign": sign.sign if sign else None,
    }
