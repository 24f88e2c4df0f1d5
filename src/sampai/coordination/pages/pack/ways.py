"""Sections 2, 4 and 5: calendar and schedule, distribution route map, vehicles and escorts."""

from collections import defaultdict
from collections.abc import Mapping

from sampai.coordination.pages.pack.source import Source
from sampai.election.model import Level
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.paper import Section
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import TENTHS, WHOLE, Heading, Said, worded
from sampai.kernel.text import Text, say
from sampai.plan.model import NOT_FILLED_IN, Convoy, RouteRow, Stated
from sampai.plan.pages.dates import DateLine, date_lines
from sampai.plan.pages.duty_words import DutyWords
from sampai.plan.pages.journeys import vehicle_name
from sampai.plan.pages.labels import CERTAINTY, ESTIMATED_WAYS, STANDING
from sampai.plan.pages.map_svg import map_svg
from sampai.plan.pages.spots import kecamatan_of
from sampai.plan.rules.route_map import route_map
from sampai.transport.model import Journey

MAP_STYLE = """<style>
.land{fill:#f4f0e4;stroke:#c9bfa5;stroke-width:26px;stroke-linejoin:round}
.land .inner{stroke:#e3dcc8;stroke-width:7px}
.graph{fill:none;stroke:#cfc8b6;stroke-width:12px}.way{fill:none;stroke-linejoin:round;stroke-linecap:round}
.s1{stroke:#1f4e79;stroke-width:34px;opacity:.8}.s2{stroke:#1d7a6c;stroke-width:18px;opacity:.65}
.s3{stroke:#9a5b13;stroke-width:14px;opacity:.6}
.links path{fill:none;stroke:#0b6fa4;stroke-width:26px;stroke-dasharray:80px 55px}
.less{fill:#5b6470}.vuln{fill:#d08700}.very{fill:#b3261e}.spec{fill:#6b3fa0}
.hard{fill:none;stroke:#b3261e;stroke-width:16px}.mute{fill:none;stroke:#222;stroke-width:22px}
.none{fill:none;stroke:#b3261e;stroke-width:30px}.store{fill:#1f4e79}.ppk{fill:#1d7a6c;stroke:#fff;stroke-width:12px}
.police{fill:#3b3b3b}.landing{fill:#0b6fa4;stroke:#fff;stroke-width:12px}
text{font-family:"Noto Sans";font-size:150px;text-anchor:middle;fill:#2b2f36;stroke:none}
.scale path{fill:none;stroke:#222;stroke-width:18px}.scale .north{fill:#222;stroke:none}
</style>"""
"""Colours and sizes of the map on paper."""


def calendar(source: Source) -> Section:
    """Section 2."""
    return Section(
        number=2,
        title=source.say(say("Calendar and delivery schedule")),
        lines=(source.say(ESTIMATED_WAYS),),
        tables=(_dates(source), _batches(source), _by_kecamatan(source)),
    )


def _dates(source: Source) -> TableSheet:
    return worded(
        source.words,
        name=say("Calendar"),
        title=say("Stages and deadlines"),
        headings=[
            Heading(say("Day"), width=8),
            Heading(say("When"), width=30),
            Heading(say("Until"), width=24),
            Heading(say("What"), width=54),
            Heading(say("Rests on"), width=16),
        ],
        rows=[_date(line, source=source) for line in date_lines(source.plan.rules.election)],
    )


def _date(line: DateLine, *, source: Source) -> list[Said]:
    day = line.at // 86_400
    return [
        f"H{day:+d}" if day else "H",
        source.moment(line.at),
        source.moment(line.until) if line.until else "",
        line.what,
        STANDING[line.basis.standing] if line.basis else "",
    ]


def _batches(source: Source) -> TableSheet:
    """Journeys that leave a store, by batch: what leaves one store on one day."""
    leaving = [one for one in source.journeys if one.giver is Level.KPU]
    numbers: dict[tuple[str, int], int] = {}
    for journey in leaving:
        numbers.setdefault((journey.origin, journey.departs // 86_400), len(numbers) + 1)
    return worded(
        source.words,
        name=say("Schedule"),
        title=say("Delivery schedule from the store, by batch (kloter)"),
        headings=[
            Heading(say("Batch"), WHOLE, 9),
            Heading(say("Departure"), width=24),
            Heading(say("Vehicle"), width=24),
            Heading(say("To"), width=40),
            Heading(say("Stations"), WHOLE, 9),
            Heading(say("Boxes"), WHOLE, 8),
            Heading(say("Last handed over"), width=24),
            Heading(say("Deadline"), width=24),
        ],
        rows=[
            [
                numbers[journey.origin, journey.departs // 86_400],
                source.moment(journey.departs),
                vehicle_name(journey),
                ", ".join(dict.fromkeys(source.name(kecamatan) for kecamatan in _served(journey))),
                sum(len(stop.stations) for stop in journey.stops),
                journey.load.boxes,
                source.moment(max(stop.departs for stop in journey.stops)),
                source.moment(source.plan.rules.election.deadline(journey.receiver).at),
            ]
            for journey in leaving
        ],
    )


def _served(journey: Journey) -> list[str]:
    return [str(kecamatan_of(code)) for stop in journey.stops for code in stop.stations]


def _by_kecamatan(source: Source) -> TableSheet:
    """When goods are where, kecamatan by kecamatan, against the deadline of the law."""
    deadline = source.plan.rules.election.deadline(Level.STATION).at
    times: dict[str, dict[Level, HTime]] = defaultdict(dict)
    for station, at in source.field.arrivals.items():
        if source.holds(station):
            known = times[kecamatan_of(station)]
            for level, arrival in at.items():
                known[level] = max(known.get(level, arrival.stop.departs), arrival.stop.departs)
    return worded(
        source.words,
        name=say("By kecamatan"),
        title=say("Last handed over in each kecamatan, and hours left before the deadline at the station"),
        headings=[
            Heading(say("Kecamatan"), width=26),
            *(Heading(level.upper(), width=24) for level in (Level.PPK, Level.PPS, Level.STATION)),
            Heading(say("Hours left"), TENTHS, 11),
        ],
        rows=[
            [source.name(code), *_levels(times[code], source=source), _left(times[code], deadline)]
            for code in source.kecamatan
        ],
    )


def _levels(known: Mapping[Level, HTime], *, source: Source) -> list[Said]:
    return [
        source.moment(known[level]) if level in known else ""
        for level in (Level.PPK, Level.PPS, Level.STATION)
    ]


def _left(known: Mapping[Level, HTime], deadline: HTime) -> Said:
    return (
        round((deadline - known[Level.STATION]) / HOUR, 1) if Level.STATION in known else say("not planned")
    )


# --- section 4 ---


def route_map_section(source: Source) -> Section:
    """Section 4: the commission's eight criteria, and other ways."""
    rows = [row for row in route_map(source.plan) if source.holds(row.kecamatan)]
    return Section(
        number=4,
        title=source.say(say("Distribution route map (peta jalur distribusi)")),
        lines=(
            source.say(
                say(
                    "By the eight criteria of the KPU: voters, stations, geography, distance, travel time, "
                    "weather, vulnerability, vehicles. What nobody stated is written as not filled in."
                )
            ),
        ),
        tables=(_ways(rows, source=source), _ground(rows, source=source), *_others(source)),
        map=_map(source),
    )


def _map(source: Source) -> str:
    if source.within:
        return ""
    drawn = map_svg(source.plan, spots=source.field.spots, words=source.words)
    opened = drawn.index(">") + 1
    return (
        drawn[:opened].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        + MAP_STYLE
        + drawn[opened:]
    )


def _ways(rows: list[RouteRow], *, source: Source) -> TableSheet:
    return worded(
        source.words,
        name=say("Route map"),
        title=say("Ways from the store"),
        headings=[
            Heading(say("Kecamatan"), width=22),
            Heading(say("From"), width=26),
            Heading(say("Voters"), WHOLE, 10),
            Heading(say("Stations"), WHOLE, 9),
            Heading(say("Means of transport"), width=22),
            Heading(say("Distance"), width=22),
            Heading(say("Travel time"), width=22),
            Heading(say("Vehicles"), width=30),
        ],
        rows=[
            [
                source.name(row.kecamatan),
                source.name(row.way.origin) if row.way else "",
                row.voters,
                row.stations,
                ", ".join(source.field.modes.get(mode, mode) for mode in row.way.modes) if row.way else "",
                _told(row.distance),
                _told(row.time),
                _told(row.vehicles),
            ]
            for row in rows
        ],
    )


def _ground(rows: list[RouteRow], *, source: Source) -> TableSheet:
    return worded(
        source.words,
        name=say("Ground and weather"),
        title=say("Geography, weather, vulnerability and signal"),
        headings=[
            Heading(say("Kecamatan"), width=22),
            Heading(say("Geography"), width=42),
            Heading(say("Weather"), width=34),
            Heading(say("Vulnerability"), width=34),
            Heading(say("Telephone signal"), width=34),
        ],
        rows=[
            [
                source.name(row.kecamatan),
                _told(row.geography),
                _told(row.weather),
                _told(row.vulnerability),
                _told(row.signal),
            ]
            for row in rows
        ],
    )


def _told(stated: Stated) -> Text | str:
    """What is known of a criterion, with how sure it is."""
    if stated.certainty is None:
        return stated.what
    return say("{what} ({certainty})", what=stated.what, certainty=CERTAINTY[stated.certainty])


def _others(source: Source) -> list[TableSheet]:
    """Links that no road map knows: the other ways of a kecamatan."""
    register = source.plan.operation.register
    links = [
        one for one in register.links if not source.within or _touches(one.origin, one.target, source=source)
    ]
    closed = {closure.subject: closure for closure in source.plan.operation.closures}
    if not links:
        return []
    return [
        worded(
            source.words,
            name=say("Other ways"),
            title=say("Other ways: tracks, beaches, crossings, rivers, flights"),
            headings=[
                Heading(say("Link"), width=32),
                Heading(say("From"), width=26),
                Heading(say("To"), width=26),
                Heading(say("Means of transport"), width=20),
                Heading(say("Minutes dry"), WHOLE, 12),
                Heading(say("Minutes wet"), WHOLE, 12),
                Heading(say("Boxes a trip"), width=10),
                Heading(say("Limits"), width=30),
            ],
            rows=[
                [
                    one.code,
                    source.name(one.origin),
                    source.name(one.target),
                    source.field.modes.get(one.mode, one.mode),
                    one.minutes_dry,
                    one.minutes_wet,
                    one.boxes_per_trip or NOT_FILLED_IN,
                    ", ".join(
                        source.say(text)
                        for text, holds in (
                            (say("by day only"), one.daylight_only),
                            (
                                say("waves up to {metres} m", metres=(one.max_wave_dm or 0) / 10),
                                one.max_wave_dm is not None,
                            ),
                            (say("with the tide"), bool(one.tide)),
                            (say("closed"), one.code in closed),
                        )
                        if holds
                    ),
                ]
                for one in links
            ],
        )
    ]


def _touches(*ends: str, source: Source) -> bool:
    regions = {str(place.code): place.region for place in source.plan.operation.register.places}
    return any(source.holds(regions.get(end, end)) for end in ends)


# --- section 5 ---


def vehicles(source: Source) -> Section:
    """Section 5."""
    return Section(
        number=5,
        title=source.say(say("Vehicles, drivers, inspection, escorts")),
        lines=(
            source.say(
                say(
                    "Vehicle, driver's health and papers are looked at by Polres, KPU and Bawaslu before "
                    "departure."
                )
            ),
        ),
        tables=(_fleet(source), _escorts(source)),
    )


def _fleet(source: Source) -> TableSheet:
    used: dict[str, set[int]] = defaultdict(set)
    for journey in source.journeys:
        used[journey.vehicle].update(journey.vehicles)
    groups = [one for one in source.plan.operation.fleet if used[one.code]]
    return worded(
        source.words,
        name=say("Vehicles"),
        title=say("Vehicles, and their inspection before departure"),
        headings=[
            Heading(say("Vehicle"), width=22),
            Heading(say("Kind"), width=20),
            Heading(say("Base"), width=26),
            Heading(say("There are"), WHOLE, 8),
            Heading(say("Used"), WHOLE, 8),
            Heading(say("Owner"), width=16),
            Heading(say("Driver"), width=18),
            Heading(say("Number plate"), width=14),
            Heading(say("Brakes, tyres, lights"), width=12),
            Heading(say("Cover against rain"), width=12),
            Heading(say("Papers"), width=10),
            Heading(say("Driver's health"), width=12),
        ],
        rows=[
            [
                group.code,
                group.kind,
                source.name(group.base),
                group.count,
                len(used[group.code]),
                group.owner,
                group.driver,
                *[""] * 5,
            ]
            for group in groups
        ],
    )


def _escorts(source: Source) -> TableSheet:
    codes = {journey.code for journey in source.journeys}
    convoys = [
        one for one in source.plan.manning.escorts.convoys if one.needed and codes.intersection(one.journeys)
    ]
    called = DutyWords(source.plan, source.field.spots)
    return worded(
        source.words,
        name=say("Escorts"),
        title=say("Escorts of convoys"),
        headings=[
            Heading(say("Gathers"), width=24),
            Heading(say("Departs"), width=24),
            Heading(say("Way"), width=50),
            Heading(say("With the vehicles"), WHOLE, 15),
            Heading(say("Outriders"), WHOLE, 15),
            Heading(say("Who"), width=30),
        ],
        rows=[_escort(one, called=called, source=source) for one in convoys],
    )


def _escort(one: Convoy, *, called: DutyWords, source: Source) -> list[Said]:
    return [
        source.moment(one.starts),
        source.moment(one.departs),
        called.way(one),
        one.officers,
        one.outriders,
        ", ".join(source.field.escort_units(one)),
    ]
