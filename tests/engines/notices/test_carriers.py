"""Every carrier against a real receiver on the own machine; and what happens when nobody answers."""

import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from sampai.engines.notices.mail import Mail
from sampai.engines.notices.sms import ShortMessages
from sampai.engines.notices.webhook import Webhook, signature
from sampai.engines.sms.folder import SmsFolder
from sampai.incidents.model import Media
from sampai.incidents.ports import Letter
from sampai.kernel.errors import Refused

LETTER = Letter(
    key="a1/0/kpu/0/notify/0/0/e-mail/1",
    to="ppk@kpu.example",
    subject="Sampai: Banjir",
    text="Banjir, TPS 1 Gedung Wani: mohon jawab.",
    incident="a1",
    address="/kejadian/a1",
)


@contextmanager
def running(server: Any) -> Iterator[int]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=60)


class Postman(socketserver.StreamRequestHandler):
    """A mail server as RFC 5321 has it, as far as a letter needs it."""

    timeout = 60

    def handle(self) -> None:
        self._say("220 local")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "DATA":
                self._say("354 go on")
                self.server.letters.append(self._body())  # type: ignore[attr-defined]
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            elif word == "RCPT" and "nobody" in line:
                self._say("550 unknown")
            else:
                self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _body(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line)
        return "".join(lines)


def test_a_letter_by_mail_arrives_with_a_number_of_its_own_and_unknown_people_are_no_success() -> None:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postman)
    server.letters = []  # type: ignore[attr-defined]
    with running(server) as port:
        mail = Mail(
            host="127.0.0.1", port=port, sender="sampai@kpu.example", tls="none", base="https://s.example"
        )
        assert mail(LETTER)
        assert mail(LETTER)
        nobody = Letter(key="k", to="nobody@kpu.example", subject="s", text="t", incident="a1")
        assert not mail(nobody)
    first, second = server.letters  # type: ignore[attr-defined]

    assert mail.medium is Media.EMAIL
    assert first == second
    assert "Message-ID: <" in first
    assert "https://s.example/kejadian/a1" in first
    assert not mail(LETTER)


class Hook(BaseHTTPRequestHandler):
    status = 204
    timeout = 60

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:1/other")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.mark.parametrize(("status", "is_taken"), [(204, True), (500, False), (302, False)])
def test_a_call_is_signed_and_taken_only_with_a_good_answer(
    status: int,
    is_taken: bool,  # noqa: FBT001 -- a parameter of the test
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Hook, "status", status)
    server = HTTPServer(("127.0.0.1", 0), Hook)
    server.calls = []  # type: ignore[attr-defined]
    with running(server) as port:
        hook = Webhook(url=f"http://127.0.0.1:{port}/in", secret="rahasia-rahasia-1", clock=lambda: 1000.0)
        assert hook(LETTER) is is_taken
    ((headers, body),) = server.calls  # type: ignore[attr-defined]

    expected = signature("rahasia-rahasia-1", at="1000", body=body)
    assert headers["Sampai-Signature"] == f"t=1000,v1={expected}"
    assert headers["Idempotency-Key"] == LETTER.key
    assert json.loads(body)["incident"] == "a1"
    assert not hook(LETTER)


def test_a_webhook_wants_a_web_address_and_a_long_secret() -> None:
    for url, secret in (("ftp://x", "x" * 16), ("https://x.example", "short")):
        with pytest.raises(Refused):
            Webhook(url=url, secret=secret, clock=lambda: 0.0)


def test_short_messages_go_through_the_gateways_folder_once(tmp_path: Path) -> None:
    inbox, outbox = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    outbox.mkdir()
    carry = ShortMessages(SmsFolder(outbox=outbox, inbox=inbox))
    letter = Letter(key="k1", to="+62 811", subject="", text="Banjir", incident="a1")

    assert carry(letter)
    assert carry(letter)

    (file,) = outbox.iterdir()
    assert file.read_text(encoding="utf-8") == "Banjir"
    outbox.rename(tmp_path / "away")
    assert not carry(letter)
