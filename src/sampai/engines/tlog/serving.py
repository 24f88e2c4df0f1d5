"""Small HTTP servers: a log's files to read, and a witness to ask."""

from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from sampai.engines.tlog.witness import Reply, Witness
from sampai.ledger.rules.notes import MOST_NOTE_BYTES
from sampai.ledger.rules.tiles import CHECKPOINT, placed

ADD_CHECKPOINT = "/add-checkpoint"
MOST_BODY_BYTES = MOST_NOTE_BYTES + 64 * 45
_FOREVER = "public, max-age=31536000, immutable"


class _Handler(BaseHTTPRequestHandler):
    """Answers with a status, a type and bytes; says nothing of itself."""

    timeout = 30
    protocol_version = "HTTP/1.1"
    server_version = sys_version = ""
    get: ClassVar[Callable[[str], Reply]]
    post: ClassVar[Callable[[str, bytes], Reply]]

    def do_GET(self) -> None:
        """A file."""
        self._answer(type(self).get(self.path))

    def do_POST(self) -> None:
        """A call; a body of unknown or too great a length is not read."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BODY_BYTES:
            self.close_connection = True
            self._answer((HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "text/plain", b""))
            return
        self._answer(type(self).post(self.path, self.rfile.read(int(length))))

    def _answer(self, reply: Reply) -> None:
        status, content_type, body = reply
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", _FOREVER if placed(self.path[1:]) else "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name
        """Nothing: whoever wants a record of requests puts a web server in front."""


def _nothing(_path: str, _body: bytes = b"") -> Reply:
    return HTTPStatus.NOT_FOUND, "text/plain", b""


def log_server(folder: Path, *, host: str, port: int) -> ThreadingHTTPServer:
    """A server of a log's or mirror's files, to be run by `serve_forever`; port 0 takes a free one."""

    def get(path: str) -> Reply:
        name = path[1:]
        if name != CHECKPOINT and placed(name) is None:
            return _nothing(path)
        try:
            content = (folder / name).read_bytes()
        except OSError:
            return _nothing(path)
        kind = "text/plain; charset=utf-8" if name == CHECKPOINT else "application/octet-stream"
        return HTTPStatus.OK, kind, content

    return _server(host, port, get=get, post=_nothing)


def witness_server(witness: Witness, *, host: str, port: int) -> ThreadingHTTPServer:
    """A server of a witness, to be run by `serve_forever`; port 0 takes a free one."""

    def post(path: str, body: bytes) -> Reply:
        return witness.add_checkpoint(body) if path == ADD_CHECKPOINT else _nothing(path)

    return _server(host, port, get=_nothing, post=post)


def _server(
    host: str, port: int, *, get: Callable[[str], Reply], post: Callable[[str, bytes], Reply]
) -> ThreadingHTTPServer:
    handler = type("Handler", (_Handler,), {"get": staticmethod(get), "post": staticmethod(post)})
    return ThreadingHTTPServer((host, port), handler)
