"""What it means that known articles could not be read: gone, or only not to be had today."""

from datetime import datetime

from archive.store import Store
from archive.watch import GoneRule, weight_of
from crawler.walk import SiteWalk

# What a server or a portal says of a page that is not there any more. A page that cannot be read,
# a time-out or a challenge says nothing of the kind.
ABSENT = frozenset(("http_404", "http_410", "not_found", "redirected"))
# More at once than were found: a portal in trouble, or being rebuilt, rather than so many removed.
_MANY = 4


def judge_missed(store: Store, walk: SiteWalk, at: datetime, *, rule: GoneRule) -> None:
    """Count a look that missed each article that its site, being up, says is not there.

    All others are looked at again some hours later, and so are all of a site that did not answer
    well to anything.
    """
    known = {key: kind for key, kind in walk.missed.items() if key in walk.known_urls}
    absent = {key: kind for key, kind in known.items() if kind in ABSENT} if walk.is_up else {}
    places = store.listed_pages(walk.site_id, absent)
    is_many = len(absent) >= max(_MANY, walk.answered)
    for key, kind in absent.items():
        is_listed = walk.lists(key, places.get(key))
        weight = weight_of(kind, is_listed=is_listed, is_one_of_many=is_many)
        store.record_missed(walk.site_id, key, kind, seen_at=at, rule=rule, weight=weight)
    others = known.keys() - absent.keys()
    store.postpone(walk.site_id, others, at=at, is_down=not walk.is_up)
