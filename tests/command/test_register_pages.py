"""Pages of registers: upload, faults in place, the difference, accept or reject."""

import contextlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.command.people import KAUR, logged_in
from tests.store import as_role

from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.ledger.queries import audit_lines, history
from sampai.main.operations import load_operation, operation_path
from sampai.main.web.bundle import bundled, packed
from sampai.main.web.uploads import MOST_BYTES
from sampai.places.model import Station
from sampai.places.queries import registers
from sampai.plan.actions import import_register
from sampai.plan.model import Operation

CLERK = as_role("kpu-logistik", territory=KAUR)
Change = Callable[[list[str]], list[str]]


@pytest.fixture(scope="module")
def operation() -> Operation:
    return load_operation("sample:kaur").operation


@pytest.fixture
def present(any_store: str, operation: Operation) -> int:  # noqa: ARG001 -- the store is open meanwhile
    document = packed(operation_path("sample:kaur"))
    return import_register(CLERK, now(), operation=operation, document=document).operation


def tables(change: Change = lambda rows: rows) -> bytes:
    """The sample's tables as a ZIP, the rows of the sheet tps changed."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for file in sorted(operation_path("sample:kaur").iterdir()):
            text = file.read_text(encoding="utf-8-sig")
            if file.name == "tps.csv":
                text = "\r\n".join(change(text.splitlines()))
            archive.writestr(file.name, text.encode())
    return whole.getvalue()


def _one_fewer(rows: list[str]) -> list[str]:
    return rows[:-1]


def _column(rows: list[str], *names: str) -> int:
    heads = [head.strip('"').lower() for head in rows[0].split(";")]
    return next(heads.index(name) for name in names if name in heads)


def _set(row: int, value: str, *names: str) -> Change:
    def change(rows: list[str]) -> list[str]:
        cells = rows[row].split(";")
        cells[_column(rows, *names)] = value
        return [*rows[:row], ";".join(cells), *rows[row + 1 :]]

    return change


def upload(client: Client, content: bytes, *, name: str = "kaur.zip") -> HttpResponse:
    answer = client.post("/daftar-tps/unggah", {"berkas": SimpleUploadedFile(name, content)})
    assert isinstance(answer, HttpResponse)
    return answer


def test_tables_are_offered_looked_at_and_accepted(present: int) -> None:
    clerk = logged_in("kpu-logistik")
    men = _set(1, "201", "pemilih laki-laki (orang)")

    offered = upload(clerk, tables(lambda rows: _one_fewer(men(rows))))
    page = clerk.get(offered["Location"]).content.decode()
    before = registers(CLERK.scope, operation=present)
    accepted = clerk.post(f"{offered['Location']}/terima")

    assert (offered.status_code, accepted.status_code) == (302, 302)
    assert [one.status for one in before] == ["offered", "accepted"]
    assert "201" in page
    found = registers(CLERK.scope, operation=present)
    assert [(one.status, one.stations, one.changed, one.removed) for one in found] == [
        ("accepted", 269, 1, 1),
        ("superseded", 270, 0, 0),
    ]
    later = logged_in("bawaslu").get(offered["Location"]).content.decode()
    assert "201" in later


def test_a_station_that_moved_is_told_with_its_distance(present: int) -> None:  # noqa: ARG001
    clerk = logged_in("kpu-logistik")
    moved = _set(1, "-4,630800", "lintang (derajat)")

    page = clerk.get(upload(clerk, tables(moved))["Location"]).content.decode()

    assert '<svg class="moves"' in page
    assert re.search(r'<td class="n">[\d.]+</td><td>-?\d+\.\d{5}', page)


def test_rejected_tables_leave_nothing_but_the_audit(present: int) -> None:
    clerk = logged_in("kpu-logistik")
    offered = upload(clerk, tables(_one_fewer))["Location"]

    without = clerk.post(f"{offered}/tolak", {"catatan": " "})
    done = clerk.post(f"{offered}/tolak", {"catatan": "satu TPS hilang"})

    assert (without.status_code, done.status_code) == (422, 302)
    assert clerk.get(offered).status_code == 403
    assert [one.number for one in registers(CLERK.scope, operation=present)] == [1]
    lines = history(CLERK.scope, subject="register:pilkada-2024 2024-11-27:1704", region=KAUR)
    assert (lines[0].detail["rejected"], lines[0].detail["note"]) == (True, "satu TPS hilang")


def test_faults_are_shown_in_place_and_taken_away_by_their_owner_alone(present: int) -> None:
    clerk = logged_in("kpu-logistik")

    page = upload(clerk, tables(_set(1, "banyak", "pemilih laki-laki (orang)")))

    text = page.content.decode()
    assert page.status_code == 422
    assert "banyak" in text
    links = re.findall(r'href="(/daftar-tps/kesalahan/[^"]+)"', text)
    kinds = {Path(link).suffix for link in links}
    assert kinds == {".csv", ".xlsx"}
    province, supervisor = logged_in("kpu-logistik", territory=RegionCode("17")), logged_in("bawaslu")
    assert {_fetched(clerk, link) for link in links} == {200}
    assert {_fetched(province, link) for link in links} == {404}
    assert {_fetched(supervisor, link) for link in links} == {403}
    assert [one.status for one in registers(CLERK.scope, operation=present)] == ["accepted"]
    chief = as_role("kpu-pimpinan", territory=KAUR)
    noted = [one.detail for one in audit_lines(chief.scope, institution="kpu") if "faults" in one.detail]
    assert [one["faults"] for one in noted] == [1]


def _fetched(client: Client, link: str) -> int:
    with contextlib.closing(client.get(link)) as answer:
        return answer.status_code


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG", "kaur.zip"),
        (b"PK\x03\x04 broken", "kaur.zip"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    page = upload(logged_in("kpu-logistik"), content)

    assert page.status_code == 422
    assert said in page.content.decode()


@pytest.mark.usefixtures("present")
def test_the_present_tables_again_are_no_new_version() -> None:
    again = upload(logged_in("kpu-logistik"), tables())

    assert (again.status_code, again["Location"]) == (302, "/daftar-tps/1")


@pytest.mark.usefixtures("present")
def test_no_file_and_a_file_too_large_are_refused_before_it_is_read() -> None:
    clerk = logged_in("kpu-logistik")

    without = clerk.post("/daftar-tps/unggah")
    large = clerk.post(
        "/daftar-tps/unggah", {"berkas": SimpleUploadedFile("a.xlsx", b"0" * (MOST_BYTES + 1))}
    )

    assert (without.status_code, large.status_code) == (422, 422)
    assert "40 MiB" in large.content.decode()


@pytest.mark.usefixtures("present")
def test_another_regencys_tables_are_refused_and_nothing_of_it_is_seen() -> None:
    stranger = logged_in("kpu-logistik", territory=RegionCode("1703"))

    assert upload(stranger, tables(_one_fewer)).status_code == 403
    for page in ("/daftar-tps/1", "/daftar-tps/operasi/1"):
        assert stranger.get(page).status_code == 403
    assert "Kaur" not in stranger.get("/daftar-tps").content.decode()


@pytest.mark.usefixtures("present")
def test_whoever_may_not_import_sees_no_offer_and_no_form() -> None:
    clerk, supervisor = logged_in("kpu-logistik"), logged_in("bawaslu")
    offered = upload(clerk, tables(_one_fewer))["Location"]

    assert upload(supervisor, tables(_one_fewer)).status_code == 403
    assert supervisor.get(offered).status_code == 403
    assert supervisor.post(f"{offered}/terima").status_code == 403
    assert supervisor.post(f"{offered}/tolak", {"catatan": "x"}).status_code == 403
    assert 'type="file"' not in supervisor.get("/daftar-tps").content.decode()


@pytest.mark.usefixtures("present")
def test_a_version_is_accepted_once() -> None:
    clerk = logged_in("kpu-logistik")
    offered = upload(clerk, tables(_one_fewer))["Location"]
    clerk.post(f"{offered}/terima")

    again = clerk.post(f"{offered}/terima")

    assert again.status_code == 422
    assert "tidak sedang menunggu" in again.content.decode()


def test_tables_written_anew_say_the_same(operation: Operation, tmp_path: Path) -> None:
    file = tmp_path / "kaur.zip"
    file.write_bytes(bundled(operation))
    with zipfile.ZipFile(file) as archive:
        archive.extractall(tmp_path / "tables")

    assert load_operation(tmp_path / "tables").operation == operation


@pytest.mark.parametrize("page", ["/daftar-tps", "/daftar-tps/operasi/1"])
def test_more_versions_cost_no_more_queries(
    any_store: str, present: int, operation: Operation, page: str
) -> None:
    clerk = logged_in("kpu-logistik")
    clerk.get(page)
    one = _queries(clerk, page, store=any_store)

    for take in (1, 2):
        stations = operation.register.stations[take:]
        fewer = _with_stations(operation, stations)
        import_register(CLERK, now(), operation=fewer, document=b"x%d" % take)

    clerk.get(page)  # what the deeds made old is read anew once
    assert _queries(clerk, page, store=any_store) == one
    assert len(registers(CLERK.scope, operation=present)) == 3


def _with_stations(operation: Operation, stations: tuple[Station, ...]) -> Operation:
    return replace(operation, register=replace(operation.register, stations=stations))


def _queries(client: Client, page: str, *, store: str) -> int:
    with CaptureQueriesContext(connections["default" if store else "reader"]) as found:
        assert client.get(page).status_code == 200
    return len(found)
