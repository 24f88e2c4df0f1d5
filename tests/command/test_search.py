"""Finding by code, name and alias, inside the territory, by indexes only."""

import pytest
from django.db import connection
from tests.command.conftest import KAUR, Entering
from tests.command.queries import statements
from tests.store import as_role

from sampai.command.queries.search import search
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Scope
from sampai.plan.actions import import_register
from sampai.plan.model import OperationPlan

HERE = as_role("kpu-logistik", territory=KAUR).scope
ELSEWHERE = as_role("kpu-logistik", territory=RegionCode("1703")).scope
NATION = as_role("kpu-pimpinan", territory=RegionCode("")).scope


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    "query", ["TPS 1 Tanjung Kemuning", "tps 01 tanjungkemuning", "Tanjung Kemuning TPS 1", "1 tanjung kem"]
)
def test_a_station_is_found_by_its_number_and_place(query: str) -> None:
    found = search(HERE, query)

    assert found.stations
    assert {hit.number for hit in found.stations} == {1}
    assert all("Tanjung Kemuning" in " ".join(hit.within) for hit in found.stations)


@pytest.mark.usefixtures("world")
def test_a_station_is_found_by_its_code_or_the_beginning_of_it() -> None:
    assert [hit.code for hit in search(HERE, "1704012001001").stations] == ["1704012001001"]
    assert [hit.code for hit in search(HERE, "17.04.03.1010").stations] == [
        "1704031010001",
        "1704031010002",
        "1704031010003",
    ]


@pytest.mark.usefixtures("world")
def test_a_region_is_found_by_name_part_of_a_name_or_code_the_larger_first() -> None:
    assert search(NATION, "kaur").regions[0].code == "1704"
    assert "170402" in {hit.code for hit in search(HERE, "kemuning").regions}
    assert [hit.name for hit in search(HERE, "170402").regions] == ["Tanjung Kemuning"]


@pytest.mark.usefixtures("world")
def test_a_place_is_found_by_words_of_its_name_and_by_its_code() -> None:
    assert "gudang-1704" in {hit.code for hit in search(HERE, "gudang").places}
    assert [hit.code for hit in search(HERE, "gudang-1704").places] == ["gudang-1704"]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    "query", ["TPS 1 Tanjung Kemuning", "1704012001001", "Kabupaten Kaur", "gudang-1704"]
)
def test_nothing_outside_the_territory_is_found(query: str) -> None:
    assert search(ELSEWHERE, query).is_empty


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("query", ["", " ", "x", "%", "'; drop table station;--", "٣٣٣٣", "\U0010ffff" * 3])
def test_what_nobody_is_called_finds_nothing(query: str) -> None:
    assert search(NATION, query).is_empty


@pytest.mark.usefixtures("world")
def test_who_may_not_see_the_register_finds_nothing() -> None:
    assert search(Scope(territory=KAUR, secrecy=HERE.secrecy), "kaur").is_empty


@pytest.mark.usefixtures("world")
def test_the_page_leads_to_what_was_found(entering: Entering) -> None:
    page = entering("bawaslu").get("/cari?q=TPS+1+Tanjung+Kemuning").content.decode()

    assert 'href="/tps/1704022009001"' in page


@pytest.mark.usefixtures("sqlite_store")
@pytest.mark.parametrize("query", ["tps 1 tanjung kemuning", "1704031010", "gudang kaur"])
def test_sqlite_answers_from_indexes_without_reading_a_whole_table(
    kaur_plan: OperationPlan, entering: Entering, query: str
) -> None:
    clerk = as_role("kpu-logistik", territory=KAUR)
    import_register(clerk, now(), operation=kaur_plan.operation, document=b"tables")
    asked = statements(entering("kpu-logistik"), f"/cari?q={query}")
    reads = [
        one for one in asked if one.startswith("SELECT") and "session" not in one and "account" not in one
    ]

    with connection.cursor() as cursor:
        for one in reads:
            cursor.execute(f"EXPLAIN QUERY PLAN {one}".replace("%", "%%"))
            steps = [row[3] for row in cursor.fetchall()]
            assert not [step for step in steps if step.startswith("SCAN")], (one, steps)
