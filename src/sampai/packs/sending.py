"""Reads how a pack sends officers out: `guard.toml`."""

from sampai.guarding.model import GuardRules
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml


def load_sending(*, pack: str = PACK) -> GuardRules:
    """The pack's rules. Raises `Unreadable` for a fault in the file."""
    return sending_of(read_toml(pack_folder(pack) / "guard.toml"))


def sending_of(table: Table) -> GuardRules:
    """The rules that a file's outermost table says. Raises `Unreadable` for a fault in it."""
    stations, reserve, pace = (table.table(key) for key in ("stations", "reserve", "pace"))
    rules = stations.make(
        "starts",
        lambda: GuardRules(
            starts=stations.h_time("starts"),
            ends=stations.h_time("ends"),
            basis=stations.basis(),
            reserve_percent=reserve.whole("percent"),
            posts=reserve.whole("posts"),
            reserve_starts=reserve.h_time("from") if reserve.has("from") else None,
            reserve_ends=reserve.h_time("until") if reserve.has("until") else None,
            reserve_basis=reserve.basis(),
            ride_kmh=pace.whole("ride_kmh"),
            walk_kmh=pace.whole("walk_kmh"),
            pace_basis=pace.basis(),
        ),
    )
    for read in (stations, reserve, pace, table):
        read.close()
    return rules
