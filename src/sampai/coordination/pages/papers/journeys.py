"""Papers of journeys: waybill, manifest, handovers, route card, letter of duty."""

from collections.abc import Iterator, Mapping, Sequence

from sampai.coordination.pages.papers.press import KECAMATAN_DIGITS, Press
from sampai.coordination.pages.papers.shape import Filled
from sampai.coordination.pages.papers.sketch import sketch
from sampai.custody.model import Box, BoxKind
from sampai.election.model import Direction, Level
from sampai.kernel.clock import HTime
from sampai.kernel.ids import VILLAGE_DIGITS
from sampai.kernel.text import say
from sampai.plan.pages.field import served
from sampai.plan.pages.journeys import vehicle_name
from sampai.plan.pages.labels import RESTRICTED
from sampai.transport.model import Journey, Stop

FIRST_NUMBER = 1


def waybills(press: Press) -> Iterator[Filled]:
    """One for each journey of the way out."""
    for journey in press.journeys:
        yield Filled(
            subject=journey.code,
            entries=_about(journey, press=press),
            rows={"tujuan": [_to(stop, number, press=press) for number, stop in _stops(journey)]},
            mark=press.say(RESTRICTED),
        )


def manifests(press: Press) -> Iterator[Filled]:
    """One for each journey of the way out: every box by its label."""
    for journey in press.journeys:
        rows = list(_boxes(journey, press=press))
        yield Filled(
            subject=journey.code,
            entries=_about(journey, press=press),
            rows={"muatan": rows},
            mark=press.say(RESTRICTED),
        )


def handovers(press: Press) -> Iterator[Filled]:
    """One for each stop of each journey of the way out."""
    yield from _handovers(press.journeys, press=press)


def handovers_back(press: Press) -> Iterator[Filled]:
    """One for each stop of each journey of the way back, and one where it unloads."""
    yield from _handovers(press.back, press=press)


def route_cards(press: Press) -> Iterator[Filled]:
    """One for each journey of the way out, with a sketch."""
    for journey in press.journeys:
        contacts = [tuple(_contact(text)) for text in press.field.contacts(served(journey))]
        yield Filled(
            subject=journey.code,
            entries=_about(journey, press=press)
            | {"jarak": f"{press.number(round(journey.distance_m / 1000, 1))} km", "cuaca": ""},
            rows={"ruas": [_leg(stop, n, press=press) for n, stop in _stops(journey)], "kontak": contacts},
            mark=press.say(RESTRICTED),
            map=sketch(journey, field=press.field),
        )


def orders(press: Press) -> Iterator[Filled]:
    """One for each journey of the way out: driver, helper and the commission's own people."""
    drivers = {group.code: group.driver for group in press.plan.operation.fleet}
    for journey in press.journeys:
        driver = drivers.get(journey.vehicle, "")
        yield Filled(
            subject=journey.code,
            entries=_about(journey, press=press)
            | {
                "tugas": press.say(say("Bring the goods of the election to where the plan says.")),
                "dari": press.field.name(journey.origin),
                "ke": "; ".join(dict.fromkeys(press.field.name(stop.place) for stop in journey.stops)),
                "waktu": press.field.span(journey),
            },
            rows={"petugas": [("1", driver, "", press.say(say("Driver")))] if driver else []},
            data={"plan": press.plan.digest[:12], "election": press.election},
            mark=press.say(RESTRICTED),
        )


def _stops(journey: Journey) -> list[tuple[int, Stop]]:
    return list(enumerate(journey.stops, start=FIRST_NUMBER))


def _about(journey: Journey, *, press: Press) -> dict[str, str]:
    field, load = press.field, journey.load
    drivers = {group.code: group.driver for group in press.plan.operation.fleet}
    return {
        "perjalanan": journey.code,
        "asal": field.name(journey.origin),
        "kendaraan": f"{vehicle_name(journey)} · {field.modes.get(journey.mode, journey.mode)}",
        "pengemudi": drivers.get(journey.vehicle, ""),
        "awak": field.crew_said(journey),
        "pengawal": field.escort_said(journey),
        "muat": press.moment(journey.loads),
        "berangkat": press.moment(journey.departs),
        "kembali": press.moment(journey.returns),
        "muatan": press.say(
            say(
                "{boxes} boxes, {volume} m³, {weight} kg",
                boxes=load.boxes,
                volume=round(load.volume_l / 1000, 1),
                weight=round(load.weight_g / 1000),
            )
        ),
    }


def _to(stop: Stop, number: int, *, press: Press) -> Sequence[str]:
    field = press.field
    return (
        str(number),
        field.stop_in_short(stop),
        press.moment(stop.arrives),
        press.number(stop.load.boxes),
        field.outside_said(stop.stations),
        "",
    )


def _boxes(journey: Journey, *, press: Press) -> Iterator[Sequence[str]]:
    number = 0
    for stop_number, stop in _stops(journey):
        for box in (*press.boxes(sorted(stop.stations)), *press.own_boxes(stop)):
            number += 1
            yield (
                press.number(number),
                str(stop_number),
                box.code,
                named(box, press=press),
                owner_said(box.owner, press=press),
                "",
                "",
                "",
            )


def owner_said(owner: str, *, press: Press) -> str:
    """The station, or the committee, that gets a box."""
    if len(owner) > VILLAGE_DIGITS:
        return press.field.name(owner)
    level = Level.PPK if len(owner) == KECAMATAN_DIGITS else Level.PPS
    return f"{level.upper()} {press.field.name(owner)}"


def named(box: Box, *, press: Press) -> str:
    """The contest of a box, or what is beside the boxes."""
    if box.kind is BoxKind.KIT:
        return press.say(say("beside the boxes"))
    return press.contest(box)


def _handovers(journeys: Sequence[Journey], *, press: Press) -> Iterator[Filled]:
    for journey in journeys:
        for number, stop in _stops(journey):
            yield Filled(
                subject=f"{journey.code}:{number}",
                entries=_sides(journey, stop, press=press),
                rows={"serah": list(_handed(stop, press=press))},
                data={"election": press.election, "day": press.field.day(_moment(journey, stop))},
                mark=press.say(RESTRICTED),
            )


def _moment(journey: Journey, stop: Stop) -> HTime:
    return stop.departs if journey.direction is Direction.OUT else stop.arrives


def _sides(journey: Journey, stop: Stop, *, press: Press) -> Mapping[str, str]:
    name = press.field.name
    here, origin = name(stop.place), name(journey.origin)
    is_out = journey.direction is Direction.OUT
    levels = {
        "dari": f"{journey.giver.upper()} · {origin if is_out else here}",
        "kepada": f"{journey.receiver.upper()} · {here if is_out else origin}",
    }
    return (
        _about(journey, press=press)
        | levels
        | {"tempat": here, "rencana": press.moment(_moment(journey, stop))}
    )


def _handed(stop: Stop, *, press: Press) -> Iterator[Sequence[str]]:
    for number, station in enumerate(sorted(stop.stations), start=1):
        boxes = press.boxes([station])
        held = [box for box in boxes if box.kind is BoxKind.BALLOT_BOX]
        yield (
            str(number),
            press.field.name(station),
            str(len(held)),
            codes_said(boxes),
            press.field.outside_said([station]),
            "",
            "",
        )
    own = press.own_boxes(stop)
    for number, office in enumerate(dict.fromkeys(box.owner for box in own), start=len(stop.stations) + 1):
        held = [box for box in own if box.owner == office]
        yield (str(number), owner_said(office, press=press), str(len(held)), codes_said(held), "", "", "")


def codes_said(boxes: Sequence[Box]) -> str:
    """The codes of one owner's boxes, the owner once: `1704012003001-B1, B2, K1`."""
    endings = [box.code.rpartition("-")[2] for box in boxes]
    return f"{boxes[0].owner}-{', '.join(endings)}" if boxes else ""


def _leg(stop: Stop, number: int, *, press: Press) -> Sequence[str]:
    return (
        str(number),
        press.field.stop_in_short(stop),
        press.moment(stop.arrives),
        press.moment(stop.departs),
        press.number(stop.load.boxes),
        "",
    )


def _contact(text: str) -> tuple[str, str]:
    """Who, and the telephone, which stands last."""
    who, _, phone = text.rpartition(", ")
    return (who, phone)
