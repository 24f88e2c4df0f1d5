"""Messages over an HTTP gateway of Kannel's kind, in and out, against a gateway on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from tests.fieldwork.test_hearing import PLACE, REPORT, phone
from tests.ledger.worlds import Phone

from sampai.fieldwork.rules.sms import is_receipt, read_sms, sms_text
from sampai.fieldwork.tables import SmsOutRow, SmsRow, TellingRow
from sampai.kernel.errors import Refused
from sampai.ledger.model import Digest
from sampai.main.web.messages import GATEWAY, gateway, send_waiting
from sampai.main.web.record import voice_key

__all__ = ["phone"]

SENDER = "+628123456789"


class Kannel(ThreadingHTTPServer):
    """Takes messages to send, as `sendsms` does; refuses so many at first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.refuse = 0
        self.sent: list[dict[str, str]] = []


class _Asked(BaseHTTPRequestHandler):
    server: Kannel

    def do_GET(self) -> None:
        self.server.refuse -= 1
        taken = self.server.refuse < 0
        if taken:
            query = parse_qs(urlsplit(self.path).query)
            self.server.sent.append({name: values[0] for name, values in query.items()})
        self.send_response(202 if taken else 503)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as the library calls it
        """Say nothing."""


@contextmanager
def kannel() -> Iterator[Kannel]:
    found = Kannel()
    thread = Thread(target=found.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.shutdown()
        found.server_close()
        thread.join()


def _written(port: int) -> Path:
    file = Path(settings.OPTIONS.data) / GATEWAY
    file.write_text(
        f'url = "http://127.0.0.1:{port}/cgi-bin/sendsms"\n'
        'username = "sampai"\npassword = "p"\nkey = "rahasia"\n',
        encoding="utf-8",
    )
    return file


def _message(phone: Phone) -> str:
    return sms_text(
        REPORT, device=phone.key.id, event=Digest(bytes(32)), at_ms=1_800_000_000_000, sign=phone.secret
    )


def _brings(text: str, *, key: str = "rahasia") -> int:
    asked = {"kunci": key, "from": SENDER, "text": text}
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True).get("/lapor/sms", asked).status_code


def test_a_report_comes_in_and_its_receipt_goes_out_once_for_each_time_that_it_came(phone: Phone) -> None:
    text = _message(phone)
    with kannel() as found:
        file = _written(found.server_address[1])
        found.refuse = 1

        statuses = [_brings(text), _brings(text)]
        sent = [send_waiting(), send_waiting(), send_waiting()]
        again = [_brings(text), send_waiting()]
        file.unlink()

    assert statuses == [200, 200]
    assert (sent, again) == ([0, 1, 0], [200, 1])
    assert [one["to"] for one in found.sent] == [SENDER] * 2
    assert (found.sent[0]["username"], found.sent[0]["password"]) == ("sampai", "p")
    receipts = {one["text"] for one in found.sent}
    assert len(receipts) == 1
    key = voice_key(phone.key.id)
    assert is_receipt(receipts.pop(), signed=read_sms(text).signed, counter=REPORT.counter, key=key)
    assert [*TellingRow.objects.values_list("place", "carried")] == [(PLACE, "sms")]
    assert [*SmsRow.objects.order_by("pk").values_list("outcome", flat=True)] == ["taken", "again", "again"]
    assert SmsOutRow.objects.count() == 1


@pytest.mark.usefixtures("any_store")
def test_without_the_key_nothing_is_taken_and_no_report_gets_no_answer() -> None:
    assert _brings("halo") == 404
    file = _written(9)

    found = [_brings("halo", key="x"), _brings(""), _brings("halo")]
    file.unlink()

    assert found == [404, 400, 200]
    assert [*SmsRow.objects.values_list("outcome", flat=True)] == ["unreadable"]
    assert not SmsOutRow.objects.exists()


@pytest.mark.usefixtures("any_store")
@pytest.mark.parametrize(
    "text",
    ["url = ", 'url = "http://x"\ntelefon = "1"\n', 'url = "ftp://x"\nusername = "a"\npassword = "b"\n'],
)
def test_a_faulty_file_of_the_gateway_is_told(text: str) -> None:
    file = Path(settings.OPTIONS.data) / GATEWAY
    file.write_text(text, encoding="utf-8")
    try:
        with pytest.raises(Refused):
            gateway()
    finally:
        file.unlink()
