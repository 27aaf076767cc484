"""Decides, once a run has seen a site's pages and lists, when its articles were published."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from archive.article import Problem
from archive.dated import Dated, Undated
from archive.dating import FLAGS, Dating
from archive.store import Store
from crawler.date_evidence import candidates_of
from crawler.extract.dating import INTERNET_OPENED, decide
from crawler.extract.dating.evidence import printed_candidate
from crawler.extract.dating.list_order import misplaced
from crawler.extract.dating.order import Sample, SiteOrders, find_orders, orders_used


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
        """The orders that the site's newest dates tell; of a form that tells none, as before.

        What another archive found is known before.
        """
        told = find_orders(self._printed(), self._listed()).orders
        imported = orders_used(self.store.imported_by_order(self.site_id))
        known = {one.form: one for one in (*imported, *self.store.date_orders(self.site_id))}
        return SiteOrders(tuple((known | {one.form: one for one in told}).values()))

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
                tuple(candidates_of(due)),
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
        """Flag what does not fit into its list, on pages with one of `keys` and beside them."""
        fitting: set[int] = set()
        odd: set[int] = set()
        for stretch in self.store.list_days(self.site_id, keys):
            entries = stretch.entries
            wrong = misplaced([one.day for one in entries], is_top=stretch.is_top)
            odd |= {entries[place].version_id for place in wrong}
            fitting |= {one.version_id for one in entries if "list_order" in one.flags}
        self.store.flag_dates(odd, fitting - odd, "list_order")


def _sample(raw: str, seen_at: datetime, uploaded: date | None) -> Sample:
    said = printed_candidate(raw, seen_at)
    return Sample(raw, seen_at, said.value, said.other, uploaded)
