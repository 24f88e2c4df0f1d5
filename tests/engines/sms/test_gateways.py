from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.processes import answering

from sampai.engines.sms.folder import SmsFolder
from sampai.engines.sms.http import HttpSms, pushed
from sampai.fieldwork.model import Reply, Sms
from sampai.fieldwork.ports import SmsGateway
from sampai.kernel.errors import Refused

REPLY = Reply(to="+62 811-2345", text="S1 OK 7 ABCD-1234", reference="device/7")


@dataclass
class Carrier:
    """A gateway of Kannel's kind on this machine; remembers what it was asked to send."""

    status: int = 202
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    known = Carrier()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            known.asked.append({key: values[0] for key, values in query.items()})
            self.send_response(known.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            self.wfile.write(b"0: Accepted for delivery")

        def log_message(self, *_: object) -> None:
            pass

    with answering(HTTPServer(("127.0.0.1", 0), Handler)) as address:
        known.url = f"{address}/cgi-bin/sendsms"
        yield known


@pytest.fixture
def folder(tmp_path: Path) -> SmsFolder:
    (tmp_path / "out").mkdir()
    (tmp_path / "in").mkdir()
    return SmsFolder(outbox=tmp_path / "out", inbox=tmp_path / "in")


@pytest.fixture(params=["folder", "http"])
def gateway(
    request: pytest.FixtureRequest, folder: SmsFolder, carrier: Carrier
) -> tuple[SmsGateway, Callable[[], list[str]]]:
    """Each driver, and how to see the texts that left by it."""
    if request.param == "folder":
        return folder, lambda: [file.read_text() for file in sorted(folder.outbox.iterdir())]
    driver = HttpSms(url=carrier.url, username="sampai", password="s3 &")
    return driver, lambda: sorted({asked["text"] for asked in carrier.asked})


def test_message_leaves_once_however_often_it_is_sent(
    gateway: tuple[SmsGateway, Callable[[], list[str]]],
) -> None:
    send, left = gateway

    assert [send(REPLY), send(REPLY)] == [True, True]
    assert left() == [REPLY.text]


def test_folder_is_one_that_gammu_reads(folder: SmsFolder) -> None:
    folder(REPLY)

    (file,) = folder.outbox.iterdir()

    assert file.name.startswith("OUTB_+628112345_")
    assert file.suffix == ".txt"


def test_messages_of_the_inbox_are_read_with_their_sender(folder: SmsFolder) -> None:
    (folder.inbox / "IN20241126_081500_00_+628112345_00.txt").write_text("S1.abc", encoding="utf-8")
    (folder.inbox / "IN20241126_081500_00_+628112345_00.bin").write_bytes(b"\x00")
    (folder.inbox / "IN20241126_081501_00_+628112345_00.txt").write_bytes(b"x" * 3_000)

    received = [sms for _, sms in folder.received()]

    assert received == [Sms(sender="+628112345", text="S1.abc")]


def test_gateway_is_asked_as_kannel_wants_it(carrier: Carrier) -> None:
    HttpSms(url=carrier.url, username="sampai", password="s3 &")(REPLY)

    assert carrier.asked == [
        {
            "username": "sampai",
            "password": "s3 &",
            "to": REPLY.to,
            "text": REPLY.text,
            "charset": "UTF-8",
        }
    ]


@pytest.mark.parametrize("status", [302, 403, 500])
def test_refusal_or_redirection_is_no_delivery(carrier: Carrier, status: int) -> None:
    carrier.status = status

    assert not HttpSms(url=carrier.url, username="sampai", password="x")(REPLY)


def test_gateway_that_is_not_there_is_no_delivery() -> None:
    assert not HttpSms(url="http://127.0.0.1:9/", username="a", password="b", timeout_s=2)(REPLY)


def test_other_addresses_are_refused() -> None:
    with pytest.raises(Refused, match="no address of an SMS gateway"):
        HttpSms(url="file:///etc/passwd", username="a", password="b")


def test_pushed_message_has_sender_and_text() -> None:
    assert pushed({"from": "+628112345", "text": "S1.abc"}) == Sms(sender="+628112345", text="S1.abc")
    assert pushed({"from": "+628112345"}) is None
    assert pushed({"from": "+62", "text": "x" * 3_000}) is None
