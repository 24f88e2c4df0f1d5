"""Writing down what was reported of stations, and what it makes of their states and of the sums."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Length

from sampai.kernel.ids import RegionCode
from sampai.ledger.actions import write_over
from sampai.places.actions.cells import CellMoves, add_to_cells, move_cells
from sampai.places.queries import MEASURES, STATES
from sampai.places.rules.grid import RANK
from sampai.places.tables import FigureRow, HeardRow, StationRow, StationWordRow

_LEVELS = (0, 2, 4, 6, 10)
WORKED_OUT = "custody"
"""Stands for the device of words that follow from what was stated on a station's boxes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One device's word on one measure at one station."""

    election: str
    station: str
    device: str
    measure: str
    counter: int
    state: int


def keep_words(words: Iterable[Word]) -> None:
    """Keep each device's latest words, and bring the stations of all operations up to date."""
    latest: dict[tuple[str, str, str, str], Word] = {}
    for word in words:
        key = (word.station, word.election, word.device, word.measure)
        if key not in latest or _later(word, than=latest[key]):
            latest[key] = word
    if not latest:
        return
    named = sorted({word.station for word in latest.values()})
    for row in StationWordRow.objects.filter(station__in=named):
        key = (row.station, row.election, row.device, row.measure)
        if key in latest and not _later(latest[key], than=row):
            del latest[key]
    StationWordRow.objects.bulk_create(
        [StationWordRow(**_fields(word)) for word in latest.values()],
        update_conflicts=True,
        unique_fields=["station", "election", "device", "measure"],
        update_fields=["counter", "state"],
    )
    say_states(named)


def put_words(words: Iterable[Word]) -> None:
    """Keep words that are worked out from the whole record: each takes the place of the one before."""
    rows = [StationWordRow(**_fields(word)) for word in words]
    StationWordRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["station", "election", "device", "measure"],
        update_fields=["counter", "state"],
    )
    say_states(sorted({row.station for row in rows}))


def _later(word: Word, *, than: Word | StationWordRow) -> bool:
    """Under one counter two words can only be of a cloned phone: the worse one counts."""
    return (word.counter, RANK[word.state]) > (than.counter, RANK[than.state])


def _fields(word: Word) -> dict[str, object]:
    return {name: getattr(word, name) for name in Word.__slots__}


@transaction.atomic
def say_states(stations: Sequence[str]) -> None:
    """Write what was reported of some stations over what was planned, and count anew what has changed."""
    said: dict[tuple[str, str, str], int] = {}
    for word in StationWordRow.objects.filter(station__in=stations):
        key = (word.station, word.election, word.measure)
        said[key] = max(said.get(key, word.state), word.state, key=RANK.__getitem__)
    regions: dict[str, Counter[tuple[RegionCode, str, int]]] = {}
    cells: dict[str, CellMoves] = {}
    for row, moved in _changed(said):
        event = row.operation.event
        for (measure, old, new), digits in ((one, level) for one in moved for level in _LEVELS):
            delta = regions.setdefault(event, Counter())
            delta[RegionCode(row.code[:digits]), measure, old] -= 1
            delta[RegionCode(row.code[:digits]), measure, new] += 1
        add_to_cells(cells.setdefault(event, {}), cell=row.cell, label=row.label, marks=_marks(moved))
    for event, delta in sorted(regions.items()):
        _move_figures(event, delta)
        move_cells(event, cells[event])


def _marks(moved: Sequence[tuple[str, int, int]]) -> Counter[str]:
    """What a map cell bears more and less; what is not known bears no mark."""
    marks = Counter({f"{measure}:{new}": 1 for measure, _, new in moved if new})
    marks.subtract({f"{measure}:{old}": 1 for measure, old, _ in moved if old})
    return marks


def say_again(operation: int) -> None:
    """Write what was reported over what a new plan promises."""
    codes = StationRow.objects.filter(operation=operation).values("code")
    words = StationWordRow.objects.filter(station__in=codes)
    say_states(sorted(set(words.values_list("station", flat=True))))


def _changed(
    said: Mapping[tuple[str, str, str], int],
) -> Sequence[tuple[StationRow, list[tuple[str, int, int]]]]:
    """Each station row that gets another state, written, with measure, old and new state."""
    found = [*_changes(said)]
    write_over([row for row, _ in found], names=[f"{measure}_state" for measure in MEASURES])
    return found


def _changes(
    said: Mapping[tuple[str, str, str], int],
) -> Iterable[tuple[StationRow, list[tuple[str, int, int]]]]:
    elections = sorted({election for _, election, _ in said})
    mine = Q(operation__profile__in=elections) | Q(operation__event__in=elections)
    codes = sorted({station for station, _, _ in said})
    for row in StationRow.objects.select_related("operation").filter(mine, code__in=codes):
        moved = []
        for measure in MEASURES:
            name = f"{measure}_state"
            states = [
                said[row.code, election, measure]
                for election in (row.operation.profile, row.operation.event)
                if (row.code, election, measure) in said
            ]
            new = max(states, key=RANK.__getitem__, default=getattr(row, name))
            if new != getattr(row, name):
                moved.append((measure, getattr(row, name), new))
                setattr(row, name, new)
        if moved:
            yield row, moved


def _move_figures(event: str, delta: Mapping[tuple[RegionCode, str, int], int]) -> None:
    """Each region's row is written once, the nation's last as in `count_up`: nobody waits in a ring."""
    regions = sorted({region for region, _, _ in delta})
    rows = FigureRow.objects.select_for_update().filter(event=event, region__in=regions)
    found = [*rows.order_by(Length("region").desc(), "region")]
    for row in found:
        for measure in MEASURES:
            counts = row.states.get(measure, [row.stations, 0, 0, 0])
            row.states[measure] = [
                counts[state] + delta.get((RegionCode(row.region), measure, state), 0)
                for state in range(STATES)
            ]
    write_over(found, names=["states"])


def add_heard(heard: Iterable[tuple[str, str, int]]) -> None:
    """Count statements at places: election, place, when it came in."""
    counts: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], int] = {}
    for election, place, at_ms in heard:
        if place:
            counts[election, place] += 1
            last[election, place] = max(last.get((election, place), 0), at_ms)
    places = sorted({place for _, place in counts})
    for row in HeardRow.objects.filter(place__in=places):
        key = (row.election, row.place)
        if key in counts:
            counts[key] += row.events
            last[key] = max(last[key], row.last_ms)
    HeardRow.objects.bulk_create(
        [
            HeardRow(election=election, place=place, events=count, last_ms=last[election, place])
            for (election, place), count in counts.items()
        ],
        update_conflicts=True,
        unique_fields=["place", "election"],
        update_fields=["events", "last_ms"],
    )


def forget_reports() -> None:
    """Empty what was reported; states stay as they are until they are said again."""
    StationWordRow.objects.exclude(device=WORKED_OUT).delete()
    HeardRow.objects.all().delete()


def said_of_stations() -> list[list[list[object]]]:
    """All words and how much was heard where, in one order; arrival times are the node's own and left out."""
    own = StationWordRow.objects.exclude(device=WORKED_OUT)
    words = own.order_by("station", "election", "device", "measure")
    heard = HeardRow.objects.order_by("place", "election")
    return [
        [
            list(row)
            for row in words.values_list("station", "election", "device", "measure", "counter", "state")
        ],
        [list(row) for row in heard.values_list("place", "election", "events")],
    ]
