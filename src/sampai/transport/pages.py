"""Journeys as tables: journeys, their stops, the use of each vehicle, what could not be planned."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sampai.kernel.clock import HOUR, MINUTE, Calendar, HTime
from sampai.kernel.ids import VehicleCode
from sampai.kernel.quantity import Load
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import CERTAINTY, MOMENT, TENTHS, WHOLE, Heading, Said, worded
from sampai.kernel.text import Text, Words, say
from sampai.places.model import Mode
from sampai.transport.model import (
    Cause,
    Chances,
    DeliveryPlan,
    Journey,
    ModeRule,
    Relief,
    ReliefKind,
    StationChance,
    Stop,
    VehicleGroup,
)

Naming = Callable[[str], str]
"""What people call the place, village or station with a code."""


ESTIMATED = say("Distances and times are estimated along neighbouring villages, not on a road map.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How a delivery plan is told: names of codes, local time, fleet and modes, and a language's words."""

    name: Naming
    calendar: Calendar
    fleet: Mapping[VehicleCode, VehicleGroup]
    modes: Mapping[Mode, ModeRule]
    words: Words

    def local(self, at: HTime) -> datetime:
        """The local date and clock time, rounded up to the minute; spreadsheets know no zone."""
        return self.calendar.instant(HTime(-(-at // MINUTE) * MINUTE)).replace(tzinfo=None)

    def mode(self, mode: Mode) -> str:
        """What people call a means of transport."""
        rule = self.modes.get(mode)
        return mode if rule is None else rule.name_en if self.words.lang == "en" else rule.name

    def moment(self, text: Text) -> Heading:
        """The heading of a column of local times, with the zone's name."""
        return Heading(say("{what} ({zone})", what=text, zone=self.calendar.zone), MOMENT, 17)


def journey_sheets(delivery: DeliveryPlan, *, voice: Voice) -> list[TableSheet]:
    """All sheets of the journeys."""
    return [
        journeys_sheet(delivery, voice=voice),
        stops_sheet(delivery, voice=voice),
        kecamatan_sheet(delivery, voice=voice),
        vehicles_sheet(delivery, voice=voice),
        unplanned_sheet(delivery, voice=voice),
        *back_sheets(delivery, voice=voice),
    ]


def _in_order(journeys: Iterable[Journey]) -> list[Journey]:
    return sorted(journeys, key=lambda journey: (journey.loads, journey.code))


def journeys_sheet(delivery: DeliveryPlan, *, voice: Voice) -> TableSheet:
    """One row per journey, the earliest first."""
    return worded(
        voice.words,
        name=say("Journeys"),
        title=say("Journeys in the order of loading"),
        notes=[ESTIMATED],
        headings=[
            Heading(say("Journey"), width=18),
            Heading(say("From level")),
            Heading(say("To level")),
            Heading(say("Vehicles"), width=18),
            Heading(say("Means of transport"), width=20),
            Heading(say("Origin"), width=24),
            Heading(say("To"), width=40),
            voice.moment(say("Loading")),
            voice.moment(say("Departure")),
            voice.moment(say("Return")),
            Heading(say("Hours"), TENTHS, 9),
            Heading(say("Distance (km)"), TENTHS, 12),
            Heading(say("Stops"), WHOLE, 8),
            Heading(say("Stations"), WHOLE, 8),
            *_LOAD_HEADINGS,
            Heading(say("Certainty")),
        ],
        rows=[_journey_row(journey, voice=voice) for journey in _in_order(delivery.journeys)],
    )


_LOAD_HEADINGS = (
    Heading(say("Boxes"), WHOLE, 8),
    Heading(say("Volume (m3)"), "#,##0.000", 12),
    Heading(say("Weight (kg)"), TENTHS, 12),
)


def _journey_row(journey: Journey, *, voice: Voice) -> list[Said]:
    return [
        journey.code,
        journey.giver.upper(),
        journey.receiver.upper(),
        _vehicles(journey),
        voice.mode(journey.mode),
        voice.name(journey.origin),
        ", ".join(dict.fromkeys(voice.name(stop.place) for stop in journey.stops)),
        voice.local(journey.loads),
        voice.local(journey.departs),
        voice.local(journey.returns),
        round(journey.duration_s / HOUR, 1),
        round(journey.distance_m / 1000, 1),
        len(journey.stops),
        sum(len(stop.stations) for stop in journey.stops),
        *_load(journey.load),
        CERTAINTY[journey.certainty],
    ]


def _vehicles(journey: Journey) -> str:
    return ", ".join(f"{journey.vehicle}-{ordinal}" for ordinal in journey.vehicles)


def _load(load: Load) -> tuple[int, float, float]:
    return load.boxes, load.volume_l / 1000, load.weight_g / 1000


def stops_sheet(delivery: DeliveryPlan, *, voice: Voice) -> TableSheet:
    """One row per stop, journey after journey."""
    return worded(
        voice.words,
        name=say("Stops"),
        title=say("Stops of every journey"),
        notes=[ESTIMATED],
        headings=[
            Heading(say("Journey"), width=18),
            Heading(say("Stop"), WHOLE, 6),
            Heading(say("Code"), width=16),
            Heading(say("Place"), width=28),
            voice.moment(say("Arrival")),
            voice.moment(say("Handed over")),
            Heading(say("Stations"), WHOLE, 8),
            Heading(say("Codes of the stations"), width=40),
            *_LOAD_HEADINGS,
        ],
        rows=[
            [
                journey.code,
                number,
                stop.place,
                voice.name(stop.place),
                voice.local(stop.arrives),
                voice.local(stop.departs),
                len(stop.stations),
                ", ".join(stop.stations),
                *_load(stop.load),
            ]
            for journey in _in_order(delivery.journeys)
            for number, stop in enumerate(journey.stops, start=1)
        ],
    )


def kecamatan_sheet(delivery: DeliveryPlan, *, voice: Voice) -> TableSheet:
    """What each stage brings to each kecamatan, and when the first and last of it is handed over."""
    stops: dict[tuple[str, str, str], list[tuple[Journey, Stop]]] = defaultdict(list)
    for journey in delivery.journeys:
        for stop in journey.stops:
            for kecamatan in sorted({station[:6] for station in stop.stations}):
                stops[kecamatan, journey.giver, journey.receiver].append((journey, stop))
    return worded(
        voice.words,
        name=say("Kecamatan"),
        title=say("Journeys per kecamatan and stage"),
        notes=[ESTIMATED],
        headings=[
            Heading(say("Code")),
            Heading(say("Kecamatan"), width=24),
            Heading(say("From level")),
            Heading(say("To level")),
            Heading(say("Journeys"), WHOLE, 10),
            Heading(say("Stations"), WHOLE, 10),
            voice.moment(say("First departure")),
            voice.moment(say("First handed over")),
            voice.moment(say("Last handed over")),
        ],
        rows=[
            [
                kecamatan,
                voice.name(kecamatan),
                giver.upper(),
                receiver.upper(),
                len({journey.code for journey, _ in found}),
                len({code for _, stop in found for code in stop.stations if code.startswith(kecamatan)}),
                voice.local(min(journey.departs for journey, _ in found)),
                voice.local(min(stop.departs for _, stop in found)),
                voice.local(max(stop.departs for _, stop in found)),
            ]
            for (kecamatan, giver, receiver), found in sorted(stops.items(), key=_by_kecamatan)
        ],
    )


def _by_kecamatan(
    found: tuple[tuple[str, str, str], list[tuple[Journey, Stop]]],
) -> tuple[str, int]:
    (kecamatan, _, _), journeys = found
    return kecamatan, min(journey.loads for journey, _ in journeys)


def vehicles_sheet(delivery: DeliveryPlan, *, voice: Voice) -> TableSheet:
    """How much each vehicle of the fleet is used; those that stay idle too."""
    used: dict[tuple[VehicleCode, int], list[Journey]] = defaultdict(list)
    for journey in (*delivery.journeys, *delivery.back):
        for ordinal in journey.vehicles:
            used[journey.vehicle, ordinal].append(journey)
    return worded(
        voice.words,
        name=say("Vehicles"),
        title=say("Use of every vehicle"),
        notes=[ESTIMATED],
        headings=[
            Heading(say("Vehicle"), width=18),
            Heading(say("Kind"), width=20),
            Heading(say("Base"), width=24),
            Heading(say("Owner"), width=20),
            Heading(say("Driver"), width=20),
            Heading(say("Journeys"), WHOLE, 10),
            Heading(say("Hours"), TENTHS, 10),
            Heading(say("Distance (km)"), TENTHS, 12),
            Heading(say("Boxes carried"), WHOLE, 12),
            Heading(say("Certainty")),
        ],
        rows=[
            [
                f"{code}-{ordinal}",
                group.kind,
                voice.name(group.base),
                group.owner,
                group.driver,
                len(journeys),
                round(sum(journey.duration_s for journey in journeys) / HOUR, 1),
                round(sum(journey.distance_m for journey in journeys) / 1000, 1),
                sum(journey.load.boxes for journey in journeys if journey.ordinal == ordinal),
                CERTAINTY[group.certainty],
            ]
            for code, group in voice.fleet.items()
            for ordinal in range(1, group.count + 1)
            for journeys in [used[code, ordinal]]
        ],
    )


def back_sheets(delivery: DeliveryPlan, *, voice: Voice) -> list[TableSheet]:
    """The journeys of the way back with their stops; no sheet where it was not planned."""
    if not delivery.back and not delivery.not_back:
        return []
    return [back_sheet(delivery, voice=voice)]


def back_sheet(delivery: DeliveryPlan, *, voice: Voice) -> TableSheet:
    """One row per stop of the way back: where boxes are taken, and when they are handed over."""
    return worded(
        voice.words,
        name=say("Way back"),
        title=say("The way back after counting"),
        notes=[ESTIMATED, say("When a station has counted is assumed from its number of voters.")],
        headings=[
            Heading(say("Journey"), width=18),
            Heading(say("From level")),
            Heading(say("To level")),
            Heading(say("Vehicles"), width=18),
            Heading(say("Means of transport"), width=20),
            Heading(say("Place"), width=28),
            voice.moment(say("Arrival")),
            voice.moment(say("Leaves with the boxes")),
            Heading(say("Codes of the stations"), width=40),
            *_LOAD_HEADINGS,
            Heading(say("To"), width=24),
            voice.moment(say("Handed over")),
        ],
        rows=[
            [
                journey.code,
                journey.giver.upper(),
                journey.receiver.upper(),
                _vehicles(journey),
                voice.mode(journey.mode),
                voice.name(stop.place),
                voice.local(stop.arrives),
                voice.local(stop.departs),
                ", ".join((*stop.stations, *stop.offices)),
                *_load(stop.load),
                voice.name(journey.origin),
                voice.local(journey.free),
            ]
            for journey in _in_order(delivery.back)
            for stop in journey.stops
        ],
    )


def unplanned_sheet(delivery: DeliveryPlan, *, voice: Voice) -> TableSheet:
    """Stations that a stage does not serve, with the reason and what would help."""
    return worded(
        voice.words,
        name=say("Not planned"),
        title=say("Stations that could not be planned"),
        headings=[
            Heading(say("Code"), width=16),
            Heading(say("Station"), width=28),
            Heading(say("From level")),
            Heading(say("To level")),
            Heading(say("Reason"), width=60),
            Heading(say("What would help"), width=60),
        ],
        rows=[
            [
                left.station,
                voice.name(left.station),
                left.giver.upper(),
                left.receiver.upper(),
                left.reason,
                left.remedy,
            ]
            for left in delivery.unplanned
        ],
    )


CAUSE: Mapping[Cause, Text] = {
    Cause.TRAVEL: say("slow travel"),
    Cause.RAIN: say("rain"),
    Cause.CLOSURE: say("closed ways"),
    Cause.BREAKDOWN: say("breakdown"),
    Cause.LOADING: say("waiting at loading or transfer"),
    Cause.PLAN: say("the plan itself is late"),
}

CHANCE = "0.0%"
"""How a spreadsheet shows a probability."""


def how_sampled(chances: Chances) -> Text:
    """What the chances rest on."""
    return say(
        "Estimated from {count} days as they may be, with assumed spreads of travel, rain, closures, "
        "breakdowns and waiting. Compare stations with it; do not take it for a promise.",
        count=chances.scenarios,
    )


def causes_said(chance: StationChance, *, words: Words) -> str:
    """The main causes of lateness, each with its share of the late days."""
    return ", ".join(f"{words.say(CAUSE[cause])} {round(100 * share)} %" for cause, share in chance.causes)


def relief_said(relief: Relief, *, name: Naming) -> Text:
    """What is to be done."""
    stage = {"giver": relief.giver.upper(), "receiver": relief.receiver.upper(), "place": name(relief.at)}
    match relief.kind:
        case ReliefKind.EARLIER:
            return _earlier_said(relief, stage=stage)
        case ReliefKind.FORWARD:
            return say(
                "Keep the goods of these stations at {to} beforehand, not at {place} ({giver}–{receiver}).",
                to=name(relief.to),
                **stage,
            )
        case ReliefKind.MODE:
            return say(
                "Serve these stations from {place} by {mode} ({giver}–{receiver}).",
                mode=relief.mode or "",
                **stage,
            )
        case ReliefKind.VEHICLE if relief.vehicle is None:
            return say(
                "Base a vehicle at {place}: {mode} ({giver}–{receiver}).",
                mode=relief.mode or "",
                **stage,
            )
        case ReliefKind.VEHICLE:
            return say(
                "More vehicles like {vehicle} at {place} ({giver}–{receiver}): {count}.",
                vehicle=relief.vehicle,
                count=relief.count,
                **stage,
            )


def _earlier_said(relief: Relief, *, stage: dict[str, str]) -> Text:
    if relief.hours >= 24:
        return say(
            "Bring the goods of {count} stations from {place} ({giver}–{receiver}) a day earlier.",
            count=relief.count,
            **stage,
        )
    return say(
        "Begin the journeys from {place} ({giver}–{receiver}) {hours} h earlier.", hours=relief.hours, **stage
    )


def how_tried(chances: Chances) -> Text:
    """How the reliefs were found."""
    return say(
        "{tried} changes were tried: each was planned anew and judged on the same sampled days. A station "
        "fails that is not planned or has a chance below 99 %. Saved are those that fail no longer, less "
        "those that fail instead. Most stations saved for the money come first; prices are assumed.",
        tried=chances.tried,
    )


def chance_sheets(chances: Chances, *, voice: Voice) -> list[TableSheet]:
    """The chance of arrival per station and what would help; no sheets where it was not sampled."""
    told = [chances_sheet(chances, voice=voice)] if chances.stations else []
    told += [back_chances_sheet(chances, voice=voice)] if chances.back else []
    return [*told, reliefs_sheet(chances, voice=voice)] if chances.tried or told else told


def chances_sheet(chances: Chances, *, voice: Voice) -> TableSheet:
    """One row per planned station, in code order."""
    return worded(
        voice.words,
        name=say("Chance of arrival"),
        title=say("Chance of arrival of every station"),
        notes=[how_sampled(chances)],
        headings=[
            Heading(say("Code"), width=16),
            Heading(say("Station"), width=28),
            Heading(say("In time by law"), CHANCE, 12),
            Heading(say("In time by plan"), CHANCE, 12),
            Heading(say("Journey"), width=18),
            voice.moment(say("Planned")),
            voice.moment(say("Mean")),
            voice.moment(say("On half of the days by")),
            voice.moment(say("On 90 % of the days by")),
            voice.moment(say("On 99 % of the days by")),
            Heading(say("Main causes of lateness"), width=50),
            voice.moment(say("Departure in the plan")),
            voice.moment(say("Latest safe departure")),
            Heading(say("Certainty")),
        ],
        rows=[_chance_row(chance, voice=voice) for chance in chances.stations],
    )


def _chance_row(chance: StationChance, *, voice: Voice) -> list[Said]:
    latest = chance.latest_departure
    return [
        chance.station,
        voice.name(chance.station),
        chance.by_law,
        chance.by_plan,
        chance.journey,
        *(voice.local(at) for at in (chance.planned, chance.mean, chance.p50, chance.p90, chance.p99)),
        causes_said(chance, words=voice.words),
        voice.local(chance.departs),
        None if latest is None else voice.local(latest),
        CERTAINTY[chance.certainty],
    ]


def back_chances_sheet(chances: Chances, *, voice: Voice) -> TableSheet:
    """One row per station whose boxes come back, in code order."""
    return worded(
        voice.words,
        name=say("Chance of the way back"),
        title=say("Chance that the boxes of every station come back in time"),
        notes=[
            how_sampled(chances),
            say("How long stations count is taken as planned."),
            say("Journey and times are those to the level that has the boxes in time least often."),
            *(
                say(
                    "Deadline of {level}: {time}.",
                    level=level.upper(),
                    time=voice.words.moment(voice.calendar.instant(at)),
                )
                for level, at in chances.back_by
            ),
        ],
        headings=[
            Heading(say("Code"), width=16),
            Heading(say("Station"), width=28),
            Heading(say("Back in time"), CHANCE, 12),
            Heading(say("To level")),
            Heading(say("Journey"), width=18),
            voice.moment(say("Handed over in the plan")),
            voice.moment(say("On half of the days by")),
            voice.moment(say("On 90 % of the days by")),
            voice.moment(say("On 99 % of the days by")),
            Heading(say("Certainty")),
        ],
        rows=[
            [
                chance.station,
                voice.name(chance.station),
                chance.in_time,
                chance.level.upper(),
                chance.journey,
                *(voice.local(at) for at in (chance.planned, chance.p50, chance.p90, chance.p99)),
                CERTAINTY[chance.certainty],
            ]
            for chance in chances.back
        ],
    )


def reliefs_sheet(chances: Chances, *, voice: Voice) -> TableSheet:
    """What would help stations at risk, the most stations saved first."""
    return worded(
        voice.words,
        name=say("What would help"),
        title=say("What would help stations that fail"),
        notes=[how_tried(chances)],
        headings=[
            Heading(say("What would help"), width=70),
            Heading(say("Stations that fail there"), WHOLE, 14),
            Heading(say("Stations saved"), WHOLE, 14),
            Heading(say("Stations more in time on average"), "0.00", 16),
            Heading(say("Extra cost (Rp)"), WHOLE, 14),
            Heading(say("Certainty")),
        ],
        rows=[
            [
                relief_said(relief, name=voice.name),
                relief.failing,
                relief.saved,
                relief.gain,
                relief.cost_rp,
                CERTAINTY[relief.certainty],
            ]
            for relief in chances.reliefs
        ],
    )
