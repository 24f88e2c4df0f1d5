"""The workbook of one vehicle: a driver's sheet in large letters, and the manifest of what is on board."""

from collections.abc import Iterator

from sampai.kernel.ids import VehicleCode
from sampai.kernel.table.page import Line, LineStyle, Paper, TableSheet
from sampai.kernel.table.worded import MOMENT, WHOLE, Heading, Said, worded
from sampai.kernel.text import say
from sampai.plan.pages.field import Field, served
from sampai.plan.pages.kecamatan_book import call_lines, local
from sampai.plan.pages.labels import ESTIMATED_WAYS
from sampai.transport.model import Journey, Stop

BIG = 16
"""Points; readable in a cab at night."""

WIDTHS = (5, 9, 32, 24, 20)


def vehicle_book(
    vehicle: VehicleCode, ordinal: int, *, journeys: list[Journey], field: Field
) -> list[TableSheet | Paper]:
    """The sheets of one vehicle with its journeys in order of time."""
    return [
        _driver_sheet(vehicle, ordinal, journeys=journeys, field=field),
        _manifest(vehicle, ordinal, journeys=journeys, field=field),
    ]


def _driver_sheet(vehicle: VehicleCode, ordinal: int, *, journeys: list[Journey], field: Field) -> Paper:
    lines = [
        line
        for number, journey in enumerate(journeys, start=1)
        for line in _journey(
            journey, number=number, of=len(journeys), who=f"{vehicle}·{ordinal}", field=field
        )
    ]
    return Paper(name=field.say(say("Driver")), widths=WIDTHS, lines=tuple(lines))


def _journey(journey: Journey, *, number: int, of: int, who: str, field: Field) -> Iterator[Line]:
    """One page of the driver: who, when, where to, in order; whom to call; what to carry; signatures."""
    yield Line(
        cells=(_who(journey, who=who, field=field),), style=LineStyle.TITLE, size=18, begins_page=number > 1
    )
    yield Line(cells=(_driver(journey, field=field),), size=12)
    which = say("Journey {number} of {all}: {code}", number=number, all=of, code=journey.code)
    yield Line(cells=(field.say(which),), style=LineStyle.HEADING, size=14)
    yield Line(cells=(field.day(journey.departs),), style=LineStyle.STRONG, size=20)
    yield Line(cells=(_start(journey, field=field),), style=LineStyle.STRONG, size=BIG)
    yield from _stops(journey, field=field)
    home = say(
        "Back at {place} at {time}", place=field.name(journey.origin), time=field.clock(journey.returns)
    )
    yield Line(cells=(field.say(home),), style=LineStyle.STRONG, size=BIG)
    yield Line(cells=(field.say(say("If something goes wrong, call")),), style=LineStyle.HEADING, size=14)
    yield from call_lines(field.contacts(served(journey)), field=field)
    yield Line(cells=(field.say(say("With you")),), style=LineStyle.HEADING, size=14)
    yield from (Line(cells=(text,), size=12) for text in _with_you(journey, field=field))
    yield Line(cells=(field.say(say("At departure")),), style=LineStyle.HEADING, size=12)
    yield from _departure_signs(field)


def _who(journey: Journey, *, who: str, field: Field) -> str:
    return f"{who} · {field.modes.get(journey.mode, journey.mode)}"


def _driver(journey: Journey, *, field: Field) -> str:
    group = next(g for g in field.plan.operation.fleet if g.code == journey.vehicle)
    return field.say(
        say("Driver: {driver}   Number plate: {plate}", driver=group.driver or "_" * 24, plate="_" * 14)
    )


def _start(journey: Journey, *, field: Field) -> str:
    return field.say(
        say(
            "Load at {loads}, LEAVE at {departs} {zone} from {place}",
            loads=field.clock(journey.loads),
            departs=field.clock(journey.departs),
            zone=field.zone,
            place=field.name(journey.origin),
        )
    )


def _stops(journey: Journey, *, field: Field) -> Iterator[Line]:
    heads = (
        field.say(say("No.")),
        field.say(say("Arrive")),
        field.say(say("Place and stations")),
        field.say(say("Unload")),
        field.say(say("Receiver's signature")),
    )
    yield Line(cells=heads, style=LineStyle.HEADER, size=11)
    for number, stop in enumerate(journey.stops, start=1):
        yield Line(
            cells=_stop(stop, number=number, journey=journey, field=field), style=LineStyle.CELLS, size=14
        )


def _stop(stop: Stop, *, number: int, journey: Journey, field: Field) -> tuple[str, ...]:
    at = field.clock(stop.arrives)
    is_other_day = field.day(stop.arrives) != field.day(journey.departs)
    boxes = field.say(say("{boxes} boxes", boxes=stop.load.boxes))
    return (
        str(number),
        f"{at}\n{field.short_day(stop.arrives)}" if is_other_day else at,
        field.stop_in_short(stop),
        "\n".join(
            filter(None, (boxes, field.boxes_in_short(stop.stations), field.outside_said(stop.stations)))
        ),
        "",
    )


def _with_you(journey: Journey, *, field: Field) -> list[str]:
    load = journey.load
    return [
        field.say(
            say(
                "Load: {boxes} boxes, {volume} m³, {weight} kg. Way: {km} km (estimated).",
                boxes=load.boxes,
                volume=load.volume_l / 1000,
                weight=round(load.weight_g / 1000),
                km=round(journey.distance_m / 1000, 1),
            )
        ),
        field.say(say("Vehicles on this journey: {count}", count=len(journey.vehicles))),
        field.say(say("Crew: {crew}", crew=field.crew_said(journey))),
        field.say(say("Escort: {escort}", escort=field.escort_said(journey))),
        field.say(say("Papers: {papers}", papers=field.papers_said(journey) or "–")),
    ]


def _departure_signs(field: Field) -> Iterator[Line]:
    """Both sides of the first handover."""
    for side in (say("Handed over by (name, time, signature)"), say("Driver (name, time, signature)")):
        yield Line(cells=(field.say(side),), style=LineStyle.BLANK, size=10)


def _manifest(vehicle: VehicleCode, ordinal: int, *, journeys: list[Journey], field: Field) -> TableSheet:
    carried = [station for j in journeys for stop in j.stops for station in stop.stations]
    contests = list(field.boxes(sorted(set(carried))))
    return worded(
        field.words,
        name=say("Manifest"),
        title=say("Load of {vehicle}, station by station", vehicle=f"{vehicle}·{ordinal}"),
        notes=[ESTIMATED_WAYS],
        headings=[
            Heading(say("Journey"), width=15),
            Heading(say("No."), WHOLE, 6),
            Heading(say("Place"), width=26),
            Heading(say("Arrival ({zone})", zone=field.zone), MOMENT, 16),
            Heading(say("Code"), width=16),
            Heading(say("Station"), width=28),
            *(Heading(field.contests.get(code, code) or say("Boxes"), WHOLE, 12) for code in contests),
            Heading(say("Beside the boxes"), width=18),
            Heading(say("Loaded"), width=9),
            Heading(say("Unloaded"), width=9),
        ],
        rows=list(_manifest_rows(journeys, contests=contests, field=field)),
        is_form=True,
    )


def _manifest_rows(journeys: list[Journey], *, contests: list[str], field: Field) -> Iterator[list[Said]]:
    for journey in journeys:
        for number, stop in enumerate(journey.stops, start=1):
            for station in stop.stations:
                boxes = field.boxes([station])
                yield [
                    journey.code,
                    number,
                    field.name(stop.place),
                    local(stop.arrives, field=field),
                    station,
                    field.name(station),
                    *(boxes.get(code, 0) for code in contests),
                    field.outside_said([station]),
                    "",
                    "",
                ]
