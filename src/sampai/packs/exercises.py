"""Reads a pack's prepared exercises: `exercises/*.toml`."""

from pathlib import Path

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml
from sampai.rehearsal.model.training import Injection, Mishap, Script

TELLS_AFTER_MIN = 10
LASTS_MIN = 120


def exercise_codes(*, pack: str = PACK) -> tuple[str, ...]:
    """The codes of the pack's exercises, in order."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in (pack_folder(pack) / "exercises").iterdir()))


def load_exercise(code: str, *, pack: str = PACK) -> Script:
    """An exercise of the pack by its code, or that of a TOML file.

    Raises `Unreadable` for a fault in the file, `Refused` for an unknown code.
    """
    if code.endswith(".toml"):
        return _script(read_toml(Path(code)), code=Path(code).stem)
    known = exercise_codes(pack=pack)
    if code not in known:
        raise Refused(
            "exercise",
            say("There is no exercise “{code}”.", code=code),
            say("Choose one of {codes}, or give the path of a TOML file.", codes=", ".join(known)),
        )
    return _script(read_toml(pack_folder(pack) / "exercises" / f"{code}.toml"), code=code)


def _script(table: Table, *, code: str) -> Script:
    script = Script(
        code=code,
        name=table.text("name"),
        region=table.text("region", default=""),
        starts=table.h_time("starts"),
        speed=float(table.number("speed")),
        injections=tuple(_injection(row) for row in table.tables("event")),
    )
    table.close()
    return script


def _injection(row: Table) -> Injection:
    found = row.make(
        "place",
        lambda: Injection(
            mishap=row.choice("what", Mishap),
            at=row.h_time("at"),
            place=row.text("place"),
            journey=row.text("journey", default=""),
            lasts_min=row.whole("lasts_min", default=LASTS_MIN),
            teller=row.text("teller", default=""),
            told=row.text("told", default=""),
            told_after_min=row.whole("told_after_min", default=TELLS_AFTER_MIN),
        ),
    )
    row.close()
    return found
