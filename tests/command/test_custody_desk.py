"""What the desk does with boxes beside looking: lists from paper, what was told, pictures, evidence."""

from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.test import Client
from scripts.custody_cases import DRIVER, EVE_MS, PPS
from tests.command.people import logged_in
from tests.command.test_custody_pages import _code, _paper, _told, any_store, clerk
from tests.custody.chains import KAUR, SentWay, boxes, folded, station

from sampai.custody.actions.boxes import keep_boxes
from sampai.custody.model import BoxCode, Departed, Entry, Holding, Kind, Touch
from sampai.custody.queries.chain import chain
from sampai.custody.rules.guards import against_guards
from sampai.custody.tables import BoxRow
from sampai.election.tables import OperationRow
from sampai.engines.blobs import FolderBlobs
from sampai.engines.signing import verify
from sampai.fieldwork.model import Carried
from sampai.fieldwork.tables import TellingRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Scope, Secrecy
from sampai.ledger.rules.evidence import check_bundle
from sampai.ledger.tables import AuditRow, BlobRow
from sampai.main.web.public_logs import PublicLogs
from sampai.main.web.record import record
from sampai.packs.custody_rules import load_custody_rules
from sampai.plan.tables import PlanRow

__all__ = ["any_store", "clerk"]

SCOPE = Scope(territory=KAUR, secrecy=Secrecy.EMBARGO, deeds=frozenset({Deed.SEE_CUSTODY}))
PICTURE = b"\xff\xd8\xff\xe0 a picture"


def _manifest(kind: Kind, *lines: str, **more: str) -> dict[str, str]:
    sides = {"other_name": "Sari", "other_institution": "kpu", "other_level": "pps"}
    return _paper(kind, kotak="\n".join(lines), **sides, **more)


def _answered(*guards: str) -> dict[str, str]:
    """Somebody who answers for guards."""
    return {
        name: value
        for guard in guards
        for name, value in (
            (f"guard_{guard}_name", "Rina"),
            (f"guard_{guard}_institution", "kpu"),
            (f"guard_{guard}_reason", "label basah"),
        )
    }


def test_one_paper_for_many_boxes_is_one_statement_marked_as_from_paper(clerk: Client) -> None:
    lines = (f"{_code(0)}; KPU-0017 KPU-0018; ; wet, torn; 7", f"{_code(1).lower()}", "")
    form = {
        "vehicle": "KM Bahari",
        "plate": "BD 1",
        "copies": "3",
        "itinerary": "Linau, Bintuhan",
        "goods": "bilik 4",
    }

    answer = clerk.post(
        "/serah-terima/catat",
        _manifest(Kind.GIVEN, *lines, signers="Ani, Udin", **form, **_answered("label")),
    )

    assert answer.status_code == 302, answer.content.decode()
    first, second = (chain(SCOPE, code).state.statements[0] for code in (_code(0), _code(1)))
    read, other = first.body.boxes
    assert first.digest == second.digest
    assert (first.body.entry, other.box) == (Entry.DESK, _code(1))
    assert (read.seals, sorted(read.condition), read.envelopes) == (
        ("KPU-0017", "KPU-0018"),
        ["torn", "wet"],
        7,
    )
    assert first.body.waybill.itinerary == ("Linau", "Bintuhan")  # type: ignore[attr-defined]
    page = clerk.get(f"/kotak/{_code()}").content.decode()
    assert "KM Bahari" in page
    assert "Evidence D" in page


def test_what_was_told_by_mouth_stays_marked_so(clerk: Client) -> None:
    told = _manifest(Kind.CHECKED, _code(), bukti="word")

    assert clerk.post("/serah-terima/catat", told).status_code == 302

    page = clerk.get(f"/kotak/{_code()}").content.decode()
    assert chain(SCOPE, _code()).state.statements[0].body.entry is Entry.WORD
    assert "told by mouth, written down later" in page


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "0 boxes are listed"),
        (("bukan kotak",), "no code of a box"),
        (("{one}; ; ; hancur lebur",), "Line 1 cannot be read"),
        (("{one}", "{one}"), "is listed twice"),
    ],
)
def test_a_list_that_cannot_be_read_is_told_with_its_line(
    clerk: Client, lines: tuple[str, ...], said: str
) -> None:
    found = clerk.post(
        "/serah-terima/catat", _manifest(Kind.CHECKED, *(line.format(one=_code()) for line in lines))
    )

    assert found.status_code == 422
    assert said in found.content.decode()
    assert BoxRow.objects.filter(count__gt=0).count() == 0


def test_a_list_of_anothers_boxes_is_not_taken(clerk: Client) -> None:
    assert clerk.post("/serah-terima/catat", _manifest(Kind.CHECKED, "1813012003001-B1")).status_code == 403
    assert logged_in("kapolres").get("/serah-terima/catat").status_code == 403


def test_a_report_told_without_a_code_is_class_d_and_collides_with_no_report_of_the_phone(
    clerk: Client,
) -> None:
    way = _told(_code(), SentWay.packed_and_sealed)
    form = {"perangkat": way.store.device.hex(), "laporan": "9", "jumlah": "1", "tempat": station()}

    assert clerk.post("/lapor/lisan", form).status_code == 422
    for _ in range(2):
        assert clerk.post("/lapor/lisan", form | {"kata": "Siti, radio 06.10"}).status_code == 302

    rows = [*TellingRow.objects.order_by("counter").values_list("carried", "counter")]
    assert rows == [(Carried.WORD.value, 2**24 - 2), (Carried.WORD.value, 2**24 - 1)]
    assert "Evidence D" in clerk.get("/lapor").content.decode()


def test_pictures_that_a_statement_names_are_shown_once_they_are_here(clerk: Client) -> None:
    digest = sha256(PICTURE).digest()

    def pictured(way: SentWay) -> None:
        way.packed_and_sealed()
        way.step(way.pps, Kind.CHECKED, Touch(boxes=way.look(), by=PPS, photos=(digest,)), at=50)

    _told(_code(), pictured)
    folded()
    address = f"/kotak/{_code()}/foto/{digest.hex()}"
    before = clerk.get(f"/kotak/{_code()}").content.decode()
    assert clerk.get(address).status_code == 404
    blobs: FolderBlobs = record().blobs  # type: ignore[assignment]
    blobs.add(digest, offset=0, piece=PICTURE, size=len(PICTURE))
    BlobRow.objects.create(digest=digest.hex(), device="x", size=len(PICTURE), whole=True, begun_ms=0)

    found = clerk.get(address)

    assert "not come in yet" in before
    assert (found.content, found["Content-Type"]) == (PICTURE, "image/jpeg")
    assert (
        f'<img class="thumb" loading="lazy" width="96" height="72" src="{address}"'
        in clerk.get(f"/kotak/{_code()}").content.decode()
    )
    assert clerk.get(f"/kotak/{_code(1)}/foto/{digest.hex()}").status_code == 404
    assert logged_in("ppk", territory=RegionCode("170499")).get(address).status_code == 403


def test_evidence_on_a_box_is_taken_away_whole_and_checks(
    clerk: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = _told(_code(), SentWay.out)
    folded()
    monkeypatch.setattr(settings, "OPTIONS", replace(settings.OPTIONS, data=tmp_path))
    address = f"/kotak/{_code()}/bukti"
    assert clerk.post(f"/kotak/{_code(1)}/bukti").status_code == 422
    logs = PublicLogs()
    assert [*logs.grow()] != []
    logs.close()

    answer = clerk.post(address)

    assert answer["Content-Type"] == "application/zip", answer.content.decode()
    with ZipFile(BytesIO(answer.content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    assert check_bundle(files, policy=None, verify=verify) == []
    assert sum(name.endswith(".tlog-proof") for name in files) == len(way.said)
    assert AuditRow.objects.filter(subject=f"box:{_code()}").exists()
    assert logged_in("kapolsek").post(address).status_code == 403


def test_a_step_that_a_phone_took_against_a_guard_waits_for_the_other_institution(clerk: Client) -> None:
    """A boat by night with too few vests; nobody signed for it."""

    def by_night(way: SentWay) -> None:
        way.packed_and_sealed()
        way.step(
            way.driver,
            Kind.DEPARTED,
            Departed(
                boxes=way.look(), by=DRIVER, journey="K-01", to="170401", mode="longboat", passengers=8,
                life_vests=6, room_for_people=8, room_for_boxes=50, weather_go=True, dark=True,
            ),
            at=60,
        )  # fmt: skip

    _told(_code(), by_night)
    folded()

    found = chain(SCOPE, _code())
    against = against_guards(
        found.looks, box=found.state.box.code, rules=load_custody_rules(), due_ms=EVE_MS * 2
    )

    wrong = [
        (one.result.guard.value, one.result.missing_institutions)
        for one in against
        if one.statement.kind is Kind.DEPARTED and one.result.holding is Holding.AGAINST
    ]
    assert wrong == [("night-boat", 2), ("life-vests", 2)]
    assert "Signatures of institutions that are missing: 2" in clerk.get(f"/kotak/{_code()}").content.decode()


def test_districts_are_entered_once_and_ballots_of_another_open_an_exception(clerk: Client) -> None:
    operation = OperationRow.objects.get().pk
    line = f"pilgub; {station()[:6]}; Kaur 1"
    assert clerk.post("/dapil", {"operasi": operation, "dapil": "pilgub; Kaur"}).status_code == 422
    assert (
        clerk.post("/dapil", {"operasi": operation, "dapil": f"pilgub; 1813; X\n{line}"}).status_code == 403
    )

    assert "Kaur 1" in clerk.post("/dapil", {"operasi": operation, "dapil": line}).content.decode()

    def swapped(way: SentWay) -> None:
        way.step(way.store, Kind.PACKED, Touch(boxes=way.look(dapil="Kaur 2"), by=PPS, second=DRIVER), at=5)

    _told(_code(), swapped)
    folded()
    row = BoxRow.objects.get(code=_code())
    assert (row.dapil, row.troubles) == ("Kaur 1", "misrouted")
    against = against_guards(
        chain(SCOPE, _code()).looks, box=BoxCode(_code()), rules=load_custody_rules(), due_ms=None
    )
    assert ("dapil", 2) in [(one.result.guard.value, one.result.missing_institutions) for one in against]
    keep_boxes(PlanRow.objects.get().pk, boxes=boxes().values())
    assert BoxRow.objects.get(code=_code()).dapil == "Kaur 1"
