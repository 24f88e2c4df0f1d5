"""Who has to do what: each step of a box belongs to one side."""

from dataclasses import replace

import pytest

from sampai.election.model import Level
from sampai.fieldwork.model import FieldBox, FieldPerson, Halt, Leg, Meet, Step, Task
from sampai.fieldwork.rules.tasks import Day, level_of, tasks_of
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Institution

NEAR, FAR = "1704012003001", "1704022001001"
SIX = RegionCode("170401")
DOWN = Leg(
    code="KPU-PPK-1",
    giver=Level.KPU,
    receiver=Level.PPK,
    vehicle="truk-1",
    mode="truk",
    origin="gudang",
    origin_name="Gudang KPU",
    loads_ms=1,
    departs_ms=2,
    returns_ms=9,
    until_ms=100,
    halts=(
        Halt(place="ppk-1", place_name="PPK 1", at_ms=3, stations=(NEAR,)),
        Halt(place="ppk-2", place_name="PPK 2", at_ms=5, stations=(FAR,)),
    ),
)
LAST = replace(
    DOWN,
    code="PPK-TPS-1",
    giver=Level.PPK,
    receiver=Level.STATION,
    origin="ppk-1",
    loads_ms=10,
    departs_ms=11,
    halts=(Halt(place=NEAR, place_name="TPS 001", at_ms=12, stations=(NEAR,), no_signal=True),),
)
BACK = replace(LAST, code="TPS-PPK-1", giver=Level.STATION, receiver=Level.PPK, loads_ms=20, returns_ms=29)
DAY = Day(
    election="pilkada-2024",
    legs=(DOWN, LAST),
    boxes={
        code: tuple(
            FieldBox(
                code=f"{code}-{one}",
                owner=code,
                kind="box",
                contest="",
                dapil="",
                phase="planned",
                seals=0,
                heads=(),
            )
            for one in ("B1", "B2", "K1")
        )
        for code in (NEAR, FAR)
    },
    people={},
    carried=False,
    place_names={},
)


def _person(institution: Institution, territory: str) -> FieldPerson:
    code = RegionCode(territory)
    return FieldPerson(
        actor="a",
        name="A",
        institution=institution,
        level=level_of(institution, code),
        office="",
        territory=code,
    )


def _steps(tasks: tuple[Task, ...]) -> list[tuple[str, str]]:
    return [(task.step.value, task.place) for task in tasks]


def test_without_a_carriers_phone_the_givers_ride_along() -> None:
    ppk = tasks_of(_person(Institution.KPU, SIX), day=DAY)

    assert _steps(ppk) == [
        ("take", "ppk-1"),
        ("store", "ppk-1"),
        ("load", "ppk-1"),
        ("depart", "ppk-1"),
        ("arrive", NEAR),
        ("give", NEAR),
    ]


def test_with_a_carriers_phone_each_step_is_one_sides() -> None:
    day = replace(DAY, carried=True)

    committee = tasks_of(_person(Institution.KPU, "1704"), day=day)
    carrier = tasks_of(_person(Institution.PROVIDER, "1704"), day=day)

    assert _steps(committee) == [("load", "gudang")]
    assert [step for step, _ in _steps(carrier) if step == "load"] == []
    assert {step for step, _ in _steps(carrier)} == {"depart", "arrive", "give"}


def test_a_station_takes_opens_closes_reports_and_gives_back() -> None:
    kpps = tasks_of(_person(Institution.KPU, NEAR), day=DAY)
    coming_back = tasks_of(_person(Institution.KPU, NEAR), day=replace(DAY, legs=(DOWN, LAST, BACK)))

    assert _steps(kpps) == [(step, NEAR) for step in ("take", "open", "copy", "close", "report", "return")]
    assert [len(task.boxes) for task in kpps] == [3, 2, 2, 2, 0, 3]
    assert kpps[0].no_signal
    assert [(one.step, one.journey) for one in coming_back if one.step is Step.RETURN] == [
        (Step.RETURN, "TPS-PPK-1")
    ]


def test_on_the_way_back_the_receiver_takes_at_the_end() -> None:
    ppk = tasks_of(_person(Institution.KPU, SIX), day=replace(DAY, legs=(BACK,)))

    assert [(one.step, one.place, one.at_ms) for one in ppk] == [
        (Step.TAKE, "ppk-1", 29),
        (Step.STORE, "ppk-1", 29),
    ]


def test_committees_give_their_containers_on_the_way_back() -> None:
    container = replace(DAY.boxes[NEAR][0], code=f"{SIX}-C1", owner=str(SIX), kind="container")
    home = replace(BACK, giver=Level.PPK, receiver=Level.KPU)
    day = replace(DAY, legs=(home,), boxes={**DAY.boxes, str(SIX): (container,)})

    (gives,) = [one for one in tasks_of(_person(Institution.KPU, SIX), day=day) if one.step is Step.RETURN]

    assert gives.boxes[-1] == container
    assert len(gives.boxes) > 1


@pytest.mark.parametrize("institution", Institution)
def test_nobody_is_told_of_another_territory(institution: Institution) -> None:
    tasks = tasks_of(_person(institution, SIX), day=DAY)

    assert not [task for task in tasks if task.place == "ppk-2"]
    assert not [box for task in tasks for box in task.boxes if task.step is Step.GIVE and box.owner == FAR]


@pytest.mark.parametrize("institution", [Institution.LOCAL_GOVERNMENT, Institution.PUBLIC])
def test_who_has_no_part_has_no_tasks(institution: Institution) -> None:
    assert tasks_of(_person(institution, SIX), day=DAY) == ()


def test_who_receives_or_looks_is_not_told_the_vehicle() -> None:
    looks = tasks_of(_person(Institution.BAWASLU, NEAR), day=DAY)
    takes = [
        one for one in tasks_of(_person(Institution.KPU, SIX), day=DAY) if one.step in (Step.TAKE, Step.STORE)
    ]

    assert {one.step for one in looks} == {Step.CHECK}
    assert [one.vehicle for one in (*looks, *takes)] == [""] * (len(looks) + len(takes))


def test_one_meets_the_person_who_has_a_phone() -> None:
    siti = Meet(name="Siti", institution=Institution.KPU, level=Level.STATION, office="KPPS")

    ppk = tasks_of(_person(Institution.KPU, SIX), day=replace(DAY, people={NEAR: siti}))

    assert [one.meet for one in ppk if one.step is Step.GIVE] == [siti]
    assert [one.meet.level for one in ppk if one.step is Step.TAKE and one.meet] == [Level.KPU]
