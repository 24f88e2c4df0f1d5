"""Today: the phase, what is late or silent, and the five measures by level."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from sampai.election.queries import OperationView, operations
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed
from sampai.people.pages import Request
from sampai.places.queries import MEASURES, chain, children_figures, figures

NATION = "nasional"
"""The nation in an address; its code is empty."""


@require_GET
def home(_request: Request) -> HttpResponse:
    """The first page is today's."""
    return redirect("today")


@require_GET
def today(request: Request) -> HttpResponse:
    """Today in the reader's own territory."""
    return region(request, request.actor.scope.territory or NATION)


@require_GET
def region(request: Request, code: str) -> HttpResponse:
    """Today in one region."""
    actor = request.actor
    actor.needs(Deed.SEE_REGISTER)
    mine = operations(actor.scope)
    chosen = _chosen(mine, request.GET.get("peristiwa", ""))
    where = RegionCode("" if code == NATION else code)
    content = _content(actor, where, event=chosen) | {"events": _events(mine), "event": chosen}
    return render(request, "today.jinja", content)


def _content(actor: Actor, code: RegionCode, *, event: str) -> dict[str, Any]:
    return {
        "chain": chain(actor.scope, code),
        "figures": figures(actor.scope, event=event, region=code),
        "children": children_figures(actor.scope, event=event, region=code),
        "measures": MEASURES,
        "h": _h(event, today=now().date()),
    }


def _chosen(mine: Sequence[OperationView], asked: str) -> str:
    events = _events(mine)
    return asked if asked in events else next(iter(events), "")


def _events(mine: Sequence[OperationView]) -> list[str]:
    return list(dict.fromkeys(one.event for one in mine))


def _h(event: str, *, today: date) -> int | None:
    if not event:
        return None
    return (today - date.fromisoformat(event.rpartition(" ")[2])).days
