"""Proposals and decisions of how stations vote after an incident, as they stand in the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sampai.custody.model import Trouble
from sampai.incidents.model import LegalPath, StationCase
from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode
from sampai.kernel.text import say
from sampai.ledger.model import Data, Malformed

PROPOSED, DECIDED = "voting.proposed", "voting.decided"
MOST_STATIONS = 150
"""In one statement; more are stated in parts."""
LONGEST = 500
STATION_DIGITS = 13
LOST = frozenset(
    {
        Trouble.DAMAGED,
        Trouble.WET,
        Trouble.MISSING,
        Trouble.MISROUTED,
        Trouble.QUARANTINED,
        Trouble.DISCREPANCY,
        Trouble.SEAL_BROKEN,
        Trouble.HELD,
    }
)
"""A box with one of these open is packed anew, or looked into before it is used."""
FACTS = ("has_begun", "place_usable", "goods_fit", "goods_in_time", "may_be_invalid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A legal path for stations of one incident, from what was known of them."""

    incident: str
    cases: tuple[StationCase, ...]
    path: LegalPath
    vote_on: date
    reason: str = ""

    def __post_init__(self) -> None:
        """An incident, and stations, not too many at once."""
        if not 0 < len(self.incident) <= 100 or not 0 < len(self.cases) <= MOST_STATIONS:
            raise Refused(
                "postponement",
                say("The proposal is not complete."),
                say("Name the incident and at most {most} stations.", most=MOST_STATIONS),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Whoever decides agrees with what was proposed for some stations, or does not."""

    incident: str
    stations: tuple[StationCode, ...]
    path: LegalPath
    vote_on: date
    agreed: bool
    reason: str = ""


def proposal_body(one: Proposal) -> Mapping[str, Data]:
    """A proposal as it stands in an event."""
    return {
        "incident": one.incident,
        "stations": [case.station for case in one.cases],
        "path": one.path.value,
        "vote_on": one.vote_on.isoformat(),
        "facts": facts_of(one.cases[0]),
        "reason": one.reason,
    }


def facts_of(case: StationCase) -> dict[str, Data]:
    """What is known of a station; nothing stands where nobody knows."""
    known = {name: getattr(case, name) for name in FACTS}
    found: dict[str, Data] = {name: value for name, value in known.items() if value is not None}
    return found | ({"other_place": case.other_place} if case.other_place else {})


def case_of(station: str, facts: Mapping[str, object]) -> StationCase:
    """A station's case from its facts. Raises `Malformed`."""

    def fact(name: str) -> bool | None:
        value = facts.get(name)
        if value is not None and not isinstance(value, bool):
            raise Malformed(name)
        return value

    return StationCase(
        station=StationCode(station),
        has_begun=bool(fact("has_begun")),
        place_usable=fact("place_usable"),
        goods_fit=fact("goods_fit"),
        goods_in_time=fact("goods_in_time"),
        other_place=str(facts.get("other_place", ""))[:LONGEST],
        may_be_invalid=bool(fact("may_be_invalid")),
    )


def read_proposal(data: Mapping[str, Data]) -> Proposal:
    """The proposal of a statement. Raises `Malformed`."""
    facts = data.get("facts", {})
    if not isinstance(facts, Mapping):
        raise Malformed("facts")
    try:
        return Proposal(
            incident=_text(data, "incident"),
            cases=tuple(case_of(station, facts) for station in _stations(data)),
            path=LegalPath(_text(data, "path")),
            vote_on=date.fromisoformat(_text(data, "vote_on")),
            reason=str(data.get("reason", ""))[:LONGEST],
        )
    except (ValueError, Refused) as error:
        raise Malformed("proposal") from error


def ruling_body(one: Ruling) -> Mapping[str, Data]:
    """A decision as it stands in an event."""
    return {
        "incident": one.incident,
        "stations": list(one.stations),
        "path": one.path.value,
        "vote_on": one.vote_on.isoformat(),
        "agreed": one.agreed,
        "reason": one.reason,
    }


def read_ruling(data: Mapping[str, Data]) -> Ruling:
    """The decision of a statement. Raises `Malformed`."""
    agreed = data.get("agreed")
    if not isinstance(agreed, bool):
        raise Malformed("agreed")
    try:
        return Ruling(
            incident=_text(data, "incident"),
            stations=_stations(data),
            path=LegalPath(_text(data, "path")),
            vote_on=date.fromisoformat(_text(data, "vote_on")),
            agreed=agreed,
            reason=str(data.get("reason", ""))[:LONGEST],
        )
    except ValueError as error:
        raise Malformed("decision") from error


def _text(data: Mapping[str, Data], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
        raise Malformed(name)
    return value


def _stations(data: Mapping[str, Data]) -> tuple[StationCode, ...]:
    value = data.get("stations")
    if not isinstance(value, (list, tuple)) or not 0 < len(value) <= MOST_STATIONS:
        raise Malformed("stations")
    return tuple(StationCode(read_station(one)) for one in value)


def read_station(value: object) -> str:
    """The code of a station. Raises `Malformed`."""
    if not isinstance(value, str) or len(value) != STATION_DIGITS or not value.isdecimal():
        raise Malformed("station")
    return value
