"""Documents that an article hands out, wherever its markup hides them."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml.html import HtmlElement

from archive.article import Attachment
from archive.text import fold, normalize
from crawler.extract.address import absolute
from crawler.extract.line import line_of
from crawler.extract.media_address import media

_SUFFIX = r"\.(?:pdf|docx?|docm|xlsx?|xlsm|pptx?|ppsx?|odt|ods|odp|rtf|zip|rar|7z)"
# Liferay puts a UUID behind the file's name, or names the file by nothing else.
_DOCUMENT = re.compile(
    rf"{_SUFFIX}(?:/[0-9a-f]{{8}}-[0-9a-f-]{{27}})?$|/document_library/get_file$", re.IGNORECASE
)
_NAMED_IN_QUERY = re.compile(rf"{_SUFFIX}$", re.IGNORECASE)
_AS_PDF = re.compile(r"[?&](?:format|type|output)=(?:pdf|docx?)(?:&|$)", re.IGNORECASE)
_HANDLER = re.compile(
    r"\.(?:ashx|aspx|axd|php|jsp)$|/(?:download|getfile|get_file|attachments?)\b", re.I
)
_DRIVE = re.compile(
    r"^https?://(?:drive\.google\.com/(?:file/d/|open\?id=|uc\?)|docs\.google\.com/"
    r"(?:document|spreadsheets|presentation)/d/|[\w-]+\.sharepoint\.com/:[wxbp]:/|1drv\.ms/)",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(rf"^\S.{{0,150}}{_SUFFIX}(?:\s*\([^()]{{1,20}}\))?$", re.IGNORECASE)
_SCRIPTED = re.compile(r"https?://[^\s\"'<>\\]{1,500}?\.pdf(?=[\"'\s#?])", re.IGNORECASE)
_VIEWER = re.compile(r"[?&#]file=([^&#]+)")
_ONLINE_VIEWER = re.compile(
    r"^(?:https?:)?//(?:docs\.google\.com/(?:viewer|gview)|drive\.google\.com/viewerng/viewer"
    r"|view\.officeapps\.live\.com/op/\w+\.aspx)\?",
    re.IGNORECASE,
)
_SHOWN_AT = ("src", "data-src", "data-lazy-src", "data")
_NO_LABEL = re.compile(
    r"^[\[(]?\s*(?:(?:bam|click|nhan|xem|file|tep)?\s*(?:vao )?"
    r"(?:tai (?:ve|xuong|day|file|tep|van ban)"
    r"|download|xem(?: (?:chi tiet|file|them|van ban|tai day|tep))?|chi tiet|o day|day|link|file"
    r"|file (?:dinh kem|kem theo)|tep dinh kem|van ban|dinh kem|pdf|doc|xls))\s*[\])>.:]*$"
)
_AROUND = ("li", "p", "tr", "td", "dd", "div")
_TWO_SENTENCES = re.compile(r"[^\W\d]{2,}[.!?…]\s+[^\W\d_]")
_LONGEST_BESIDE = 200  # characters beside a link that may name its document


def attachments(block: HtmlElement, base: str) -> tuple[Attachment, ...]:
    """Documents that `block` links, embeds or shows in a viewer, each address once."""
    found: dict[str, Attachment] = {}
    for reference, label in _references(block):
        url = absolute(base, reference)
        if url is None:
            continue
        key = unquote(url.partition("://")[2]).removeprefix("www.")
        known = found.get(key)
        if known is None:
            found[key] = Attachment(url=url, label=label or None)
        elif label and (not known.label or _says_nothing(known.label)):
            found[key] = Attachment(url=known.url, label=label)
    return tuple(found.values())


def _references(block: HtmlElement) -> Iterator[tuple[str, str | None]]:
    for element in block.iter("a", "iframe", "embed", "object", "script"):
        if element.tag == "script":
            yield from ((url, None) for url in _SCRIPTED.findall(element.text or ""))
        elif element.tag == "a":
            yield from _linked(element)
        else:
            yield from _shown(element)


def _linked(link: HtmlElement) -> Iterator[tuple[str, str | None]]:
    href = (link.get("href") or "").strip()
    is_marked = (
        "link-download" in (link.get("class") or "").split() or link.get("download") is not None
    )
    if href.startswith("#") or not (is_marked or _may_be_document(href)):
        return
    text = line_of(link)
    if is_marked or is_document(href) or (_is_handler(href) and _FILE_NAME.match(text)):
        yield href, _label(link, text)


def _may_be_document(href: str) -> bool:
    return is_document(href) or _is_handler(href)


def _is_handler(href: str) -> bool:
    path = href.partition("?")[0]
    return bool(_HANDLER.search(path))


def _label(link: HtmlElement, text: str) -> str | None:
    """The link's text, else its title, else what stands beside it; words like "Tải về" last."""
    title = normalize(link.get("title") or "")
    for candidate in (text, title):
        if candidate and not _says_nothing(candidate):
            return candidate
    if next(link.iterancestors("object"), None) is not None:
        return None  # what browsers show that cannot show the document
    if not text:
        return title or None
    return _beside(link) or (None if _is_in_sentence(link) else text)


def _says_nothing(label: str) -> bool:
    return bool(_NO_LABEL.match(fold(label)))


def _beside(link: HtmlElement) -> str | None:
    """What else the link's line or row says."""
    for around in link.iterancestors(*_AROUND):
        if around.tag == "div" and around.find(".//p") is not None:
            return None
        said = " ".join(_enough(_texts_without(around, link)))
        rest = normalize(said).strip(" :-–|,;.()[]")
        if _is_running(rest):
            return None
        if rest and not _says_nothing(rest) and not rest.isdecimal():
            return rest
        if around.tag == "tr":  # what stands in other rows is said of other things
            return None
    return None


def _is_in_sentence(link: HtmlElement) -> bool:
    around = next(link.iterancestors(*_AROUND), None)
    texts = map(str, around.itertext()) if around is not None else iter(())
    return _is_running(normalize("".join(_enough(texts))))


def _is_running(text: str) -> bool:
    return len(text) > _LONGEST_BESIDE or bool(_TWO_SENTENCES.search(text))


def _enough(texts: Iterator[str]) -> Iterator[str]:
    """The texts that say something, no more of them than tell that they are too long for a line."""
    length = 0
    for text in texts:
        if length > _LONGEST_BESIDE:
            return
        if text:
            length += len(text.strip())
            yield text


def _texts_without(element: HtmlElement, link: HtmlElement) -> Iterator[str]:
    """The element's texts, those of `link` and bare row numbers left out."""
    inside = set(link.iter())
    for one in element.iter():
        if isinstance(one.tag, str):
            if one not in inside and not (one.text or "").strip().isdecimal():
                yield one.text or ""
            if (one not in inside or one is link) and one is not element:
                yield one.tail or ""


def _shown(element: HtmlElement) -> Iterator[tuple[str, str | None]]:
    if element.tag == "object":
        params = (one for one in element.iter("param"))
        values = [one.get("value") or "" for one in params if _is_source(one.get("name"))]
    else:
        values = []
    values += [element.get(name) or "" for name in _SHOWN_AT]
    is_pdf = element.get("type") == "application/pdf"
    for shown in filter(None, map(str.strip, values)):
        if reference := _viewed(shown, is_pdf=is_pdf):
            yield reference, None
            return


def _is_source(name: str | None) -> bool:
    return (name or "").lower() in ("src", "movie", "data", "filename")


def _viewed(shown: str, *, is_pdf: bool) -> str | None:
    """The document that a viewer's address names, or that is shown itself."""
    if _ONLINE_VIEWER.match(shown):
        values = dict(parse_qsl(urlsplit(shown).query))
        return values.get("url") or values.get("src")
    if viewed := _VIEWER.search(shown):
        reference = unquote(viewed[1]).strip()
        return None if media(reference, "http://localhost/") or not reference else reference
    return shown if is_document(shown) or is_pdf else None


def is_document(reference: str) -> bool:
    """Whether an address, as written in a link, leads to a document by its form."""
    bare = reference.partition("#")[0].strip()
    path, _, query = bare.partition("?")
    if _DOCUMENT.search(path.strip()) or _DRIVE.match(bare) or _AS_PDF.search(bare):
        return True
    return bool(query) and any(_NAMED_IN_QUERY.search(value) for _, value in parse_qsl(query))
