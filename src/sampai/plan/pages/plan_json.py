"""The plan as JSON, for scripts and for keeping. Documented in docs/reference/plan-json.md."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from sampai.guarding.model import Duty, Shift
from sampai.kernel.clock import HTime
from sampai.kernel.ids import canonical
from sampai.kernel.text import Words
from sampai.places.model import RegionLevel
from sampai.plan.model import Figures, OperationPlan, PlanProblem, RouteRow, Severity, Stated
from sampai.plan.pages.field import Field, field_of
from sampai.plan.pages.labels import RESTRICTED
from sampai.plan.pages.way_sheets import plain
from sampai.plan.rules.route_map import route_map
from sampai.plan.rules.stores import store_days
from sampai.transport.model import BackChance, Chances, Journey, StationChance, Stay, Stop, Unplanned
from sampai.transport.rules.stays import stays

FORMAT = 1
"""Raised when a field changes its meaning or goes away."""


def plan_json(plan: OperationPlan, *, words: Words) -> str:
    """The whole plan, one journey or the like a line; keys sorted: the same plan gives the same bytes."""
    parts = (f'"{name}": {_lines(part)}' for name, part in sorted(document(plan, words=words).items()))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(part: object) -> str:
    """One row of a list a line. The library's own indentation takes four times as long."""
    if not isinstance(part, list) or not part:
        return _on_one_line(part)
    return "[\n" + ",\n".join(_on_one_line(row) for row in part) + "\n]"


def _on_one_line(part: object) -> str:
    return json.dumps(part, ensure_ascii=False, sort_keys=True)


def document(plan: OperationPlan, *, words: Words) -> Mapping[str, Any]:
    """The plan as plain data."""
    field = field_of(plan, words=words)
    return {
        "format": FORMAT,
        "restricted": words.say(RESTRICTED),
        "digest": plan.digest,
        "operation": canonical(plan.operation.settings),
        "inputs": canonical(plan.inputs),
        "parameters": canonical(plan.parameters),
        "engines": canonical(plan.engines),
        "figures": figures(plan.figures, problems=plan.problems),
        "needs": _needs(plan),
        "journeys": [_journey(journey, field=field) for journey in plan.delivery.journeys],
        "back": [_journey(journey, field=field) for journey in plan.delivery.back],
        "stationed": canonical(plan.delivery.stationed),
        "stays": [_stay(stay, plan=plan) for stay in stays(plan.delivery, modes=plan.rules.modes)],
        "chances": _chances(plan),
        "stores": canonical(store_days(plan.delivery, needs=plan.needs, register=plan.operation.register)),
        "route_map": [_route_row(row, words=words) for row in route_map(plan)],
        "unplanned": _left(plan.delivery.unplanned, words=words),
        "not_back": _left(plan.delivery.not_back, words=words),
        "own_goods_left": _left(plan.delivery.own_left, words=words),
        "guard": _guard(plan, words=words),
        "people": _people(plan, words=words),
        "problems": [problem_row(problem, words=words) for problem in plan.problems],
    }


def _left(left: Iterable[Unplanned], *, words: Words) -> list[dict[str, Any]]:
    return [
        {
            "station": one.station,
            "giver": one.giver.value,
            "receiver": one.receiver.value,
            "reason": words.say(one.reason),
            "remedy": words.say(one.remedy),
        }
        for one in left
    ]


def _stay(stay: Stay, *, plan: OperationPlan) -> dict[str, Any]:
    return dict(canonical(stay)) | {
        "since": _when(stay.since, plan=plan),
        "until": _when(stay.until, plan=plan),
    }


def figures(figures: Figures, *, problems: tuple[PlanProblem, ...]) -> dict[str, Any]:
    """The figures, and the problems counted by severity."""
    count = Counter(problem.severity for problem in problems)
    by_severity = {severity.value: count[severity] for severity in Severity}
    return dict(canonical(figures)) | {"problems_by_severity": by_severity}


def problem_row(problem: PlanProblem, *, words: Words) -> dict[str, str]:
    """One problem in the words of a language."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "subject": problem.subject,
        "what": words.say(problem.what),
        "remedy": words.say(problem.remedy),
    }


def _needs(plan: OperationPlan) -> dict[str, Any]:
    load = plan.needs.total_load()
    sums = plan.needs.sums(RegionLevel.KECAMATAN)
    return {
        "digest": plan.needs.digest,
        "totals": plan.needs.totals(),
        "boxes": load.boxes,
        "volume_l": load.volume_l,
        "weight_g": load.weight_g,
        "kecamatan": [
            {
                "code": code,
                "stations": int(sums.stations[row]),
                "voters": int(sums.voters[row]),
                "totals": dict(zip(plan.needs.items, sums.quantity[row].tolist(), strict=True)),
            }
            for row, code in enumerate(sums.regions)
        ],
    }


def _chances(plan: OperationPlan) -> dict[str, Any]:
    chances = plan.chances
    return {
        "scenarios": chances.scenarios,
        "by_law": _maybe(chances.by_law, plan=plan),
        "by_plan": _maybe(chances.by_plan, plan=plan),
        "stations": [_chance(chance, plan=plan) for chance in chances.stations],
        "reliefs": reliefs(chances),
        "reliefs_tried": chances.tried,
        "back": [_back_chance(chance, plan=plan) for chance in chances.back],
        "back_by": {level.value: _when(at, plan=plan) for level, at in chances.back_by},
    }


def reliefs(chances: Chances) -> list[dict[str, Any]]:
    """What helps, most stations saved for the money first."""
    return [dict(canonical(relief)) | {"saves_all": relief.saves_all} for relief in chances.reliefs]


def _chance(chance: StationChance, *, plan: OperationPlan) -> dict[str, Any]:
    times = ("planned", "departs", "mean", "p50", "p90", "p99", "latest_departure")
    return {
        "station": chance.station,
        "journey": chance.journey,
        "by_law": chance.by_law,
        "by_plan": chance.by_plan,
        "causes": [{"cause": cause.value, "share": round(share, 4)} for cause, share in chance.causes],
        "certainty": chance.certainty.value,
    } | {name: _maybe(getattr(chance, name), plan=plan) for name in times}


def _back_chance(chance: BackChance, *, plan: OperationPlan) -> dict[str, Any]:
    return {
        "station": chance.station,
        "in_time": chance.in_time,
        "level": chance.level.value,
        "journey": chance.journey,
        "certainty": chance.certainty.value,
    } | {name: _when(getattr(chance, name), plan=plan) for name in ("planned", "p50", "p90", "p99")}


def _maybe(at: HTime | None, *, plan: OperationPlan) -> str | None:
    return None if at is None else _when(at, plan=plan)


def _journey(journey: Journey, *, field: Field) -> dict[str, Any]:
    plan, company = field.plan, field.company(journey)
    return {
        "code": journey.code,
        "vehicle": journey.vehicle,
        "vehicles": list(journey.vehicles),
        "mode": journey.mode,
        "giver": journey.giver.value,
        "receiver": journey.receiver.value,
        "direction": journey.direction.value,
        "leg": journey.leg,
        "origin": journey.origin,
        "ends": journey.home,
        "loads": _when(journey.loads, plan=plan),
        "departs": _when(journey.departs, plan=plan),
        "returns": _when(journey.returns, plan=plan),
        "handed_over": _maybe(journey.handed_over, plan=plan),
        "duration_s": journey.duration_s,
        "pauses_s": journey.pauses_s,
        "drivers": journey.drivers,
        "fees_rp": journey.fees_rp,
        "distance_m": journey.distance_m,
        "load": canonical(journey.load),
        "certainty": journey.certainty.value,
        "stops": [_stop(stop, field=field) for stop in journey.stops],
        "crew": {"drivers": company.drivers, "helpers": company.helpers},
        "escort": _escort(journey, field=field),
        "papers": {paper.rule.code: paper.copies for paper in company.papers},
    }


def _escort(journey: Journey, *, field: Field) -> dict[str, Any]:
    """Who escorts the convoy of a journey; seats are those of its own vehicles."""
    convoy, seats = field.convoys.get(journey.code), field.company(journey).seats
    if convoy is None:
        return {"convoy": None, "officers": 0, "outriders": 0, "with_boxes": 0, "seats": seats, "units": []}
    return {
        "convoy": convoy.code,
        "officers": convoy.officers,
        "outriders": convoy.outriders,
        "with_boxes": convoy.with_boxes,
        "seats": seats,
        "units": [{"unit": duty.unit, "officers": duty.officers} for duty in field.escorts[convoy.code]],
    }


def _stop(stop: Stop, *, field: Field) -> dict[str, Any]:
    plan = field.plan
    return {
        "place": stop.place,
        "arrives": _when(stop.arrives, plan=plan),
        "departs": _when(stop.departs, plan=plan),
        "stations": list(stop.stations),
        "offices": list(stop.offices),
        "load": canonical(stop.load),
        "boxes_by_contest": dict(field.boxes(stop.stations)),
    }


def _route_row(row: RouteRow, *, words: Words) -> dict[str, Any]:
    criteria = {field.name: getattr(row, field.name) for field in fields(row)}
    return {
        name: _stated(value, words=words) if isinstance(value, Stated) else canonical(value)
        for name, value in criteria.items()
    }


def _stated(stated: Stated, *, words: Words) -> dict[str, Any]:
    return {
        "what": plain(stated.what, words=words),
        "certainty": canonical(stated.certainty),
        "source": stated.source,
    }


def _when(at: HTime, *, plan: OperationPlan) -> str:
    """Local date and time, ISO 8601 with the zone's offset."""
    return plan.operation.settings.calendar.instant(at).isoformat()


def _guard(plan: OperationPlan, *, words: Words) -> dict[str, Any]:
    guard = plan.guard
    return {
        "patterns": canonical(guard.patterns),
        "officers_needed": guard.officers_needed,
        "officers_available": guard.officers_available,
        "kecamatan": [
            {
                "kecamatan": need.kecamatan,
                "stations": {risk.value: count for risk, count in need.stations},
                "officers": need.officers,
                "linmas": need.linmas,
                "available": need.available,
                "missing": need.missing,
            }
            for need in guard.needs
        ],
        "clusters": [{"code": cluster.code, **canonical(cluster)} for cluster in guard.clusters],
        "duties": [_duty(duty, plan=plan) for duty in guard.duties],
        "reserve": canonical(guard.reserve),
        "shortage": canonical(guard.shortage),
        "classes": [
            {
                "station": risk.station,
                "class": risk.risk.value,
                "why": words.say(risk.why),
                "basis": risk.basis.value,
                "certainty": risk.certainty.value,
            }
            for risk in guard.risks
        ],
        "vulnerability": {
            "digest": guard.vulnerability.digest,
            "agreements": canonical(guard.vulnerability.agreements),
            "disagreements": canonical(guard.disagreements),
            "views": canonical(guard.views),
        },
    }


def _people(plan: OperationPlan, *, words: Words) -> dict[str, Any]:
    manning = plan.manning
    return {
        "duties": [_duty(duty, plan=plan) for duty in manning.duties],
        "commands": canonical(manning.commands),
        "convoys": [
            dict(canonical(convoy))
            | {key: _when(getattr(convoy, key), plan=plan) for key in ("starts", "departs", "ends")}
            for convoy in manning.escorts.convoys
        ],
        "escorts_missing": [
            {"convoy": gap.convoy, "missing": gap.missing, "why": words.say(gap.why)}
            for gap in manning.escorts.missing
        ],
        "turns": [
            _shift(turn.shift, plan=plan)
            | {"unit": turn.unit, "squad": turn.squad, "officers": turn.officers}
            for turn in manning.roster.turns
        ],
        "unfilled": [
            _shift(gap.shift, plan=plan) | {"missing": gap.missing, "why": words.say(gap.why)}
            for gap in manning.roster.unfilled
        ],
    }


def _shift(shift: Shift, *, plan: OperationPlan) -> dict[str, Any]:
    return {
        "place": shift.place,
        "starts": _when(shift.starts, plan=plan),
        "ends": _when(shift.ends, plan=plan),
        "needed": shift.officers,
        "certainty": shift.certainty.value,
    }


def _duty(duty: Duty, *, plan: OperationPlan) -> dict[str, Any]:
    times = {"starts": _when(duty.starts, plan=plan), "ends": _when(duty.ends, plan=plan)}
    return dict(canonical(duty)) | times
