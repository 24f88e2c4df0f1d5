"""Tiles of the map: made once for all who may see the same, told apart by a mark, packed."""

import gzip
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from sampai import __version__
from sampai.command.forms import read_filter
from sampai.command.model import Atlas, Filter
from sampai.command.pages.where import chosen
from sampai.command.queries.drawings import CLASS, JOURNEYS, drawings, extents, may_draw
from sampai.command.queries.lists import Asked
from sampai.command.queries.plans import PlanInForce, plans_in_force
from sampai.command.queries.tiles import regions_on, register_layers
from sampai.command.rules.lines import Drawn, lines_on, middles_on
from sampai.command.rules.shelf import Shelf
from sampai.election.queries import events_of
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.ledger.actions import looked
from sampai.people.pages import Request
from sampai.places.queries import map_version
from sampai.places.rules.cells import Tile
from sampai.places.rules.grid import LOWEST
from sampai.places.rules.mvt import Feature, Layer, Shape, tile

HIGHEST_TILE = 12
"""From here on the browser draws the same tile larger: its grid is finer than three metres."""
DRAWN_FROM = 8
"""Restricted layers and borders are drawn from this zoom."""
MARGIN = 0.3
"""Degrees by which stores and ways may lie beside an operation's stations."""
MOST_BYTES = 64_000_000
SHELF = Shelf(most_bytes=MOST_BYTES)
MIME = "application/vnd.mapbox-vector-tile"
_REVALIDATED = "private, no-cache"
_MOST_DRAWINGS = 64
_drawings: dict[tuple[object, ...], Sequence[Drawn]] = {}
_noted: dict[tuple[str, str, datetime], None] = {}
_MOST_NOTED = 10_000


def forget() -> None:
    """Keep nothing of the tiles and looks so far: for another store in the same process."""
    SHELF.clear()
    _drawings.clear()
    _noted.clear()


@require_GET
def register_tile(request: Request, zoom: int, column: int, row: int) -> HttpResponse:
    """Stations and places."""
    here = _tile(zoom, column=column, row=row, lowest=LOWEST)
    actor = request.actor
    actor.needs(Deed.SEE_REGISTER)
    key = ("register", *_key(actor, request), here)
    return _answer(
        request, key, lambda: tile(register_layers(actor.scope, asked_of(actor, request), tile=here))
    )


@require_GET
def restricted_tile(request: Request, layer: str, zoom: int, column: int, row: int) -> HttpResponse:
    """Clusters or journeys, for whom they are; each look is noted, once an hour for each operation."""
    if layer not in CLASS:
        raise Http404(layer)
    here = _tile(zoom, column=column, row=row, lowest=DRAWN_FROM)
    actor = request.actor
    actor.needs(Deed.SEE_PLAN)
    if not may_draw(actor.scope, layer):
        raise Forbidden(Deed.SEE_PLAN)
    asked = asked_of(actor, request)
    plans = _plans_near(actor, asked, here=here)
    for plan in plans:
        _note(actor, layer, plan)
    key = (layer, *_key(actor, request), here)
    response = _answer(request, key, lambda: _restricted(actor, layer, asked, plans=plans, here=here))
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def border_tile(request: Request, atlas: Atlas, zoom: int, column: int, row: int) -> HttpResponse:
    """Outlines of villages and names of regions: public, the same for everybody."""
    here = _tile(zoom, column=column, row=row, lowest=LOWEST)
    request.actor.needs(Deed.SEE_REGISTER)
    return _answer(request, ("borders", here), lambda: tile(_borders(atlas, here)))


def asked_of(actor: Actor, request: Request) -> Asked:
    """The election, region and filter that an address asks for, in the reader's territory."""
    wanted = _wanted(actor, request)
    election = chosen(actor.scope, wanted.event)
    return Asked(wanted=wanted, operations=election.in_region(wanted.region))


def _wanted(actor: Actor, request: Request) -> Filter:
    wanted = read_filter(request.GET.dict()).within(actor.scope.territory)
    if not actor.scope.covers(wanted.region):
        raise Forbidden(Deed.SEE_REGISTER)
    return wanted


def _tile(zoom: int, *, column: int, row: int, lowest: int) -> Tile:
    found = Tile(zoom, column, row)
    if not (lowest <= zoom <= HIGHEST_TILE and found.exists):
        raise Http404(f"{zoom}/{column}/{row}")
    return found


def _key(actor: Actor, request: Request) -> tuple[object, ...]:
    """Everything that a tile's content hangs on, apart from where it is."""
    scope, wanted = actor.scope, _wanted(actor, request)
    events = events_of(scope)
    event = wanted.event if wanted.event in events else next(iter(events), "")
    return (event, map_version(event), scope.territory, scope.secrecy, wanted)


def _answer(request: Request, key: tuple[object, ...], make: Callable[[], bytes]) -> HttpResponse:
    """The tile under a key, made if need be; nothing but its mark where the browser has it."""
    mark = f'"{hashlib.sha256(repr((__version__, *key)).encode()).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": _REVALIDATED, "Vary": "Accept-Encoding, Cookie"}
    if mark in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    packed = SHELF.get(key)
    if packed is None:
        packed = gzip.compress(make(), compresslevel=5, mtime=0)
        SHELF.keep(key, packed)
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(gzip.decompress(packed), content_type=MIME, headers=headers)
    return HttpResponse(packed, content_type=MIME, headers=headers | {"Content-Encoding": "gzip"})


def _plans_near(actor: Actor, asked: Asked, *, here: Tile) -> list[PlanInForce]:
    """The plans in force of operations whose stations' part of the map meets the tile."""
    plans = plans_in_force(actor.scope, operations=asked.operations)
    where = extents([plan.operation for plan in plans])
    return [
        plan
        for plan in plans
        if plan.operation.number in where and here.box.meets(where[plan.operation.number].wider(MARGIN))
    ]


def _restricted(actor: Actor, layer: str, asked: Asked, *, plans: Sequence[PlanInForce], here: Tile) -> bytes:
    region = asked.wanted.region
    drawn = [one for plan in plans for one in _drawn(actor, layer, plan=plan, region=region)]
    found = [Layer(layer, [*lines_on(here, drawn)])]
    if layer != JOURNEYS:
        found.append(Layer(f"{layer}-nama", [*middles_on(here, drawn)]))
    return tile(found)


def _drawn(actor: Actor, layer: str, *, plan: PlanInForce, region: RegionCode) -> Sequence[Drawn]:
    key = (layer, plan.pk, map_version(plan.operation.event), region)
    found = _drawings.get(key)
    if found is None:
        found = drawings(actor.scope, layer, plan=plan, region=region)
        while len(_drawings) >= _MOST_DRAWINGS:
            _drawings.pop(next(iter(_drawings)), None)
        _drawings[key] = found
    return found


def _note(actor: Actor, layer: str, plan: PlanInForce) -> None:
    at = now()
    subject = f"map:{layer}:{plan.operation.event}:{plan.operation.region}:{plan.number}"
    key = (actor.account, subject, at.replace(minute=0, second=0, microsecond=0))
    if key in _noted:
        return
    looked(actor, at, subject=subject, secrecy=CLASS[layer])
    while len(_noted) >= _MOST_NOTED:
        _noted.pop(next(iter(_noted)), None)
    _noted[key] = None


_NAMED = ((6, 2), (9, 4), (11, 6), (HIGHEST_TILE, 10))
"""Up to which zoom regions of how many digits are named."""


def _borders(atlas: Atlas, here: Tile) -> list[Layer]:
    digits = next(digits for zoom, digits in _NAMED if here.zoom <= zoom)
    named = [
        Drawn([], (lon, lat), {"nama": name})
        for _, name, (lat, lon) in regions_on(level_digits=digits, box=here.box)
    ]
    layers = [Layer("nama", [*middles_on(here, named)])]
    if here.zoom >= DRAWN_FROM + 1:
        layers.append(Layer("batas", _outlines(atlas, here)))
    return layers


def _outlines(atlas: Atlas, here: Tile) -> list[Feature]:
    villages = regions_on(level_digits=10, box=here.box.wider(0.2))
    rings = [
        Drawn([[*ring, ring[0]]], ring[0], {})
        for regency in dict.fromkeys(RegionCode(code[:4]) for code, _, _ in villages)
        for outline in atlas.outlines(regency).values()
        for x, y in outline.rings()
        for ring in [[*zip(x.tolist(), y.tolist(), strict=True)]]
    ]
    return [Feature(Shape.LINE, one.parts) for one in lines_on(here, rings)]
