"""Images and attachments as files named by their content: original bytes, kept once."""

import hashlib
import os
import re
import struct
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from archive.disk import sync_directory

# WHATWG MIME Sniffing Standard, section 6, and the documents that portals hand out.
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"{\\rtf", "application/rtf"),
)
_BRANDS = {b"avif": "image/avif", b"avis": "image/avif"}  # ISO 14496-12 major brands
_BRANDS |= dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"), "image/heic")
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OFFICE = {
    b"word/document.xml": f"{_OPEN_XML}wordprocessingml.document",
    b"xl/workbook.xml": f"{_OPEN_XML}spreadsheetml.sheet",
    b"ppt/presentation.xml": f"{_OPEN_XML}presentationml.presentation",
}
# A local file header (APPNOTE.TXT, 4.3.7): signature, 26 bytes, the part's name.
_ZIP_PART = re.compile(rb"PK\x03\x04.{26}(%s)" % b"|".join(map(re.escape, _OFFICE)), re.DOTALL)
_ZIP_END, _ZIP_END_WITHIN = b"PK\x05\x06", 22 + 0xFFFF  # end record with the longest comment
_EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/bmp": ".bmp",
    "image/tiff": ".tiff",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/vnd.rar": ".rar",
    "application/x-7z-compressed": ".7z",
    "application/rtf": ".rtf",
    "video/mp4": ".mp4",
    **{
        mime: f".{name}"
        for mime, name in zip(_OFFICE.values(), ("docx", "xlsx", "pptx"), strict=True)
    },
}
# What Pillow raises on damaged or hostile files of its many formats.
UNREADABLE = (
    *(UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError),
    *(RuntimeError, OverflowError, MemoryError, TypeError, IndexError, KeyError, struct.error),
)
_HTML = re.compile(
    rb"<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>]"
    rb"|<!--"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One stored file: SHA-256 (hex), sniffed type, bytes, pixels (None where it is no image)."""

    sha256: str
    mime: str
    size: int
    width: int | None
    height: int | None
    path: str


def sniff(data: bytes) -> str:
    """The media type that the first bytes of `data` show, whatever name or header it came under."""
    for signature, mime in _SIGNATURES:
        if data.startswith(signature):
            return mime
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "video/mp4")
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    return _sniff_text(data)


def _sniff_zip(data: bytes) -> str:
    """Office documents by the part that each kind has; the archive itself is not opened."""
    if _ZIP_END not in data[-_ZIP_END_WITHIN:]:
        return "application/zip"
    named = {match[1] for match in _ZIP_PART.finditer(data)}
    return next((mime for part, mime in _OFFICE.items() if part in named), "application/zip")


def _sniff_text(data: bytes) -> str:
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<?xml", b"<svg", b"<!--", b"<!doctype svg")):
        head = data[:4096].lower()
        if b"<svg" in head and b"<html" not in head:
            return "image/svg+xml"
    if _HTML.match(start):
        return "text/html"
    if start.startswith(b"<?xml"):
        return "text/xml"
    is_text = bool(data) and not any(byte < 9 or 13 < byte < 27 for byte in data[:512])
    return "text/plain" if is_text else "application/octet-stream"


def store_file(directory: Path, data: bytes) -> Media:
    """Keep `data` under `directory` by its hash, whole or not at all; the same bytes only once."""
    digest = hashlib.sha256(data).hexdigest()
    mime = sniff(data)
    width, height = _pixels(data) if mime.startswith("image/") else (None, None)
    path = f"{digest[:2]}/{digest}{_EXTENSIONS.get(mime, '.bin')}"
    _write_once(directory / path, data)
    return Media(sha256=digest, mime=mime, size=len(data), width=width, height=height, path=path)


def _pixels(data: bytes) -> tuple[int | None, int | None]:
    """Width and height from the image's head; nothing is decoded, so no size is dangerous."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data)) as image:
                return image.size
    except UNREADABLE:
        return None, None


def _write_once(path: Path, data: bytes) -> None:
    if path.exists() and path.stat().st_size == len(data):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_directory(path.parent)
