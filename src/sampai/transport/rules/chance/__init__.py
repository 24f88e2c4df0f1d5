"""Chance of arrival: the whole plan in many scenarios.

Each scenario is a day as it may be: drives take longer, it rains in kecamatan after kecamatan, ways close,
vehicles break down, loading drags on. A vehicle's next journey begins when it is back, goods leave an office
when they are there, and what misses the daylight waits for the morning. Independent of each other are only
the disturbances, never the journeys.
"""

from collections.abc import Collection, Iterable, Mapping

from sampai.election.model import Election
from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.places.model import Mode
from sampai.transport.model import BackChance, Chances, DeliveryPlan, ModeRule, SpreadBook
from sampai.transport.rules.chance.back import back_by, back_chances, back_web_of
from sampai.transport.rules.chance.draws import blocks
from sampai.transport.rules.chance.known import NOTHING, Known
from sampai.transport.rules.chance.play import Asked, play
from sampai.transport.rules.chance.runs import web_of
from sampai.transport.rules.chance.shocks import Weather
from sampai.transport.rules.chance.tell import goals_of, station_chances


def chances_of(
    delivery: DeliveryPlan,
    *,
    election: Election,
    modes: Iterable[ModeRule],
    spreads: SpreadBook,
    scenarios: int,
    seed: int,
    by_daylight: Collection[Mode] = (),
    known: Known = NOTHING,
    counted: Mapping[StationCode, HTime] | None = None,
) -> Chances:
    """The chance of arrival of each station that the plan serves.

    `by_daylight` names modes of which some link may only be passed by day, `known` is what forecasts and
    closures say of the days. `counted` is when the boxes of each station are ready to go back; None: nothing
    is said of the way back. The same plan, spreads, seed and number of scenarios give the same result.
    Raises `Refused` for a mode whose spread is not known.
    """
    modes = tuple(modes)
    web = web_of(
        delivery, election=election, modes=modes, spreads=spreads, by_daylight=by_daylight, known=known
    )
    goals = goals_of(election)
    if not scenarios or not web.last:
        return Chances()
    asked = Asked(frozenset(web.last.values()), goals.counts)
    tables = [(dice, Weather(dice, spreads.rain_together)) for dice in blocks(scenarios, seed=seed)]
    played = [play(web.runs, dice=dice, weather=weather, asked=asked) for dice, weather in tables]
    back: tuple[BackChance, ...] = ()
    if counted is not None and back_by(election):
        ways_back = back_web_of(
            delivery,
            web=web,
            counted=counted,
            election=election,
            modes=modes,
            spreads=spreads,
            by_daylight=by_daylight,
            known=known,
        )
        back = back_chances(ways_back, played, tables=tables, by=back_by(election))
    return Chances(
        stations=station_chances(web, played, goals=goals),
        scenarios=scenarios,
        by_law=goals.by_law,
        by_plan=goals.by_plan,
        back=back,
        back_by=back_by(election) if back else (),
    )
