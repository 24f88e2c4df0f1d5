"""Reads of where phones are: the latest position of each, in one territory (R3). Looks are noted by pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from sampai.command.rules.lines import LonLat
from sampai.fieldwork.tables import PositionRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Forbidden, Secrecy
from sampai.ledger.queries.record import devices_in

SHOWN_MS = 24 * 3_600_000
"""What is older is history, and coarse."""
_CHUNK = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LastFix:
    """The latest position of a phone."""

    holder: str
    institution: str
    at: LonLat
    accuracy_m: int
    age_s: int


def may_see_fixes(actor: Actor) -> bool:
    """Whether the layer is for this reader at all."""
    return actor.may(Deed.SEE_POSITIONS) and actor.scope.sees(Secrecy.RESTRICTED)


def last_fixes(actor: Actor, *, region: RegionCode, now_ms: int) -> Sequence[LastFix]:
    """The phones of a region, newest first: those of the own institution, for whom the embargo is not of all.

    Raises `Forbidden` for whom positions are not.
    """
    if not may_see_fixes(actor) or not actor.scope.covers(region):
        raise Forbidden(Deed.SEE_POSITIONS)
    every = actor.scope.sees(Secrecy.EMBARGO)
    devices = {
        one.name: one
        for one in devices_in(region)
        if not one.server and (every or one.institution == actor.institution.value)
    }
    names, found = sorted(devices), []
    for start in range(0, len(names), _CHUNK):
        recent = PositionRow.objects.filter(
            device__in=names[start : start + _CHUNK], at_ms__gt=now_ms - SHOWN_MS
        )
        latest = recent.values("device").annotate(last=Max("at_ms")).values_list("device", "last")
        times = dict(latest)
        found += [
            row
            for row in recent.filter(at_ms__in=sorted(set(times.values())))
            if times[row.device] == row.at_ms
        ]
    return [
        LastFix(
            holder=devices[row.device].holder,
            institution=devices[row.device].institution,
            at=(row.lon_e7 / 1e7, row.lat_e7 / 1e7),
            accuracy_m=row.accuracy_m,
            age_s=max(0, (now_ms - row.at_ms) // 1_000),
        )
        for row in sorted(found, key=lambda row: (-row.at_ms, row.device))
    ]
