"""How a site was found by a run's visit to it."""

from crawler.walk import SiteWalk

# By kind of failure, the most telling first; what is none of these is a page that we cannot read.
_STATES = (
    ("refusing", ("http_403", "http_429", "challenge")),
    ("moved", ("offsite", "redirected", "redirect_loop")),
    ("certificate_invalid", ("tls",)),
    ("unreachable", ("dns", "timeout", "refused", "unreachable", "connection", "network")),
    ("unreadable", ("robots",)),
)


def observed(walk: SiteWalk, *, refusal: str | None = None) -> tuple[str | None, str | None]:
    """The state, one of `archive.site_visits.STATES`, and why it is not "up".

    `refusal`: why the site is left alone. Both are None where it was not asked for anything.
    """
    if refusal is not None:
        return "refusing", refusal
    if walk.is_up:
        return "up", None
    for state, kinds in _STATES:
        kind = next((kind for kind in kinds if walk.failures[kind]), None)
        if kind is not None:
            detail = walk.details[kind]
            is_expired = state == "certificate_invalid" and "expired" in detail
            return "certificate_expired" if is_expired else state, detail
    if not walk.failures:
        return None, None
    kind = walk.failures.most_common(1)[0][0]
    return "unreachable" if kind.startswith("http_5") else "unreadable", walk.details[kind]
