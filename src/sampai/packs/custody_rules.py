"""Reads a pack's rules of custody: guards of steps, report clocks, alarms: `custody.toml`."""

from sampai.custody.model import AlarmStep, ContainerRule, CustodyRules, Guard, GuardRule, Kind
from sampai.election.model import Level
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml

MINUTE_S = 60


def load_custody_rules(*, pack: str = PACK) -> CustodyRules:
    """The pack's rules of custody. Raises `Unreadable` for a fault in the file."""
    return custody_rules_of(read_toml(pack_folder(pack) / "custody.toml"))


def custody_rules_of(table: Table) -> CustodyRules:
    """The rules that a file's outermost table says. Raises `Unreadable` for a fault in it."""
    report = table.table("report")
    guards = tuple(_guard(row) for row in table.tables("guard"))
    alarms = tuple(_alarm(row) for row in table.tables("alarm"))
    containers = tuple(_container(row) for row in table.tables("container"))
    rules = table.make(
        "alarm",
        lambda: CustodyRules(
            guards=guards,
            report_every_s=report.whole("every_min") * MINUTE_S,
            lone_half_after_s=report.whole("lone_half_after_min") * MINUTE_S,
            alarms=alarms,
            basis=report.basis(),
            containers=containers,
        ),
    )
    report.close()
    table.close()
    return rules


def _guard(row: Table) -> GuardRule:
    guard, steps, institutions, basis = (
        row.choice("key", Guard),
        row.choices("steps", Kind),
        row.whole("institutions"),
        row.basis(),
    )
    rule = row.make(
        "institutions",
        lambda: GuardRule(guard=guard, steps=steps, institutions=institutions, basis=basis),
    )
    row.close()
    return rule


def _container(row: Table) -> ContainerRule:
    rule = ContainerRule(level=row.choice("level", Level), count=row.whole("count"), basis=row.basis())
    row.close()
    return rule


def _alarm(row: Table) -> AlarmStep:
    alarm = AlarmStep(after_s=row.whole("after_min") * MINUTE_S, level=row.choice("level", Level))
    row.close()
    return alarm
