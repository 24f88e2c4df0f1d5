"""The map's tiles in both stores: all stations once, none of a foreign territory, new after each change."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.mvt_reader import read_tile
from tests.store import as_role

from sampai.command.pages import tiles
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import now
from sampai.kernel.geo import Position
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Role
from sampai.ledger.queries import look_lines
from sampai.main.operations import load_operation
from sampai.main.web.wiring import rights, roles
from sampai.people.actions.accounts import accept_invitation, invite, make_account
from sampai.places.rules.cells import Box, Tile, cell_of
from sampai.places.rules.grid import HIGHEST, LOWEST
from sampai.plan.actions import check_plan, import_plan, import_register, publish_plan, sign_plan
from sampai.plan.model import Operation, OperationPlan
from sampai.plan.rules.make import make_plan

KAUR = RegionCode("1704")
KINAL = RegionCode("170401")
CLERK = as_role("kpu-logistik", territory=KAUR)
POLICE = as_role("kabag-ops", territory=KAUR)
PASSWORD = "gunung merah laut"


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    loaded = load_operation("sample:kaur")
    return make_plan(loaded.operation, rules=loaded.rules, solver=SavingsSolver(), seed=1, effort=1)


@pytest.fixture
def operation(any_store: str, plan: OperationPlan) -> Iterator[Operation]:  # noqa: ARG001 -- open meanwhile
    tiles.forget()
    import_register(CLERK, now(), operation=plan.operation, document=b"tables")
    yield plan.operation
    tiles.forget()


def reader(role: str, *, territory: RegionCode) -> Client:
    """A browser in which somebody of this role has logged in."""
    name = f"{role}-{territory}"
    admin = _administrator(roles()[role])
    make_account(admin, now(), username=name, name=name, role=roles()[role], territory=territory)
    invite(admin, now(), username=name, secret=name, roles=roles())
    accept_invitation(secret=name, password=PASSWORD, at=now())
    client = Client(SERVER_NAME="localhost")
    client.post("/masuk", {"username": name, "password": PASSWORD})
    return client


def _administrator(role: Role) -> Actor:
    """Somebody who may make accounts of the role's institution."""
    keeper = as_role("kpu-admin", territory=RegionCode(""))
    return replace(keeper, role=replace(keeper.role, institution=role.institution))


def layers(client: Client, tile: Tile, *, kind: str = "ubin", query: str = "") -> dict[str, Any]:
    answer = client.get(f"/peta/{kind}/{tile.zoom}/{tile.column}/{tile.row}?{query}")
    assert answer.status_code == 200, answer.status_code
    return read_tile(answer.content)


def tiles_of(operation: Operation, zoom: int, *, around: int = 0) -> list[Tile]:
    """The tiles of a zoom that stations lie on, and so many around each."""
    found = set()
    near = range(-around, around + 1)
    for station in operation.register.stations:
        assert station.located
        at = station.located.position
        north = math.asinh(math.tan(math.radians(at.lat)))
        x, y = int((at.lon + 180) / 360 * 2**zoom), int((1 - north / math.pi) / 2 * 2**zoom)
        found |= {(x + dx, y + dy) for dx in near for dy in near}
    return [tile for x, y in sorted(found) if (tile := Tile(zoom, x, y)).exists]


def test_each_station_is_in_exactly_one_tile_of_zoom_12_and_where_it_belongs(operation: Operation) -> None:
    client = reader("bawaslu", territory=RegionCode(""))

    found = [
        (one["properties"]["kode"], tile, one["parts"][0][0])
        for tile in tiles_of(operation, 12, around=1)
        for one in layers(client, tile).get("tps", [])
    ]

    assert Counter(code for code, _, _ in found) == Counter(one.code for one in operation.register.stations)
    where = {one.code: one.located for one in operation.register.stations}
    for code, tile, (x, y) in found:
        located = where[code]
        assert located
        box = tile.box
        assert box.west + x / 4096 * (box.east - box.west) == pytest.approx(located.position.lon, abs=3e-5)
        assert box.south < located.position.lat < box.north
        assert 0 <= y < 4096


@pytest.mark.parametrize(
    ("territory", "query"), [("", ""), ("17", ""), ("1704", ""), ("170401", ""), ("1704", "sulit=ya")]
)
def test_counts_are_conserved_at_every_zoom(operation: Operation, territory: str, query: str) -> None:
    client = reader("bawaslu", territory=RegionCode(territory))
    stations = [one for one in operation.register.stations if one.village.startswith(territory)]
    wanted = [one for one in stations if one.hard or not query]

    for zoom in (LOWEST, 8, HIGHEST):
        cells = [
            one["properties"]
            for tile in tiles_of(operation, zoom)
            for one in layers(client, tile, query=query).get("sel", [])
        ]
        assert sum(one["n"] for one in cells) == len(wanted)
        assert sum(one["sulit"] for one in cells) == sum(one.hard for one in wanted)


def test_a_foreign_station_or_place_is_in_no_tile(operation: Operation) -> None:
    """At every zoom, with and without a filter, also where the own territory shares a cell with others."""
    client = reader("kapolsek", territory=KINAL)
    own = {one.code for one in operation.register.stations if one.village.startswith(KINAL)}
    assert 0 < len(own) < len(operation.register.stations)

    for query in ("", "sulit=tidak", f"wilayah={KINAL}"):
        raw = [layers(client, tile, query=query) for tile in tiles_of(operation, 12)]
        told = {one["properties"]["kode"] for found in raw for one in found.get("tps", [])}
        assert told <= own
        assert told == own or query == "sulit=tidak"
        places = {one["properties"]["kode"] for found in raw for one in found.get("tempat", [])}
        assert places <= {one.code for one in operation.register.places if one.region.startswith(KINAL)}
        for zoom in (LOWEST, 9):
            cells = [layers(client, tile, query=query) for tile in tiles_of(operation, zoom)]
            assert sum(one["properties"]["n"] for found in cells for one in found.get("sel", [])) <= len(own)


def test_whoever_asks_for_a_foreign_region_is_refused(operation: Operation) -> None:
    client = reader("kapolsek", territory=KINAL)
    tile = tiles_of(operation, 12)[0]

    for address in (f"ubin/{tile.zoom}/{tile.column}/{tile.row}", "daftar", "penutupan", ""):
        assert client.get(f"/peta/{address}".rstrip("/"), {"wilayah": "170402"}).status_code == 403


def test_a_reader_of_a_foreign_regency_gets_empty_tiles_from_the_same_cache(operation: Operation) -> None:
    tile = tiles_of(operation, HIGHEST)[len(tiles_of(operation, HIGHEST)) // 2]
    assert layers(reader("bawaslu", territory=KAUR), tile)

    assert layers(reader("bawaslu", territory=RegionCode("1703")), tile) == {}


def test_the_public_sees_no_police_class_on_the_map(operation: Operation, plan: OperationPlan) -> None:
    _publish(plan)
    public, police = reader("publik", territory=KAUR), reader("kapolsek", territory=KAUR)

    for zoom, layer in ((9, "sel"), (12, "tps")):
        seen = {}
        for client in (public, police):
            found = [one for tile in tiles_of(operation, zoom) for one in layers(client, tile).get(layer, [])]
            seen[client] = any("kelas" in one["properties"] for one in found)
        assert seen == {public: False, police: True}


def test_a_browser_that_has_a_tile_gets_only_its_mark_until_something_changes(
    operation: Operation, plan: OperationPlan
) -> None:
    client = reader("kpu-logistik", territory=KAUR)
    tile = next(tile for tile in tiles_of(operation, 12) if layers(client, tile))
    address = f"/peta/ubin/{tile.zoom}/{tile.column}/{tile.row}"
    first = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert (first["Content-Encoding"], first["Cache-Control"]) == ("gzip", "private, no-cache")

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    _publish(plan)
    after = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != first["ETag"]
    told = [one["properties"] for one in read_tile(after.content)["tps"]]
    assert all("kelas" in one for one in told)


def test_a_station_that_moved_is_where_it_is_now(operation: Operation) -> None:
    client = reader("kpu-logistik", territory=KAUR)
    moved, *rest = operation.register.stations
    assert moved.located
    tile = next(
        tile
        for tile in tiles_of(operation, 12)
        if any(one["properties"]["kode"] == moved.code for one in layers(client, tile).get("tps", []))
    )
    away = replace(moved.located, position=Position(-3.5, 102.2))
    stations = (replace(moved, located=away), *rest)
    after = replace(operation, register=replace(operation.register, stations=stations))

    import_register(CLERK, now(), operation=after, document=b"moved")

    left = {one["properties"]["kode"] for one in layers(client, tile).get("tps", [])}
    assert moved.code not in left
    cells = [one for tile in tiles_of(after, 9) for one in layers(client, tile).get("sel", [])]
    assert sum(one["properties"]["n"] for one in cells) == len(operation.register.stations)


def test_a_tile_that_was_made_is_not_read_again(operation: Operation) -> None:
    client = reader("kpu-logistik", territory=KAUR)
    tile = next(tile for tile in tiles_of(operation, 12) if layers(client, tile))

    alias = "reader" if "reader" in connections.settings else "default"
    with CaptureQueriesContext(connections[alias]) as seen:
        layers(client, tile)

    assert not [one["sql"] for one in seen.captured_queries if "station" in one["sql"]]


def test_journeys_and_clusters_are_drawn_for_whom_they_are_and_looks_are_noted(
    operation: Operation, plan: OperationPlan
) -> None:
    import_plan(CLERK, now(), plan=plan, document=b"plan")
    where = tiles_of(operation, 9)
    chief = reader("kapolres", territory=KAUR)

    drawn = {
        layer: [one for tile in where for one in layers(chief, tile, kind=f"rencana/{layer}").get(layer, [])]
        for layer in ("perjalanan", "klaster")
    }

    codes = {one["properties"]["kode"] for one in drawn["perjalanan"]}
    assert codes <= {one.code for one in plan.delivery.journeys}
    assert len(codes) > 10
    assert sum(one["shape"] == 2 for one in drawn["klaster"]) == len(drawn["klaster"]) > 0
    looks = look_lines(as_role("kapolres", territory=KAUR).scope, institution="polri")
    told = sorted((one.subject.split(":")[1], one.secrecy) for one in looks)
    assert told == [("klaster", 3), ("perjalanan", 4)]


@pytest.mark.parametrize(
    ("role", "journeys", "clusters"),
    [("bawaslu", 403, 200), ("kesbangpol", 403, 403), ("penyedia", 403, 403), ("publik", 403, 403)],
)
def test_whom_they_are_not_for_gets_neither(
    operation: Operation, plan: OperationPlan, role: str, journeys: int, clusters: int
) -> None:
    import_plan(CLERK, now(), plan=plan, document=b"plan")
    client = reader(role, territory=KAUR)
    tile = tiles_of(operation, 9)[0]
    address = f"{tile.zoom}/{tile.column}/{tile.row}"

    assert client.get(f"/peta/rencana/perjalanan/{address}").status_code == journeys
    assert client.get(f"/peta/rencana/klaster/{address}").status_code == clusters


def test_lines_of_a_plan_stay_in_the_readers_territory(operation: Operation, plan: OperationPlan) -> None:
    import_plan(CLERK, now(), plan=plan, document=b"plan")
    chief = reader("kapolsek", territory=KINAL)
    own = [one for one in operation.register.stations if one.village.startswith(KINAL)]
    around = _around([one.located.position for one in own if one.located])

    for tile in tiles_of(operation, 10):
        for one in layers(chief, tile, kind="rencana/klaster").get("klaster", []):
            for x, y in (point for part in one["parts"] for point in part):
                lon = tile.box.west + x / 4096 * (tile.box.east - tile.box.west)
                assert around.west <= lon <= around.east
                assert y is not None


def test_the_list_beside_the_map_shows_what_is_in_view(operation: Operation) -> None:
    client = reader("kpu-logistik", territory=KAUR)
    first = operation.register.stations[0]
    assert first.located
    at = first.located.position
    box = f"{at.lon - 0.01},{at.lat - 0.01},{at.lon + 0.01},{at.lat + 0.01}"
    near = [
        one.code
        for one in operation.register.stations
        if one.located
        and abs(one.located.position.lon - at.lon) <= 0.01
        and abs(one.located.position.lat - at.lat) <= 0.01
    ]

    page = client.get("/peta/daftar", {"kotak": box}).content.decode()

    assert [code for code in near if f"/tps/{code}" in page] == near
    assert page.count("/tps/") == len(near)
    assert client.get("/peta/daftar", {"kotak": "1,2,x"}).status_code == 422


def test_the_list_costs_as_many_queries_for_three_stations_as_for_one(operation: Operation) -> None:
    client = reader("kpu-logistik", territory=KAUR)
    client.get("/hari-ini")  # what is read once and kept
    spent = []
    for many in (1, 3):
        codes = [one.village for one in operation.register.stations if one.number == many]
        alias = "reader" if "reader" in connections.settings else "default"
        with CaptureQueriesContext(connections[alias]) as seen:
            client.get("/peta/daftar", {"wilayah": codes[0]})
        spent.append(len(seen))
    assert spent[0] == spent[1]


def test_the_page_works_without_javascript_and_asks_no_other_host(operation: Operation) -> None:
    page = reader("kpu-logistik", territory=KAUR).get("/peta").content.decode()

    assert page.count("/tps/1704") >= 50
    assert "http://" not in page.replace("http://localhost", "")
    assert "https://" not in page
    assert len(operation.register.stations) == 270
    assert "270" in page


def test_spans_of_a_box_cover_every_position_in_it() -> None:
    box = Box(103.31, -4.83, 103.52, -4.61)

    spans = box.spans()

    assert len(spans) <= 4
    for lon in (103.31, 103.4, 103.5199):
        for lat in (-4.8299, -4.7, -4.6101):
            cell = cell_of(Position(lat, lon))
            assert any(first <= cell <= last for first, last in spans)


def _publish(plan: OperationPlan) -> None:
    number = import_plan(CLERK, now(), plan=plan, document=b"plan")
    check_plan(CLERK, now(), plan=number, note="read")
    sign_plan(CLERK, now(), plan=number)
    sign_plan(POLICE, now(), plan=number)
    publish_plan(CLERK, now(), plan=number, signers=rights().signers)


def _around(points: list[Position]) -> Box:
    lon, lat = [one.lon for one in points], [one.lat for one in points]
    return Box(min(lon), min(lat), max(lon), max(lat)).wider(0.01)


def test_an_archive_of_tiles_in_the_data_folder_is_served_by_parts(operation: Operation) -> None:
    client = reader("kpu-logistik", territory=KAUR)
    folder = Path(settings.OPTIONS.data)
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / "dasar.pmtiles"
    archive.write_bytes(bytes(range(200)))
    try:
        part = client.get("/peta/dasar/dasar.pmtiles", headers={"Range": "bytes=10-19"})
        whole = client.get("/peta/dasar/dasar.pmtiles")
        beyond = client.get("/peta/dasar/dasar.pmtiles", headers={"Range": "bytes=200-300"})
        named = "/peta/dasar/dasar.pmtiles" in client.get("/peta").content.decode()
    finally:
        archive.unlink()

    assert (part.status_code, part.content) == (206, bytes(range(10, 20)))
    assert part["Content-Range"] == "bytes 10-19/200"
    assert (whole.status_code, beyond.status_code, named) == (416, 416, True)
    assert client.get("/peta/dasar/secret.key", headers={"Range": "bytes=0-9"}).status_code == 404
    assert len(operation.register.stations) == 270


def test_borders_and_names_are_the_same_for_everybody(operation: Operation) -> None:
    client = reader("publik", territory=KAUR)

    drawn = [layers(client, tile, kind="batas") for tile in tiles_of(operation, 10)]

    assert sum(len(one.get("batas", [])) for one in drawn) > 200
    names = {one["properties"]["nama"] for found in drawn for one in found.get("nama", [])}
    assert any("Kinal" in name for name in names)
