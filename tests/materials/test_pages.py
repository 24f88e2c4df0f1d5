from dataclasses import replace

from tests.worlds import ALL_STATIONS, ELECTION, KITS, TERRITORY

from sampai.election.model import Basis, Standing
from sampai.kernel.table.page import TableSheet
from sampai.kernel.text import PLAIN
from sampai.materials.model import KitBook
from sampai.materials.pages import needs_sheets
from sampai.materials.rules.needs import needs_of


def _sheets(kits: KitBook = KITS) -> dict[str, TableSheet]:
    needs = needs_of(ALL_STATIONS, election=ELECTION, kits=kits)
    sheets = needs_sheets(needs, election=ELECTION, kits=kits, territory=TERRITORY, words=PLAIN)
    return {sheet.name: sheet for sheet in sheets}


def test_totals_of_all_kecamatan_are_the_totals_of_all_levels() -> None:
    sheets = _sheets()

    by_item = {row[0]: row[sheets["Totals"].headers.index("In all")] for row in sheets["Totals"].rows}
    total = dict(zip(sheets["Kecamatan"].headers, sheets["Kecamatan"].total_row or (), strict=True))
    assert {name: total[str(name)] for name in by_item} == by_item


def test_regions_have_names_and_stations_their_numbers() -> None:
    sheets = _sheets()

    assert [row[1] for row in sheets["Kecamatan"].rows] == ["Pesisir", "Bukit"]
    assert sheets["Stations"].rows[0][:5] == ("9901012001001", "Pesisir", "Pelabuhan", 1, 400)


def test_an_item_that_nobody_verified_has_a_star_wherever_it_stands() -> None:
    doubtful = Basis(Standing.UNVERIFIED, "nobody")
    rules = (*KITS.rules[:-1], replace(KITS.rules[-1], basis=doubtful))

    sheets = _sheets(replace(KITS, rules=rules))

    assert "bilik *" in sheets["Stations"].headers
    assert "bilik *" in sheets["Kecamatan"].headers
    assert [row[-2] for row in sheets["Totals"].rows if row[0] == "bilik *"] == ["unverified"]
