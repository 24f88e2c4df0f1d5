import itertools
from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import PRACTICE

from sampai.guarding.model import CommandRules, Duty, DutyKind, Officer, RestRule
from sampai.guarding.rules.bound import bound, is_free, leaves
from sampai.guarding.rules.people import name_people
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.ids import UnitCode

UNIT = UnitCode("POLSEK-1")
REST = RestRule(most_on_h=12, least_off_h=8, off_per_on=2, basis=PRACTICE)
COMMAND = CommandRules(
    ranks=("AKP", "Ipda", "Bripka"), lead_from="Ipda", stations_per_padal=20, basis=PRACTICE
)


def people(count: int, *, rank: str = "Bripka") -> list[Officer]:
    return [
        Officer(service_number=f"{number:03d}", name=f"Officer {number}", rank=rank, unit=UNIT)
        for number in range(1, count + 1)
    ]


def turn(start_h: int, *, hours: int = 8, officers: int = 1, kind: DutyKind = DutyKind.PLACE) -> Duty:
    return Duty(
        kind=kind,
        subject=f"at {start_h}",
        unit=UNIT,
        officers=officers,
        starts=HTime(start_h * HOUR),
        ends=HTime((start_h + hours) * HOUR),
    )


def named(duties: list[Duty], officers: list[Officer]) -> tuple[Duty, ...]:
    return name_people(
        duties, officers=officers, rest=REST, command=COMMAND, counted=lambda duty: duty.ends - duty.starts
    )


def test_turns_are_shared_fairly() -> None:
    found = named([turn(8 * number) for number in range(12)], people(3))

    assert Counter(duty.service_number for duty in found) == {"001": 4, "002": 4, "003": 4}


def test_squads_stay_together() -> None:
    duties = [turn(8 * number, officers=2) for number in range(12)]
    at_one_place = [replace(duty, subject="GUDANG") for duty in duties]

    squads = Counter(
        tuple(one.service_number for one in named(at_one_place, people(20)) if one.starts == duty.starts)
        for duty in duties
    )

    assert squads == {("001", "002"): 4, ("003", "004"): 4, ("005", "006"): 4}


def test_a_duty_for_three_becomes_three_duties_and_what_no_name_is_left_for_stays_a_count() -> None:
    found = named([turn(0, officers=3)], people(2))

    assert sorted((duty.service_number, duty.officers) for duty in found) == [
        ("", 1),
        ("001", 1),
        ("002", 1),
    ]


def test_leading_ranks_come_last() -> None:
    chief = replace(people(1, rank="akp")[0], service_number="000")

    assert [duty.service_number for duty in named([turn(0)], [chief, *people(1)])] == ["001"]


def test_after_a_watch_nobody_is_sent_to_stations_without_rest() -> None:
    duties = [turn(0, hours=12), turn(16, hours=48, kind=DutyKind.STATIONS)]

    assert [duty.service_number for duty in named(duties, people(2))] == ["001", "002"]
    assert [duty.service_number for duty in named(duties, people(1))] == ["001", ""]


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(1, 12), st.integers(1, 3), st.sampled_from(list(DutyKind))),
        max_size=9,
    )
)
@settings(max_examples=100, deadline=None)
def test_a_unit_never_over_its_strength_always_has_a_name_for_everybody(
    rows: list[tuple[int, int, int, DutyKind]],
) -> None:
    duties = [turn(start, hours=hours, officers=n, kind=kind) for start, hours, n, kind in rows]
    spans = bound(duties, rest=REST)
    strength = max(
        (sum(o.officers for o in spans if o.starts <= at.starts < o.ends) for at in spans), default=0
    )

    found = named(duties, people(strength))

    assert all(duty.service_number for duty in found)
    assert sum(duty.officers for duty in found) == sum(duty.officers for duty in duties)
    for number in {duty.service_number for duty in found}:
        own = sorted((duty for duty in found if duty.service_number == number), key=leaves)
        assert all(is_free(a, rest=REST) <= leaves(b) for a, b in itertools.pairwise(own))
