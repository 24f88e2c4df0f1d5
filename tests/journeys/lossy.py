"""A network that loses answers: what stands between phones and the server in tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.processes import answering

HELD_BACK = {"connection", "keep-alive", "transfer-encoding", "server", "date"}


class Network(ThreadingHTTPServer):
    """Hands requests on to the server; loses as many answers to batches as it is told."""

    daemon_threads = True

    def __init__(self, server_port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Carrier)
        self.server_port_behind = server_port
        self.lose = 0
        self.lost = 0

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server_address[1]}"


class _Carrier(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Network

    def _carry(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size) if size else None
        behind = HTTPConnection("127.0.0.1", self.server.server_port_behind, timeout=30)
        try:
            behind.request(self.command, self.path, body, dict(self.headers))
            answer = behind.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            self.close_connection = True
            return
        finally:
            behind.close()
        if self.path == "/sync/events" and self.server.lose > 0:
            self.server.lose -= 1
            self.server.lost += 1
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HELD_BACK | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_HEAD = _carry  # noqa: N815 -- as the library calls them

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as the library calls it
        """Say nothing."""


@contextmanager
def network(server_port: int) -> Iterator[Network]:
    """A network in front of the server, on a port of its own."""
    found = Network(server_port)
    with answering(found):
        yield found
