"""What a person says has happened, as facts about a plan: closed ways, delays, lost vehicles."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from sampai.engines.areas import read_area
from sampai.kernel.clock import HOUR, HTime, format_h_time, parse_h_time
from sampai.kernel.errors import Refused
from sampai.kernel.ids import VehicleCode
from sampai.kernel.text import say
from sampai.main.replanning import Ready, first_moment
from sampai.places.model import Closure
from sampai.places.rules.areas import outline_of
from sampai.places.rules.closing import closed_ways, shut_by_area
from sampai.plan.rules.naming import names_of
from sampai.transport.model import Absence, Journey, Setback
from sampai.transport.rules.weather import h_seconds

HOLDS = timedelta(days=30)
"""A closure without an end is taken to hold so long after voting day."""

Vehicle = tuple[VehicleCode, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was said on the command line."""

    close: tuple[str, ...] = ()
    areas: tuple[Path, ...] = ()
    delays: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    at: str = ""

    def __str__(self) -> str:
        """In short, for keeping with the plan."""
        parts = [
            *(f"close {one}" for one in self.close),
            *(f"close-area {path.name}" for path in self.areas),
            *(f"delay {one}" for one in self.delays),
            *(f"vehicle-lost {one}" for one in self.lost),
        ]
        return "; ".join(parts)


def setback_of(report: Report, *, one: Ready) -> Setback:
    """The facts. Raises `Refused` for ways, journeys, vehicles or times that the plan does not know."""
    if not str(report):
        raise Refused(
            "nothing-happened",
            say("Nothing is said to have happened, so there is nothing to plan anew."),
            say("Name what happened with --close, --close-area, --delay or --vehicle-lost."),
        )
    at = moment(report.at, one=one)
    absences = [
        Absence(vehicle=v, ordinal=n, since=at) for text in report.lost for v, n in vehicles(text, one=one)
    ]
    slips = []
    for text in report.delays:
        subject, seconds = _delay(text)
        journey = next((j for j in one.kept.delivery.journeys if j.code == subject), None)
        if journey is not None and journey.loads < at:
            slips.append((subject, seconds))
        else:
            absences += _held_up(subject, seconds, journey=journey, at=at, one=one)
    return Setback(
        at=at,
        closures=tuple(_closures(report, at=at, one=one)),
        absences=tuple(absences),
        slips=tuple(slips),
    )


def moment(text: str, *, one: Ready) -> HTime:
    """The moment from which the facts count: `H-1 05:30`, or a local date and time; else the beginning."""
    before = one.kept.parameters.get("at")
    earliest = parse_h_time(str(before)) if before else first_moment(one)
    at = _moment(text, one=one) if text else earliest
    if before and at < earliest:
        raise Refused(
            "at-too-early",
            say("This plan was already planned anew at {at}.", at=format_h_time(earliest)),
            say("Give a later time with --at, or start from the plan before."),
        )
    return at


def _moment(text: str, *, one: Ready) -> HTime:
    if text.strip().upper().startswith("H"):
        return parse_h_time(text.strip().upper())
    try:
        local = datetime.fromisoformat(text.strip().replace(".", ":")).replace(tzinfo=None)
    except ValueError as error:
        raise Refused(
            "at-unreadable",
            say("“{value}” is no time.", value=text),
            say("Write H-1 05:30, or a local date and time such as 2024-11-26 05:30."),
        ) from error
    return HTime(h_seconds(local, voting_day=one.operation.settings.calendar.voting_day))


def vehicles(text: str, *, one: Ready) -> list[Vehicle]:
    """The vehicles that a code means: `TRUK-2` is one of a group, `TRUK` all of it."""
    fleet = {str(group.code): group for group in one.operation.fleet}
    whole = text.strip().replace("·", "-").replace("/", "-")
    if whole in fleet:
        return [(fleet[whole].code, n) for n in range(1, fleet[whole].count + 1)]
    code, _, number = whole.rpartition("-")
    group = fleet.get(code)
    if group is not None and number.isdigit() and 1 <= int(number) <= group.count:
        return [(group.code, int(number))]
    raise Refused(
        "vehicle-unknown",
        say("The plan has no vehicle “{code}”.", code=text),
        say("Write the code of the sheet armada and the number of the vehicle, such as TRUK-2."),
    )


def _delay(text: str) -> tuple[str, int]:
    subject, _, hours = text.rpartition("=")
    try:
        seconds = round(float(hours.replace(",", ".")) * HOUR)
    except ValueError:
        seconds = 0
    if not subject or not 0 < seconds <= 1_000 * HOUR:
        raise Refused(
            "delay-unreadable",
            say("“{value}” is no delay.", value=text),
            say("Write a journey or vehicle and the hours, such as TRUK-2=1.5."),
        )
    return subject.strip(), seconds


def _held_up(
    subject: str, seconds: int, *, journey: Journey | None, at: HTime, one: Ready
) -> Iterator[Absence]:
    """A journey that has not begun is late because its vehicles are; a vehicle is late from now on."""
    if journey is None:
        late, since, until = vehicles(subject, one=one), at, at + seconds
    else:
        late = [(journey.vehicle, n) for n in journey.vehicles]
        since, until = journey.loads, journey.loads + seconds
    for vehicle, ordinal in late:
        yield Absence(vehicle=vehicle, ordinal=ordinal, since=HTime(since), until=HTime(until))


def _closures(report: Report, *, at: HTime, one: Ready) -> Iterator[Closure]:
    calendar = one.operation.settings.calendar
    starts = calendar.instant(at).replace(tzinfo=None, microsecond=0)
    ends = datetime.combine(calendar.voting_day, time()) + HOLDS
    network = one.means.network
    names = names_of(one.operation.register, territory=one.rules.territory)
    for text in report.close:
        for subject in closed_ways(text, network=network, names=names):
            yield Closure(subject=subject, starts=starts, ends=ends)
    for path in report.areas:
        rings = read_area(path)
        if not shut_by_area(outline_of(rings), network=network):
            raise Refused(
                "area-empty",
                say("The area in {path} touches no station, place or way of this plan.", path=path.name),
                say("Check the area; its corners are longitude first, then latitude."),
            )
        yield Closure(subject=path.stem, starts=starts, ends=ends, rings=rings)
