"""What goes along on a journey besides the goods: crew, seats for escorts, papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from sampai.places.model import Mode
from sampai.transport.model import Journey, JourneyRules, ModeRule, PaperPer, PaperRule


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper, and how many of it a journey carries."""

    rule: PaperRule
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Crew, seats for escorts and papers of one journey, all its vehicles together.

    `drivers` and `helpers` are None where the pack knows no crew for the means of transport.
    """

    drivers: int | None
    helpers: int | None
    seats: int
    papers: tuple[Paper, ...]


def company_of(
    journey: Journey, *, rules: JourneyRules, modes: Mapping[Mode, ModeRule], is_escorted: bool
) -> Company:
    """What the pack's rules ask for one journey."""
    count = len(journey.vehicles)
    crew = next((rule for rule in rules.crews if journey.mode in rule.modes), None)
    mode = modes.get(journey.mode)
    return Company(
        drivers=crew.drivers * count if crew else None,
        helpers=crew.helpers * count if crew else None,
        seats=mode.escort_seats * count if mode else 0,
        papers=papers_of(journey, rules=rules, is_escorted=is_escorted),
    )


def papers_of(journey: Journey, *, rules: JourneyRules, is_escorted: bool) -> tuple[Paper, ...]:
    """The papers of a journey, in the order of the pack; those of which it needs none are left out."""
    papers = (
        Paper(rule, _copies(rule, journey=journey))
        for rule in rules.papers
        if (not rule.receivers or journey.receiver in rule.receivers) and (is_escorted or not rule.escorted)
    )
    return tuple(paper for paper in papers if paper.copies)


def _copies(rule: PaperRule, *, journey: Journey) -> int:
    match rule.per:
        case PaperPer.JOURNEY:
            return 1
        case PaperPer.VEHICLE:
            return len(journey.vehicles)
        case PaperPer.HANDOVER:
            return len(journey.stops)
        case PaperPer.STATION:
            return sum(len(stop.stations) for stop in journey.stops)
        case _:
            assert_never(rule.per)
