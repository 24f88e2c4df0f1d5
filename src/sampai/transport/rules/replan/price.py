"""What journeys cost, as the solver counts it: kilometres, hours, and each vehicle that goes out on a day."""

from collections.abc import Iterable, Mapping

from sampai.kernel.clock import DAY, HOUR
from sampai.kernel.ids import VehicleCode
from sampai.places.model import Mode
from sampai.transport.model import Journey, ModeRule, Stationed, VehicleGroup
from sampai.transport.rules.problem import SHIFT_RP


def cost_rp(
    journeys: Iterable[Journey],
    *,
    stationed: Iterable[Stationed],
    fleet: Mapping[VehicleCode, VehicleGroup],
    rules: Mapping[Mode, ModeRule],
) -> int:
    """Rupiah for all journeys and empty rides."""
    thousandths, days = 0, set()
    for journey in journeys:
        group, rule = fleet[journey.vehicle], rules[journey.mode]
        per_km, per_h = group.cost_rp_km or rule.cost_rp_km, group.cost_rp_h or rule.cost_rp_h
        one = journey.distance_m * per_km + journey.duration_s * per_h * 1_000 // HOUR
        thousandths += one * len(journey.vehicles)
        days |= {(journey.vehicle, ordinal, journey.loads // DAY) for ordinal in journey.vehicles}
    for ride in stationed:
        group = fleet[ride.vehicle]
        thousandths += ride.distance_m * (group.cost_rp_km or rules[group.mode].cost_rp_km)
    return thousandths // 1_000 + SHIFT_RP * len(days)
