"""Reads how a pack balances a nation: `nation.toml`."""

from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml
from sampai.plan.rules.nation.balance import BalanceRules


def load_nation_rules(*, pack: str = PACK) -> BalanceRules:
    """The pack's rules. Raises `Unreadable` for a fault in the file."""
    return nation_rules_of(read_toml(pack_folder(pack) / "nation.toml"))


def nation_rules_of(table: Table) -> BalanceRules:
    """The rules that a file's outermost table says. Raises `Unreadable` for a fault in it."""
    people, pace = table.table("people"), table.table("pace")
    rules = people.make(
        "platoon",
        lambda: BalanceRules(
            platoon=people.whole("platoon"),
            most_hours=people.whole("most_hours"),
            people_basis=people.basis(),
            road_kmh=pace.whole("road_kmh"),
            water_kmh=pace.whole("water_kmh"),
            air_kmh=pace.whole("air_kmh"),
            crossing_hours=pace.whole("crossing_hours"),
            air_hours=pace.whole("air_hours"),
            pace_basis=pace.basis(),
        ),
    )
    for read in (people, pace, table):
        read.close()
    return rules
