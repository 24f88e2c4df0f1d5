"""The report of a tiny plan, made by hand: an island, a cart track, a very vulnerable station."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from tests.worlds import BOAT, FULL, ISLAND, RULES, SUMMIT, TRUCK

from sampai.election.model import Level
from sampai.guarding.rules.demand import plan_guard
from sampai.kernel.clock import HTime, parse_h_time
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import total
from sampai.kernel.text import PLAIN, say
from sampai.main.words import words
from sampai.materials.model import Needs
from sampai.materials.rules.needs import needs_of
from sampai.places.model import Claim, Mode
from sampai.plan.model import Operation, OperationPlan, PlanProblem, Severity
from sampai.plan.pages.report import render
from sampai.plan.rules.figures import figures_of, inputs_of
from sampai.transport.model import DeliveryPlan, Journey, Stop, Unplanned

ISLAND_TPS = StationCode(f"{ISLAND}001")
SUMMIT_TPS = StationCode(f"{SUMMIT}001")


def stop(place: str, *, arrives: str, stations: tuple[StationCode, ...], needs: Needs) -> Stop:
    """A halt of ten minutes where the stations' own goods stay."""
    at = parse_h_time(arrives)
    return Stop(
        place=place,
        arrives=at,
        departs=HTime(at + 600),
        stations=stations,
        load=total([needs.load(needs.index(station)) for station in stations]),
    )


def journey(
    code: str, vehicle: str, *, mode: Mode, origin: str, departs: str, stops: tuple[Stop, ...]
) -> Journey:
    """A journey that loads for half an hour and comes home an hour after its last stop."""
    leaves = parse_h_time(departs)
    return Journey(
        code=code,
        vehicle=VehicleCode(vehicle),
        ordinal=1,
        mode=mode,
        giver=Level.KPU if origin == "GUDANG" else Level.PPK,
        receiver=Level.PPK if origin == "GUDANG" else Level.STATION,
        origin=origin,
        loads=HTime(leaves - 1_800),
        departs=leaves,
        returns=HTime(stops[-1].departs + 3_600),
        stops=stops,
        load=total([halt.load for halt in stops]),
        distance_m=42_000,
    )


def delivery(needs: Needs) -> DeliveryPlan:
    """Two trucks to the PPK, three vehicles on; the summit is left out for want of a cart."""
    coast = tuple(code for code in needs.stations if code.startswith("990101"))
    hills = tuple(code for code in needs.stations if code.startswith("990102"))
    valley = tuple(code for code in hills if code not in {ISLAND_TPS, SUMMIT_TPS})
    return DeliveryPlan(
        journeys=(
            journey(
                "A1",
                "TRUK",
                mode=TRUCK,
                origin="GUDANG",
                departs="H-4 08:00",
                stops=(
                    stop("PPK-1", arrives="H-4 09:00", stations=coast, needs=needs),
                    stop("PPK-2", arrives="H-4 11:00", stations=hills, needs=needs),
                ),
            ),
            journey(
                "B1",
                "TRUK-1",
                mode=TRUCK,
                origin="PPK-1",
                departs="H-1 07:30",
                stops=(stop("9901012001", arrives="H-1 08:05", stations=coast, needs=needs),),
            ),
            journey(
                "B2",
                "TRUK-2",
                mode=TRUCK,
                origin="PPK-2",
                departs="H-1 07:30",
                stops=(stop(valley[0], arrives="H-1 08:00", stations=valley, needs=needs),),
            ),
            journey(
                "B3",
                "PERAHU",
                mode=BOAT,
                origin="PPK-2",
                departs="H-1 07:30",
                stops=(stop(ISLAND, arrives="H-1 17:30", stations=(ISLAND_TPS,), needs=needs),),
            ),
        ),
        unplanned=(
            Unplanned(
                station=SUMMIT_TPS,
                giver=Level.PPK,
                receiver=Level.STATION,
                reason=say("No vehicle reaches it in time."),
                remedy=say("Add a cart."),
            ),
        ),
        engine="by hand",
        network="village graph (estimated)",
        seed=1,
        effort=1,
    )


def plan_of(operation: Operation) -> OperationPlan:
    """A plan of the world with real needs, guards and figures, and journeys made by hand."""
    needs = needs_of(operation.register.stations, election=RULES.election, kits=RULES.kits)
    guard = plan_guard(
        operation.register,
        claims=operation.risks,
        units=operation.units,
        patterns=RULES.patterns,
        territory=RULES.territory,
    )
    problems = (
        PlanProblem(
            code="fleet-assumed",
            severity=Severity.NOTE,
            subject="",
            what=say("The vehicles are assumptions."),
            remedy=say("Write the real vehicles."),
        ),
        PlanProblem(
            code="unplanned",
            severity=Severity.STOP,
            subject=SUMMIT_TPS,
            what=say("This station gets nothing."),
            remedy=say("Add a cart."),
        ),
    )
    made = delivery(needs)
    return OperationPlan(
        operation=operation,
        rules=RULES,
        needs=needs,
        delivery=made,
        guard=guard,
        problems=problems,
        figures=figures_of(needs=needs, delivery=made, guard=guard, problems=len(problems)),
        inputs=inputs_of(operation, rules=RULES),
        parameters={"seed": 1, "effort": 1},
        engines={"by hand": "1"},
        digest="sha256:" + "0" * 64,
    )


PLAN = plan_of(FULL)


class Page(HTMLParser):
    """What a browser would make of a page: open elements must close, and addresses are collected."""

    VOID = frozenset({"meta", "input", "br", "link", "img"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in {"src", "href", "action", "xlink:href"}:
                self.addresses.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "script"}:
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All that can be read, with single spaces."""
        return " ".join(" ".join(self.texts).split())


@pytest.fixture(scope="module")
def english() -> Page:
    return Page(render(PLAN, words=words("en")))


@pytest.fixture(scope="module")
def indonesian() -> Page:
    return Page(render(PLAN, words=words("id")))


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert render(PLAN, words=words("id")) == render(plan_of(FULL), words=words("id"))


def test_every_element_is_closed_and_every_id_is_used_once(english: Page) -> None:
    assert english.open == []
    assert len(english.ids) == len(set(english.ids))


def test_nothing_is_loaded_from_anywhere(english: Page) -> None:
    html = render(PLAN, words=PLAIN)

    assert [address for address in english.addresses if not address.startswith("#")] == []
    assert re.findall(r"https?://|url\(|@import", html) == []
    assert "default-src 'none'" in html


def test_every_link_within_the_page_leads_somewhere(english: Page) -> None:
    assert sorted({address[1:] for address in english.addresses} - set(english.ids)) == []


def test_the_page_says_whose_plan_it_is_and_when_people_vote(indonesian: Page) -> None:
    assert "Pilkada Kabupaten Mungil" in indonesian.text
    assert "Rabu, 27 November 2024" in indonesian.text


def test_figures_are_those_of_the_plan(english: Page) -> None:
    figures = PLAN.figures

    for name, value in (
        ("Stations", figures.stations),
        ("Voters", figures.voters),
        ("Ballot boxes", figures.boxes),
        ("Journeys", figures.journeys),
        ("Officers needed", figures.officers_needed),
    ):
        assert f"{name} {value:,}" in english.text


def test_the_verdict_counts_what_is_left_out_and_how_early_the_rest_is(english: Page) -> None:
    assert "1 of 8 stations could not be planned" in english.text
    assert "The last station is reached 0.5 hours before the earliest deadline." in english.text


def test_a_late_arrival_is_called_late() -> None:
    last = PLAN.delivery.journeys[-1]
    halt = replace(last.stops[0], arrives=parse_h_time("H-1 20:00"), departs=parse_h_time("H-1 20:10"))
    late = replace(last, stops=(halt,), returns=parse_h_time("H-1 22:00"))
    plan = replace(PLAN, delivery=replace(PLAN.delivery, journeys=(*PLAN.delivery.journeys[:-1], late)))

    assert (
        "The last station is reached 2 hours after the earliest deadline."
        in Page(render(plan, words=words("en"))).text
    )


def test_what_stops_the_plan_stands_before_what_is_only_worth_knowing(english: Page) -> None:
    assert english.text.index("This station gets nothing.") < english.text.index(
        "The vehicles are assumptions."
    )


def test_unplanned_stations_are_listed_with_reason_and_remedy(english: Page) -> None:
    assert f"1 Puncak 001 {SUMMIT} PPK → TPS No vehicle reaches it in time. Add a cart." in english.text


def test_many_problems_of_one_kind_are_one_line_to_unfold() -> None:
    alike = [replace(PLAN.problems[0], subject=f"X{number}") for number in range(9)]

    html = render(replace(PLAN, problems=tuple(alike)), words=words("en"))

    assert "9 places" in Page(html).text
    assert html.count("The vehicles are assumptions.") == 10


def test_unlike_remedies_of_like_problems_are_told_one_by_one() -> None:
    unlike = [replace(PLAN.problems[0], remedy=say("Send {n} carts.", n=number)) for number in range(9)]

    page = Page(render(replace(PLAN, problems=tuple(unlike)), words=words("en")))

    assert "Unfold the line: each has its own." in page.text
    assert [f"Send {number} carts." in page.text for number in range(9)] == [True] * 9


def test_stops_name_stations_with_their_arrival(english: Page) -> None:
    assert "08:05 Pelabuhan: 5 TPS" in english.text
    assert "17:30 Pulau Kecil TPS 001" in english.text


def test_map_shows_every_station_and_place_of_the_plan() -> None:
    html = render(PLAN, words=words("en"))
    marks = re.findall(r'href="#m-(?:less|vuln|very|spec)" x=', html)

    assert len(marks) == len(PLAN.operation.register.stations)
    assert len(re.findall(r'href="#m-hard" x=', html)) == 2
    assert len(re.findall(r'href="#m-none" x=', html)) == 1
    assert len(re.findall(r'href="#m-ppk" x=', html)) == 2


def test_hard_stations_are_listed_with_their_way_and_arrival(english: Page) -> None:
    assert "Hard to reach: 2. Without signal: 1." in english.text
    assert "TPS 001 Pulau Kecil Bukit 87 ● perahu Tue 26 Nov 17:30 B3" in english.text
    assert "TPS 001 Puncak Bukit 123 ● ● gerobak-sapi –" in english.text


def test_statements_that_differ_are_all_shown_the_accepted_one_first() -> None:
    claims = (
        Claim(subject=SUMMIT, field="jumlah-tps", value="2", source="radio"),
        Claim(subject=SUMMIT, field="jumlah-tps", value="1", source="KPU", accepted=True),
        Claim(subject=ISLAND, field="jumlah-tps", value="1", source="KPU"),
    )
    plan = replace(PLAN, operation=replace(FULL, register=replace(FULL.register, claims=claims)))

    page = Page(render(plan, words=words("en")))

    assert "Puncak jumlah-tps 1 ● KPU reported 2 radio reported" in page.text
    assert page.text.count("jumlah-tps") == 1


def test_rules_that_nobody_verified_are_marked(english: Page) -> None:
    assert "practice" in english.text
    assert "dpt + ceil(2.5% * dpt)" in english.text


def test_a_deadline_at_midnight_is_the_end_of_the_day_before() -> None:
    midnight = replace(RULES.election.deadlines[0], at=HTime(0))
    election = replace(RULES.election, deadlines=(*RULES.election.deadlines, midnight))

    page = Page(render(replace(PLAN, rules=replace(RULES, election=election)), words=words("id")))

    assert "H-1 Selasa, 26 November 2024 24.00 WIB" in page.text


def test_names_from_tables_cannot_become_markup() -> None:
    settings = replace(FULL.settings, name='<script>alert("x")</script>')
    places = tuple(replace(place, name="<b>&\"'") for place in FULL.register.places)
    plan = replace(
        PLAN,
        operation=replace(FULL, settings=settings, register=replace(FULL.register, places=places)),
    )

    html = render(plan, words=words("id"))

    assert "<script>alert" not in html
    assert "<b>" not in html
    assert Page(html).open == []


def test_a_plan_without_journeys_positions_or_problems_is_still_a_page() -> None:
    stations = tuple(replace(station, located=None) for station in FULL.register.stations)
    territory = replace(RULES.territory, regions={})
    empty = replace(
        PLAN,
        operation=replace(FULL, register=replace(FULL.register, stations=stations, places=(), links=())),
        rules=replace(RULES, territory=territory),
        delivery=replace(PLAN.delivery, journeys=(), unplanned=()),
        problems=(),
    )

    page = Page(render(empty, words=words("en")))

    assert page.open == []
    assert "There are no journeys." in page.text
