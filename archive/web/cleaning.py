"""Cleans one page of HTML in a process of its own: what takes too long or too much is killed.

Run as a script, it knows nothing of the archive: a line of JSON with the page goes in, one with
what is left of it and the addresses of its pictures comes out. HTML can be written that parsers
need hours for, and a thread cannot be stopped.
"""

import json
import secrets
import sys

import nh3

MEMORY = 1 << 30  # bytes
_MOST_PICTURES = 500
_TAGS = {
    *("a", "abbr", "address", "article", "aside", "b", "blockquote", "br", "caption", "center"),
    *("cite", "code", "col", "colgroup", "dd", "del", "div", "dl", "dt", "em", "figcaption"),
    *("figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img"),
    *("ins", "label", "li", "main", "nav", "ol", "p", "pre", "q", "s", "section", "small", "span"),
    *("strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time"),
    *("tr", "u", "ul"),
}
# Not the form: one is often around a whole page (ASP.NET), so its content stays.
_DROPPED_WHOLE = {
    *("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math"),
    *("title", "textarea", "select", "button", "video", "audio", "canvas"),
}
_STYLES = {
    *("text-align", "text-decoration", "text-indent", "font-size", "font-style", "font-weight"),
    *("color", "background-color", "width", "height", "max-width", "float", "vertical-align"),
    *("margin", "margin-left", "margin-right", "margin-top", "margin-bottom"),
    *("padding", "border", "border-collapse", "list-style-type", "white-space"),
}
_SIZED = {"width", "height", "align", "valign", "border", "style", "dir", "lang", "title"}
_ATTRIBUTES = {
    "*": _SIZED,
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "font": {"color", "size"},
    "ol": {"start", "type"},
    "time": {"datetime"},
}


def clean(html: str) -> tuple[str, str, list[str]]:
    """What may stay of `html`; a word nobody could know; and the addresses of its pictures.

    The n-th picture's `src` is `/<word>/<n>`. There are no links.
    """
    word = secrets.token_hex(16)
    pictures: list[str] = []

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) != ("img", "src"):
            return value
        pictures.append(value)
        return f"/{word}/{len(pictures) - 1}" if len(pictures) <= _MOST_PICTURES else None

    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes={"http", "https"},
        filter_style_properties=_STYLES,
        link_rel=None,
    )
    return cleaned, word, pictures[:_MOST_PICTURES]


def main() -> None:
    """Read, clean, write."""
    try:
        import resource  # noqa: PLC0415 (Windows has none)

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except ImportError:
        pass
    cleaned = clean(json.loads(sys.stdin.readline()))
    sys.stdout.write(json.dumps(cleaned))


if __name__ == "__main__":
    main()
