"""The field app: its own files, which a phone keeps, and the switch that ends it."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotModified, JsonResponse

from sampai.people.pages import Request

SHELL = "index.html"
OFF = "field-off"
"""A file of this name beside the data switches the app off on every phone that asks."""
_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "manifest-src 'self'"
)
_KINDS = {".webmanifest": "application/manifest+json", ".wasm": "application/wasm", ".js": "text/javascript"}


@dataclass(frozen=True, slots=True)
class Kept:
    """One file as it is sent."""

    kind: str
    tag: str
    plain: bytes
    packed: bytes


@cache
def _kept(name: str) -> Kept | None:
    parts = name.split("/")
    file = files("sampai").joinpath("static", "field", *parts)
    if any(part in {"", ".", ".."} for part in parts) or not file.is_file():
        return None
    plain = file.read_bytes()
    ending = f".{name.rpartition('.')[2]}"
    kind = _KINDS.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    tag = f'"{hashlib.sha256(plain).hexdigest()[:16]}"'
    return Kept(kind, tag, plain, gzip.compress(plain, 9, mtime=0))


def field(request: Request, name: str = SHELL) -> HttpResponse:
    """The app's page or one of its files. Phones ask whether theirs is still the newest, and keep it."""
    found = _kept(name)
    if found is None:
        raise Http404(name)
    if found.tag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers={"ETag": found.tag})
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": _POLICY,
        "ETag": found.tag,
        "Service-Worker-Allowed": "/lapangan",
        "Vary": "Accept-Encoding",
    } | ({"Content-Encoding": "gzip"} if packed else {})
    return HttpResponse(found.packed if packed else found.plain, content_type=found.kind, headers=headers)


def switch(_request: Request) -> JsonResponse:
    """Whether phones shall let go of a broken version of the app; and whether this is an exercise."""
    off = (settings.OPTIONS.data / OFF).exists()
    return JsonResponse(
        {"off": off, "exercise": settings.OPTIONS.exercise}, headers={"Cache-Control": "no-store"}
    )
