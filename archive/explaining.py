"""Says in a line why an article has its date, or has none, and what a person should look at."""

from collections.abc import Iterable, Iterator

from archive.dating import DATING_SOURCES, FLAGS, DateCandidate, Dating, Published

_RULES = {
    "review": "looked up by a person",
    "printed": "printed on the page",
    "issued": "the document's day of issue",
    "metadata": "stated by the page for machines",
    "list": "printed in the list",
}
_AGREEING = {
    "printed": "the page",
    "issued": "the day of issue",
    "metadata": "the page's head",
    "list": "the list",
    "upload": "an upload of {day}",
    "dateline": "the text's own day",
    "body": "a day in the text",
}
_CONTRADICTING = {
    "printed": "the page says {day}",
    "metadata": "the page's head says {day}",
    "list": "the list says {day}",
    "dateline": "the text says {day}",
    "upload": "files uploaded {day}",
    "first_seen": "first seen {day}",
}
# Flags that are said by naming who contradicts.
_SAID_BY = {
    "other_day": ("printed", "metadata", "list", "dateline"),
    "uploads": ("upload",),
    "after_first_seen": ("first_seen",),
}


def explain(published: Published, dating: Dating | None) -> str:
    """One line on where the date `published` is from and who agrees, or why there is none."""
    if published.at is None and dating is not None and dating.rule == "review":
        return "none: a person found no date"
    if published.at is None:
        return _one_line(f"none: {_why_none(published.raw, dating)}")
    if dating is None:
        return _one_line(f"{_unexplained(published)}; not compared with anything yet")
    return _one_line(f"{_origin(published, dating)}{_standing(published, dating)}")


def why(dating: Dating) -> str:
    """What a person should look at, with the values that contradict; empty where nothing is."""
    said = [text for flag in dating.flags for text in _said(flag, dating)]
    if not said and dating.agreement == "disputed":
        said = [*_contradictions(dating, tuple(_CONTRADICTING))]
    return _one_line("; ".join(dict.fromkeys(said)))


def _said(flag: str, dating: Dating) -> Iterable[str]:
    if flag == "ambiguous":
        return (_doubt(dating) or FLAGS[flag],)
    return tuple(_contradictions(dating, _SAID_BY.get(flag, ()))) or (FLAGS[flag],)


def _contradictions(dating: Dating, sources: Iterable[str]) -> Iterator[str]:
    for source in sources:
        denying = (one for one in dating.candidates if one.source == source)
        days = sorted({_day(one) for one in denying if one.agrees is False})
        if days:
            shown = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
            yield _CONTRADICTING[source].format(day=shown)


def _why_none(raw: str | None, dating: Dating | None) -> str:
    if raw is None:
        return "neither page nor list says it"
    flags = dating.flags if dating else ()
    if dating and "ambiguous" in flags:
        return _doubt(dating) or f"{raw} {FLAGS['ambiguous']}"
    if "future" in flags:
        return f"{raw} is later than the page was seen"
    return f"{raw} is no date that a rule reads" if "unreadable" in flags else f"{raw} is no day"


def _doubt(dating: Dating) -> str:
    """What the first date that is no certain day may mean; empty where none is."""
    for one in dating.candidates:
        if one.source in DATING_SOURCES and one.value and one.other:
            both = f"{one.value[:10]} or {one.other[:10]}"
            return f"{one.raw} names two days ({both}), and nothing tells which"
    vague = (one.raw for one in dating.candidates if one.source in DATING_SOURCES and one.ambiguous)
    return f"{raw} does not say which day exactly" if (raw := next(vague, None)) else ""


def _origin(published: Published, dating: Dating) -> str:
    if dating.rule is None:
        return _unexplained(published)
    if dating.rule in _RULES:
        return _RULES[dating.rule]
    order = _order(published, dating)
    return f"printed as {published.raw}, read{order} {_because(dating)}"


def _because(dating: Dating) -> str:
    if dating.rule == "site_order":
        return "as the site prints dates"
    is_said = sum(one.agrees is True for one in dating.candidates) > 1
    return "as others say too" if is_said else "as its other reading is to come"


def _unexplained(published: Published) -> str:
    return f"read as {published.raw}" if published.raw else "known without what is printed"


def _order(published: Published, dating: Dating) -> str:
    chosen = _chosen(published, dating)
    if chosen is None or published.at is None:
        return ""
    is_other = chosen.other is not None and chosen.other[:10] == f"{published.at:%Y-%m-%d}"
    return " month first" if is_other else " day first"


def _chosen(published: Published, dating: Dating) -> DateCandidate | None:
    if dating.rule == "review":
        return next((one for one in dating.candidates if one.source == "review"), None)
    return next((one for one in dating.candidates if one.raw == published.raw), None)


def _standing(published: Published, dating: Dating) -> str:
    """Who agrees, and what is to be looked at."""
    if found := why(dating):
        return f"; {'disputed' if dating.agreement == 'disputed' else 'doubtful'}: {found}"
    chosen = _chosen(published, dating)
    agreeing = (one for one in dating.candidates if one.agrees and one is not chosen)
    first = {one.source: one for one in reversed([*agreeing])}
    names = [_AGREEING[name].format(day=_day(first[name])) for name in _AGREEING if name in first]
    if not names:
        return "; nothing else says it"
    *others, last = names
    return f"; {', '.join(others)} and {last} agree" if others else f"; {last} agrees"


def _day(one: DateCandidate) -> str:
    """The day it names; what is written there, where that may be read in two ways."""
    is_certain = one.at is not None and one.other is None and not one.ambiguous
    return f"{one.at:%Y-%m-%d}" if is_certain else one.raw


def _one_line(text: str) -> str:
    return " ".join(text.split())
