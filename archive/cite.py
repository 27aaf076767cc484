"""Citations of one version of an article: footnote, BibTeX, RIS and CSL-JSON.

RIS tags after the RIS Format Specification (2011), types ELEC; CSL-JSON after the Citation Style
Language's schema 1.0.2, type webpage; BibTeX has the @misc that every style knows.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.archived import ArchivedArticle

FORMS = ("txt", "bib", "ris", "json")
_LATEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}"}
_LATEX |= {"^": r"\textasciicircum{}", **{sign: f"\\{sign}" for sign in "$&#_%"}}
_ADDRESS = {ord(sign): f"%{ord(sign):02X}" for sign in '{}\\"<>^`| '}
_WORDS = {
    "vi": ("không đề ngày", "bản lưu ngày", "phiên bản", "SHA-256 nội dung", "truy cập"),
    "en": ("no date", "archived", "version", "content SHA-256", "accessed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a citation is made of: the article, who published it, and where its copy is.

    `publisher` is the portal's host, `permalink` the address of this version in an archive,
    `content_hash` its SHA-256, `accessed_at` when it was looked up (aware).
    """

    archived: ArchivedArticle
    publisher: str
    permalink: str
    content_hash: str
    accessed_at: datetime

    @property
    def key(self) -> str:
        """What names it in a bibliography: host, year and the archive's id."""
        at = self.archived.article.published_at
        host = re.sub(r"[^a-z0-9]", "", self.publisher.lower())
        return f"{host}-{at.year if at else 'nd'}-{self.archived.id}v{self.archived.version}"


def footnote(citation: Citation, language: str = "vi") -> str:
    """One line for a footnote, in "vi" or "en"."""
    undated, archived, version, content, accessed = _WORDS[language]
    article = citation.archived.article
    day = f"{article.published_at:%d/%m/%Y}" if article.published_at else undated
    who = f"{article.author}, " if article.author else ""
    return (
        f"{who}“{article.title}”, {citation.publisher}, {day}, {article.url}; "
        f"{archived} {citation.archived.seen_at:%d/%m/%Y %H:%M}, {version} "
        f"{citation.archived.version}, {content} {citation.content_hash[:16]}…, "
        f"{citation.permalink} ({accessed} {citation.accessed_at:%d/%m/%Y})."
    )


def bibtex(citation: Citation) -> str:
    """A @misc entry, UTF-8; what TeX would read as a command is escaped."""
    article = citation.archived.article
    fields = {
        "title": f"{{{_latex(article.title)}}}",
        "author": f"{{{_latex(article.author)}}}" if article.author else None,
        "year": f"{article.published_at:%Y}" if article.published_at else None,
        "month": f"{article.published_at:%m}" if article.published_at else None,
        "day": f"{article.published_at:%d}" if article.published_at else None,
        "organization": f"{{{_latex(citation.publisher)}}}",
        "url": article.url.translate(_ADDRESS),
        "urldate": f"{citation.accessed_at:%Y-%m-%d}",
        "note": _latex(_note(citation)),
        "howpublished": citation.permalink.translate(_ADDRESS),
        "langid": "vietnamese",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{citation.key},\n" + ",\n".join(lines) + "\n}\n"


def _note(citation: Citation) -> str:
    found = citation.archived
    seen = f"{found.seen_at:%Y-%m-%d %H:%M}"
    return f"Archived {seen}, version {found.version}, SHA-256 {citation.content_hash}"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in text)


def ris(citation: Citation) -> str:
    """One ELEC record; lines end in CR LF, as the specification has it."""
    article = citation.archived.article
    at = article.published_at
    tags = (
        ("TY", "ELEC"),
        ("ID", citation.key),
        ("TI", article.title),
        ("AU", article.author),
        ("PY", f"{at:%Y}" if at else None),
        ("DA", f"{at:%Y/%m/%d}" if at else None),
        ("PB", citation.publisher),
        ("AB", article.summary),
        ("UR", article.url),
        ("L2", citation.permalink),
        ("Y2", f"{citation.accessed_at:%Y/%m/%d}"),
        ("LA", "vi"),
        ("N1", _note(citation)),
        ("ER", ""),
    )
    return "".join(
        f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in tags if value is not None
    )


def csl(citation: Citation) -> dict[str, Any]:
    """One item of CSL-JSON."""
    article = citation.archived.article
    item = {
        "id": citation.key,
        "type": "webpage",
        "title": article.title,
        "author": [{"literal": article.author}] if article.author else None,
        "container-title": citation.publisher,
        "abstract": article.summary,
        "issued": _day(article.published_at) if article.published_at else None,
        "accessed": _day(citation.accessed_at),
        "URL": article.url,
        "archive": "luutru",
        "archive_location": citation.permalink,
        "language": "vi",
        "note": _note(citation),
    }
    return {name: value for name, value in item.items() if value is not None}


def _day(at: datetime) -> dict[str, list[list[int]]]:
    return {"date-parts": [[at.year, at.month, at.day]]}
