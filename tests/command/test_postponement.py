"""From an incident to a later vote: the path, its works and days, the decision, the evidence file."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from scripts.custody_cases import PPS
from tests.command.people import logged_in
from tests.custody.chains import SentWay, boxes, folded, published, station
from tests.queries import grows
from tests.store import KINDS, store

from sampai.command.reactions import Postponements
from sampai.command.tables import PostponementRow
from sampai.custody.model import Condition, Kind
from sampai.engines.signing import verify
from sampai.ledger.actions.react import rebuild, unlike_record
from sampai.ledger.rules.evidence import check_bundle
from sampai.main.web.public_logs import PublicLogs

INCIDENT = "banjir-01"
FLOODED = {
    "insiden": INCIDENT,
    "place_usable": "tidak",
    "goods_fit": "ya",
    "goods_in_time": "ya",
    "hari": "2024-12-05",
    "alasan": "Tanggul jebol",
}


@pytest.fixture(params=KINDS)
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """A fresh store of each kind with the boxes of a published plan, and no log of another store's."""
    shutil.rmtree(settings.OPTIONS.data / "log", ignore_errors=True)
    with store(request.param, folder=tmp_path, recipe=published):
        yield


def english(role: str) -> Client:
    client = logged_in(role)
    client.cookies["lang"] = "en"
    return client


@pytest.fixture
def clerk(any_store: None) -> Client:  # noqa: ARG001 -- the store is open meanwhile
    return english("kpu-logistik")


def text(answer: Any, status: int = 200) -> str:
    told: str = answer.content.decode()
    assert answer.status_code == status, told[:3000]
    return told


def proposed(clerk: Client, *stations: str, **more: str) -> Any:
    return clerk.post("/penundaan", FLOODED | {"tps": " ".join(stations)} | more)


def test_the_law_is_looked_up_before_anything_is_proposed(clerk: Client) -> None:
    page = text(clerk.get("/penundaan", FLOODED | {"tps": station()}))

    assert "later vote (PSS)" in page
    assert "decided by KPU kabupaten/kota" in page
    assert PostponementRow.objects.count() == 0


def test_what_is_not_known_names_no_path_and_a_day_too_late_is_refused(clerk: Client) -> None:
    assert "Nobody knows yet" in text(proposed(clerk, station(), place_usable=""), 422)
    assert "cannot vote on 2024-12-09" in text(proposed(clerk, station(), hari="2024-12-09"), 422)
    assert "no list of stations" in text(proposed(clerk, "17040"), 422)


def test_a_flood_is_proposed_decided_by_the_chairman_and_in_the_evidence_file(clerk: Client) -> None:
    way = SentWay(boxes()[f"{station()}-B1"])
    way.packed_and_sealed()
    way.touch(Kind.CHECKED, PPS, way.pps, at=50, condition=(Condition.WET,))
    way.send()
    folded()

    assert proposed(clerk, station(), station(1)).status_code == 302

    page = text(clerk.get(f"/penundaan/{INCIDENT}"))
    assert f"{station()}-B1" in page
    assert f"{station(1)}-B1" not in page
    assert "tell the voters" in page.lower()
    ruling = {"jalur": "pss 2024-12-05", "putusan": "ya"}
    assert clerk.post(f"/penundaan/{INCIDENT}", ruling).status_code == 403
    chairman = english("kpu-pimpinan")
    assert chairman.post(f"/penundaan/{INCIDENT}", ruling).status_code == 302
    assert "decided" in text(chairman.get(f"/penundaan/{INCIDENT}"))
    with closing(PublicLogs()) as logs:
        assert [*logs.grow()]

    answer = chairman.get(f"/penundaan/{INCIDENT}/bukti.zip")

    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
        files = {name: whole.read(name) for name in whole.namelist()}
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, _, name = line.partition("  ")
        assert sha256(files[name]).hexdigest() == digest
    said = json.loads(files["keputusan.json"])["statements"]
    assert [one["kind"] for one in said].count("decision") == 2
    assert b"PSS" in files["berita-acara.html"]
    for folder, least in ((f"catatan/incident-{INCIDENT}/", 2), (f"catatan/box-{station()}-B1/", 2)):
        bundle = {name.removeprefix(folder): raw for name, raw in files.items() if name.startswith(folder)}
        assert len(json.loads(bundle["bundle.json"])["events"]) >= least
        assert check_bundle(bundle, policy=None, verify=verify) == []


def test_events_that_are_in_no_log_yet_are_listed_without_a_proof(clerk: Client) -> None:
    proposed(clerk, station())

    answer = clerk.get(f"/penundaan/{INCIDENT}/bukti.zip")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
        waiting = json.loads(whole.read(f"catatan/incident-{INCIDENT}/events-without-proof.json"))
    assert [one["kind"] for one in waiting] == ["voting.proposed"]


def test_nobody_decides_what_was_not_proposed_and_a_new_proposal_waits_again(clerk: Client) -> None:
    proposed(clerk, station())
    chairman = english("kpu-pimpinan")
    address = f"/penundaan/{INCIDENT}"
    assert chairman.post(address, {"jalur": "psu 2024-12-05", "putusan": "ya"}).status_code == 422
    assert chairman.post(address, {"jalur": "pss 2024-12-05", "putusan": "ya"}).status_code == 302

    proposed(clerk, station(), hari="2024-12-06")

    assert ">proposed<" in text(clerk.get(address))


def test_the_police_read_but_do_not_propose_and_the_public_reads_nothing(clerk: Client) -> None:
    proposed(clerk, station())

    police = english("kapolres")
    assert station() in text(police.get(f"/penundaan/{INCIDENT}"))
    assert proposed(police, station()).status_code == 403
    assert english("publik").get("/penundaan").status_code == 403


def test_more_stations_cost_no_more_statements(clerk: Client) -> None:
    proposed(clerk, station(), insiden="satu")
    proposed(clerk, station(), station(1), station(2), insiden="tiga")

    more = grows(lambda: _got(clerk, "satu"), lambda: _got(clerk, "tiga"))

    assert more == []


def _got(client: Client, incident: str) -> HttpResponse:
    answer = client.get(f"/penundaan/{incident}")
    assert isinstance(answer, HttpResponse)
    return answer


def test_the_table_follows_from_the_record(clerk: Client) -> None:
    proposed(clerk, station())
    before = Postponements().digest()

    rebuild(Postponements())

    assert Postponements().digest() == before
    assert unlike_record(Postponements()) == []
