"""The sync calls: facts are never refused, each item gets its verdict, requests need a signature."""

import gzip
import hashlib
from pathlib import Path
from shutil import rmtree
from time import time_ns

import pytest
from tests.ledger.calls import Body, client, get, headers, post, send, words
from tests.ledger.nodes import enrolled
from tests.ledger.worlds import Phone

from sampai.engines.signing import verify
from sampai.kernel.clock import now
from sampai.ledger.actions import append as appending
from sampai.ledger.model import Algorithm, DeviceKey
from sampai.ledger.queries.evidence import stored_record
from sampai.ledger.rules.enrolment import blob_message
from sampai.ledger.rules.envelope import batch_bytes, digest_of, read_event
from sampai.ledger.rules.record import check_record
from sampai.ledger.tables import DeviceRow, EventRow, QuarantineRow
from sampai.main.web.public_logs import folder_of
from sampai.people.tables import AccountRow, BearerRow

pytestmark = pytest.mark.usefixtures("any_store")


def test_each_item_gets_its_verdict_and_the_receipt_names_it() -> None:
    phone = enrolled("phone")
    batch = phone.batch(phone.run(3))

    first, receipt = send(batch, phone=phone)
    again, _ = send(batch, phone=phone)

    assert words(first) == ["stored"] * 3
    assert words(again) == ["already"] * 3
    assert [counter for counter, _ in receipt.stored] == [0, 1, 2]
    assert [digest for _, digest in receipt.stored] == [digest_of(raw) for raw in batch.items]


@pytest.mark.parametrize("raw", [b"", b"\xff" * 50, b"{}", b"\xa1\x01\x01"])
def test_bytes_that_are_no_batch_are_kept_whole(raw: bytes) -> None:
    verdicts, receipt = send(raw)

    assert words(verdicts) == ["unreadable"]
    assert [digest for digest, _ in receipt.quarantined] == [digest_of(raw)]
    assert bytes(QuarantineRow.objects.get().raw) == raw


def test_a_stranger_a_false_clock_and_another_protocol_are_taken_as_well() -> None:
    phone = enrolled("phone")
    batches = [batch_bytes(phone.batch(phone.run(1))) for _ in range(3)]

    assert words(send(batches[0])[0]) == ["stored"]
    old = headers(phone, "POST", "/sync/events", body=batches[1], time_ms=0) | {"Sampai-Protocol": "99"}
    answer = client().post("/sync/events", batches[1], content_type="application/cbor", headers=old)
    assert answer.status_code == 200
    assert words(send(batches[2], phone=Phone("nobody knows it"))[0]) == ["stored"]
    assert EventRow.objects.count() == 3


def test_a_gzipped_batch_is_taken_and_a_bomb_is_not_unpacked() -> None:
    phone = enrolled("phone")
    packed = gzip.compress(batch_bytes(phone.batch(phone.run(50))))

    status, body, _ = post("/sync/events", packed, phone=phone, Content_Encoding="gzip")

    assert (status, words(body[4])) == (200, ["stored"] * 50)
    bomb = gzip.compress(bytes(30 << 20))
    assert post("/sync/events", bomb, Content_Encoding="gzip")[0] == 413
    status, body, _ = post("/sync/events", packed[:-9], Content_Encoding="gzip")
    assert (status, words(body[4])) == (200, ["unreadable"])


def test_a_sender_fills_its_share_of_the_quarantine_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appending, "MOST_ITEMS", 3)
    flood = enrolled("flood")
    honest = enrolled("honest")
    junk = [b"junk %d" % number for number in range(5)]

    found = [words(send(raw, phone=flood)[0])[0] for raw in junk]
    _, receipt = send(junk[4], phone=flood)

    assert found == ["unreadable"] * 3 + ["later"] * 2
    assert receipt.quarantined == ()
    assert words(send(junk[0], phone=flood)[0]) == ["unreadable"]
    assert words(send(junk[4], phone=honest)[0]) == ["unreadable"]
    assert words(send(flood.batch(flood.run(2)), phone=flood)[0]) == ["stored"] * 2
    assert QuarantineRow.objects.count() == 4


def test_one_bad_item_hides_no_other() -> None:
    phone = enrolled("phone")
    batch = phone.batch(phone.run(3))
    items = (batch.items[0], b"not an event", batch.items[2])

    verdicts, _ = send(batch_bytes(type(batch)(device=batch.device, items=items, signature=batch.signature)))

    assert words(verdicts) == ["unproven", "unproven", "stored"]


def test_changes_need_a_signature_of_now_and_tell_the_servers_time() -> None:
    phone = enrolled("phone")

    assert get("/sync/changes?since=0")[:2] == (401, {1: 1, 2: "unsigned"})
    status, body, told = get("/sync/changes?since=0", phone=phone, time_ms=0)
    assert (status, body[2]) == (401, "time")
    assert abs(int(told["Sampai-Time"]) - time_ns() // 1_000_000) < 60_000
    assert get("/sync/changes?since=0", phone=phone)[0] == 200


@pytest.mark.parametrize(("version", "status"), [("1", 200), ("2", 400), ("", 400), ("x", 400)])
def test_another_protocol_is_told_which_ones_are_taken(version: str, status: int) -> None:
    phone = enrolled("phone")
    asked = headers(phone, "GET", "/sync/changes") | {"Sampai-Protocol": version}

    assert client().get("/sync/changes", headers=asked).status_code == status


def _placed(phone: Phone, territory: str, *, server: bool = False) -> None:
    DeviceRow.objects.filter(name=phone.key.id.hex()).update(territory=territory, server=server)


def test_a_device_learns_what_its_territory_and_the_kind_give() -> None:
    here, station, foreign, server = (enrolled(name) for name in ("here", "station", "foreign", "server"))
    _placed(here, "170401")
    _placed(station, "1704012003")
    _placed(foreign, "1703")
    _placed(server, "17", server=True)
    events = [here.says(kind) for kind in ("custody.taken", "station.ready", "device.revoked", "odd.kind")]
    send(here.batch(events), phone=here)

    def kinds(phone: Phone) -> list[str]:
        body = get("/sync/changes?since=0", phone=phone)[1]
        return [read_event(item[2]).kind for item in body[4]]

    assert kinds(here) == kinds(station) == ["station.ready", "device.revoked"]
    assert kinds(foreign) == ["device.revoked"]
    assert kinds(server) == ["custody.taken", "station.ready", "device.revoked", "odd.kind"]


def test_changes_go_on_from_their_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sampai.ledger.queries.record.MOST_CHANGES", 2)
    phone = enrolled("phone")
    send(phone.batch([phone.says("station.ready") for _ in range(5)]), phone=phone)

    since, found, more = 0, [], True
    while more:
        body = get(f"/sync/changes?since={since}", phone=phone)[1]
        since, more = body[2], body[3]
        found += [item[1] for item in body[4]]

    assert found == [0, 1, 2, 3, 4]
    assert get(f"/sync/changes?since={since}", phone=phone)[1][4] == []


def test_a_photo_comes_in_pieces_and_goes_on_where_it_was_cut(tmp_path: Path) -> None:
    phone = enrolled("phone")
    content = str(tmp_path).encode().ljust(1024, b".")
    digest = hashlib.sha256(content).digest()
    path = f"/sync/blobs/{digest.hex()}"

    def piece(first: int, end: int) -> tuple[int, Body]:
        sized = {"Sampai_Offset": str(first), "Sampai_Size": str(len(content))}
        return post(path, content[first:end], phone=phone, **sized)[:2]

    assert piece(0, 400) == (200, {1: 1, 2: 400, 3: False})
    assert piece(0, 400) == (200, {1: 1, 2: 400, 3: False})
    assert piece(100, 500)[0] == 409
    assert client().head(path, headers=headers(phone, "HEAD", path))["Sampai-Have"] == "400"
    status, body = piece(400, 1024)

    assert (status, body[2], body[3]) == (200, 1024, True)
    node = DeviceKey(Algorithm.ED25519, _node_key())
    assert verify(node, message=blob_message(digest), signature=body[4])
    assert piece(400, 1024)[1][3] is True
    cut = headers(phone, "GET", path) | {"Range": "bytes=10-19"}
    found = client().get(path, headers=cut)
    assert (found.status_code, found.content) == (206, content[10:20])
    assert get_raw(path, enrolled("other")) == 404


def get_raw(path: str, phone: Phone) -> int:
    return client().get(path, headers=headers(phone, "GET", path)).status_code


def _node_key() -> bytes:
    return bytes(post("/sync/events", b"x")[1][5])


def test_a_photo_that_is_not_what_its_digest_says_is_thrown_away() -> None:
    phone = enrolled("phone")
    digest = hashlib.sha256(b"the true photo").digest()

    status, body, told = post(
        f"/sync/blobs/{digest.hex()}", b"another photo!", phone=phone, Sampai_Offset="0", Sampai_Size="14"
    )

    assert (status, body[2], told["Sampai-Have"]) == (409, "offset", "0")


@pytest.mark.parametrize(
    ("digest", "size", "status"), [("xyz", "5", 404), ("00" * 32, "99999999", 413), ("00" * 32, "-1", 400)]
)
def test_odd_requests_for_photos_are_answered_plainly(digest: str, size: str, status: int) -> None:
    phone = enrolled("phone")

    path = f"/sync/blobs/{digest}"
    assert post(path, b"12345", phone=phone, Sampai_Offset="0", Sampai_Size=size)[0] == status


def test_whoever_is_no_person_of_the_device_is_flagged_and_taken() -> None:
    phone = enrolled("phone")
    account = AccountRow.objects.create(
        username="rina", name="Rina", role="ppk", territory="170401", made_at=now(), made_by="x"
    )
    BearerRow.objects.create(device=phone.key.id.hex(), account=account)
    events = [phone.says(), phone.says("device.began")]

    verdicts, _ = send(phone.batch(events), phone=phone)

    assert verdicts == [["stored", None, ["stranger"]], ["stored", None, []]]
    AccountRow.objects.update(username=events[0].actor)
    assert send(phone.batch(phone.run(1)), phone=phone)[0] == [["stored", None, []]]
    own = enrolled("a phone of which no desk said who holds it")
    assert send(own.batch(own.run(1)), phone=own)[0] == [["stored", None, []]]
    assert check_record(stored_record(), leaf_at=lambda _: None, logged=0, verify=verify) == []


def test_a_log_s_files_are_open_to_everybody_and_nothing_else_is() -> None:
    folder = folder_of("-/17/tetap")
    (folder / "tile/0").mkdir(parents=True, exist_ok=True)
    (folder / "tile/0/000").write_bytes(b"tile")
    (folder / "checkpoint").write_bytes(b"note")

    tile, note = (client().get(f"/log/-/17/tetap/{name}") for name in ("tile/0/000", "checkpoint"))

    assert (tile.content, "immutable" in tile["Cache-Control"]) == (b"tile", True)
    assert (note.content, note["Cache-Control"]) == (b"note", "no-cache")
    for name in (
        "signed",
        "halted",
        "tile/0/001",
        "tile/0/../../signed",
        "../../node.key",
        "../../../log.key",
    ):
        (folder / "signed").write_bytes(b"ours")
        assert client().get(f"/log/-/17/tetap/{name}").status_code == 404
    rmtree(folder)
