"""Checks of what the plan rests on: positions, estimates, assumptions, unverified rules, tables not used."""

from collections import Counter
from collections.abc import Iterator, Sequence

from sampai.election.model import Basis, Standing
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import Text, say
from sampai.materials.model import Needs
from sampai.places.model import Mode, Register, Territory
from sampai.places.rules.distances import Cover
from sampai.plan.model import Operation, PlanProblem, RuleBook, Severity
from sampai.transport.model import DeliveryPlan, VehicleGroup

GUESSED = (Certainty.ESTIMATED, Certainty.ASSUMED)


def positions(register: Register, *, territory: Territory) -> Iterator[PlanProblem]:
    """Stations without a position, one problem per kecamatan."""
    missing = Counter(s.village[:6] for s in register.stations if s.located is None)
    for kecamatan, count in sorted(missing.items()):
        region = territory.regions.get(RegionCode(kecamatan))
        yield PlanProblem(
            code="position-missing",
            severity=Severity.WARN,
            subject=kecamatan,
            what=say(
                "{count} TPS in {kecamatan} have no position; they are planned at their village's point.",
                count=count,
                kecamatan=region.name if region else kecamatan,
            ),
            remedy=say("Write latitude and longitude in the sheet tps."),
        )


def estimates(register: Register) -> Iterator[PlanProblem]:
    """One note on estimated positions, one on voters that nobody reported."""
    errors = sorted(
        s.located.error_m or 0 for s in register.stations if s.located and s.located.certainty in GUESSED
    )
    if errors:
        yield _note(
            "positions-estimated",
            what=say(
                "The positions of {count} TPS are estimates; half of them may be {error_m} m off or more.",
                count=len(errors),
                error_m=errors[len(errors) // 2],
            ),
            remedy=say("Measure them with a telephone and write them in the sheet tps."),
        )
    drawn = sum(s.voters_certainty in GUESSED for s in register.stations)
    if drawn:
        yield _note(
            "voters-estimated",
            what=say("The voters of {count} TPS are estimates.", count=drawn),
            remedy=say("Write the DPT of every TPS in the sheet tps."),
        )


def assumptions(operation: Operation) -> Iterator[PlanProblem]:
    """One note on vehicles and one on units that nobody reported."""
    fleet = sum(group.certainty in GUESSED for group in operation.fleet)
    if fleet:
        yield _note(
            "fleet-assumed",
            what=say("{count} rows of the fleet are assumptions.", count=fleet),
            remedy=say("Write the real vehicles in the sheet armada."),
        )
    units = sum(unit.certainty in GUESSED for unit in operation.units)
    if units:
        yield _note(
            "strength-assumed",
            what=say("The strength of {count} units is an assumption.", count=units),
            remedy=say("Write the real strength in the sheet satuan."),
        )


def distances(delivery: DeliveryPlan, *, cover: Cover | None = None) -> Iterator[PlanProblem]:
    """A note on distances and times that are not from a road map, and on what one covers."""
    if cover is not None:
        yield _note(
            "roads-partly-mapped",
            what=say(
                "The road map covers {near} of {total} stations and places; elsewhere distances are "
                "estimated along neighbouring villages. Speeds are assumed everywhere.",
                near=cover.near,
                total=cover.total,
            ),
            remedy=say(
                "Take an extract that covers the whole territory, and write ways that no map knows "
                "in the sheet lintasan."
            ),
        )
    elif any(journey.certainty in GUESSED for journey in delivery.journeys):
        yield _note(
            "distances-estimated",
            what=say("Distances and times are estimated along neighbouring villages, not on a road map."),
            remedy=say("Drive the longest journeys once before the day and correct the sheet lintasan."),
        )


def unverified(rules: RuleBook, *, needs: Needs, fleet: Sequence[VehicleGroup]) -> Iterator[PlanProblem]:
    """One note that sums up the rules nobody could verify."""
    counted = needs.totals()
    items = [rules.kits.item(key).name for key in rules.kits.unverified() if counted.get(key)]
    if items:
        yield _note(
            "rules-unverified",
            what=say(
                "The numbers of these items rest on rules that nobody has verified: {items}.",
                items=", ".join(items),
            ),
            remedy=say("Compare them with the decree in force, and correct the election's profile."),
        )
    guessed = [pattern.risk.value for pattern in rules.patterns.patterns if pattern.assumed]
    if guessed:
        yield _note(
            "pattern-assumed",
            what=say(
                "The source of the pattern {name} leaves numbers open; they are assumed for: {classes}.",
                name=rules.patterns.name,
                classes=", ".join(guessed),
            ),
            remedy=say("Agree on them with the Polres."),
        )
    for rule in _doubtful(rules, used={group.mode for group in fleet}):
        yield _note(
            "practice-unverified",
            what=say("Nobody has verified {rule}.", rule=rule),
            remedy=say("Agree on it in the coordination meeting."),
        )


def _doubtful(rules: RuleBook, *, used: set[Mode]) -> Iterator[Text]:
    election = rules.election
    if _is_unverified(election.most_voters_basis):
        yield say("how many voters a TPS may have")
    times = [*(d.basis for d in election.deadlines), *(s.basis for s in election.stages)]
    if any(_is_unverified(basis) for basis in times):
        yield say("some deadlines or working hours")
    if _is_unverified(rules.patterns.basis):
        yield say("the pattern {name}", name=rules.patterns.name)
    modes = [rule.name for rule in rules.modes if rule.mode in used and _is_unverified(rule.basis)]
    if modes:
        yield say("speed, room and cost of {modes}", modes=", ".join(modes))


def _is_unverified(basis: Basis) -> bool:
    return basis.standing is Standing.UNVERIFIED


def closures(operation: Operation) -> Iterator[PlanProblem]:
    """One note on how the plan keeps to closures."""
    if operation.closures:
        yield _note(
            "closures-kept",
            subject="penutupan",
            what=say(
                "The plan keeps to {count} closures: no journey passes while one holds.",
                count=len(operation.closures),
            ),
            remedy=say("Tell the drivers; when a closure changes, change the sheet penutupan and plan anew."),
        )


def weather(operation: Operation, *, rules: RuleBook) -> Iterator[PlanProblem]:
    """Notes on what the plan makes of forecasts, and whose they are (BMKG asks to be named)."""
    if not operation.forecasts:
        return
    named = sorted({forecast.source.split(", ")[0] for forecast in operation.forecasts} - {""})
    yield _note(
        "weather-kept",
        subject="cuaca",
        what=say(
            "The plan keeps to {count} hours of forecast: the worst rain in a stage slows "
            "all of it, and boats and others stay when it is too wild. Source of the weather: {source}.",
            count=len(operation.forecasts),
            source=", ".join(named) or "-",
        ),
        remedy=say("Fetch the forecast again the day before and plan anew."),
    )
    limits = [limit.basis for limit in rules.weather.limits]
    if any(map(_is_unverified, (*limits, *(slowing.basis for slowing in rules.weather.slowings)))):
        yield _note(
            "practice-unverified",
            what=say("Nobody has verified some rules on rain, wind and waves."),
            remedy=say("Agree on it in the coordination meeting."),
        )


def _note(code: str, *, what: Text, remedy: Text, subject: str = "") -> PlanProblem:
    return PlanProblem(code=code, severity=Severity.NOTE, subject=subject, what=what, remedy=remedy)
