"""Reads how places are guarded round the clock: `stores.toml`."""

from datetime import date

from sampai.guarding.model import DutyKind, Peak, RestRule, RosterRules, StoreCheck, StoreRule
from sampai.kernel.text import say
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml
from sampai.places.model import PlaceKind


def load_stores(*, pack: str = PACK) -> RosterRules:
    """The pack's rules for guarded places. Raises `Unreadable` for a fault in the file."""
    return stores_of(read_toml(pack_folder(pack) / "stores.toml"))


def stores_of(table: Table) -> RosterRules:
    """The rules that a file's outermost table says. Raises `Unreadable` for a fault in it."""
    fair = table.table("fair")
    night, order = fair.table("night"), table.table("order")
    rules = RosterRules(
        rest=_rest(table.table("rest")),
        stores=tuple(_store(row) for row in table.tables("store")),
        peaks=tuple(_peak(row) for row in table.tables("peak")),
        checks=tuple(_check(row) for row in table.tables("check")),
        night=(night.clock("from"), night.clock("until")),
        heavy_percent=fair.whole("heavy_percent"),
        fair_basis=fair.basis(),
        holidays=_days(fair, "holidays"),
        order=_order(order),
        order_basis=order.basis(),
    )
    for read in (night, fair, order, table):
        read.close()
    return rules


def _order(table: Table) -> tuple[str, ...]:
    words = table.texts("first")
    known = [*PlaceKind, DutyKind.JOURNEY, DutyKind.RESERVE]
    for word in words:
        if word not in known or words.count(word) > 1:
            table.stop(
                "first",
                say("“{value}” is not known", value=word),
                say("Choose one of: {choices}.", choices=", ".join(known)),
            )
    return words


def _rest(table: Table) -> RestRule:
    rest = RestRule(
        most_on_h=table.whole("most_on_h"),
        least_off_h=table.whole("least_off_h"),
        off_per_on=table.whole("off_per_on"),
        basis=table.basis(),
    )
    table.close()
    return rest


def _store(row: Table) -> StoreRule:
    rule = row.make(
        "from",
        lambda: StoreRule(
            kind=row.choice("kind", PlaceKind),
            squad=row.whole("squad"),
            shift_h=row.whole("shift_h"),
            starts=row.h_time("from") if row.has("from") else None,
            ends=row.h_time("until") if row.has("until") else None,
            with_goods=row.flag("with_goods"),
            basis=row.basis(),
            least=row.whole("least") if row.has("least") else 0,
        ),
    )
    row.close()
    return rule


def _peak(row: Table) -> Peak:
    peak = Peak(
        kinds=_kinds(row),
        starts=row.h_time("from"),
        ends=row.h_time("until"),
        extra=row.whole("extra"),
        basis=row.basis(),
    )
    row.close()
    return peak


def _check(row: Table) -> StoreCheck:
    check = StoreCheck(
        code=row.text("code"),
        part=row.text("part"),
        what=row.text("what"),
        what_en=row.text("what_en"),
        kinds=_kinds(row),
        due=row.h_time("due"),
        basis=row.basis(),
    )
    row.close()
    return check


def _kinds(row: Table) -> tuple[PlaceKind, ...]:
    words = row.texts("kinds")
    for word in words:
        if word not in set(PlaceKind):
            row.stop(
                "kinds",
                say("“{value}” is not known", value=word),
                say("Choose one of: {choices}.", choices=", ".join(PlaceKind)),
            )
    return tuple(PlaceKind(word) for word in words)


def _days(row: Table, key: str) -> tuple[date, ...]:
    try:
        return tuple(date.fromisoformat(word) for word in row.texts(key))
    except ValueError:
        row.stop(key, say("it holds something that is no date"), say("Write dates like 2024-12-25."))
