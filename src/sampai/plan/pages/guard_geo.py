"""The guards as GeoJSON: clusters with their stations, posts, guarded places and the reserve."""

import json
from collections.abc import Iterator, Mapping, Sequence

from sampai.guarding.model import Cluster, Duty
from sampai.kernel.clock import HTime
from sampai.plan.model import OperationPlan
from sampai.plan.pages.duty_words import DutyWords
from sampai.plan.pages.spots import kecamatan_of, spots

Feature = Mapping[str, object]


def guard_geojson(plan: OperationPlan) -> str:
    """One feature per cluster, post, guarded place and post of the reserve; the same in every language."""
    called = DutyWords(plan, spots(plan))
    sent: dict[str, list[Duty]] = {}
    for duty in plan.manning.duties:
        sent.setdefault(duty.subject, []).append(duty)
    features = [
        *(
            feature
            for cluster in plan.guard.clusters
            for feature in _cluster(cluster, duties=sent.get(cluster.code, []), called=called)
        ),
        *_places(plan, called=called),
        *_reserve(plan, called=called),
    ]
    head = {"type": "FeatureCollection", "name": plan.operation.settings.name, "digest": plan.digest}
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return json.dumps(head, ensure_ascii=False)[:-1] + f', "features": [\n{lines}\n]}}\n'


def _cluster(cluster: Cluster, *, duties: Sequence[Duty], called: DutyWords) -> Iterator[Feature]:
    """The cluster as a bundle of lines from its post to its stations, and the post as a point."""
    post = cluster.post or cluster.stations[0]
    lead = called.leads.get(cluster.code)
    told = {
        "cluster": cluster.code,
        "class": cluster.risk.value,
        "kecamatan": called.spots.name(kecamatan_of(cluster.stations[0])),
        "stations": list(cluster.stations),
        "officers": cluster.officers,
        "linmas": cluster.linmas,
        "sent": sum(duty.officers for duty in duties),
        "units": sorted({called.unit(duty.unit) for duty in duties}),
        "padal_unit": called.unit(lead.unit) if lead else None,
        "longest_leg_m": cluster.leg_m,
        "round_min": -(-cluster.round_s // 60),
        "certainty": "estimated",
    }
    yield {
        "type": "Feature",
        "id": cluster.code,
        "geometry": _bundle(post, cluster=cluster, called=called),
        "properties": {"kind": "cluster"} | told,
    }
    yield {
        "type": "Feature",
        "id": f"{cluster.code}-post",
        "geometry": _point(post, called=called),
        "properties": {"kind": "post", "station": post, "name": called.spots.name(post)} | told,
    }


def _bundle(post: str, *, cluster: Cluster, called: DutyWords) -> Mapping[str, object] | None:
    here = _at(post, called=called)
    there = [_at(code, called=called) for code in cluster.stations if code != post]
    lines = [[here, at] for at in there if here and at]
    return {"type": "MultiLineString", "coordinates": lines} if lines else _point(post, called=called)


def _places(plan: OperationPlan, *, called: DutyWords) -> Iterator[Feature]:
    roster = plan.manning.roster
    shifts = [*(turn.shift for turn in roster.turns), *(gap.shift for gap in roster.unfilled)]
    for place in sorted({shift.place for shift in shifts}):
        own = [shift for shift in shifts if shift.place == place]
        yield {
            "type": "Feature",
            "id": f"jaga-{place}",
            "geometry": _point(place, called=called),
            "properties": {
                "kind": "guarded place",
                "place": place,
                "name": called.spots.name(place),
                "from": _when(min(shift.starts for shift in own), plan=plan),
                "until": _when(max(shift.ends for shift in own), plan=plan),
                "squad": max(shift.officers for shift in own),
                "shifts": len({shift.starts for shift in own}),
                "missing": sum(gap.missing for gap in roster.unfilled if gap.shift.place == place),
                "certainty": own[0].certainty.value,
            },
        }


def _reserve(plan: OperationPlan, *, called: DutyWords) -> Iterator[Feature]:
    for post in plan.guard.reserve:
        yield {
            "type": "Feature",
            "id": f"cadangan-{post.place}",
            "geometry": _point(post.place, called=called),
            "properties": {
                "kind": "reserve",
                "place": post.place,
                "name": called.spots.name(post.place),
                "officers": post.officers,
                "response_min": -(-post.response_s // 60),
                "certainty": "estimated",
            },
        }


def _point(code: str, *, called: DutyWords) -> Mapping[str, object] | None:
    at = _at(code, called=called)
    return {"type": "Point", "coordinates": at} if at else None


def _at(code: str, *, called: DutyWords) -> list[float] | None:
    at = called.spots.positions.get(code)
    return [at.lon, at.lat] if at else None


def _when(at: HTime, *, plan: OperationPlan) -> str:
    return plan.operation.settings.calendar.instant(at).isoformat()
