"""Is it proven, is it new, is it odd: the verdict on each item of a batch, as a pure decision."""

from collections.abc import Mapping, Sequence

from sampai.ledger.model import (
    EXERCISE,
    MOST_EVENT_BYTES,
    NO_ELECTION,
    Batch,
    DeviceKey,
    DeviceState,
    Digest,
    Event,
    Flag,
    Link,
    Malformed,
    Proven,
    Reason,
    Standing,
    Verdict,
)
from sampai.ledger.ports import Verify
from sampai.ledger.rules.cbor import decode
from sampai.ledger.rules.envelope import chain_message, class_of, digest_of, read_event

_PREVIOUS = 10


def prove(batch: Batch, *, key: DeviceKey | None, verify: Verify) -> list[Proven]:
    """Each item of a batch with what the one signature proves of it.

    The signature proves the last item; a proven item proves the one before by naming its digest. An item that
    was altered on the way therefore leaves those before it unproven, and those after it proven.
    """
    digests = [digest_of(raw) for raw in batch.items]
    if key is None:
        return [
            Proven(raw, digest, None, Reason.UNKNOWN_DEVICE)
            for raw, digest in zip(batch.items, digests, strict=True)
        ]
    proven = verify(key, message=chain_message(digests[-1]), signature=batch.signature)
    found: list[Proven] = []
    for raw, digest in zip(reversed(batch.items), reversed(digests), strict=True):
        proven = proven and (not found or _previous(found[-1]) == digest)
        found.append(_looked_at(raw, digest, key=key, proven=proven))
    return found[::-1]


def _previous(item: Proven) -> Digest | None:
    """The digest that an item names, even where the rest of its envelope is faulty."""
    if item.event is not None:
        return item.event.previous
    try:
        fields = decode(item.raw) if len(item.raw) <= MOST_EVENT_BYTES else None
    except Malformed:
        return None
    return fields.get(_PREVIOUS) if isinstance(fields, dict) else None


def _looked_at(raw: bytes, digest: Digest, *, key: DeviceKey, proven: bool) -> Proven:
    try:
        event = read_event(raw)
    except Malformed:
        return Proven(raw, digest, None, Reason.MALFORMED if proven else Reason.UNPROVEN)
    if not proven:
        return Proven(raw, digest, event, Reason.UNPROVEN)
    if event.device != key.id:
        return Proven(raw, digest, event, Reason.OTHER_DEVICE)
    return Proven(raw, digest, event, None)


def judge(state: DeviceState, item: Proven) -> Verdict:
    """The verdict on one item, given what is stored of its device next to it.

    An event that is known already stays known after its device is revoked; what is odd is stored and flagged.
    """
    if state.key is None:
        return Verdict(Standing.QUARANTINED, Reason.UNKNOWN_DEVICE)
    if item.reason is not None:
        return Verdict(Standing.QUARANTINED, item.reason)
    assert item.event is not None, "an item without a reason is an event"
    event, digest = item.event, item.digest
    twins = state.links.get(event.counter, ())
    if any(twin.digest == digest for twin in twins):
        return Verdict(Standing.ALREADY)
    if _is_elsewhere(state, event):
        return Verdict(Standing.QUARANTINED, Reason.OTHER_RECORD)
    if state.revoked_from is not None and event.counter >= state.revoked_from:
        return Verdict(Standing.QUARANTINED, Reason.REVOKED)
    flags = flags_of(linked(event, digest=digest), counter=event.counter, links=state.links)
    return Verdict(Standing.STORED, flags=(*flags, Flag.STRANGER) if _is_strange(state, event) else flags)


def _is_strange(state: DeviceState, event: Event) -> bool:
    """Whether a person states it who may not sign in there; a device's word on itself is nobody's."""
    own = class_of(event.kind) == "device"
    return state.persons is not None and not own and event.actor not in state.persons


def _is_elsewhere(state: DeviceState, event: Event) -> bool:
    """Whether it belongs to a real election and this is an exercise's record, or the other way round."""
    return event.election != NO_ELECTION and event.election.startswith(EXERCISE) is not state.exercise


def flags_of(link: Link, *, counter: int, links: Mapping[int, Sequence[Link]]) -> tuple[Flag, ...]:
    """What is odd about a new event, given the links of its device that are stored next to it."""
    if links.get(counter):
        return (Flag.EQUIVOCATION,)
    before, after = links.get(counter - 1, ()), links.get(counter + 1, ())
    follows = not before or any(one.digest == link.previous for one in before)
    followed = not after or any(one.previous == link.digest for one in after)
    return () if follows and followed else (Flag.BROKEN_LINK,)


def linked(event: Event, *, digest: Digest) -> Link:
    """An event's link, as the next verdict needs it."""
    return Link(digest=digest, previous=event.previous)


def gaps(counters: Sequence[int]) -> list[tuple[int, int]]:
    """The counters missing among a device's stored ones (sorted), as first and last of each run."""
    found = []
    expected = 0
    for counter in counters:
        if counter > expected:
            found.append((expected, counter - 1))
        expected = max(expected, counter + 1)
    return found


def oddities(links: Mapping[int, Sequence[Link]]) -> list[tuple[int, Flag]]:
    """What is odd in a device's stored chain, by counter; the same whatever the order of arrival."""
    found = []
    for counter in sorted(links):
        if len(links[counter]) > 1:
            found.append((counter, Flag.EQUIVOCATION))
        before = {link.digest for link in links.get(counter - 1, ())}
        if before and any(link.previous not in before for link in links[counter]):
            found.append((counter, Flag.BROKEN_LINK))
    return found
