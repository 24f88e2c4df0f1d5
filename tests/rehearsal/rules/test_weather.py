"""Rain that moves, ways that close, seas that keep their temper for some days."""

from dataclasses import replace

import numpy as np
import pytest
from tests.rehearsal.days import world

from sampai.rehearsal.model import Rate
from sampai.rehearsal.rules.dice import Dice, under, world_of_block
from sampai.rehearsal.rules.ground import OPEN, Hours, ground_of
from sampai.rehearsal.rules.land import Land
from sampai.rehearsal.rules.sky import sky_of

WET = {"storms": 0.9, "spell_memory": 0.5}


def land(*east_km: float) -> Land:
    return Land(
        kecamatan=tuple(f"99010{at}" for at in range(1, len(east_km) + 1)),
        east_km=np.array(east_km, dtype=np.float32),
        north_km=np.zeros(len(east_km), dtype=np.float32),
        town=(False,) * len(east_km),
        first=-5 * 86_400,
        days=8,
    )


def test_it_rains_where_it_rains_nearby_and_less_so_far_away() -> None:
    rain = sky_of(land(0, 5, 60), world=world(**WET), dice=Dice(1, 0, 250)).rain

    wet = (rain > 0).reshape(3, -1).astype(float)
    near, far = np.corrcoef(wet[0], wet[1])[0, 1], np.corrcoef(wet[0], wet[2])[0, 1]
    assert near > 0.5
    assert far < 0.2


def test_rain_drifts_from_place_to_place() -> None:
    rain = sky_of(land(0, 12), world=world(**WET, storm_kmh=25.0), dice=Dice(1, 0, 250)).rain

    here, there = (rain[place] > 0 for place in (0, 1))
    together = (here & there).sum()
    later = (here[:-1] & there[1:] & ~here[1:]).sum()
    assert later > 0.1 * together


@pytest.mark.parametrize(("storms", "low", "high"), [(0.0, 0.0, 0.0), (0.15, 0.03, 0.3), (0.9, 0.25, 0.75)])
def test_the_share_of_wet_days_follows_the_storms(storms: float, low: float, high: float) -> None:
    rain = sky_of(land(0, 30), world=world(**(WET | {"storms": storms})), dice=Dice(1, 0, 250)).rain

    days = rain.reshape(2, 8, 24, 250).sum(axis=2) >= 1.0
    assert low <= days.mean() <= high


def test_waves_stay_high_for_days() -> None:
    seas = sky_of(land(0, 1), world=world(wave_dm=10.0, wave_memory=0.8), dice=Dice(1, 0, 250)).waves

    assert np.corrcoef(np.log(seas[2]), np.log(seas[3]))[0, 1] == pytest.approx(0.8, abs=0.1)


def test_ways_close_only_where_it_rained_and_open_again() -> None:
    here, wild = land(0, 30), world(**WET, landslide=5.0, landslide_h=6.0, landslide_h_sigma=0.0)
    sky = sky_of(here, world=wild, dice=Dice(1, 0, 100))

    opens = ground_of(here, sky=sky, world=wild, dice=Dice(1, 0, 100)).opens

    days = np.asarray((opens > OPEN).reshape(2, 8, 24, 100).any(axis=2))
    rained = sky.rain.reshape(2, 8, 24, 100).sum(axis=2) > 0
    began = days & ~np.concatenate([np.zeros_like(days[:, :1]), days[:, :-1]], axis=1)
    assert days.any()
    assert not (began & ~rained).any()


def test_near_kecamatan_have_slow_days_together() -> None:
    here, slow = land(0, 5, 200), world(area_sigma=0.2, area_km=40.0)
    dice = Dice(1, 0, 250)

    found = np.log(ground_of(here, sky=sky_of(here, world=slow, dice=dice), world=slow, dice=dice).slow)

    rows = found.reshape(3, -1)
    assert np.corrcoef(rows[0], rows[1])[0, 1] > 0.8
    assert abs(np.corrcoef(rows[0], rows[2])[0, 1]) < 0.15


def test_nobody_sets_out_at_night() -> None:
    hours = Hours(5 * 3_600, 21 * 3_600)

    at = np.array([-3_600, 0, 5 * 3_600, 21 * 3_600, 22 * 3_600], dtype=np.int32)

    assert hours.passes(at).tolist() == [5 * 3_600, 5 * 3_600, 5 * 3_600, 21 * 3_600, 29 * 3_600]


def test_what_happens_at_a_share_happens_at_a_higher_one_too() -> None:
    chance = Dice(1, 0, 250).normal("anything", rows=4)

    few, many = under(0.1, chance), under(0.3, chance)

    assert few.mean() == pytest.approx(0.1, abs=0.03)
    assert not (few & ~many).any()


def test_uncertain_rates_differ_from_block_to_block_around_what_is_said() -> None:
    doubtful = replace(world(storms=1.0, first_h=5.0), doubt=0.2)

    blocks = [world_of_block(doubtful, Dice(1, block, 10)) for block in range(40)]

    storms = np.array([one[Rate.STORMS] for one in blocks])
    assert 0.1 < np.log(storms).std() < 0.3
    assert {one[Rate.FIRST_H] for one in blocks} == {5.0}
