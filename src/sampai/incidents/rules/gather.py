"""Claims and deeds become incidents: the same ones in whatever order they came in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from sampai.incidents.model import (
    HAPPENED,
    Claim,
    Decision,
    Deed,
    Fact,
    Incident,
    IncidentBook,
    ItemId,
    Reach,
    Severity,
    Status,
)
from sampai.kernel.quantity import Certainty

DIGITS = {Reach.STATION: 13, Reach.VILLAGE: 10, Reach.KECAMATAN: 6}

STATUS = {
    Deed.ASSIGN: Status.ASSIGNED,
    Deed.START: Status.IN_HAND,
    Deed.RESOLVE: Status.RESOLVED,
    Deed.CLOSE: Status.CLOSED,
    Deed.REJECT: Status.REJECTED,
    Deed.REOPEN: None,
}
"""A reopened incident is again what its claims make it."""


def gather(
    claims: Iterable[Claim], *, decisions: Iterable[Decision] = (), book: IncidentBook
) -> tuple[Incident, ...]:
    """All incidents, the earliest first. What came twice counts once; nothing is dropped.

    Claims are about one thing where kind and spot are the same and each lies within the kind's window of the
    one before, unless somebody parted it; or where somebody joined them. Both can be undone.
    """
    told = {claim.id: claim for claim in claims}
    counting = standing({decision.id: decision for decision in decisions}.values())
    groups = _groups(told, counting, book=book)
    of_claim = {claim.id: number for number, group in enumerate(groups) for claim in group}
    deeds: dict[int, list[Decision]] = defaultdict(list)
    for decision in counting:
        if decision.claim in of_claim:
            deeds[of_claim[decision.claim]].append(decision)
    found = [_incident(group, tuple(deeds[number]), book=book) for number, group in enumerate(groups)]
    return tuple(sorted(found, key=lambda one: (one.at_ms, one.id)))


def incident_of(claim: ItemId, *, incidents: Iterable[Incident]) -> Incident | None:
    """The incident that a claim belongs to: any claim's id leads to it, also one that was once its own id."""
    return next((one for one in incidents if any(told.id == claim for told in one.claims)), None)


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The deeds that nobody undid, in the order of their time; undoing can be undone, too."""
    in_order = sorted(decisions, key=lambda one: (one.at_ms, one.id))
    undone: set[str] = set()
    for decision in reversed(in_order):
        if decision.deed is Deed.UNDO and decision.id not in undone:
            undone.add(decision.other)
    return tuple(one for one in in_order if one.id not in undone and one.deed is not Deed.UNDO)


def _groups(
    told: Mapping[ItemId, Claim], decisions: Sequence[Decision], *, book: IncidentBook
) -> list[list[Claim]]:
    parent = {claim: claim for claim in told}
    for first, second in _links(told, decisions, book=book):
        parent[_root(parent, first)] = _root(parent, second)
    groups: dict[ItemId, list[Claim]] = defaultdict(list)
    for claim in sorted(told.values(), key=lambda one: (one.at_ms, one.id)):
        groups[_root(parent, claim.id)].append(claim)
    return list(groups.values())


def _links(
    told: Mapping[ItemId, Claim], decisions: Sequence[Decision], *, book: IncidentBook
) -> list[tuple[ItemId, ItemId]]:
    parted = {one.claim for one in decisions if one.deed is Deed.PART}
    spots: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in sorted(told.values(), key=lambda one: (one.at_ms, one.id)):
        if claim.id not in parted:
            spots[spot_of(claim, book=book)].append(claim)
    links = [
        (first.id, second.id)
        for near in spots.values()
        for first, second in pairwise(near)
        if second.at_ms - first.at_ms <= book.kind_of(first.kind).window_s * 1_000
    ]
    joined = [(one.claim, ItemId(one.other)) for one in decisions if one.deed is Deed.JOIN]
    return links + [(first, second) for first, second in joined if first in told and second in told]


def spot_of(claim: Claim, *, book: IncidentBook) -> tuple[str, str]:
    """Kind and place, as far as the kind reaches: claims of one spot may be about the same thing.

    A code of an office or store is taken whole.
    """
    reach = book.kind_of(claim.kind).reach
    if claim.journey and (reach is Reach.JOURNEY or not claim.place):
        return claim.kind, f"journey:{claim.journey}"
    digits = DIGITS.get(reach, DIGITS[Reach.STATION])
    return claim.kind, claim.place[:digits] if claim.place.isdecimal() else claim.place


def _root(parent: dict[ItemId, ItemId], claim: ItemId) -> ItemId:
    while parent[claim] != claim:
        parent[claim] = parent[parent[claim]]
        claim = parent[claim]
    return claim


def _incident(claims: Sequence[Claim], decisions: tuple[Decision, ...], *, book: IncidentBook) -> Incident:
    """The gravest claim gives the kind; the earliest gives id, place and time."""
    first = claims[0]
    gravest = max(claims, key=lambda one: _weight(severity_of(one, book=book)))
    severity = _graded(decisions) or severity_of(gravest, book=book)
    facts = _facts(claims, decisions)
    verified = _is_verified(claims, facts, severity=severity, book=book)
    return Incident(
        id=first.id,
        kind=gravest.kind,
        severity=severity,
        place=first.place,
        at_ms=first.at_ms,
        claims=tuple(claims),
        decisions=decisions,
        facts=facts,
        status=_status(decisions) or (Status.VERIFIED if verified else Status.REPORTED),
        is_verified=verified,
        unit=next((one.other for one in reversed(decisions) if one.deed is Deed.ASSIGN), ""),
    )


def severity_of(claim: Claim, *, book: IncidentBook) -> Severity:
    """What the source says, else what the pack says of the kind."""
    return claim.severity or book.kind_of(claim.kind).severity


def _graded(decisions: Sequence[Decision]) -> Severity | None:
    """What somebody decided last."""
    grades = [one.other for one in decisions if one.deed is Deed.GRADE and one.other in list(Severity)]
    return Severity(grades[-1]) if grades else None


def _weight(severity: Severity) -> int:
    return list(Severity).index(severity)


def _words(claims: Sequence[Claim]) -> dict[str, dict[str, str]]:
    """For each fact, each origin's last word on it."""
    words: dict[str, dict[str, str]] = {}
    for claim in sorted(claims, key=lambda one: (one.told_ms, one.id)):
        for name, value in ((HAPPENED, "yes" if claim.happened else "no"), *claim.facts):
            words.setdefault(name, {})[claim.source.origin] = value
    return words


def _facts(claims: Sequence[Claim], decisions: Sequence[Decision]) -> tuple[Fact, ...]:
    settled = dict(
        one.other.split("=", 1) for one in decisions if one.deed is Deed.SETTLE and "=" in one.other
    )
    return tuple(
        Fact(
            name=name,
            values=tuple(
                (value, tuple(sorted(who for who, said in by.items() if said == value)))
                for value in sorted(set(by.values()))
            ),
            settled=settled.get(name, ""),
        )
        for name, by in sorted(_words(claims).items())
    )


def _is_verified(
    claims: Sequence[Claim], facts: Sequence[Fact], *, severity: Severity, book: IncidentBook
) -> bool:
    """Whether enough independent sources say that it happened, and none that it did not."""
    happened = next(fact for fact in facts if fact.name == HAPPENED)
    if happened.is_contested or (happened.settled or happened.values[0][0]) != "yes":
        return False
    sure = [one for one in claims if one.happened and one.certainty is not Certainty.ASSUMED]
    is_seen = any(one.source.is_on_site and not one.source.relays for one in sure)
    is_enough = len({one.source.origin for one in sure}) >= book.sources[severity]
    return is_enough or (is_seen and severity in book.on_site_is_enough) or happened.settled == "yes"


def _status(decisions: Sequence[Decision]) -> Status | None:
    last = next((one for one in reversed(decisions) if one.deed in STATUS), None)
    return STATUS[last.deed] if last else None
