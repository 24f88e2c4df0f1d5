"""Injections as rows of plain data, on their way between an exercise's server and its telephones."""

from collections.abc import Sequence
from typing import Any

from sampai.kernel.clock import HTime
from sampai.rehearsal.model.training import Injection, Mishap, Script


def injection_row(one: Injection) -> list[str | int]:
    """An injection in the order that `injection_of_row` reads."""
    return [
        one.mishap.value,
        int(one.at),
        one.place,
        one.journey,
        one.lasts_min,
        one.teller,
        one.told,
        one.told_after_min,
    ]


def injection_of_row(row: Sequence[Any]) -> Injection:
    """The injection of a row. Raises `ValueError`, `LookupError` or `Refused` for what is none."""
    mishap, at, place, journey, lasts_min, teller, told, told_after_min = row
    return Injection(
        mishap=Mishap(mishap),
        at=HTime(int(at)),
        place=str(place),
        journey=str(journey)[:60],
        lasts_min=int(lasts_min),
        teller=str(teller)[:150],
        told=str(told)[:500],
        told_after_min=int(told_after_min),
    )


def script_of_rows(rows: Sequence[Sequence[Any]], *, first: HTime, speed: float) -> Script:
    """A script whose first row is its name."""
    name, *found = rows
    return Script(
        code="-",
        name=str(name)[:120],
        region="",
        starts=first,
        speed=speed,
        injections=tuple(injection_of_row(row) for row in found),
    )
