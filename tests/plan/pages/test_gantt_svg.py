import re
from dataclasses import replace

from tests.plan.pages.test_report import PLAN
from tests.worlds import CALENDAR, ELECTION

from sampai.kernel.clock import DAY, HOUR, HTime, parse_h_time
from sampai.kernel.text import PLAIN
from sampai.plan.pages.gantt_svg import LEFT, WIDTH, Axis, gantt_svg
from sampai.transport.model import Journey

FIRST, *_ = PLAN.delivery.journeys


def drawn(*journeys: Journey) -> str:
    return gantt_svg(list(journeys), names={}, election=ELECTION, calendar=CALENDAR, words=PLAIN)


def bars(svg: str, kind: str) -> list[tuple[float, float]]:
    """Left and right edges of the bars of one kind, in order."""
    found = re.findall(rf'<rect class="{kind}" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)
    return [(float(x), round(float(x) + float(width), 1)) for x, width in found]


def test_the_axis_runs_from_the_first_hour_to_the_last() -> None:
    axis = Axis(parse_h_time("H-1 06:00"), parse_h_time("H-1 18:00"))

    assert axis.x(parse_h_time("H-1 06:00")) == LEFT
    assert axis.x(parse_h_time("H-1 18:00")) == WIDTH
    assert axis.x(parse_h_time("H 06:00")) == WIDTH


def test_at_most_sixteen_hours_are_marked() -> None:
    spans = (HTime(hours * HOUR) for hours in (1, 12, 24, 48, 96, 168))

    assert max(len(Axis(HTime(-7 * DAY), HTime(-7 * DAY + span)).hours()) for span in spans) <= 16


def test_a_journey_is_a_light_bar_for_loading_and_a_dark_one_until_it_is_back() -> None:
    svg = drawn(FIRST)

    [(loading_from, loading_to)] = bars(svg, "loading")
    [(leaves, back)] = bars(svg, "under-way")

    assert loading_from < loading_to == leaves < back


def test_vehicles_in_convoy_each_have_a_line() -> None:
    assert len(bars(drawn(replace(FIRST, convoy=(2, 3))), "under-way")) == 3


def test_two_journeys_of_one_vehicle_share_its_line() -> None:
    later = replace(
        FIRST,
        code="A2",
        loads=FIRST.returns,
        departs=HTime(FIRST.returns + HOUR),
        returns=HTime(FIRST.returns + 2 * HOUR),
    )

    rows = set(re.findall(r'class="under-way" x="[\d.]+" y="([\d.]+)"', drawn(FIRST, later)))

    assert len(rows) == 1


def test_a_deadline_within_sight_is_marked() -> None:
    last = PLAN.delivery.journeys[-1]

    assert 'class="deadline"' in drawn(replace(last, returns=parse_h_time("H-1 20:00")))
    assert 'class="deadline"' not in drawn(FIRST)
