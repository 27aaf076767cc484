"""Reads the text of one PDF or Word file, in a process of its own that may die of it.

Run as `python -m archive.attachment_text FILE KIND`; the parent gives it little memory and little
time, since the files are anybody's. Text goes to stdout, UTF-8.
"""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SECONDS = 20  # of the processor; as long again of the clock
_MEMORY = 1 << 30  # bytes of address space
_MOST_XML = 50 << 20  # bytes of a document's text part, unpacked
MOST_TEXT = 200_000  # characters kept of a file
_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Unreadable(Exception):
    """A file whose text cannot be read; the message says why."""


def read_attachment(path: Path, mime: str) -> str:
    """The text of the file at `path`, `MOST_TEXT` characters of it at most; raises Unreadable."""
    command = [sys.executable, "-m", "archive.attachment_text", str(path), mime]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=2 * _SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("it took too long") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Unreadable(said[-1] if said else f"its reader died ({done.returncode})")
    return done.stdout.decode("utf-8", "replace")[:MOST_TEXT]


def _bound() -> None:
    """Give this process little time and memory, and no file to write; Windows cannot."""
    if os.name == "nt":
        return
    import resource  # noqa: PLC0415 (not on Windows)

    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _pages(path: Path) -> Iterator[str]:
    """The text of a PDF, page by page; a scanned page has none."""
    import pypdfium2  # noqa: PLC0415 (an extra)

    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            yield page.get_textpage().get_text_bounded()


def _paragraphs(path: Path) -> Iterator[str]:
    """The text of a Word file, paragraph by paragraph."""
    with zipfile.ZipFile(path) as file, file.open("word/document.xml") as part:
        xml = part.read(_MOST_XML + 1)
    if len(xml) > _MOST_XML:
        raise Unreadable("its text is too large")
    if re.search(rb"<!(DOCTYPE|ENTITY)", xml) or xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("it declares entities, which no Word file does")
    for paragraph in ElementTree.fromstring(xml).iter(f"{_WORDS}p"):
        yield "".join(_runs(paragraph))


def _runs(paragraph: ElementTree.Element) -> Iterator[str]:
    for one in paragraph.iter():
        if one.tag == f"{_WORDS}t":
            yield one.text or ""
        elif one.tag in (f"{_WORDS}tab", f"{_WORDS}br"):
            yield " "


READERS: dict[str, Callable[[Path], Iterator[str]]] = {PDF: _pages, DOCX: _paragraphs}


def main(path: str, mime: str) -> int:
    """Write the text of the file to stdout; 1, and why on stderr, when it cannot be read."""
    _bound()
    try:
        written = 0
        for part in READERS[mime](Path(path)):
            sys.stdout.buffer.write((part + "\n").encode("utf-8", "replace"))
            written += len(part)
            if written > MOST_TEXT:
                break
    except ImportError:
        print("PDF files need: pip install 'luutru[attachments]'", file=sys.stderr)  # noqa: T201
        return 1
    except Exception as error:  # noqa: BLE001 (any file, two parsers: why it failed is data)
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
