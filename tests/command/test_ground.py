"""Closures and weather on the map: ways as lines, foreign ends left out, one day's forecast."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from tests.command.test_map import reader
from tests.store import as_role

from sampai.command.pages import tiles
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.main.operations import load_operation
from sampai.main.web.bundle import bundled
from sampai.places.model import Closure, Forecast
from sampai.plan.actions import import_register
from sampai.plan.model import Operation

REGENCY = RegionCode("1813")
SHORE, ISLAND = RegionCode("181301"), RegionCode("181306")
CROSSING = "laut-1813011005-1813062001"
EVE = datetime(2024, 11, 26, 6, 0)  # noqa: DTZ001 -- local time, as the sheet has it
VOTING = datetime(2024, 11, 27, 6, 0)  # noqa: DTZ001 -- see above


def _closed(subject: str) -> Closure:
    return Closure(subject=subject, starts=EVE, ends=VOTING, reason="Gelombang tinggi", source="Syahbandar")


def _weather(at: datetime, *, place: str = "1813012001", rain: int | None = 25) -> Forecast:
    return Forecast(place=place, at=at, rain_tenth_mm=rain, wind_kmh=30, wave_dm=None, source="BMKG")


@pytest.fixture
def operation(any_store: str) -> Iterator[Operation]:  # noqa: ARG001 -- open meanwhile
    tiles.forget()
    found = load_operation("sample:pesisir-barat").operation
    village, other = (one.village for one in found.register.stations[:60:59])
    subjects = (CROSSING, "dermaga-1813011005", f"{village}-{other}", found.register.stations[0].code)
    changed = replace(
        found,
        closures=tuple(_closed(subject) for subject in subjects),
        forecasts=(
            _weather(EVE),
            _weather(VOTING, rain=180),
            _weather(VOTING.replace(hour=9)),
            _weather(VOTING, place="181306"),
        ),
    )
    import_register(
        as_role("kpu-logistik", territory=REGENCY), now(), operation=changed, document=bundled(changed)
    )
    yield changed
    tiles.forget()


def _features(kind: str, *, territory: str) -> list[dict[str, Any]]:
    role = "kpu-logistik" if territory == REGENCY else "kapolsek"
    answer = reader(role, territory=RegionCode(territory)).get(f"/peta/{kind}")
    assert answer.status_code == 200
    return list(answer.json()["features"])


def test_a_closed_way_is_a_line_and_a_closed_place_a_point(operation: Operation) -> None:
    found = _features("penutupan", territory=REGENCY)

    shapes = {one["properties"]["nama"]: one["geometry"]["type"] for one in found}
    assert sorted(shapes.values()) == ["LineString", "LineString", "Point", "Point"]
    ends = {str(one.code): one for one in operation.register.places}
    a, b = (ends[code] for code in ("dermaga-1813011005", "dermaga-1813062001"))
    crossing = next(one for one in found if one["properties"]["nama"] == f"{a.name} – {b.name}")
    assert crossing["geometry"]["coordinates"] == [
        [end.located.position.lon, end.located.position.lat] for end in (a, b)
    ]
    assert "Gelombang tinggi" in crossing["properties"]["keterangan"]


def test_of_a_way_that_leaves_the_territory_the_own_end_is_shown(operation: Operation) -> None:
    found = _features("penutupan", territory=ISLAND)

    own = next(one for one in operation.register.places if one.code == "dermaga-1813062001")
    at = own.located.position
    assert [one["geometry"] for one in found] == [{"type": "Point", "coordinates": [at.lon, at.lat]}]
    assert [one["properties"]["nama"] for one in found] == [own.name]


def test_a_foreign_regency_sees_no_closure_and_no_weather(operation: Operation) -> None:  # noqa: ARG001
    client = reader("bawaslu", territory=RegionCode("1704"))

    assert [client.get(f"/peta/{kind}").json()["features"] for kind in ("penutupan", "cuaca")] == [[], []]
    assert client.get("/peta/cuaca", {"wilayah": "1813"}).status_code == 403


def test_the_weather_of_one_day_is_told_by_the_hour_with_its_worst(operation: Operation) -> None:  # noqa: ARG001
    found = _features("cuaca", territory=REGENCY)

    assert len(found) == 2
    told = next(one["properties"] for one in found if one["properties"]["keterangan"].count("\n") == 3)
    assert told["ringkas"] == "hujan 18 mm/jam, angin 30 km/jam"
    day, first, second, source = told["keterangan"].split("\n")
    assert day == "Rabu, 27 November 2024"
    assert (first, second, source) == (
        "06.00 hujan 18 mm/jam, angin 30 km/jam",
        "09.00 hujan 2,5 mm/jam, angin 30 km/jam",
        "BMKG",
    )


def test_a_head_of_a_police_station_sees_the_own_weather_only(operation: Operation) -> None:  # noqa: ARG001
    assert len(_features("cuaca", territory=ISLAND)) == 1
    assert len(_features("cuaca", territory=SHORE)) == 1
