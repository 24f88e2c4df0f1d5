"""Reads how long a pack keeps positions of phones, and how exactly: `positions.toml`."""

from sampai.fieldwork.model import PositionRules
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml

HOUR_MS = 3_600_000


def load_position_rules(*, pack: str = PACK) -> PositionRules:
    """The pack's rules of positions. Raises `Unreadable` for a fault in the file."""
    return position_rules_of(read_toml(pack_folder(pack) / "positions.toml"))


def position_rules_of(table: Table) -> PositionRules:
    """The rules that a file's outermost table says. Raises `Unreadable` for a fault in it."""
    rules = table.make(
        "keep_days",
        lambda: PositionRules(
            coarse_after_ms=table.whole("coarse_after_h") * HOUR_MS,
            keep_ms=table.whole("keep_days") * 24 * HOUR_MS,
            basis=table.basis(),
        ),
    )
    table.close()
    return rules
