"""Regions, operations, registers, stations, places and searching, for programs."""

from collections.abc import Sequence

from ninja import Query, Router

from sampai.command.api import answers
from sampai.command.api.asked import (
    Code,
    Event,
    Line,
    Number,
    PlaceNarrowing,
    StationDigits,
    StationNarrowing,
    region_of,
)
from sampai.command.queries.lists import Asked, place_lines, station_lines
from sampai.command.queries.plans import PlanInForce, plans_in_force
from sampai.command.queries.search import search as search_in
from sampai.command.queries.station import Arrives, arrivals_at
from sampai.command.queries.station import station as station_in
from sampai.election.queries import OperationView
from sampai.election.queries import operations as operations_in
from sampai.kernel.clock import HTime, now
from sampai.kernel.rights import Actor, Deed, Scope, Secrecy
from sampai.ledger.actions import looked
from sampai.people.pages import Request
from sampai.places.queries import chain, children_figures
from sampai.places.queries import figures as figures_in
from sampai.places.queries import registers as registers_in

router = Router(tags=["register"])


@router.get("/me", response=answers.Me)
def me(request: Request) -> answers.Me:
    """Whose key or session this is, and what it may do."""
    actor = request.actor
    return answers.Me(
        account=actor.account,
        name=actor.name,
        role=actor.role.code,
        institution=actor.institution.value,
        territory=actor.scope.territory,
        deeds=sorted(deed.value for deed in actor.scope.deeds),
    )


@router.get("/operations", response=list[answers.Operation])
def operations(request: Request) -> Sequence[OperationView]:
    """The operations whose territory meets one's own, the newest election first."""
    return operations_in(_reader(request).scope)


@router.get("/operations/{operation}/registers", response=list[answers.Register])
def registers(request: Request, operation: Number) -> list[answers.Register]:
    """The versions of an operation's register, the newest first; none of foreign operations."""
    scope = _reader(request).scope
    return [
        answers.Register(
            number=one.number,
            digest=one.digest,
            status=one.status,
            imported_at=one.imported_at,
            imported_by=one.imported_by or None,
            stations=one.stations,
            added=one.added,
            moved=one.moved,
            changed=one.changed,
            removed=one.removed,
        )
        for one in registers_in(scope, operation=operation)
    ]


@router.get("/regions/{code}", response=answers.Region)
def region(request: Request, code: Code, event: Event = "") -> answers.Region:
    """A region's figures in one election, and those of the regions directly below it."""
    scope = _reader(request).scope
    chosen, where = _event(operations_in(scope), event), region_of(code)
    *above, one = chain(scope, where)
    found = figures_in(scope, event=chosen, region=where)
    below = children_figures(scope, event=chosen, region=where)
    return answers.Region(
        code=one.code,
        name=one.name,
        level=one.level.value,
        event=chosen,
        above=[answers.Named(code=each.code, name=each.name) for each in above],
        figures=None if found is None else answers.figures_of(found),
        children=[answers.figures_of(each) for each in below],
    )


@router.get("/stations", response=answers.Stations)
def stations(request: Request, asked: Query[StationNarrowing]) -> answers.Stations:
    """Stations of one election in the order of their codes."""
    scope = _reader(request).scope
    narrowed = Asked(wanted=asked.filter(), operations=_of_event(scope, asked.event))
    lines = station_lines(scope, narrowed, after=asked.after, most=asked.limit + 1)
    return answers.Stations(
        items=[answers.station_of(one, scope=scope) for one in lines[: asked.limit]],
        next=lines[asked.limit - 1].mark if len(lines) > asked.limit else None,
    )


@router.get("/stations/{code}", response=answers.StationWhole)
def station(request: Request, code: StationDigits, event: Event = "") -> answers.StationWhole:
    """One station with how its goods come by the plan in force."""
    actor = _reader(request)
    scope = actor.scope
    view = station_in(scope, code, operations=_of_event(scope, event))
    plan = next(iter(plans_in_force(scope, operations=[view.operation])), None)
    come = [_arrival(one, plan=plan) for one in arrivals_at(scope, code, plan=plan)] if plan else []
    if come:
        looked(actor, now(), subject=f"station:{code}", secrecy=min(scope.secrecy, Secrecy.EMBARGO))
    return answers.station_whole(view, scope=scope, plan=plan.pk if plan else None, arrivals=come)


def _arrival(one: Arrives, *, plan: PlanInForce) -> answers.Arrival:
    departs, arrives = (
        None if at is None else plan.calendar.instant(HTime(at)) for at in (one.departs_h, one.arrives_h)
    )
    return answers.Arrival(
        giver=one.giver,
        receiver=one.receiver,
        journey=one.journey or None,
        vehicle=one.vehicle or None,
        place=one.place or None,
        departs=departs,
        arrives=arrives,
    )


@router.get("/places", response=answers.Places)
def places(request: Request, asked: Query[PlaceNarrowing]) -> answers.Places:
    """Stores, offices and other places of one election's operations."""
    scope = _reader(request).scope
    narrowed = Asked(wanted=asked.filter(), operations=_of_event(scope, asked.event))
    lines = place_lines(scope, narrowed, after=asked.after, most=asked.limit + 1)
    return answers.Places(
        items=[answers.place_of(one) for one in lines[: asked.limit]],
        next=lines[asked.limit - 1].mark if len(lines) > asked.limit else None,
    )


@router.get("/search", response=answers.Results)
def search(request: Request, q: Line) -> answers.Results:
    """Regions, stations and places by code, name and alias."""
    found = search_in(_reader(request).scope, q)
    return answers.Results(
        regions=[answers.found_of(hit) for hit in found.regions],
        stations=[answers.found_of(hit) for hit in found.stations],
        places=[answers.found_of(hit) for hit in found.places],
    )


def _reader(request: Request) -> Actor:
    request.actor.needs(Deed.SEE_REGISTER)
    return request.actor


def _event(mine: Sequence[OperationView], asked: str) -> str:
    """The election asked for; the newest where none is, or none of that name is known."""
    events = [one.event for one in mine]
    return asked if asked in events else next(iter(events), "")


def _of_event(scope: Scope, asked: str) -> Sequence[OperationView]:
    mine = operations_in(scope)
    chosen = _event(mine, asked)
    return [one for one in mine if one.event == chosen]
