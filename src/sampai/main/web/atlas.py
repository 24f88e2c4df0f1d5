"""What the map is handed: outlines, closures, and archives of tiles that the server's keeper laid down."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sampai.command.model import Atlas
from sampai.kernel.geo import Outline
from sampai.kernel.ids import RegionCode
from sampai.main.web.documents import kept
from sampai.packs.indonesia.regions import SOURCES, village_outlines
from sampai.plan.model import Operation

ENDING = ".pmtiles"
MOST_BYTES = 4_000_000
"""Of an archive in one answer; browsers ask for a few kilobytes."""
COAST = "Natural Earth"
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
_REGENCIES = 64


def atlas() -> Atlas:
    """The atlas of this program."""
    return Atlas(outlines=_outlines, base_maps=_base_maps, operation=_operation, sources=(COAST, *SOURCES))


@lru_cache(maxsize=_REGENCIES)
def _outlines(regency: RegionCode) -> Mapping[RegionCode, Outline]:
    return village_outlines(regency)


def _operation(document: str) -> Operation | None:
    found = kept(document)
    return found.operation if found else None


def _folder() -> Path:
    return Path(settings.OPTIONS.data)


def _base_maps() -> Sequence[str]:
    return sorted(file.name for file in _folder().glob(f"*{ENDING}"))


@require_GET
def base_map(request: HttpRequest, name: str) -> HttpResponse:
    """A part of an archive of tiles, as its reader in the browser asks for it (RFC 9110, 14.2)."""
    if name not in _base_maps():
        raise Http404(name)
    file = _folder() / name
    size = file.stat().st_size
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first = int(asked[1])
    last = min(int(asked[2] or size), size - 1, first + MOST_BYTES - 1)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with file.open("rb") as archive:
        archive.seek(first)
        content = archive.read(last - first + 1)
    headers = {
        "Content-Range": f"bytes {first}-{last}/{size}",
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "ETag": f'"{file.stat().st_mtime_ns:x}-{size:x}"',
    }
    return HttpResponse(content, status=206, content_type="application/octet-stream", headers=headers)
