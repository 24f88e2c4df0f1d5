"""Hours that are left, and what of all that is shut a way needs."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests import worlds
from tests.transport.test_closures import H

from sampai.kernel.clock import HOUR
from sampai.places.model import Closure
from sampai.transport.rules.diary import Span, working_days
from sampai.transport.rules.going import MOST_TRIED, Going, Outlook, going, openings
from sampai.transport.rules.means import means

WORK = Span(7, 17)
SPANS = st.lists(st.tuples(st.integers(-5, 30), st.integers(0, 12)).map(lambda s: Span(s[0], s[0] + s[1])))
FAIR = means(worlds.FULL_REGISTER, territory=worlds.TERRITORY, modes=worlds.MODES, fleet=worlds.FLEET)


@given(shut=SPANS)
def test_openings_are_just_the_hours_that_nothing_shuts(shut: list[Span]) -> None:
    left = openings(WORK, shut=shut)

    hours = {hour for span in left for hour in range(span.start, span.end)}
    assert hours == {h for h in range(7, 17) if not any(span.start <= h < span.end for span in shut)}
    assert all(a.end <= b.start for a, b in pairwise(left))


def at_noon(*subjects: str) -> Going:
    """The last stage, with some subjects shut at noon of its day."""
    noon = H - timedelta(hours=12)
    closures = tuple(Closure(subject=s, starts=noon, ends=noon + timedelta(hours=1)) for s in subjects)
    days = working_days(worlds.ELECTION.stages[1], election=worlds.ELECTION)
    return going(FAIR, days=days, outlook=Outlook(voting_day=H.date(), closures=closures))


def test_a_way_needs_only_what_lies_on_it() -> None:
    now = at_noon("L-PERAHU", str(worlds.FIELD), str(worlds.PORT))

    assert now.needed([(worlds.BOAT, "PPK-2", worlds.ISLAND)]) == (("L-PERAHU", ""),)
    assert now.needed([(worlds.TRUCK, "PPK-1", worlds.VALLEY)]) == ((worlds.FIELD, ""),)
    assert now.needed([(worlds.TRUCK, "PPK-2", worlds.VALLEY)]) == ()
    assert now.shut([("L-PERAHU", "")]) == (Span(-12 * HOUR, -11 * HOUR),)


def test_with_very_many_closures_a_way_that_needs_one_waits_for_all() -> None:
    stations = [str(s.code) for s in worlds.ALL_STATIONS]
    villages = [str(code) for code in (worlds.PORT, worlds.BEACH, worlds.SUMMIT, worlds.ISLAND)]
    now = at_noon("L-PERAHU", "L-GEROBAK", "GUDANG", "POLRES", "POLSEK-1", *villages, *stations)

    assert len(now.times) > MOST_TRIED
    assert now.needed([(worlds.BOAT, "PPK-2", worlds.ISLAND)]) == tuple(now.times)
    assert now.needed([(worlds.TRUCK, "PPK-2", worlds.VALLEY)]) == ()


def test_what_is_shut_at_another_time_is_forgotten() -> None:
    days = working_days(worlds.ELECTION.stages[1], election=worlds.ELECTION)
    long_ago = Closure(subject="L-PERAHU", starts=H - timedelta(days=9), ends=H - timedelta(days=8))

    now = going(FAIR, days=days, outlook=Outlook(voting_day=H.date(), closures=(long_ago,)))

    assert (now.times, now.always, now.open.ways) == ({}, (), FAIR.ways)


def test_a_stage_without_hours_has_all_its_ways() -> None:
    shut = Closure(subject="L-PERAHU", starts=H - timedelta(days=9), ends=H)

    now = going(FAIR, days=(), outlook=Outlook(voting_day=H.date(), closures=(shut,)))

    assert now.open is FAIR
