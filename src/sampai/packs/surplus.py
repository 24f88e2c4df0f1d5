"""Reads rules of moves between stations and the arrivals of voters by the hour: `surplus.toml`."""

from collections.abc import Mapping

from sampai.kernel.clock import HOUR, MINUTE, HTime
from sampai.materials.model.arrivals import Arrivals
from sampai.materials.model.surplus import MoveKind, MoveRules
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml


def load_moves(*, pack: str = PACK) -> MoveRules:
    """The pack's rules of moves. Raises `Unreadable` for a fault in the file."""
    return _read(pack)[0]


def load_arrivals(*, pack: str = PACK) -> Arrivals:
    """The pack's arrivals of voters. Raises `Unreadable` for a fault in the file."""
    return _read(pack)[1]


def load_districts(*, pack: str = PACK) -> Mapping[str, int]:
    """By contest, the leading digits of station codes within which a district is surely the same."""
    return _read(pack)[2]


def _read(pack: str) -> tuple[MoveRules, Arrivals, Mapping[str, int]]:
    table = read_toml(pack_folder(pack) / "surplus.toml")
    found = moves_of(table), arrivals_of(table), districts_of(table)
    table.close()
    return found


def _names(row: Table) -> tuple[str, ...]:
    return row.keys()


def districts_of(table: Table) -> Mapping[str, int]:
    """The sizes of districts that a file's outermost table says."""
    row = table.table("districts")
    row.basis()
    found = {name: row.whole(name) for name in _names(row) if name != "basis"}
    row.close()
    return found


def moves_of(table: Table) -> MoveRules:
    """The rules of moves that a file's outermost table says."""
    general = table.table("moves")
    rules = general.make(
        "handling_min",
        lambda: MoveRules(
            kinds=tuple(_kind(row) for row in table.tables("move")),
            handling_s=general.whole("handling_min") * MINUTE,
            move_cost_s=general.whole("move_cost_min") * MINUTE,
            basis=general.basis(),
        ),
    )
    general.close()
    return rules


def _kind(row: Table) -> MoveKind:
    kind = MoveKind(
        same_digits=row.whole("same_digits"),
        decided_by=row.text("decided_by"),
        officers=row.whole("officers"),
        papers=row.texts("papers"),
        basis=row.basis(),
    )
    row.close()
    return kind


def arrivals_of(table: Table) -> Arrivals:
    """The arrivals that a file's outermost table says."""
    row = table.table("arrivals")
    arrivals = row.make(
        "listed_permille",
        lambda: Arrivals(
            opens=HTime(row.clock("opens")),
            step_s=HOUR,
            listed=tuple(int(share) for share in row.numbers("listed_permille")),
            listed_basis=row.basis("listed_basis"),
            additional=tuple(int(share) for share in row.numbers("additional_permille")),
            additional_basis=row.basis("additional_basis"),
            turnout_permille=row.whole("turnout_permille"),
            turnout_spread_permille=row.whole("turnout_spread_permille"),
            turnout_basis=row.basis("turnout_basis"),
            additional_spread_permille=row.whole("additional_spread_permille"),
            replaced_permille=row.whole("replaced_permille"),
            replaced_basis=row.basis("replaced_basis"),
        ),
    )
    row.close()
    return arrivals
