"""Reads who goes with the goods: `escorts.toml`."""

from sampai.election.model import Level
from sampai.kernel.clock import MINUTE
from sampai.kernel.quantity import Load
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml
from sampai.places.model import Mode
from sampai.plan.model import EscortRule, EscortRules, OutriderRule, Ride


def load_escorts(*, pack: str = PACK) -> EscortRules:
    """The pack's rules for escorts. Raises `Unreadable` for a fault in the file."""
    return escorts_of(read_toml(pack_folder(pack) / "escorts.toml"))


def escorts_of(table: Table) -> EscortRules:
    """The rules that a file's outermost table says. Raises `Unreadable` for a fault in it."""
    general, soldiers = table.table("general"), table.table("soldiers")
    rules = EscortRules(
        vehicles=tuple(_vehicle(row) for row in table.tables("vehicle")),
        outriders=tuple(_convoy(row) for row in table.tables("convoy")),
        soldiers_percent=soldiers.whole("percent"),
        soldiers_basis=soldiers.basis(),
        person=_room(general.table("person")),
        muster_s=general.whole("muster_min") * MINUTE,
        basis=general.basis(),
    )
    for read in (general, soldiers, table):
        read.close()
    return rules


def _vehicle(row: Table) -> EscortRule:
    rule = EscortRule(
        modes=tuple(Mode(word) for word in row.texts("modes")),
        officers=row.whole("officers"),
        per_vehicles=row.whole("per_vehicles"),
        ride=row.choice("ride", Ride),
        basis=row.basis(),
    )
    row.close()
    return rule


def _convoy(row: Table) -> OutriderRule:
    rule = OutriderRule(
        giver=row.choice("giver", Level),
        receiver=row.choice("receiver", Level),
        outriders=row.whole("outriders"),
        basis=row.basis(),
    )
    row.close()
    return rule


def _room(table: Table) -> Load:
    room = Load(table.whole("boxes"), table.thousandths("volume_m3"), table.thousandths("weight_kg"))
    table.close()
    return room
