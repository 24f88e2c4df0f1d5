"""The pages' own files (styles, scripts, fonts), served from the package with a digest in their address."""

import hashlib
import mimetypes
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from django.http import Http404, HttpRequest, HttpResponse

FOREVER = "public, max-age=31536000, immutable"


def _folder() -> Traversable:
    return files("sampai") / "static"


@cache
def _content(name: str) -> bytes | None:
    parts = name.split("/")
    if any(part in {"", ".", ".."} for part in parts):
        return None
    file = _folder().joinpath(*parts)
    return file.read_bytes() if file.is_file() else None


@cache
def file_url(name: str) -> str:
    """The address of a file, which changes with its content."""
    content = _content(name)
    assert content is not None, name
    return f"/static/{name}?{hashlib.sha256(content).hexdigest()[:12]}"


def file_page(_request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages' own files."""
    content = _content(name)
    if content is None:
        raise Http404(name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": FOREVER})
