"""Reads the worlds of a pack's rehearsals: `rehearsal/*.toml`."""

from pathlib import Path

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml
from sampai.places.model import Mode
from sampai.rehearsal.model import Figure, ModeWorld, Rate, World

LISTS = ("rate", "mode")


def worlds(*, pack: str = PACK) -> tuple[str, ...]:
    """The codes of the pack's worlds, in order."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in (pack_folder(pack) / "rehearsal").iterdir()))


def load_world(code: str, *, pack: str = PACK) -> World:
    """A world of the pack by its code, or that of a TOML file.

    A file that `extends` a world of the pack says only what differs. Raises `Unreadable` for a fault in the
    file, `Refused` for an unknown world.
    """
    table = _table(code, pack=pack)
    base = table.text("extends", default="")
    if base:
        table = table.over(_table(base, pack=pack), lists=LISTS)
        table.has("extends")
    return _world(table)


def _table(code: str, *, pack: str) -> Table:
    if code.endswith(".toml"):
        return read_toml(Path(code))
    known = worlds(pack=pack)
    if code not in known:
        raise Refused(
            "rehearsal",
            say("There is no world “{code}” to rehearse in.", code=code),
            say("Choose one of {codes}, or give the path of a TOML file.", codes=", ".join(known)),
        )
    return read_toml(pack_folder(pack) / "rehearsal" / f"{code}.toml")


def _world(table: Table) -> World:
    rates = dict(_rate(row) for row in table.tables("rate"))
    modes = tuple(sorted((_mode(row) for row in table.tables("mode")), key=lambda one: one.mode))
    world = table.make(
        "rate",
        lambda: World(
            code=table.text("code"),
            name=table.text("name"),
            name_en=table.text("name_en"),
            doubt=table.number("doubt"),
            rates=rates,
            modes=modes,
        ),
    )
    table.close()
    return world


def _rate(row: Table) -> tuple[Rate, Figure]:
    found = row.choice("code", Rate), Figure(row.number("value"), row.basis())
    row.close()
    return found


def _mode(row: Table) -> ModeWorld:
    mode = row.make(
        "code",
        lambda: ModeWorld(
            mode=Mode(row.text("code")),
            town_kmh=row.number("town_kmh"),
            country_kmh=row.number("country_kmh"),
            of_reported=row.number("of_reported"),
            sigma=row.number("sigma"),
            wet=row.number("wet"),
            flooded=row.number("flooded"),
            breakdowns=row.number("breakdowns"),
            mend_min=row.number("mend_min"),
            mend_sigma=row.number("mend_sigma"),
            most_wave_dm=row.number("most_wave_dm"),
            wear=row.number("wear"),
            is_open=row.flag("is_open"),
            basis=row.basis(),
        ),
    )
    row.close()
    return mode
