from tests.worlds import CLAIMS, FULL_REGISTER, PATTERNS, TERRITORY, UNITS, unit

from sampai.guarding.pages import guard_sheets, units_sheet
from sampai.guarding.rules.demand import plan_guard
from sampai.kernel.table.page import TableSheet
from sampai.kernel.text import PLAIN


def _sheets() -> dict[str, TableSheet]:
    guard = plan_guard(FULL_REGISTER, claims=CLAIMS, units=UNITS, patterns=PATTERNS, territory=TERRITORY)
    return {sheet.name: sheet for sheet in guard_sheets(guard, units=UNITS, name=str, words=PLAIN)}


def test_totals_stand_under_every_column_of_the_kecamatan() -> None:
    sheet = _sheets()["Kecamatan"]

    total = dict(zip(sheet.headers, sheet.total_row or (), strict=True))
    rows = [dict(zip(sheet.headers, row, strict=True)) for row in sheet.rows]
    for header in ("kurang-rawan", "sangat-rawan", "Stations", "Officers needed", "Linmas"):
        assert total[header] == sum(int(str(row[header])) for row in rows), header
    assert (total["Officers available"], total["Officers missing"]) == (13, 0)


def test_every_station_stands_in_one_group_and_has_one_class() -> None:
    sheets = _sheets()

    grouped = [code for row in sheets["Groups of TPS"].rows for code in str(row[-1]).split(", ")]
    classed = [row[0] for row in sheets["Classes"].rows]
    assert sorted(grouped) == classed == [s.code for s in FULL_REGISTER.stations]


def test_only_police_are_counted_as_officers() -> None:
    army = unit("KORAMIL", base="POLSEK-2", available=50, institution="tni")

    sheet = units_sheet([*UNITS, army], name=str, words=PLAIN)

    counted = {row[0]: row[sheet.headers.index("Counted")] for row in sheet.rows}
    assert counted == {"POLRES": 8, "POLSEK-1": 3, "POLSEK-2": 2, "KORAMIL": 0}
