"""Nouns of days that count: holidays, deadlines of cases, alarms before them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from sampai.election.model import Basis
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.oversight.model.offices import Door, Office, Regime

NATION = RegionCode("")


class DayUnit(StrEnum):
    """Which days a deadline counts."""

    CALENDAR = "calendar"
    WORKING = "working"


class HolidayKind(StrEnum):
    """Why nobody works on a day."""

    NATIONAL = "libur-nasional"
    JOINT_LEAVE = "cuti-bersama"
    LOCAL = "libur-daerah"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """One day off; in the whole nation unless `region` says where."""

    day: date
    name: str
    kind: HolidayKind
    region: RegionCode = NATION


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """Which days are worked on. Outside the years it knows, only weekends are off, and answers say so."""

    holidays: tuple[Holiday, ...]
    years: frozenset[int]
    bases: tuple[Basis, ...] = ()
    joint_leave_is_off: bool = True
    weekend: tuple[int, ...] = (5, 6)
    """Days of the week, from Monday, 0."""
    _where_off: dict[date, tuple[RegionCode, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a week without a day of work; remember where each day is off."""
        if set(self.weekend) >= set(range(7)):
            raise Refused(
                "weekend",
                say("The week has no day of work."),
                say("Leave at least one day out of the weekend."),
            )
        regions: dict[date, tuple[RegionCode, ...]] = {}
        for holiday in self.holidays:
            if self.joint_leave_is_off or holiday.kind is not HolidayKind.JOINT_LEAVE:
                regions[holiday.day] = (*regions.get(holiday.day, ()), holiday.region)
        object.__setattr__(self, "_where_off", regions)

    def is_worked(self, day: date, *, region: RegionCode = NATION) -> bool:
        """Whether offices of this region work on the day."""
        return day.weekday() not in self.weekend and not any(
            region.startswith(code) for code in self._where_off.get(day, ())
        )


class Happening(StrEnum):
    """What happens to a case and sets a deadline running, or meets it."""

    FOUND = "found"
    """A supervisor saw it."""
    KNOWN = "known"
    """The reporter came to know of it."""
    RECEIVED = "received"
    SCREENED = "screened"
    """The first study (kajian awal) is done."""
    MENDING_ASKED = "mending-asked"
    MENDED = "mended"
    SET = "set"
    """A plenary meeting made it a finding."""
    REGISTERED = "registered"
    EXTRA_ASKED = "extra-asked"
    """More time for further statements was taken."""
    CONCLUDED = "concluded"
    ADVISED = "advised"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule:
    """One row of the law: who must do what, how many days after what.

    The day of the event is not counted; the deadline ends with its last day, or when the office closes on it.
    """

    key: str
    regime: Regime
    name: str
    who: str
    since: Happening
    met_by: tuple[Happening, ...]
    days: int
    unit: DayUnit
    basis: Basis
    unit_basis: Basis
    """Where it says which days are counted: often it does not."""
    doors: tuple[Door, ...] = (Door.FINDING, Door.REPORT)
    only_after: Happening | None = None
    replaces: str = ""
    """Key of the rule that no longer runs once this one does."""
    office_closes: time | None = None

    def __post_init__(self) -> None:
        """A deadline lies after its event, and something meets it."""
        if self.days < 1 or not self.met_by or self.since in self.met_by:
            raise Refused(
                "deadline",
                say("The deadline {name} can never be met.", name=self.key),
                say("Give it at least one day, and another event that meets it."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineAlarm:
    """How long before a deadline passes somebody is told."""

    before_h: int
    tell: tuple[Office, ...]
    """The office that holds the case is always told; these are, too."""

    def __post_init__(self) -> None:
        """An alarm comes before its deadline."""
        if self.before_h < 1:
            raise Refused(
                "alarm", say("An alarm does not come before its deadline."), say("Give it at least one hour.")
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One deadline of one case, with its dates."""

    rule: DeadlineRule
    since: datetime
    last_day: date
    until: datetime
    """The first moment that is too late."""
    sure: bool
    """Whether the calendar knows the holidays of all its years, or needs none."""


class Pressure(StrEnum):
    """How a deadline stands at a moment."""

    RUNNING = "running"
    NEAR = "near"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmAt:
    """When an alarm of a deadline rings, and who is told beside the holder of the case."""

    at: datetime
    tell: tuple[Office, ...]
