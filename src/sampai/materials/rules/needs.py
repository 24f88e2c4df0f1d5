"""What every place must get: the rules of a kit book, computed on columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampai.election.model import Election, Level
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.materials.model import (
    Item,
    KitBook,
    Loads,
    NeedRule,
    Needs,
    Packing,
    PlaceNeeds,
    StationColumns,
)
from sampai.materials.model.kits import MOST_PIECES
from sampai.materials.model.needs import STATION_DIGITS, add_runs, runs
from sampai.places.model import Station

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

_LONGEST_REGION = 10


def needs_of(stations: Sequence[Station], *, election: Election, kits: KitBook) -> Needs:
    """The needs of these stations and of the PPS, PPK and KPU above them."""
    return needs_of_columns(station_columns(stations), election=election, kits=kits)


def station_columns(stations: Sequence[Station]) -> StationColumns:
    """Stations as columns."""
    return StationColumns(
        np.array([int(station.code) for station in stations], dtype=np.int64),
        np.array([station.voters for station in stations], dtype=np.int64),
    )


def needs_of_columns(columns: StationColumns, *, election: Election, kits: KitBook) -> Needs:
    """The needs of stations given as columns, and of the PPS, PPK and KPU above them."""
    level = _seats(columns, STATION_DIGITS, election)
    quantity = _quantities(level, kits=kits)
    return Needs(
        election=election.code,
        items=tuple(item.key for item in kits.items),
        columns=columns,
        quantity=quantity,
        carried=loads_of(quantity, kits.items),
        places=tuple(
            _place_needs(columns, level, digits, election=election, kits=kits)
            for level, digits in _levels_above(kits)
        ),
    )


def _levels_above(kits: KitBook) -> list[tuple[Level, int]]:
    levels = {(rule.level, rule.digits) for rule in kits.rules if rule.level is not Level.STATION}
    return sorted(levels, key=lambda level: -level[1])


def _place_needs(
    columns: StationColumns, level: Level, digits: int, *, election: Election, kits: KitBook
) -> PlaceNeeds:
    seats = _seats(columns, digits, election)
    quantity = _quantities(seats, kits=kits)
    return PlaceNeeds(
        level=level,
        regions=tuple(RegionCode(str(code)) for code in seats.codes.tolist()),
        stations=seats.stations,
        voters=seats.voters,
        quantity=quantity,
        carried=loads_of(quantity, kits.items),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Seats:
    """All places of one level, ascending by code; `held` says in which of them each contest is held."""

    digits: int
    codes: Whole
    stations: Whole
    voters: Whole
    held: Mapping[str, Mask]


def _seats(columns: StationColumns, digits: int, election: Election) -> _Seats:
    codes, starts = runs(columns.codes // 10 ** (STATION_DIGITS - digits))
    return _Seats(
        digits=digits,
        codes=codes,
        stations=np.diff(np.append(starts, columns.codes.size)).astype(np.int64),
        voters=add_runs(columns.voters, starts),
        held={
            contest.code: _where(
                codes, digits, contest.is_held_in, regions=(*contest.only_in, *contest.not_in)
            )
            for contest in election.contests
        },
    )


def _where(
    codes: Whole, digits: int, test: Callable[[RegionCode], bool], *, regions: tuple[RegionCode, ...]
) -> Mask:
    """Where a test of the region holds. It looks no deeper than the longest of `regions`."""
    deep = min(digits, _LONGEST_REGION, max(map(len, regions), default=0))
    short, starts = runs(codes // 10 ** (digits - deep))
    answers = [test(RegionCode(str(code) if deep else "")) for code in short.tolist()]
    return np.repeat(np.array(answers, dtype=np.bool_), np.diff(np.append(starts, codes.size)))


def _quantities(seats: _Seats, *, kits: KitBook) -> Whole:
    """Pieces by place and item. Boxes first, then booths, then what is counted by them."""
    table = np.zeros((seats.codes.size, len(kits.items)), dtype=np.int64, order="F")
    known = {
        "dpt": seats.voters,
        "tps": seats.stations,
        "kontes": _count(list(seats.held.values()), size=seats.codes.size),
    }
    boxes = [column for column, item in enumerate(kits.items) if item.is_box]
    booths = [column for column, item in enumerate(kits.items) if item.is_booth]
    others = [column for column in range(len(kits.items)) if column not in {*boxes, *booths}]
    _fill(table, boxes, seats, kits=kits, known=known)
    known["kotak"] = table[:, boxes].sum(axis=1)
    _fill(table, booths, seats, kits=kits, known=known)
    known["bilik"] = table[:, booths].sum(axis=1)
    _fill(table, others, seats, kits=kits, known=known)
    return table


def _count(masks: list[Mask], *, size: int) -> Whole:
    return sum((mask.astype(np.int64) for mask in masks), np.zeros(size, dtype=np.int64))


def _fill(
    table: Whole, columns: list[int], seats: _Seats, *, kits: KitBook, known: Mapping[str, Whole]
) -> None:
    for column in columns:
        item = kits.items[column]
        for rule in kits.rules_for(item.key):
            if rule.digits == seats.digits:
                table[:, column] += _by_rule(rule, item, seats, known=known)


def _by_rule(rule: NeedRule, item: Item, seats: _Seats, *, known: Mapping[str, Whole]) -> Whole:
    counts = rule.formula.column(known, count=seats.codes.size)
    if counts.size and int(counts.max()) > MOST_PIECES:
        raise Refused(
            "rule",
            say(
                "The rule “{formula}” gives one place more than a billion {item}.",
                formula=rule.formula.text,
                item=item.key,
            ),
            say("Correct the rule in the profile."),
        )
    if item.contest:
        counts = counts * seats.held[item.contest]
    if rule.only_in or rule.not_in:
        regions = (*rule.only_in, *rule.not_in)
        counts = counts * _where(seats.codes, seats.digits, rule.holds_in, regions=regions)
    return counts


def loads_of(quantity: Whole, items: tuple[Item, ...]) -> Loads:
    """A box takes its room however full it is; without a box its goods take their own room."""
    boxes, room_ml, inside_ml, weight_mg = (np.zeros(len(quantity), dtype=np.int64) for _ in range(4))
    for column, item in enumerate(items):
        pieces = quantity[:, column]
        weight_mg += pieces * item.weight_mg
        if item.is_box:
            boxes += pieces
        if item.packing in {Packing.BOX, Packing.OUTSIDE}:
            room_ml += pieces * item.volume_ml
        else:
            inside_ml += pieces * item.volume_ml
    room_ml += np.where(boxes == 0, inside_ml, 0)
    return Loads(boxes, -(-room_ml // 1_000), -(-weight_mg // 1_000))
