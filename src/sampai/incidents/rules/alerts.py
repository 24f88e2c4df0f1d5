"""What an alert touches, and alerts of closures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

import numpy as np

from sampai.incidents.model.alerts import (
    Alert,
    AlertArea,
    AlertInfo,
    AlertSeverity,
    AlertStatus,
    Likelihood,
    Urgency,
)
from sampai.kernel.geo import Position
from sampai.kernel.ids import StationCode
from sampai.places.model import Closure
from sampai.places.rules.areas import outline_of


def touched(
    alert: Alert, stations: Iterable[StationCode], *, positions: Mapping[str, Position]
) -> Sequence[StationCode]:
    """The stations inside the alert's areas, by rings or by codes of regions; in the given order."""
    found = list(stations)
    areas = [area for info in alert.infos for area in info.areas]
    codes = tuple(code for area in areas for code in area.codes)
    hit = {station for station in found if station.startswith(codes)}
    known = [station for station in found if station in positions]
    lons = np.array([positions[station].lon for station in known])
    lats = np.array([positions[station].lat for station in known])
    for area in areas:
        if area.rings and known:
            inside = outline_of(area.rings).contains(lons, lats)
            hit.update(station for station, is_in in zip(known, inside.tolist(), strict=True) if is_in)
    return [station for station in found if station in hit]


def closure_alert(
    closures: Sequence[Closure],
    *,
    identifier: str,
    sender: str,
    sent: datetime,
    zone: tzinfo,
    names: Mapping[str, str],
    status: AlertStatus = AlertStatus.ACTUAL,
) -> Alert:
    """An alert of ways that are closed, one part for each; their local times are of `zone`."""
    return Alert(
        identifier=identifier,
        sender=sender,
        sent=sent,
        status=status,
        infos=tuple(_closed(one, zone=zone, names=names) for one in closures),
    )


def _closed(one: Closure, *, zone: tzinfo, names: Mapping[str, str]) -> AlertInfo:
    subjects = one.ways or (one.subject,)
    regions = tuple(code for code in subjects if code.isdecimal())
    told = ", ".join(names.get(code, code) for code in subjects)
    return AlertInfo(
        event="Penutupan jalur",
        category="Transport",
        urgency=Urgency.EXPECTED,
        severity=AlertSeverity.MODERATE,
        likelihood=Likelihood.LIKELY,
        starts=one.starts.replace(tzinfo=zone),
        ends=one.ends.replace(tzinfo=zone),
        headline=told,
        description=one.reason,
        sender_name=one.source,
        areas=(AlertArea(name=told, rings=one.rings, codes=regions),),
    )
