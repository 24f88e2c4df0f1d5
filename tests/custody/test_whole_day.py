"""One day with two stations: a swapped box and a changed seal are found where it happened."""

from dataclasses import replace

from scripts.custody_cases import BOX, DRIVER, KPPS, PPK, PPS, SEALS, STATION, Way
from tests.custody.folding import after, statements_of

from sampai.custody.model import BoxCode, Kind, Mismatch, Trouble
from sampai.custody.rules.fold import walk
from sampai.custody.rules.indicators import Indicator, proven, tally
from sampai.custody.rules.register import register_of
from sampai.custody.rules.seals import findings

OTHER_STATION = "1704012003002"
OTHER_BOX = replace(BOX, code=BoxCode(f"{OTHER_STATION}-B1"), owner=OTHER_STATION)


def test_boxes_of_two_stations_that_were_swapped_are_both_found_at_the_handover() -> None:
    ways = []
    for box, place in ((BOX, OTHER_STATION), (OTHER_BOX, STATION)):
        way = Way(box)
        way.packed_and_sealed()
        way.carried(at=40, to="1704012003")
        way.hand((way.driver, DRIVER), (way.pps, PPS), at=370, place="1704012003")
        way.hand((way.pps, PPS), (way.kpps, KPPS), at=600, place=place)
        ways.append(way)

    for way in ways:
        (trouble,) = after(way).troubles
        assert (trouble.trouble, trouble.cause) == (Trouble.MISROUTED, way.said[-1].digest)


def test_seal_changed_between_ppk_and_pps_is_found_there_with_who_held_the_box() -> None:
    changed = {"seals": ("KPU-0017", "KPU-7777")}
    way = Way()
    way.packed_and_sealed()
    way.carried(at=40, to="170401")
    way.hand((way.driver, DRIVER), (way.ppk, PPK), at=110, place="170401")
    way.hand((way.ppk, PPK), (way.pps, PPS), at=370, place="1704012003", given={}, taken=changed)
    way.hand((way.pps, PPS), (way.kpps, KPPS), at=600, given=changed, taken=changed)
    state = after(way)

    first, *_ = findings(state, looks=tuple(walk(way.box, state.statements)), elsewhere={})

    assert (first.mismatch, first.expected, first.read) == (Mismatch.TAMPER, "KPU0018", "KPU7777")
    assert first.holders == ("Sari",)
    assert first.found == next(one.digest for one in state.statements if one.body.by == PPS)


def test_swapped_seal_names_the_box_that_it_belongs_on() -> None:
    other, way = Way(OTHER_BOX), Way()
    other.packed_and_sealed()
    other.said[3:4] = [
        other.store.says(
            Kind.SEALED,
            replace(statements_of(other)[3].body, boxes=other.look(seals=("KPU-7777",))),
            at=26,
        )
    ]
    way.packed_and_sealed()
    way.carried(at=40, to="170401")
    way.hand((way.driver, DRIVER), (way.ppk, PPK), at=110, taken={"seals": ("KPU-0017", "KPU-7777")})
    register = register_of((), boxes=[after(other), after(way)])

    (finding,) = findings(
        after(way),
        looks=tuple(walk(way.box, after(way).statements)),
        elsewhere=register.elsewhere,
    )

    assert (finding.mismatch, finding.other_box) == (Mismatch.WRONG_BOX, OTHER_BOX.code)


def test_day_without_faults_proves_everything_and_one_unheard_box_is_counted_as_the_worst() -> None:
    whole, unheard = Way(), Way(OTHER_BOX)
    whole.out()
    whole.voted()
    whole.back()

    assert all(proven(after(whole)).values())
    assert set(tally([after(whole), after(unheard)]).values()) == {(1, 2)}
    assert SEALS[0] not in str(tally([after(whole)]))
    assert len(proven(after(whole))) == len(Indicator)
