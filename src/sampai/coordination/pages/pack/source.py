"""What a pack is made from: the plan, a meeting, what the supervisor has open, and for which kecamatan."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date
from functools import cached_property

from sampai.coordination.model import Meeting, OpenFinding
from sampai.incidents.model import IncidentBook
from sampai.kernel.clock import HTime
from sampai.kernel.text import Text, Words
from sampai.oversight.model import Checklist
from sampai.places.model import Station
from sampai.plan.model import OperationPlan
from sampai.plan.pages.field import Field
from sampai.plan.pages.spots import kecamatan_of
from sampai.transport.model import Journey


@dataclass(frozen=True, kw_only=True)
class Source:
    """All of it. `within` is a kecamatan's code, empty for the whole territory."""

    field: Field
    meeting: Meeting = made(default_factory=Meeting)
    checklists: tuple[Checklist, ...] = ()
    incidents: IncidentBook | None = None
    findings: Sequence[OpenFinding] = ()
    today: date | None = None
    """For the age of findings; None: the age is not told."""
    within: str = ""

    @property
    def plan(self) -> OperationPlan:
        """The plan."""
        return self.field.plan

    @property
    def words(self) -> Words:
        """The words of the pack's language."""
        return self.field.words

    def say(self, text: Text) -> str:
        """A sentence."""
        return self.field.say(text)

    def name(self, code: str) -> str:
        """What people call a place."""
        return self.field.name(code)

    def number(self, value: float) -> str:
        """A number as people write it."""
        return self.words.number(value)

    def moment(self, at: HTime) -> str:
        """A local day and hour with its zone."""
        return f"{self.field.short_day(at)} {self.field.clock(at)} {self.field.zone}"

    def holds(self, code: str) -> bool:
        """Whether a region, village or station belongs to the pack."""
        return code.startswith(self.within)

    @cached_property
    def stations(self) -> list[Station]:
        """The stations of the pack, in code order."""
        return [one for one in self.plan.operation.register.stations if self.holds(one.code)]

    @cached_property
    def kecamatan(self) -> list[str]:
        """The kecamatan of the pack, in code order."""
        return sorted({str(kecamatan_of(station.village)) for station in self.stations})

    @cached_property
    def journeys(self) -> list[Journey]:
        """The journeys of the way out that serve it, in order of time."""
        found = [one for one in self.plan.delivery.journeys if self._serves(one)]
        return sorted(found, key=lambda one: (one.loads, one.code))

    def _serves(self, journey: Journey) -> bool:
        return any(self.holds(code) for stop in journey.stops for code in stop.stations)
