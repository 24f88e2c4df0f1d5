"""Reads of the restricted layers of the map: clusters and posts (R3), journeys (R4), in one territory.

Looks at them are noted by whoever shows them.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from statistics import fmean

from django.db.models import Max, Min

from sampai.command.queries.plans import PlanInForce
from sampai.command.rules.lines import Drawn, LonLat
from sampai.election.queries import OperationView
from sampai.guarding.tables import ClusterRow, ReservePostRow
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy
from sampai.places.rules.cells import Box
from sampai.places.rules.mvt import Value
from sampai.places.tables import PlaceRow, RegionRow, StationRow
from sampai.transport.tables import CallRow, JourneyRow

CLUSTERS, POSTS, JOURNEYS = "klaster", "pos", "perjalanan"
CLASS = {CLUSTERS: Secrecy.RESTRICTED, POSTS: Secrecy.RESTRICTED, JOURNEYS: Secrecy.EMBARGO}
"""The restricted layers and their classes."""
_CHUNK = 5_000


def may_draw(scope: Scope, layer: str) -> bool:
    """Whether the reader may see a restricted layer at all."""
    return Deed.SEE_PLAN in scope.deeds and scope.sees(CLASS[layer])


def drawings(scope: Scope, layer: str, *, plan: PlanInForce, region: RegionCode) -> Sequence[Drawn]:
    """What a plan draws on a layer in a region. Raises `Forbidden` for whom the layer is not for."""
    if not may_draw(scope, layer) or not scope.covers(region):
        raise Forbidden(Deed.SEE_PLAN)
    draw = {CLUSTERS: _clusters, POSTS: _posts, JOURNEYS: _journeys}[layer]
    return draw(plan, region)


def extents(operations: Sequence[OperationView]) -> Mapping[int, Box]:
    """The part of the map that each operation's stations take up, by its number."""
    rows = StationRow.objects.filter(operation__in=[one.number for one in operations], cell__isnull=False)
    found = rows.values("operation").annotate(
        west=Min("lon"), south=Min("lat"), east=Max("lon"), north=Max("lat")
    )
    columns = found.values_list("operation", "west", "south", "east", "north")
    return {operation: Box(*corners) for operation, *corners in columns}


def _clusters(plan: PlanInForce, region: RegionCode) -> list[Drawn]:
    where = _stations(plan, region)
    rows = ClusterRow.objects.filter(plan=plan.pk, label__range=span_of(region)).order_by("pk")
    drawn = []
    for row in rows:
        points = [where[code] for code in row.stations.split() if code in where]
        if points:
            middle = (fmean(lon for lon, _ in points), fmean(lat for _, lat in points))
            known: dict[str, Value] = {
                "kode": row.code,
                "kelas": row.risk,
                "n": len(points),
                "petugas": row.officers,
                "linmas": row.linmas,
                "satuan": row.unit,
            }
            drawn.append(Drawn([[middle, point] for point in points], middle, known))
    return drawn


def _posts(plan: PlanInForce, region: RegionCode) -> list[Drawn]:
    """Where a cluster's officers start from, and where the reserve stands; those with a known place."""
    where = _stations(plan, region) | _others(plan, region)
    span = span_of(region)
    clusters = ClusterRow.objects.filter(plan=plan.pk, label__range=span).order_by("pk")
    reserve = ReservePostRow.objects.filter(plan=plan.pk, label__range=span).order_by("pk")
    found = [
        *((row.post, row.code, "klaster", row.officers, len(row.stations.split())) for row in clusters),
        *((row.place, row.place, "cadangan", row.officers, row.stations) for row in reserve),
    ]
    return [
        Drawn([], where[place], {"kode": code, "jenis": kind, "petugas": officers, "n": stations})
        for place, code, kind, officers, stations in found
        if place in where
    ]


def _journeys(plan: PlanInForce, region: RegionCode) -> list[Drawn]:
    where = _stations(plan, region) | _others(plan, region)
    rows = {row.pk: row for row in JourneyRow.objects.filter(plan=plan.pk)}
    calls = CallRow.objects.filter(journey__plan=plan.pk, label__range=span_of(region))
    ordered = calls.order_by("journey", "order", "place").values_list("journey", "order", "place")
    drawn = []
    for journey, its in groupby(ordered.distinct(), key=lambda call: call[0]):
        row = rows[journey]
        codes = [row.origin, *dict.fromkeys(place for _, _, place in its)]
        points = [where[code] for code in codes if code in where]
        if len(points) > 1:
            known: dict[str, Value] = {
                "kode": row.code,
                "moda": row.mode,
                "kendaraan": row.vehicle,
                "kepada": row.receiver,
                "kotak": row.boxes,
                "n": len(points),
            }
            drawn.append(Drawn([points], points[-1], known))
    return drawn


def _stations(plan: PlanInForce, region: RegionCode) -> dict[str, LonLat]:
    rows = StationRow.objects.filter(operation=plan.operation.number, label__range=span_of(region))
    return _known(rows.values_list("code", "lon", "lat").iterator(_CHUNK))


def _others(plan: PlanInForce, region: RegionCode) -> dict[str, LonLat]:
    """Places and regions that journeys begin or stop at."""
    places = PlaceRow.objects.filter(operation=plan.operation.number, label__range=span_of(region))
    regions = RegionRow.objects.filter(code__startswith=region or plan.operation.region)
    return _known(regions.values_list("code", "lon", "lat")) | _known(
        places.values_list("code", "lon", "lat")
    )


def _known(rows: Iterable[tuple[str, float | None, float | None]]) -> dict[str, LonLat]:
    """Positions as (longitude, latitude), by code; those that are known."""
    return {code: (lon, lat) for code, lon, lat in rows if lon is not None and lat is not None}
