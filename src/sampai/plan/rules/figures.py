"""The figures of a plan, and its digest."""

from collections.abc import Mapping

from sampai.election.model import Direction
from sampai.guarding.model import GuardPlan
from sampai.kernel.ids import digest
from sampai.materials.model import Needs
from sampai.plan.model import Figures, Operation, OperationPlan, RuleBook
from sampai.transport.model import Chances, DeliveryPlan, Score
from sampai.transport.rules.score import hours


def figures_of(
    *,
    needs: Needs,
    delivery: DeliveryPlan,
    guard: GuardPlan,
    problems: int,
    chances: Chances | None = None,
    score: Score | None = None,
    cost_back_rp: int = 0,
) -> Figures:
    """Sums over the plan. Boxes and volume are of all levels, PPK and PPS included.

    `distance_km` and `duration_h` add up all vehicles under way, empty rides to a standing place included;
    `vehicles` counts those used at least once; `unplanned` counts stations, not stages.
    """
    load = needs.total_load()
    ridden_m = sum(journey.distance_m * len(journey.vehicles) for journey in delivery.journeys)
    out, back = (
        sum(away.distance_m for away in delivery.stationed if away.direction is way) for way in Direction
    )
    busy_s = sum(journey.duration_s * len(journey.vehicles) for journey in delivery.journeys)
    used = {(journey.vehicle, ordinal) for journey in delivery.journeys for ordinal in journey.vehicles}
    sampled = chances or Chances()
    return Figures(
        stations=len(needs.stations),
        voters=int(needs.voters.sum()),
        boxes=load.boxes,
        volume_m3=round(load.volume_l / 1000, 3),
        journeys=len(delivery.journeys),
        distance_km=round((ridden_m + out) / 1000, 1),
        duration_h=round(busy_s / 3600, 1),
        vehicles=len(used),
        officers_needed=guard.officers_needed,
        officers_available=guard.officers_available,
        unplanned=len({left.station for left in delivery.unplanned}),
        problems=problems,
        arrival_p_min=min((chance.in_time for chance in sampled.stations), default=None),
        stations_at_risk=len(sampled.at_risk) if sampled.stations else None,
        journeys_back=len(delivery.back),
        distance_back_km=round(
            (sum(journey.distance_m * len(journey.vehicles) for journey in delivery.back) + back) / 1000, 1
        ),
        not_back=len({left.station for left in delivery.not_back}),
        late_h=0.0 if score is None else hours(score.late_s),
        cost_rp=0 if score is None else score.cost_rp,
        cost_back_rp=cost_back_rp,
        exposure_h=0.0 if score is None else hours(score.exposure_s),
    )


def inputs_of(operation: Operation, *, rules: RuleBook) -> Mapping[str, str]:
    """The digest of each table and of the pack's rules, by name.

    They are taken of what the tables say, so a workbook and a folder of CSV with the same rows have the same.
    """
    parts = {
        "operasi": operation.settings,
        "register": operation.register,
        "armada": operation.fleet,
        "satuan": operation.units,
        "personel": operation.officers,
        "kerawanan": operation.risks,
        "kesepakatan": operation.acceptances,
        "pola": operation.patterns,
        "stok": operation.stock,
        "jaga": operation.guarded,
        "penutupan": operation.closures,
        "cuaca": operation.forecasts,
    }
    return {name: digest(part) for name, part in parts.items()} | {"rules": rules.digest}


def digest_of(plan: OperationPlan, *, tables: Mapping[str, str] | None = None) -> str:
    """The digest of tables, rules, parameters, engines and results.

    Neither time, a path, nor the form of the files is in it. `tables` are the digests by `inputs_of`, where
    they are known already.
    """
    return digest(
        {
            "inputs": tables or inputs_of(plan.operation, rules=plan.rules),
            "parameters": plan.parameters,
            "engines": plan.engines,
            "needs": plan.needs.digest,
            "delivery": plan.delivery,
            "chances": plan.chances,
            "guard": plan.guard,
            "manning": plan.manning,
            "problems": plan.problems,
            "figures": plan.figures,
        }
    )
