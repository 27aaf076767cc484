"""How a site was found by a run's visit to it."""

from crawler.certificate import why_invalid
from crawler.walk import SiteWalk

# By kind of failure, the most telling first; what is none of these is a page that we cannot read.
_STATES = (
    ("refusing", ("http_403", "http_429", "challenge")),
    ("moved", ("offsite", "redirected", "redirect_loop")),
    ("certificate", ("tls",)),
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
        if kind == "tls":
            return _of_certificate(walk)
        if kind is not None:
            return state, walk.details[kind]
    if not walk.failures:
        return None, None
    kind = walk.failures.most_common(1)[0][0]
    return "unreachable" if kind.startswith("http_5") else "unreadable", walk.details[kind]


def _of_certificate(walk: SiteWalk) -> tuple[str, str]:
    """Asks once more, for the reason: an expired certificate is a sign that nobody cares."""
    detail = walk.details["tls"]
    if "certificate" not in detail:
        return "unreachable", detail
    why = why_invalid(walk.site.url) or detail
    return "certificate_expired" if "expired" in why else "certificate_invalid", why
