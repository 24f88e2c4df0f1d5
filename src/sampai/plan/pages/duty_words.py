"""What duties are called for people: where, what, with whom, whom to report to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sampai.election.model import Direction
from sampai.guarding.model import Cluster, Command, CommandKind, Duty, DutyKind, Officer
from sampai.kernel.ids import StationCode, UnitCode, village_of
from sampai.kernel.text import Text
from sampai.plan.model import Convoy, OperationPlan
from sampai.plan.pages.spots import Spots
from sampai.plan.rules.duty_checks import DUTY
from sampai.transport.model import Journey

STATION_DIGITS = 13

COMPANIONS = 8
"""So many are named on a card or in a row."""


@dataclass(frozen=True)
class DutyWords:
    """Names for the duties of one plan."""

    plan: OperationPlan
    spots: Spots

    @cached_property
    def clusters(self) -> Mapping[str, Cluster]:
        """Clusters by code."""
        return {cluster.code: cluster for cluster in self.plan.guard.clusters}

    @cached_property
    def convoys(self) -> Mapping[str, Convoy]:
        """Convoys by code."""
        return {convoy.code: convoy for convoy in self.plan.manning.escorts.convoys}

    @cached_property
    def journeys(self) -> Mapping[str, Journey]:
        """Journeys by code."""
        delivery = self.plan.delivery
        return {journey.code: journey for journey in (*delivery.journeys, *delivery.back)}

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Names of units by code."""
        return {unit.code: unit.name for unit in self.plan.operation.units}

    @cached_property
    def officers(self) -> Mapping[str, Officer]:
        """Officers by service number."""
        return {officer.service_number: officer for officer in self.plan.operation.officers}

    @cached_property
    def leads(self) -> Mapping[str, Command]:
        """The Padal of each cluster and guarded place."""
        return {
            subject: command
            for command in self.plan.manning.commands
            if command.kind is CommandKind.PADAL
            for subject in command.subjects
        }

    @cached_property
    def supervisors(self) -> Mapping[str, Command]:
        """The Pamatwil of each kecamatan."""
        return {
            command.area: command
            for command in self.plan.manning.commands
            if command.kind is CommandKind.PAMATWIL
        }

    @cached_property
    def together(self) -> Mapping[tuple[str, int, int], Sequence[Duty]]:
        """Duties at the same subject at the same time."""
        found: dict[tuple[str, int, int], list[Duty]] = defaultdict(list)
        for duty in self.plan.manning.duties:
            found[duty.subject, duty.starts, duty.ends].append(duty)
        return found

    @cached_property
    def main(self) -> Sequence[Duty]:
        """Of each cluster the duty of the unit that sends most people, in order of cluster."""
        most: dict[str, dict[UnitCode, int]] = {}
        first: dict[tuple[str, UnitCode], Duty] = {}
        for duty in self.plan.manning.duties:
            if duty.kind is DutyKind.STATIONS and duty.subject in self.clusters:
                sent = most.setdefault(duty.subject, {})
                sent[duty.unit] = sent.get(duty.unit, 0) + duty.officers
                first.setdefault((duty.subject, duty.unit), duty)
        return [
            first[subject, min(most[subject], key=lambda unit: (-most[subject][unit], unit))]
            for subject in sorted(most)
        ]

    def kind(self, duty: Duty) -> Text:
        """What kind of duty it is."""
        return DUTY[duty.kind]

    def where(self, duty: Duty) -> str:
        """The stations, place or convoy of a duty."""
        convoy = self.convoys.get(duty.subject)
        return self.spots.name(duty.subject) if convoy is None else self.way(convoy)

    def stations(self, cluster: Cluster) -> str:
        """The stations of a cluster by village: `TPS 001–003 Selasih`."""
        return self.spots.name(cluster.code)

    def way(self, convoy: Convoy) -> str:
        """Where the goods of a convoy come from and go: `Gudang KPU → PPK Maje, PPK Nasal`."""
        journeys = [self.journeys[code] for code in convoy.journeys]
        stops = [stop.place for journey in journeys for stop in journey.stops]
        ends = ", ".join(dict.fromkeys(self.spots.name(_place(stop)) for stop in stops))
        origin = self.spots.name(convoy.origin)
        is_back = all(journey.direction is Direction.BACK for journey in journeys)
        return f"{ends} → {origin}" if is_back else f"{origin} → {ends}"

    def boxes(self, duty: Duty) -> str:
        """The journeys whose boxes the duty goes with."""
        return ", ".join(duty.journeys)

    def unit(self, code: UnitCode) -> str:
        """A unit's name."""
        return self.units.get(code, code)

    def person(self, number: str) -> str:
        """Rank, name and service number; nothing for nobody."""
        officer = self.officers.get(number)
        if officer is None:
            return number
        return f"{officer.rank} {officer.name} ({officer.service_number})".strip()

    def companions(self, duty: Duty) -> str:
        """Who else has the same duty: people where they are known, else counts of units; the first few."""
        others = [other for other in self.together[duty.subject, duty.starts, duty.ends] if other is not duty]
        more = [f"+{len(others) - COMPANIONS}"] if len(others) > COMPANIONS else []
        return ", ".join([*(self.who(other) for other in others[:COMPANIONS]), *more])

    def who(self, duty: Duty) -> str:
        """The person, or the unit and how many of it."""
        if duty.service_number:
            return self.person(duty.service_number)
        return f"{self.unit(duty.unit)} ({duty.officers})"

    def report_to(self, duty: Duty) -> str:
        """The Padal of the stations or the place, who reports to the Pamatwil; of other duties the unit."""
        command = self.leads.get(duty.subject)
        if command and duty.service_number and command.service_number == duty.service_number:
            command = self.supervisors.get(command.area)
        return self.unit(duty.unit) if command is None else self.leader(command)

    def leader(self, command: Command) -> str:
        """A leading officer by name, or the unit that is to name one."""
        if command.service_number:
            return self.person(command.service_number)
        return self.unit(command.unit)


def _place(stop: str) -> str:
    """The village of a station; a place or village itself."""
    return village_of(StationCode(stop)) if len(stop) == STATION_DIGITS and stop.isdecimal() else stop
