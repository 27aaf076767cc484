"""Blocks as the HTML vnPortal's editor leaves behind, captions in each of their variants."""

from __future__ import annotations

from html import escape

from crawler.demo.addresses import Addresses
from crawler.demo.blocks import Block, Bullets, Heading, Paper, Paragraph, Picture, Table
from crawler.demo.content import DemoArticle

SPACER = "<p>&nbsp;</p>"
RUN = "&nbsp; " * 17  # editors centre captions by a run of spaces
_OPEN = {
    "plain": "<p>",
    "justify": '<p style="text-align: justify;">',
    "word": '<p class="MsoNormal" style="margin:6.0pt 0cm;text-align:justify;text-indent:36.0pt">',
}
_WORD = '<span lang="VI" style="font-size:14.0pt;font-family:&quot;Times New Roman&quot;,serif;'
_WORD += 'mso-fareast-font-family:Calibri;mso-ansi-language:VI">'
_BREAK, _JOIN = "\x02", "\x03"  # an image between them belongs inside the paragraphs around it
_PICTURES = {
    "v1": "<p>{image}</p><p><i>{run}{caption}&nbsp;</i></p>" + SPACER,
    "v1b": SPACER * 2 + "<p>{image}</p><p><i>{run}{caption}</i><br>&nbsp;</p>",
    "v2": '<figure class="image image-style-align-center">{image}</figure>',
    "v3": _BREAK + "{image}" + _JOIN,
    "v4": '<figure class="image">{image}</figure><p><strong>{caption}</strong></p>',
    "v5": '<figure class="image">{image}</figure>',
    "v6": "<table><tbody><tr><td>{image}</td></tr>"
    "<tr><td>{caption}&nbsp;</td></tr></tbody></table>",
    "v7": "<p>{image}</p><p>{run}{caption}</p>" + SPACER,
    "v8": '<div class="image-center"><figure class="image">{image}'
    "<figcaption><em>{caption}</em></figcaption></figure></div>",
    "centred": '<p style="text-align: center;">{image}</p>'
    '<p style="text-align: center;">{caption}</p>',
    "plain": "<p>{image}</p><p>{caption}</p>",
}


def body_html(article: DemoArticle, addresses: Addresses) -> str:
    """Write the article's body, the inside of ``div.ArticleContent``."""
    html = "\n".join(_block_html(block, article, addresses) for block in article.blocks)
    for opening in _OPEN.values():
        html = html.replace(f"{_JOIN}\n{opening}", "<br><br>")
    html = html.replace(f"</p>\n{_BREAK}", "<br><br>")
    return html + _signature(article)


def _block_html(block: Block, article: DemoArticle, addresses: Addresses) -> str:
    match block:
        case Paragraph(text):
            return _paragraph(text, article.paste)
        case Heading(text):
            return f"{_OPEN[article.paste]}<strong>{_text(text)}</strong></p>"
        case Bullets(items):
            return "<ul>" + "".join(f"<li>{_text(item)}</li>" for item in items) + "</ul>"
        case Table(rows):
            return _table(rows)
        case Picture():
            return _picture(block, article, addresses)
        case Paper():
            return _paper(block, addresses.paper(article, block))


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\N{NO-BREAK SPACE}", "&nbsp;")


def _paragraph(text: str, paste: str) -> str:
    if not text.strip():
        return SPACER
    if paste == "word":
        return f"{_OPEN[paste]}{_WORD}{_text(text)}<o:p></o:p></span></p>"
    lead, mark, rest = text.partition("***")
    if mark and not lead:  # a paragraph that opens like a caption and goes on as body text
        emphasised, _, tail = rest.partition("***")
        return f"{_OPEN[paste]}<i><strong>{_text(emphasised)}</strong></i>{_text(tail)}</p>"
    return f"{_OPEN[paste]}{_text(text)}</p>"


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    lines = ("".join(f"<td>{_text(cell)}</td>" for cell in row) for row in rows)
    return '<table border="1"><tbody><tr>' + "</tr>\n<tr>".join(lines) + "</tr></tbody></table>"


def _picture(picture: Picture, article: DemoArticle, addresses: Addresses) -> str:
    source = escape(addresses.picture(article, picture))
    caption = _text(picture.caption or "")
    alt = escape(picture.caption or "") if picture.variant == "v8" else article.alt
    image = f'<img src="{source}" alt="{alt}">'
    return _PICTURES[picture.variant].format(image=image, caption=caption, run=RUN)


def _paper(paper: Paper, address: str) -> str:
    label, source = _text(paper.label), escape(address)
    if paper.form == "viewer":
        viewer = "/Scripts/pdfjs/web/viewer.html?file="
        return f'<p><iframe src="{viewer}{source}#zoom=100" width="100%" height="650"></iframe></p>'
    if paper.form == "object":
        return (
            f'<object type="application/pdf" data="{source}" width="95%" height="650px"></object>'
        )
    return f'<p><a class="link-download" href="{source}" target="_blank">{label}</a></p>'


def _signature(article: DemoArticle) -> str:
    html = f"\n<p><em>Nguồn: {_text(article.source)}</em></p>" if article.source else ""
    match article.author, article.author_place:
        case str(name), "body":
            html += f'\n<p style="text-align: right;"><strong>{_text(name)}</strong></p>'
        case str(name), "line":
            html += f'\n<p style="text-align: right;">Tác giả: {_text(name)}</p>'
        case _:
            pass
    return html
