"""Tables about ways: crew, escort and papers of journeys, stores by day, and the distribution route map."""

import csv
import io

from sampai.kernel.clock import DAY, HOUR, HTime
from sampai.kernel.quantity import Certainty
from sampai.kernel.table.escaping import defuse
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import CERTAINTY, TENTHS, WHOLE, Heading, Said, worded
from sampai.kernel.text import Text, Words, say
from sampai.plan.model import NOT_FILLED_IN, RouteRow, Stated, StoreDay
from sampai.plan.pages.field import Field
from sampai.plan.rules.route_map import route_map
from sampai.plan.rules.stores import store_days

CRITERIA = (
    ("geography", say("Geography")),
    ("distance", say("Distance")),
    ("time", say("Travel time")),
    ("weather", say("Weather")),
    ("vulnerability", say("Vulnerability")),
    ("vehicles", say("Vehicles")),
    ("signal", say("Telephone signal")),
)
"""Criteria in words, by their field in `RouteRow`. Signal is ours; the other six and two counts are KPU's."""


def way_sheets(field: Field) -> list[TableSheet]:
    """All of them."""
    return [company_sheet(field), stores_sheet(field), route_map_sheet(field)]


def company_sheet(field: Field) -> TableSheet:
    """One row per journey: who is on board, who escorts it, which papers it carries."""
    rules = field.plan.rules.journeys.papers
    is_english = field.words.lang == "en"
    delivery = field.plan.delivery
    journeys = sorted((*delivery.journeys, *delivery.back), key=lambda journey: (journey.loads, journey.code))
    return worded(
        field.words,
        name=say("Crew, escort and papers"),
        title=say("Crew, escort and papers of every journey"),
        notes=[
            say("By the rules of the pack, which name their sources. Codes of the forms are not verified.")
        ],
        headings=[
            Heading(say("Journey"), width=18),
            Heading(say("Vehicles"), WHOLE, 10),
            Heading(say("Drivers"), WHOLE, 10),
            Heading(say("Helpers"), WHOLE, 10),
            Heading(say("Convoy"), width=20),
            Heading(say("Seats for escorts"), WHOLE, 12),
            Heading(say("Escort"), width=52),
            *(Heading(rule.name_en if is_english else rule.name, WHOLE, 18) for rule in rules),
        ],
        rows=[
            [
                journey.code,
                len(journey.vehicles),
                _or_open(company.drivers),
                _or_open(company.helpers),
                field.convoys[journey.code].code if journey.code in field.convoys else "",
                company.seats,
                field.escort_said(journey),
                *(copies.get(rule.code, 0) for rule in rules),
            ]
            for journey in journeys
            for company in [field.company(journey)]
            for copies in [{paper.rule.code: paper.copies for paper in company.papers}]
        ],
    )


def _or_open(count: int | None) -> Said:
    return NOT_FILLED_IN if count is None else count


def stores_sheet(field: Field) -> TableSheet:
    """One row per place and day: what lies there against its room."""
    plan = field.plan
    days = store_days(plan.delivery, needs=plan.needs, register=plan.operation.register)
    return worded(
        field.words,
        name=say("Stores by day"),
        title=say("What lies in stores and offices, day by day"),
        notes=[
            say("Goods of the offices themselves are counted at the store and at the PPK on every day."),
        ],
        headings=[
            Heading(say("Code"), width=18),
            Heading(say("Place"), width=30),
            Heading(say("Day"), width=8),
            Heading(say("Date"), width=30),
            Heading(say("Fullest (m3)"), TENTHS, 12),
            Heading(say("Came (m3)"), TENTHS, 12),
            Heading(say("Left (m3)"), TENTHS, 12),
            Heading(say("In the evening (m3)"), TENTHS, 12),
            Heading(say("Room (m3)"), TENTHS, 14),
            Heading(say("Fullest of room"), "0%", 12),
        ],
        rows=[_store_row(day, field=field) for day in days],
    )


def _store_row(day: StoreDay, *, field: Field) -> list[Said]:
    room = room_m3(day.place, field=field)
    return [
        day.place,
        field.name(day.place),
        f"H{day.day:+d}" if day.day else "H",
        field.day(HTime(day.day * DAY)),
        *(litres / 1000 for litres in (day.peak_l, day.came_l, day.left_l, day.ends_l)),
        NOT_FILLED_IN if room is None else room,
        None if not room else day.peak_l / 1000 / room,
    ]


def room_m3(place: str, *, field: Field) -> float | None:
    """The room of a place, None where nobody stated it."""
    found = field.plan.operation.register.place(place)
    return found.volume_m3 if found else None


# --- route map ---


def route_map_sheet(field: Field) -> TableSheet:
    """One row per kecamatan: the eight criteria, each with how sure and whose it is."""
    return worded(
        field.words,
        name=say("Route map"),
        title=say("Distribution route map: each kecamatan by the eight criteria of the KPU"),
        notes=[
            say("Distance and travel time are from the store, loaded and dry, without stops."),
            say("Estimated and assumed values wait for the office's own; write them in the sheet klaim."),
        ],
        headings=_columns(),
        rows=[_route_cells(row, field=field) for row in route_map(field.plan)],
    )


def _columns() -> list[Heading]:
    head = [
        Heading(say("Code"), "", 10),
        Heading(say("Kecamatan"), "", 22),
        Heading(say("From"), "", 22),
        Heading(say("To"), "", 20),
        Heading(say("Voters"), WHOLE, 10),
        Heading(say("Certainty of the voters"), "", 12),
        Heading(say("Stations"), WHOLE, 10),
        Heading(say("Means of transport"), "", 18),
        Heading(say("Distance (km)"), TENTHS, 10),
        Heading(say("Travel time (hours)"), TENTHS, 10),
    ]
    return head + [
        column
        for _, name in CRITERIA
        for column in (
            Heading(name, "", 30),
            Heading(say("Certainty of {criterion}", criterion=name), "", 12),
            Heading(say("Source of {criterion}", criterion=name), "", 24),
        )
    ]


def _route_cells(row: RouteRow, *, field: Field) -> list[Said]:
    way = row.way
    metres, seconds = (way.distance_m, way.duration_s) if way else (None, None)
    return [
        row.kecamatan,
        field.name(row.kecamatan),
        field.name(way.origin) if way else NOT_FILLED_IN,
        field.name(way.target) if way and way.target else NOT_FILLED_IN,
        row.voters,
        certainty_said(row.voters_certainty),
        row.stations,
        ", ".join(field.modes.get(mode, mode) for mode in way.modes) if way and way.modes else NOT_FILLED_IN,
        NOT_FILLED_IN if metres is None else round(metres / 1000, 1),
        NOT_FILLED_IN if seconds is None else round(seconds / HOUR, 2),
        *(cell for name, _ in CRITERIA for cell in _stated_cells(getattr(row, name))),
    ]


def _stated_cells(stated: Stated) -> tuple[Said, Said, Said]:
    return stated.what, certainty_said(stated.certainty), stated.source


def certainty_said(certainty: Certainty | None) -> Text | str:
    """How sure, or nothing where nobody stated anything."""
    return "" if certainty is None else CERTAINTY[certainty]


def route_map_csv(field: Field) -> str:
    """The distribution route map as CSV: commas, decimal points, one row per kecamatan."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    sheet = route_map_sheet(field)
    writer.writerow(sheet.headers)
    for row in sheet.rows:
        writer.writerow([defuse(str("" if cell is None else cell)) for cell in row])
    return page.getvalue()


def plain(what: Text | str, *, words: Words) -> str:
    """An office's own words as they are, ours in a language."""
    return words.say(what) if isinstance(what, Text) else what
