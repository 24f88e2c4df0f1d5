"""Papers of stations and stores: receipts, minutes of what differs, notes, the sign of a move."""

from collections.abc import Iterator, Sequence

from sampai.coordination.pages.papers.press import Press
from sampai.coordination.pages.papers.shape import Filled
from sampai.election.model import Deadline, Level
from sampai.kernel.clock import MINUTE, HTime
from sampai.materials.rules.packing import PackingList
from sampai.places.model import PlaceKind, Station
from sampai.plan.pages.spots import kecamatan_of

VOTING = ((7, 0), (13, 0))
"""From when to when people vote (PKPU 17/2024, PKPU 25/2023)."""


def receipts(press: Press) -> Iterator[Filled]:
    """One for each station: all that it gets, to be counted."""
    law = next((one for one in press.plan.rules.election.deadlines if _is_law(one)), None)
    for station in press.stations:
        known = press.field.arrivals.get(station.code, {}) if press.tells_times else {}
        last = known.get(Level.STATION)
        yield Filled(
            subject=station.code,
            entries=where(station, press=press)
            | {
                "pemilih": press.number(station.voters),
                "tiba": press.moment(last.stop.arrives) if last else "",
                "perjalanan": last.journey.code if last else "",
            },
            rows={"barang": list(_goods(press.packing(station.code), press=press))},
            data={"day": press.field.day(HTime(law.at - MINUTE))} if law else {},
        )


def _is_law(deadline: Deadline) -> bool:
    return deadline.level is Level.STATION and deadline.is_binding


def where(station: Station, *, press: Press) -> dict[str, str]:
    """A station's name, code, village and kecamatan."""
    name = press.field.name
    return {
        "tps": f"TPS {station.number:03d}",
        "kode": station.code,
        "desa": name(station.village),
        "kecamatan": name(kecamatan_of(station.village)),
    }


def _goods(packed: PackingList, *, press: Press) -> Iterator[Sequence[str]]:
    """Boxes first, then what is in them and beside them, each item once."""
    counts: dict[str, int] = {}
    for content in (*(one for box in packed.boxes for one in box.contents), *packed.outside):
        counts[content.item] = counts.get(content.item, 0) + content.count
    boxes = [item.key for item in press.plan.rules.kits.items if item.is_box]
    if packed.boxes and boxes:
        counts = {boxes[0]: len(packed.boxes)} | counts
    for number, (item, count) in enumerate(counts.items(), start=1):
        yield (str(number), press.item(item), press.number(count), "", "", "", "")


def goods_receipts(press: Press) -> Iterator[Filled]:
    """One for each store: the needs of the whole operation, against what the sender brings."""
    needs, kits = press.plan.needs, press.plan.rules.kits
    totals = needs.totals()
    for place in press.plan.operation.register.places:
        if place.kind is PlaceKind.STORE and press.wants(place.code, place.region):
            rows = [
                (str(number), press.item(item.key), press.number(totals[item.key]), "", "", "", "", "")
                for number, item in enumerate((one for one in kits.items if totals.get(one.key)), start=1)
            ]
            yield Filled(subject=place.code, entries={"gudang": place.name}, rows={"barang": rows})


def differences(press: Press) -> Iterator[Filled]:
    """One for each station: the items with what should be there."""
    for station in press.stations:
        rows = [
            (number, item, count, "", "", "", "")
            for number, item, count, *_ in _goods(press.packing(station.code), press=press)
        ]
        yield Filled(
            subject=station.code,
            entries=where(station, press=press),
            rows={"barang": rows},
            data={"election": press.election},
        )


def replacements(press: Press) -> Iterator[Filled]:
    """One for each station."""
    yield from _named(press)


def special_events(press: Press) -> Iterator[Filled]:
    """One for each station."""
    yield from _named(press)


def _named(press: Press) -> Iterator[Filled]:
    for station in press.stations:
        yield Filled(
            subject=station.code,
            entries=where(station, press=press),
            data={"election": press.election},
        )


def destructions(press: Press) -> Iterator[Filled]:
    """One for the regency: a row for each contest."""
    rows = [
        (str(number), name, "", "", "", "")
        for number, name in enumerate(press.field.contests.values(), start=1)
    ]
    settings = press.plan.operation.settings
    yield Filled(
        subject=settings.region,
        entries={"tempat": ""},
        rows={"musnah": rows},
        data={"election": press.election},
    )


def moved_signs(press: Press) -> Iterator[Filled]:
    """One for each station."""
    calendar, words = press.plan.operation.settings.calendar, press.field.words
    first, last = (calendar.instant(HTime(hour * 3_600 + minute * MINUTE)) for hour, minute in VOTING)
    hours = f"{words.day(calendar.voting_day)}, {words.clock(first)}–{words.clock(last)} {calendar.zone}"
    for station in press.stations:
        entries = where(station, press=press) | {"lama": station.name, "jam": hours}
        yield Filled(subject=station.code, entries=entries)
