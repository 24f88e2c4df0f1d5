"""The workbook of one kecamatan, to be printed: what comes when, whom to call, and lines to sign on."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sampai.election.model import Level
from sampai.kernel.clock import MINUTE, HTime
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.quantity import Load
from sampai.kernel.table.page import Line, LineStyle, Paper, TableSheet
from sampai.kernel.table.worded import MOMENT, TENTHS, WHOLE, Heading, Said, worded
from sampai.kernel.text import say
from sampai.places.model import PlaceKind, Station
from sampai.plan.model import NOT_FILLED_IN
from sampai.plan.pages.field import Field
from sampai.plan.pages.journeys import vehicle_name
from sampai.plan.pages.labels import ESTIMATED_WAYS
from sampai.plan.pages.spots import kecamatan_of
from sampai.plan.rules.arrivals import Arrival
from sampai.transport.model import Journey, Stop

SIGN_WIDTH = 22
CUBIC_METRES = "#,##0.000"


@dataclass(frozen=True, slots=True)
class Handed:
    """A stop of a journey, its number from 1, and those of its stations that lie in the kecamatan."""

    journey: Journey
    number: int
    stop: Stop
    stations: tuple[StationCode, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One kecamatan: its stations in code order, and what is handed over for them in order of time.

    `contests` are the contests of its boxes, in ballot order.
    """

    code: RegionCode
    stations: tuple[Station, ...]
    codes: tuple[StationCode, ...]
    contests: tuple[str, ...]
    handed: tuple[Handed, ...]

    def journeys(self) -> list[Journey]:
        """The journeys that serve it, in order of time."""
        return list({one.journey.code: one.journey for one in self.handed}.values())

    def journeys_here(self) -> list[Journey]:
        """The same with only the stops and stations of this kecamatan, for counting what is signed here."""
        stops: dict[str, list[Stop]] = defaultdict(list)
        for one in self.handed:
            stops[one.journey.code].append(replace(one.stop, stations=one.stations))
        return [replace(journey, stops=tuple(stops[journey.code])) for journey in self.journeys()]


def parts(field: Field) -> list[Part]:
    """The kecamatan of a plan, in code order."""
    stations: dict[RegionCode, list[Station]] = defaultdict(list)
    for station in field.plan.operation.register.stations:
        stations[kecamatan_of(station.village)].append(station)
    handed = _handed(field)
    found = []
    for code, there in sorted(stations.items()):
        codes = tuple(station.code for station in there)
        found.append(Part(code, tuple(there), codes, tuple(field.boxes(codes)), tuple(handed[code])))
    return found


def _handed(field: Field) -> Mapping[RegionCode, list[Handed]]:
    found: dict[RegionCode, list[Handed]] = defaultdict(list)
    for journey in sorted(field.plan.delivery.journeys, key=lambda journey: (journey.loads, journey.code)):
        for number, stop in enumerate(journey.stops, start=1):
            by_kecamatan: dict[RegionCode, list[StationCode]] = defaultdict(list)
            for station in stop.stations:
                by_kecamatan[kecamatan_of(station)].append(station)
            for code, stations in by_kecamatan.items():
                found[code].append(Handed(journey, number, stop, tuple(stations)))
    return found


def kecamatan_book(part: Part, *, field: Field) -> list[TableSheet | Paper]:
    """A summary with whom to call, the schedule, the handovers to sign, and the receipts of the stations."""
    return [
        _summary(part, field=field),
        _schedule(part, field=field),
        _handovers(part, field=field),
        _receipts(part, field=field),
    ]


# --- summary ---


def _summary(part: Part, *, field: Field) -> Paper:
    title = field.say(
        say(
            "Kecamatan {name} · {operation}",
            name=field.name(part.code),
            operation=field.plan.operation.settings.name,
        )
    )
    lines = [
        Line(cells=(title,), style=LineStyle.TITLE, size=18),
        Line(
            cells=(field.say(say("A draft. It holds when the institutions have agreed on it.")),),
            size=11,
        ),
        *(Line(cells=facts, style=LineStyle.CELLS, size=12) for facts in _facts(part, field=field)),
        Line(cells=(field.say(say("Papers for this kecamatan")),), style=LineStyle.HEADING, size=13),
        *(Line(cells=row, style=LineStyle.CELLS, size=12) for row in _papers(part, field=field)),
        Line(cells=(field.say(say("If something goes wrong, call")),), style=LineStyle.HEADING, size=13),
        *call_lines(field.contacts([part.code]), field=field),
        Line(cells=(field.say(say("Signatures")),), style=LineStyle.HEADING, size=13),
        *(Line(cells=row, style=LineStyle.BLANK, size=11) for row in _signers(field)),
    ]
    return Paper(name=field.say(say("Summary")), widths=(40, 50), lines=tuple(lines))


def call_lines(contacts: Sequence[str], *, field: Field) -> Iterator[Line]:
    """The numbers to call; a line to write one on where the tables have none."""
    for contact in contacts:
        yield Line(cells=(contact,), style=LineStyle.STRONG, size=14)
    if not contacts:
        asked = field.say(say("No telephone number is in the tables. Write name and number here:"))
        yield Line(cells=(asked,), size=11)
        yield Line(cells=("",), style=LineStyle.BLANK)


def _facts(part: Part, *, field: Field) -> Iterator[tuple[str, str]]:
    plan, number = field.plan, field.words.number
    load = sum((plan.needs.load(plan.needs.index(code)) for code in part.codes), Load())
    ppk = [
        p.name for p in plan.operation.register.of_kind(PlaceKind.PPK) if kecamatan_of(p.region) == part.code
    ]
    left = {u.station for u in plan.delivery.unplanned if kecamatan_of(u.station) == part.code}
    yield field.say(say("Stations")), number(len(part.stations))
    yield field.say(say("Voters")), number(sum(station.voters for station in part.stations))
    yield "PPK", ", ".join(ppk) or field.say(NOT_FILLED_IN)
    yield field.say(say("Boxes")), f"{number(load.boxes)}: {field.boxes_said(part.codes)}"
    yield field.say(say("Beside the boxes")), field.outside_said(part.codes)
    yield field.say(say("Volume and weight")), _size(load, field=field)
    yield field.say(say("Journeys")), number(len(part.journeys()))
    for level in (Level.PPK, Level.PPS, Level.STATION):
        times = [one.stop.departs for one in part.handed if one.journey.receiver is level]
        if times:
            last = f"{field.day(max(times))}, {field.clock(max(times))} {field.zone}"
            yield field.say(say("Last handed over at {level}", level=level.upper())), last
    yield field.say(say("Hard stations")), number(sum(station.hard for station in part.stations))
    yield field.say(say("Stations not planned")), number(len(left))


def _size(load: Load, *, field: Field) -> str:
    return (
        f"{field.words.number(load.volume_l / 1000)} m³, {field.words.number(round(load.weight_g / 1000))} kg"
    )


def _papers(part: Part, *, field: Field) -> Iterator[tuple[str, str]]:
    copies: Counter[str] = Counter()
    is_english = field.words.lang == "en"
    for journey in part.journeys_here():
        for paper in field.company_of(journey).papers:
            copies[paper.rule.code] += paper.copies
    for rule in field.plan.rules.journeys.papers:
        if copies[rule.code]:
            yield (rule.name_en if is_english else rule.name), field.words.number(copies[rule.code])


def _signers(field: Field) -> list[tuple[str, str]]:
    return [
        (
            field.say(say("For the KPU: name, date, signature")),
            field.say(say("For the PPK: name, date, signature")),
        ),
        (
            field.say(say("For the police: name, date, signature")),
            field.say(say("For the supervisor: name, date, signature")),
        ),
    ]


# --- tables ---


def local(at: HTime, *, field: Field) -> datetime:
    """Local time for a spreadsheet, rounded up to the minute."""
    calendar = field.plan.operation.settings.calendar
    return calendar.instant(HTime(-(-at // MINUTE) * MINUTE)).replace(tzinfo=None)


def _schedule(part: Part, *, field: Field) -> TableSheet:
    return worded(
        field.words,
        name=say("Schedule"),
        title=say("Journeys to Kecamatan {name}", name=field.name(part.code)),
        notes=[ESTIMATED_WAYS],
        headings=[
            Heading(say("Journey"), width=15),
            Heading(say("Vehicle"), width=24),
            Heading(say("From"), width=20),
            Heading(say("Loading ({zone})", zone=field.zone), MOMENT, 16),
            Heading(say("Departure ({zone})", zone=field.zone), MOMENT, 16),
            Heading(say("Return ({zone})", zone=field.zone), MOMENT, 16),
            Heading("km", TENTHS, 7),
            Heading(say("Boxes"), WHOLE, 7),
            Heading(say("Crew"), width=18),
            Heading(say("Escort"), width=24),
            Heading(say("Papers to carry"), width=38),
        ],
        rows=[_journey_row(journey, field=field) for journey in part.journeys()],
    )


def _journey_row(journey: Journey, *, field: Field) -> list[Said]:
    return [
        journey.code,
        f"{vehicle_name(journey)} · {field.modes.get(journey.mode, journey.mode)}",
        field.name(journey.origin),
        *(local(at, field=field) for at in (journey.loads, journey.departs, journey.returns)),
        round(journey.distance_m / 1000, 1),
        journey.load.boxes,
        field.crew_said(journey),
        field.escort_said(journey),
        field.papers_said(journey),
    ]


def _contest_headings(part: Part, *, field: Field) -> list[Heading]:
    return [Heading(field.contests.get(code, code) or say("Boxes"), WHOLE, 12) for code in part.contests]


def _contest_counts(stations: tuple[StationCode, ...], *, part: Part, field: Field) -> list[Said]:
    found = field.boxes(stations)
    return [found.get(code, 0) for code in part.contests]


def _handovers(part: Part, *, field: Field) -> TableSheet:
    return worded(
        field.words,
        name=say("Handovers"),
        title=say("Handovers in Kecamatan {name}: count, compare, sign", name=field.name(part.code)),
        notes=[say("Both sides sign. A missing or broken box is written down before anybody signs.")],
        headings=[
            Heading(say("Journey"), width=15),
            Heading(say("No."), WHOLE, 6),
            Heading(say("Place and stations"), width=38),
            Heading(say("Arrival ({zone})", zone=field.zone), MOMENT, 16),
            *_contest_headings(part, field=field),
            Heading("m³", CUBIC_METRES, 9),
            Heading("kg", TENTHS, 9),
            Heading(say("Beside the boxes"), width=16),
            Heading(say("Handed over by"), width=SIGN_WIDTH),
            Heading(say("Received by"), width=SIGN_WIDTH),
        ],
        rows=[_handed_row(one, part=part, field=field) for one in part.handed],
        is_form=True,
    )


def _handed_row(one: Handed, *, part: Part, field: Field) -> list[Said]:
    plan = field.plan
    load = sum((plan.needs.load(plan.needs.index(code)) for code in one.stations), Load())
    return [
        one.journey.code,
        one.number,
        field.stop_said(replace(one.stop, stations=one.stations)),
        local(one.stop.arrives, field=field),
        *_contest_counts(one.stations, part=part, field=field),
        load.volume_l / 1000,
        load.weight_g / 1000,
        field.outside_said(one.stations),
        "",
        "",
    ]


def _receipts(part: Part, *, field: Field) -> TableSheet:
    return worded(
        field.words,
        name=say("Receipts"),
        title=say("What each TPS of Kecamatan {name} gets", name=field.name(part.code)),
        notes=[say("The KPPS counts, compares and signs.")],
        headings=[
            Heading(say("Code"), width=16),
            Heading(say("Station"), width=30),
            Heading(say("Arrival ({zone})", zone=field.zone), MOMENT, 16),
            Heading(say("Journey"), width=15),
            *_contest_headings(part, field=field),
            Heading(say("Beside the boxes"), width=18),
            Heading(say("Handed over by"), width=SIGN_WIDTH),
            Heading(say("Received by"), width=SIGN_WIDTH),
        ],
        rows=[
            _receipt_row(
                station, last=field.arrivals.get(station.code, {}).get(Level.STATION), part=part, field=field
            )
            for station in part.stations
        ],
        is_form=True,
    )


def _receipt_row(station: Station, *, last: Arrival | None, part: Part, field: Field) -> list[Said]:
    return [
        station.code,
        field.name(station.code),
        local(last.stop.arrives, field=field) if last else say("not planned"),
        last.journey.code if last else "",
        *_contest_counts((station.code,), part=part, field=field),
        field.outside_said([station.code]),
        "",
        "",
    ]
