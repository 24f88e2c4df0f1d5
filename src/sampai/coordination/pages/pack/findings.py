"""What of the supervisor's work is open and published, as the pack of a meeting tells it."""

from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from sampai.coordination.model import OpenFinding
from sampai.kernel.clock import ZONES
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed
from sampai.kernel.text import say
from sampai.oversight.model import PublicState
from sampai.oversight.pages.words import DOOR, KIND
from sampai.oversight.queries import AdviceLine, CaseLine, advice_lines, case_lines
from sampai.places.queries import region_names

MOST = 500
STATION_DIGITS, VILLAGE_DIGITS = 13, 10


def open_findings(by: Actor, *, region: str) -> tuple[OpenFinding, ...]:
    """Findings, reports and advice of a regency, the oldest first; drafts are nobody's but the supervisor's.

    Empty for whom the supervisor's work is not.
    """
    if not by.may(Deed.SEE_OVERSIGHT):
        return ()
    published = [one for one in case_lines(by, most=MOST) if one.public and one.region.startswith(region)]
    cases = [one for one in published if one.public is not PublicState.DONE]
    known = {one.pk for one in published}
    advice = [one for one in advice_lines(by, most=MOST) if one.case in known]
    names = region_names({RegionCode(one.region[:VILLAGE_DIGITS]) for one in published})
    found = [*(_case(one, names) for one in cases), *_advice(advice, names)]
    return tuple(sorted(found, key=lambda one: (one.since, one.number)))


def _case(one: CaseLine, names: Mapping[RegionCode, str]) -> OpenFinding:
    door = DOOR[one.door.value]
    zone = ZoneInfo(ZONES[one.zone])
    what = say("{door}, {kind}", door=door, kind=KIND[one.kind]) if one.kind in KIND else door
    return OpenFinding(
        number=one.number,
        what=what,
        since=one.opened_at.astimezone(zone).date(),
        due=one.due_until.astimezone(zone).date() if one.due_until else None,
        where=_where(one.region, names),
    )


def _advice(lines: Sequence[AdviceLine], names: Mapping[RegionCode, str]) -> Iterator[OpenFinding]:
    for one in lines:
        yield OpenFinding(
            number=one.advice.number,
            what=say("Advice to {who}: {what}", who=one.advice.to, what=one.advice.text),
            since=one.advice.given_at.date(),
            due=one.advice.last_day,
            where=_where(one.region, names),
        )


def _where(region: str, names: Mapping[RegionCode, str]) -> str:
    name = names.get(RegionCode(region[:VILLAGE_DIGITS]), region[:VILLAGE_DIGITS])
    if len(region) != STATION_DIGITS:
        return name
    return f"TPS {region[VILLAGE_DIGITS:]} {name}"
