"""Decides, once a run has seen a site's pages and lists, when its articles were published."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from archive.article import Problem
from archive.dated import Dated, Undated
from archive.dating import FLAGS, DateCandidate, Dating
from archive.store import Store
from archive.times import VIETNAM, time_text
from crawler.extract.dating import INTERNET_OPENED, decide
from crawler.extract.dating.evidence import printed_candidate, read_field
from crawler.extract.dating.list_order import misplaced
from crawler.extract.dating.order import Sample, SiteOrders, find_orders


@dataclass(slots=True)
class Settling:
    """Dates one site's articles by all that the archive knows of them at `at`, a run's end."""

    store: Store
    site_id: int
    at: datetime
    opened: date = INTERNET_OPENED
    orders: SiteOrders = field(default_factory=SiteOrders)

    def settle(self, *, since: datetime) -> None:
        """Date the articles seen `since` then, those never settled, and those listed otherwise.

        All of them where the site's order of day and month became known. An article that prints a
        date and yet has none is a problem, "unreadable_date".
        """
        if next(self.store.undated(self.site_id, since=since), None) is None:
            return
        self.orders = self._learn_orders()
        self.store.record_date_orders(self.site_id, self.orders.orders, decided_at=self.at)
        keys: set[str] = set()
        self.store.record_datings(self._decided(since, keys), is_settled=False)
        self._flag_list_order(keys)
        self.store.settled(self.site_id)

    def _learn_orders(self) -> SiteOrders:
        """The orders that the site's newest dates tell; of a form they don't print, as before."""
        told = find_orders(self._printed(), self._listed()).orders
        forms = {one.form for one in told}
        known = self.store.date_orders(self.site_id)
        return SiteOrders((*told, *(one for one in known if one.form not in forms)))

    def _printed(self) -> Iterator[Sample]:
        """The dates that articles' pages print."""
        for one in self.store.printed_dates(self.site_id):
            uploads = (said.at for said in one.candidates if said.source == "upload")
            uploaded = max((at.date() for at in uploads if at), default=None)
            yield _sample(one.raw, one.seen_at, uploaded)

    def _listed(self) -> Iterator[tuple[Sample, ...]]:
        """The dates of each list page."""
        for page in self.store.listed_dates(self.site_id):
            yield tuple(_sample(one.raw, one.seen_at, None) for one in page)

    def _decided(self, since: datetime, keys: set[str]) -> Iterator[Dated]:
        """Decide on each article that is due, and add its key to `keys`."""
        for due in self.store.undated(self.site_id, since=since):
            published, dating = decide(
                tuple(_candidates(due)),
                seen_at=due.seen_at,
                orders=self.orders,
                opened=self.opened,
            )
            keys.add(due.key)
            if published.at is None and published.raw is not None and dating.rule != "review":
                self._report(due, published.raw, dating)
            else:
                self.store.settle_date_problem(self.site_id, due.key, seen_at=self.at)
            yield Dated(
                version_id=due.version_id, published=published, dating=dating, listed=due.listed
            )

    def _report(self, due: Undated, raw: str, dating: Dating) -> None:
        why = "; ".join(FLAGS[flag] for flag in dating.flags) or "it names no day"
        problem = Problem(
            kind="unreadable_date",
            url=due.url,
            detail=f"the date {raw[:100]!r} is not used: {why}",
            seen_at=self.at,
            key=due.key,
            layout=due.layout,
            capture_id=due.capture_id,
        )
        self.store.record_problem(problem, site_id=self.site_id)

    def _flag_list_order(self, keys: set[str]) -> None:
        """Flag what does not fit into its list, on every page that holds one of `keys`."""
        fitting: set[int] = set()
        odd: set[int] = set()
        beside = (one for page in self.store.list_days(self.site_id, keys) for one in page)
        keys = keys | {one.key for one in beside if "list_order" in one.flags}
        for page in self.store.list_days(self.site_id, keys):
            wrong = misplaced([one.day for one in page])
            odd |= {page[place].version_id for place in wrong}
            fitting |= {one.version_id for one in page if "list_order" in one.flags}
        self.store.flag_dates(odd, fitting - odd, "list_order")


def _sample(raw: str, seen_at: datetime, uploaded: date | None) -> Sample:
    said = printed_candidate(raw, seen_at)
    return Sample(raw, seen_at, said.value, said.other, uploaded)


def _candidates(due: Undated) -> Iterator[DateCandidate]:
    """What the article's page says, then its list, and the archive itself."""
    if due.review is not None:
        yield due.review
    known = [one for one in due.candidates if one.source not in ("review", "list", "first_seen")]
    yield from known or _of_older_record(due)
    yield from _of_lists(due)
    first = time_text(due.first_seen_at)
    yield DateCandidate(source="first_seen", raw=first, value=first[:10], precision="day")


def _of_lists(due: Undated) -> Iterator[DateCandidate]:
    """What the lists say, each day once; how long ago it was they said best at first."""
    before = [one for one in due.candidates if one.source == "list"]
    if not due.lists:  # an imported article may have been listed elsewhere
        yield from before
        return
    exact = next((one for one in before if one.at is not None and not one.ambiguous), None)
    said: dict[object, DateCandidate] = {}
    for raw, at in due.lists:
        read = read_field(raw, at)
        is_counted = exact is not None and read is not None and read.relative
        one = exact if exact and is_counted else printed_candidate(raw, at, source="list")
        said.setdefault((one.value, one.other) if one.value or one.other else one.raw, one)
    yield from said.values()


def _of_older_record(due: Undated) -> Iterator[DateCandidate]:
    """What is known of a page that was read before candidates were kept, or was imported.

    Who read it then may have known better than we can now.
    """
    said = due.published
    if said.at is not None:
        length = {"day": 10, "minute": 16}.get(said.precision or "day", 19)
        local = said.at.astimezone(VIETNAM).isoformat()[:length]
        precision = said.precision or "day"
        yield DateCandidate(source="printed", raw=said.raw or "", value=local, precision=precision)
    elif said.raw is not None:
        yield printed_candidate(said.raw, due.seen_at)
