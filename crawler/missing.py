"""What it means that known articles could not be read: gone, or only not to be had today."""

from datetime import datetime, timedelta

from archive.store import Store
from archive.watch import GoneRule
from crawler.walk import SiteWalk

# What a server or a portal says of a page that is not there any more. A page that cannot be read,
# a time-out or a challenge says nothing of the kind.
ABSENT = frozenset(("http_404", "http_410", "not_found", "redirected"))
_LATER = timedelta(hours=6)


def judge_missed(store: Store, walk: SiteWalk, at: datetime, *, rule: GoneRule) -> None:
    """Count a look that missed each article that its site, being up, says is not there.

    All others are looked at again some hours later, and so are all of a site that did not answer
    well to anything.
    """
    known = {key: kind for key, kind in walk.missed.items() if key in walk.known_urls}
    absent = {key: kind for key, kind in known.items() if kind in ABSENT} if walk.is_up else {}
    for key, kind in absent.items():
        store.record_missed(
            walk.site_id,
            key,
            kind,
            seen_at=at,
            rule=rule,
            is_listed=key in walk.listed,
        )
    store.postpone(walk.site_id, known.keys() - absent.keys(), until=at + _LATER)
