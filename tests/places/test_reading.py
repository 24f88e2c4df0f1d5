"""What every page of a region reads goes by an index, however large the nation is."""

from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from tests.store import as_role

from sampai.command.queries.search import search
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.main.operations import load_operation
from sampai.places.queries import children_figures
from sampai.plan.actions import import_register

NATION = as_role("kpu-pimpinan", territory=RegionCode("")).scope


@pytest.fixture
def ways(sqlite_store: Path) -> CaptureQueriesContext:  # noqa: ARG001 -- the store is open meanwhile
    kaur = load_operation("sample:kaur").operation
    clerk = as_role("kpu-logistik", territory=RegionCode("1704"))
    import_register(clerk, now(), operation=kaur, document=b"tables")
    return CaptureQueriesContext(connections["reader"])


def _of(seen: CaptureQueriesContext, table: str) -> str:
    """How SQLite finds the rows of a table in the statements that were seen."""
    asked = [one["sql"] for one in seen.captured_queries if f"FROM {table} " in one["sql"].replace('"', "")]
    with connections["reader"].cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[-1]}")
        return " ".join(row[3] for row in cursor.fetchall())


def test_the_regions_below_one_are_found_by_the_one_above(ways: CaptureQueriesContext) -> None:
    with ways:
        found = children_figures(NATION, event="pilkada-2024 2024-11-27", region=RegionCode("1704"))

    assert [one.region for one in found] == sorted(one.region for one in found)
    assert "figure_children (event=? AND parent=?)" in _of(ways, "figure")


def test_a_station_by_number_and_village_is_found_without_reading_the_territory(
    ways: CaptureQueriesContext,
) -> None:
    with ways:
        found = search(NATION, "TPS 1 Tanjung Kemuning")

    assert found.stations
    assert "SEARCH station USING INDEX" in _of(ways, "station")
