"""A rehearsal for programs: all of it as JSON, and one day event by event."""

import json
from collections.abc import Iterable
from typing import Any

from sampai.kernel.clock import format_h_time
from sampai.kernel.plain import plain
from sampai.plan.pages.spots import Spots
from sampai.rehearsal.model import Event, Rehearsal

FORMAT = 1
"""Raised when a field of the plain data changes its meaning or goes away."""


def rehearsal_json(found: Rehearsal, *, where: Spots) -> str:
    """Everything that a rehearsal says, as JSON. The same rehearsal gives the same text."""
    return json.dumps(document(found, where=where), ensure_ascii=False, indent=1) + "\n"


def document(found: Rehearsal, *, where: Spots) -> dict[str, Any]:
    """The plain data."""
    return {
        "format": FORMAT,
        **figures(found),
        "shares": plain(found.shares),
        "causes_a_day": {cause.value: round(many, 3) for cause, many in found.causes.items()},
        "promises": [plain(one) for one in found.promises],
        "ideas": [
            plain(idea) | {"at_name": where.name(idea.at), "to_name": where.name(idea.to) if idea.to else ""}
            for idea in found.ideas
        ],
        "late_a_day": list(found.late_a_day),
        "outcomes": [
            {
                "code": one.station,
                "by_law": one.by_law,
                "by_eve": one.by_eve,
                "ready": one.ready,
                "promised": one.promised,
                "late_because_of": [[cause.value, round(share, 4)] for cause, share in one.causes],
            }
            for one in found.outcomes
        ],
        "world": {
            "code": found.world.code,
            "doubt": found.world.doubt,
            "rates": {rate.value: plain(figure) for rate, figure in sorted(found.world.rates.items())},
            "modes": [plain(mode) for mode in found.world.modes],
        },
    }


def figures(found: Rehearsal) -> dict[str, Any]:
    """The figures printed for scripts."""
    return {
        "plan": found.plan,
        "digest": found.digest,
        "profile": found.world.code,
        "runs": found.runs,
        "seed": found.seed,
        "stations": found.stations,
        "unplanned": found.unplanned,
        "legal_hour": format_h_time(found.legal_hour),
        "legal_hour_is_law": found.is_law,
        "late_per_100000": round(found.late_per_100_000, 1),
        "at_risk": len(found.at_risk),
        "unguarded_voters_a_day": round(found.unguarded_voters, 1),
        "ideas_tried": found.ideas_tried,
        "against": None if found.paired is None else plain(found.paired),
        "certainty": found.certainty.value,
    }


def events_text(events: Iterable[Event]) -> str:
    """One line of JSON per event, in the order of time; times are seconds from 00:00 of voting day."""
    return "".join(json.dumps(plain(event), ensure_ascii=False, sort_keys=True) + "\n" for event in events)
