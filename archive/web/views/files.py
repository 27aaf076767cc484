"""Stored files by their hash: pictures in place, everything else to be saved."""

from pathlib import Path
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from archive.web import shelf_queries as sql
from archive.web.headers import FILE_POLICY
from archive.web.pictures import SHOWN, stored_file
from archive.web.told import NotThere
from archive.web.visit import Visit

_FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}


def media(visit: Visit) -> Response:
    """The file's own bytes, under the type that they show; never as a document."""
    row = _row(visit)
    path = stored_file(visit.settings.folder, row["path"])
    if path is None:
        raise NotThere(visit.language.say("error.no_file"))
    is_shown = row["mime"] in SHOWN
    headers = _FOREVER | {"Content-Security-Policy": FILE_POLICY}
    if not is_shown:
        name = quote(f"{row['sha256'][:16]}{Path(row['path']).suffix}")
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    kind = row["mime"] if is_shown else "application/octet-stream"
    return FileResponse(path, media_type=kind, headers=headers)


def small(visit: Visit) -> Response:
    """The picture as small as a list shows it."""
    row = _row(visit)
    made = visit.pictures.small(row["sha256"], row["path"]) if row["mime"] in SHOWN else None
    if made is None:
        raise NotThere(visit.language.say("error.no_file"))
    headers = _FOREVER | {"Content-Security-Policy": FILE_POLICY}
    return Response(made.data, media_type=made.mime, headers=headers)


def _row(visit: Visit) -> dict[str, str]:
    sha256 = visit.request.path_params["sha256"]
    return visit.shelf.row(sql.MEDIA, sha256=sha256)
