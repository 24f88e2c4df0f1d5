"""Claims and deeds for tests, in few words."""

from sampai.incidents.model import Claim, Decision, Deed, Entry, ItemId, Severity, Source
from sampai.kernel.quantity import Certainty
from sampai.kernel.rights import Institution
from sampai.packs.incident_rules import load_incident_book

BOOK = load_incident_book()
MINUTE = 60_000
HOUR = 60 * MINUTE
STATION = "3174051001141"


def claim(
    name: str,
    *,
    kind: str = "flood",
    at: int = 0,
    by: str = "",
    place: str = STATION,
    happened: bool = True,
    on_site: bool = False,
    relays: str = "",
    certainty: Certainty = Certainty.REPORTED,
    boxes: tuple[str, ...] = (),
    journey: str = "",
    severity: Severity | None = None,
    institution: Institution = Institution.KPU,
    **facts: str,
) -> Claim:
    return Claim(
        id=ItemId(name),
        kind=kind,
        place=place,
        at_ms=at,
        told_ms=at,
        source=Source(name=by or name, institution=institution, is_on_site=on_site, relays=relays),
        certainty=certainty,
        entry=Entry.DESK,
        happened=happened,
        facts=tuple(facts.items()),
        boxes=boxes,
        journey=journey,
        severity=severity,
    )


def decide(name: str, deed: Deed, on: str, *, at: int = 0, other: str = "") -> Decision:
    return Decision(
        id=ItemId(name), deed=deed, claim=ItemId(on), at_ms=at, by="Rina", other=other, reason="rapat"
    )
