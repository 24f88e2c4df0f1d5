"""Cases that happened, replayed as far as claims, clocks and the desk reach. Sources: rows of the pack."""

from datetime import date
from typing import Any

from tests.incidents.saying import BOOK, HOUR, MINUTE, claim, decide

from sampai.incidents.model import (
    HAPPENED,
    Answered,
    CalledBack,
    Deed,
    Effect,
    Incident,
    Lead,
    LegalPath,
    Opened,
    PathFound,
    Playbook,
    Settled,
    StationCase,
    Status,
    Stimulus,
    Ticked,
    Watch,
    Work,
)
from sampai.incidents.rules.clocks import handle, open_watch
from sampai.incidents.rules.gather import gather
from sampai.incidents.rules.postponement import find_path
from sampai.kernel.ids import StationCode
from sampai.kernel.rights import Institution

VOTING_DAY = date(2024, 2, 14)


def watched(incident: Incident, *steps: tuple[int, Stimulus]) -> tuple[Watch, list[str]]:
    opened = Opened(incident=incident.id, kind=incident.kind, severity=incident.severity)
    watch, notices = open_watch(opened, now_ms=incident.at_ms, book=BOOK)
    told = [one.office for one in notices]
    for after_ms, stimulus in steps:
        watch, notices = handle(watch, stimulus, now_ms=incident.at_ms + after_ms, book=BOOK)
        told += [f"{one.what}: {one.office}".removesuffix(": ") for one in notices]
    return watch, told


def playbook(incident: Incident) -> Playbook:
    return BOOK.playbooks[BOOK.kinds[incident.kind].playbook]


def station(code: str, **known: Any) -> StationCase:
    usual: dict[str, Any] = {
        "has_begun": False,
        "place_usable": True,
        "goods_fit": True,
        "goods_in_time": True,
    }
    return StationCase(station=StationCode(code), **{**usual, **known})


def test_demak_flood_votes_on_the_last_day_with_the_goods_that_stayed_dry() -> None:
    place = "3321022003"
    (flood,) = gather(
        [
            claim("bpbd", place=f"{place}001", stations="114", on_site=True),
            claim("pps", at=HOUR, place=f"{place}018", stations="114"),
        ],
        decisions=[decide("go", Deed.START, "bpbd", at=2 * HOUR)],
        book=BOOK,
    )
    _, told = watched(flood)

    later = find_path(
        station(f"{place}001", place_usable=False),
        voting_day=VOTING_DAY,
        vote_on=date(2024, 2, 24),
        book=BOOK,
    )
    moved = find_path(
        station("3321032001001", place_usable=False, other_place="SDN 1"),
        voting_day=VOTING_DAY,
        vote_on=VOTING_DAY,
        book=BOOK,
    )

    assert (flood.status, flood.is_verified) == (Status.IN_HAND, True)
    assert told == ["PPS", "PPK", "Panwascam", "Bawaslu kabupaten", "Polsek", "Polres"]
    assert {Lead.MOVE, Lead.POSTPONE} <= set(playbook(flood).leads)
    assert (later.path, later.last_day) == (LegalPath.PSS, date(2024, 2, 24))
    assert Work.REKIT not in [task.work for task in later.tasks]
    assert (moved.path, moved.place, moved.forms) == (LegalPath.MOVE, "SDN 1", ("BA Pemindahan TPS",))


def test_sunter_jaya_gets_new_goods_a_day_before_the_later_vote() -> None:
    stations = [f"3172021002{number}" for number in range(141, 153)]
    (flood,) = gather(
        [claim(code, place=code, at=number, by=code) for number, code in enumerate(stations)], book=BOOK
    )

    path = find_path(
        station(stations[0], goods_fit=False, goods_in_time=False),
        voting_day=VOTING_DAY,
        vote_on=date(2024, 2, 18),
        book=BOOK,
    )

    assert (len(flood.claims), flood.status) == (12, Status.VERIFIED)
    assert path.path is LegalPath.PSS
    assert [task.by for task in path.tasks if task.work is Work.REKIT] == [date(2024, 2, 17)]


def test_mentawai_boat_is_one_incident_whose_hour_stays_contested() -> None:
    boxes = tuple(f"130901200300{number}-B1" for number in range(1, 6))
    said = [
        claim("pps", kind="boat-in-trouble", place="", journey="J7", boxes=boxes, hour="21.45"),
        claim("polres", kind="boat-in-trouble", at=HOUR, place="", journey="J7", hour="23.15"),
    ]

    (boat,) = gather(said, book=BOOK)
    watch, told = watched(
        boat,
        (5 * MINUTE, Answered(chain="polri")),
        (20 * MINUTE, Ticked()),
        (5 * HOUR, Settled()),
        (6 * HOUR, Ticked()),
        (6 * HOUR, CalledBack(is_well=True)),
    )

    assert (boat.status, boat.journeys, boat.boxes) == (Status.VERIFIED, ("J7",), boxes)
    assert [fact.name for fact in boat.facts if fact.is_contested] == ["hour"]
    assert ("notify: KPU" in told, "notify: Polda" in told) == (True, False)
    assert told[-2:] == ["call-back", "close"]
    assert watch.is_closed
    assert "BA Kehilangan/Kerusakan" in playbook(boat).forms
    assert Effect.PSU in BOOK.kinds[boat.kind].effects


def test_hitadipa_stays_contested_and_unverified_while_three_offices_disagree() -> None:
    place = "940807"
    said = [
        claim("tni", kind="held", place=place, institution=Institution.TNI, boxes_seized="119"),
        claim("polres", kind="held", at=HOUR, place=place, happened=False, institution=Institution.POLRI),
        claim("pemda", kind="held", at=2 * HOUR, place=place, boxes_seized="0"),
    ]

    (held,) = gather(said, book=BOOK)
    _, told = watched(held, (20 * MINUTE, Ticked()), (50 * MINUTE, Ticked()))

    contested = {fact.name: dict(fact.values) for fact in held.facts if fact.is_contested}
    assert contested == {
        HAPPENED: {"no": ("polres",), "yes": ("pemda", "tni")},
        "boxes_seized": {"0": ("pemda",), "119": ("tni",)},
    }
    assert held.status is Status.REPORTED
    assert {"notify: KPU", "notify: Bawaslu provinsi", "notify: Polda"} <= set(told)


def test_dogiyai_without_a_receiver_reaches_the_commission_within_ninety_minutes() -> None:
    (nobody,) = gather(
        [claim("polsek", kind="no-receiver", place="940501", on_site=True, institution=Institution.POLRI)],
        book=BOOK,
    )
    _, told = watched(nobody, (30 * MINUTE, Ticked()), (90 * MINUTE, Ticked()))

    assert nobody.status is Status.VERIFIED
    assert [one for one in told if one in ("PPS", "notify: PPK", "notify: KPU")] == [
        "PPS",
        "notify: PPK",
        "notify: KPU",
    ]
    assert playbook(nobody).forms == ("BAST",)


def test_lombok_wet_boxes_are_replaced_and_the_number_stays_contested_until_decided() -> None:
    said = [
        claim("ppk", kind="wet", place="520306", on_site=True, wet="21"),
        claim("pers", kind="wet", at=HOUR, place="520306", wet="28"),
    ]
    deeds = [
        decide("s", Deed.SETTLE, "ppk", at=2 * HOUR, other="wet=21"),
        decide("r", Deed.RESOLVE, "ppk", at=3 * HOUR),
    ]

    (before,) = gather(said, book=BOOK)
    (after,) = gather(said, decisions=deeds, book=BOOK)
    path = find_path(
        station("5203062001001", goods_fit=False), voting_day=VOTING_DAY, vote_on=VOTING_DAY, book=BOOK
    )

    assert (before.is_contested, after.is_contested, after.status) == (True, False, Status.RESOLVED)
    assert {Lead.INSPECT, Lead.REPLACE} <= set(playbook(before).leads)
    assert (path.path, path.tasks[0].work) == (LegalPath.CONTINUE, Work.REKIT)


def test_pamekasan_swapped_ballots_are_exchanged_and_voting_again_waits_for_the_supervisor() -> None:
    voting_day, place = date(2019, 4, 17), "3528042001003"
    (swapped,) = gather(
        [
            claim("pemilih", kind="swapped", place=place, boxes=(f"{place}-B4",)),
            claim("ptps", kind="swapped", at=MINUTE, place=place, institution=Institution.BAWASLU),
        ],
        book=BOOK,
    )
    _, told = watched(swapped)

    def path(**known: Any) -> PathFound:
        day = date(2019, 4, 27) if "may_be_invalid" in known else voting_day
        case = station(place, has_begun=True, goods_fit=False, **known)
        return find_path(case, voting_day=voting_day, vote_on=day, book=BOOK)

    assert (swapped.status, swapped.boxes) == (Status.VERIFIED, (f"{place}-B4",))
    assert told == ["PPS", "PPK", "Panwascam", "Bawaslu kabupaten"]
    assert {Lead.INSPECT, Lead.REPLACE, Lead.OVERSIGHT} <= set(playbook(swapped).leads)
    assert (path().path, path().tasks[0].work) == (LegalPath.CONTINUE, Work.REKIT)
    assert (path(may_be_invalid=True).path, path(may_be_invalid=True).new_ballots) == (LegalPath.PSU, True)
