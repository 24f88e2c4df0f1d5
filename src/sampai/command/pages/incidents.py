"""Incidents on the pages of stations, boxes and journeys, and as points of the map."""

from typing import Any

from sampai.incidents.pages.words import moment_of, word
from sampai.incidents.queries.listing import incidents_at
from sampai.kernel.rights import Deed
from sampai.people.pages import Request


def incidents_near(request: Request, *, place: str = "", box: str = "", journey: str = "") -> dict[str, Any]:
    """What a page needs to list them; None for whom incidents are not."""
    actor = request.actor
    is_for = actor.may(Deed.SEE_INCIDENTS)
    found = incidents_at(actor.scope, place=place, box=box, journey=journey) if is_for else None
    return {
        "near_incidents": found,
        "incident_word": word,
        "incident_moment": moment_of,
        "incident_place": place or box[:13],
        "incident_box": box,
        "may_report_incident": actor.may(Deed.REPORT_INCIDENT),
    }
