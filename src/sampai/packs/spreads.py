"""Reads how far a pack's days may differ from the plan: `spread.toml`."""

from decimal import Decimal

from sampai.kernel.clock import MINUTE
from sampai.kernel.text import say
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml
from sampai.places.model import Mode
from sampai.transport.model import Lognormal, ModeSpread, Points, Spread, SpreadBook


def load_spreads(*, pack: str = PACK) -> SpreadBook:
    """The pack's spreads. Raises `Unreadable` for a fault in the file."""
    return spreads_of(read_toml(pack_folder(pack) / "spread.toml"))


def spreads_of(table: Table) -> SpreadBook:
    """The spreads that a file's outermost table says. Raises `Unreadable` for a fault in it."""
    rain, hours, people = table.table("rain"), table.table("hours"), table.table("people")
    modes = tuple(_mode(row) for row in table.tables("mode"))
    book = rain.make(
        "wet_days",
        lambda: SpreadBook(
            modes=modes,
            wet_days=rain.numbers("wet_days"),
            rain_together=rain.number("together"),
            rain_basis=rain.basis(),
            last_start_s=hours.clock("last_start"),
            hours_basis=hours.basis(),
            absent=people.number("absent"),
            absent_s=_spread(people, "absent_min", unit=MINUTE),
            handling=_spread(people, "handling", unit=1),
            people_basis=people.basis(),
        ),
    )
    for read in (rain, hours, people, table):
        read.close()
    return book


def _mode(row: Table) -> ModeSpread:
    spread = row.make(
        "code",
        lambda: ModeSpread(
            mode=Mode(row.text("code")),
            travel=_spread(row, "travel", unit=1),
            wet_factor=row.number("wet_factor"),
            closed_dry=row.number("closed_dry"),
            closed_wet=row.number("closed_wet"),
            closed_s=_spread(row, "closed_min", unit=MINUTE),
            breakdown_per_h=row.number("breakdown_per_h"),
            breakdown_s=_spread(row, "breakdown_min", unit=MINUTE),
            loading_s=_spread(row, "loading_min", unit=MINUTE),
            transfer_s=_spread(row, "transfer_min", unit=MINUTE),
            basis=row.basis(),
        ),
    )
    row.close()
    return spread


def _spread(row: Table, key: str, *, unit: int) -> Spread:
    """Lognormal or a few points, in the unit's seconds."""
    table = row.table(key)
    if table.has("points"):
        points = table.data["points"]
        if not _are_pairs(points):
            table.stop(
                "points",
                say("they are no pairs"),
                say("Write pairs such as [[0.9, 0], [0.1, 60]]."),
            )
        pairs = tuple((float(share), float(value) * unit) for share, value in points)
        spread: Spread = table.make("points", lambda: Points(pairs))
    else:
        spread = Lognormal(table.number("median") * unit, table.number("sigma"))
    table.close()
    return spread


def _are_pairs(points: object) -> bool:
    return isinstance(points, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(x, (int, Decimal)) for x in pair)
        for pair in points
    )
