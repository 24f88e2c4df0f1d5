"""People in the report: by kecamatan, at guarded places, with convoys, and the checklist of stores."""

from collections import Counter
from dataclasses import dataclass

from sampai.guarding.model import DutyKind, Shift
from sampai.kernel.clock import HTime
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Certainty
from sampai.plan.model import Convoy, OperationPlan
from sampai.plan.pages.duty_words import DutyWords
from sampai.plan.pages.spots import Spots, kecamatan_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleLine:
    """One kecamatan: what its stations need, who is sent, from its own units and from elsewhere."""

    kecamatan: RegionCode
    stations: int
    needed: int
    linmas: int
    own: int
    others: int
    groups: int

    @property
    def missing(self) -> int:
        """Officers that nobody sends."""
        return max(0, self.needed - self.own - self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """One guarded place over all its shifts."""

    place: str
    starts: HTime
    ends: HTime
    squad: int
    shifts: int
    units: str
    leader: str
    unfilled: int
    thin: int
    """Shifts with fewer people than usual, which suffice."""
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvoyLine:
    """One convoy with who escorts it."""

    convoy: Convoy
    way: str
    who: str
    missing: int


@dataclass(frozen=True, slots=True)
class PeoplePart:
    """All that the report says of people on duty."""

    kecamatan: list[PeopleLine]
    places: list[PlaceLine]
    convoys: list[ConvoyLine]

    @property
    def are_sent(self) -> bool:
        """Whether officers are sent to stations; else there is a demand only."""
        return any(line.own + line.others for line in self.kecamatan)


def people_part(plan: OperationPlan, *, spots: Spots) -> PeoplePart:
    """People by kecamatan, place and convoy, each in order of code or time."""
    called = DutyWords(plan, spots)
    return PeoplePart(
        people_lines(plan, called=called),
        place_lines(plan, called=called),
        convoy_lines(plan, called=called),
    )


def people_lines(plan: OperationPlan, *, called: DutyWords) -> list[PeopleLine]:
    """Every kecamatan that has stations."""
    own, others = _sent(plan, called=called)
    groups = Counter(cluster.kecamatan for cluster in plan.guard.clusters)
    return [
        PeopleLine(
            kecamatan=need.kecamatan,
            stations=sum(count for _, count in need.stations),
            needed=need.officers,
            linmas=need.linmas,
            own=own[need.kecamatan],
            others=others[need.kecamatan],
            groups=groups[need.kecamatan],
        )
        for need in plan.guard.needs
    ]


def _sent(plan: OperationPlan, *, called: DutyWords) -> tuple[Counter[RegionCode], Counter[RegionCode]]:
    """Officers sent to each kecamatan's stations by units based in it, and by others."""
    own: Counter[RegionCode] = Counter()
    others: Counter[RegionCode] = Counter()
    register = plan.operation.register
    home = {
        unit.code: kecamatan_of(base.region)
        for unit in plan.operation.units
        if (base := register.place(unit.base)) is not None
    }
    for duty in plan.manning.duties:
        cluster = called.clusters.get(duty.subject) if duty.kind is DutyKind.STATIONS else None
        if cluster is not None:
            side = own if home.get(duty.unit) == cluster.kecamatan else others
            side[cluster.kecamatan] += duty.officers
    return own, others


def place_lines(plan: OperationPlan, *, called: DutyWords) -> list[PlaceLine]:
    """Every guarded place, in order of code."""
    roster = plan.manning.roster
    shifts: dict[str, list[Shift]] = {}
    for shift in (*(turn.shift for turn in roster.turns), *(gap.shift for gap in roster.unfilled)):
        shifts.setdefault(shift.place, []).append(shift)
    return [_place_line(place, shifts[place], plan=plan, called=called) for place in sorted(shifts)]


def _place_line(place: str, shifts: list[Shift], *, plan: OperationPlan, called: DutyWords) -> PlaceLine:
    roster = plan.manning.roster
    units = dict.fromkeys(called.unit(turn.unit) for turn in roster.turns if turn.shift.place == place)
    lead = called.leads.get(place)
    return PlaceLine(
        place=place,
        starts=min(shift.starts for shift in shifts),
        ends=max(shift.ends for shift in shifts),
        squad=max(shift.officers for shift in shifts),
        shifts=len({shift.starts for shift in shifts}),
        units=", ".join(units),
        leader=called.leader(lead) if lead else "",
        unfilled=sum(gap.shift.place == place and not gap.is_thin for gap in roster.unfilled),
        thin=sum(gap.shift.place == place and gap.is_thin for gap in roster.unfilled),
        certainty=shifts[0].certainty,
    )


def convoy_lines(plan: OperationPlan, *, called: DutyWords) -> list[ConvoyLine]:
    """Every convoy in order of time."""
    missing = {gap.convoy: gap.missing for gap in plan.manning.escorts.missing}
    who: dict[str, list[str]] = {}
    for duty in plan.manning.duties:
        if duty.kind is DutyKind.JOURNEY:
            who.setdefault(duty.subject, []).append(called.who(duty))
    return [
        ConvoyLine(
            convoy=convoy,
            way=called.way(convoy),
            who=", ".join(who.get(convoy.code, [])),
            missing=missing.get(convoy.code, 0),
        )
        for convoy in plan.manning.escorts.convoys
    ]
