"""What somebody who watches a log must be told: a second history, missing cosignatures, silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from sampai.ledger.model import Malformed
from sampai.ledger.ports import Verify
from sampai.ledger.rules.merkle import root
from sampai.ledger.rules.notes import Checkpoint, Note, cosigned_at, read_checkpoint, signers
from sampai.ledger.rules.policy import Policy
from sampai.ledger.rules.tiles import Fetch, hashes_of_tiles


class Alarm(Enum):
    """What is wrong with a log that is watched, the worst first."""

    UNSIGNED = "unsigned"
    """The checkpoint is not signed by a log of the policy, or a known signature is wrong."""
    FORKED = "forked"
    """The log does not hold what it held before, or its tiles give another root."""
    SHRUNK = "shrunk"
    """Fewer entries than before: an old backup, or somebody is shown an old state."""
    DAMAGED = "damaged"
    """Tiles are missing or of a wrong length."""
    UNWITNESSED = "unwitnessed"
    """Too few cosignatures for the policy."""
    STALE = "stale"
    """The quorum's cosignatures are too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What was found: the checkpoint unless it is unsigned, the quorum's time, the alarms."""

    checkpoint: Checkpoint | None
    at_s: int | None
    alarms: tuple[Alarm, ...]


def watch(
    note: Note,
    *,
    last: Checkpoint | None,
    fetch: Fetch,
    policy: Policy,
    verify: Verify,
    now_s: int,
    fresh_s: int,
) -> Watch:
    """Look at a log's checkpoint and tiles; `last` is the checkpoint seen before.

    A log that is not cosigned anew is stale though it may only have no news: witnesses cosign the same size
    again when they are asked.
    """
    checkpoint = _signed(note, policy=policy, verify=verify)
    if checkpoint is None:
        return Watch(checkpoint=None, at_s=None, alarms=(Alarm.UNSIGNED,))
    keys = list(policy.witnesses.values())
    stamps = cosigned_at(note, keys=keys, verify=verify)
    times = {name: stamps[key] for name, key in policy.witnesses.items() if key in stamps}
    at_s = quorum_time(policy, times=times)
    grown = _grown(checkpoint, last=last, fetch=fetch)
    alarms = [grown] if grown else []
    if not policy.holds(times):
        alarms.append(Alarm.UNWITNESSED)
    elif at_s is not None and now_s - at_s > fresh_s:
        alarms.append(Alarm.STALE)
    return Watch(checkpoint=checkpoint, at_s=at_s, alarms=tuple(alarms))


def _signed(note: Note, *, policy: Policy, verify: Verify) -> Checkpoint | None:
    try:
        checkpoint = read_checkpoint(note.text)
        origins = [key for key in policy.logs if key.name == checkpoint.origin]
        signers(note, keys=list(policy.witnesses.values()), verify=verify)
        return checkpoint if signers(note, keys=origins, verify=verify) else None
    except Malformed:
        return None


def quorum_time(policy: Policy, *, times: Mapping[str, int]) -> int | None:
    """The latest moment from which on enough witnesses signed; None where nobody must, or too few did."""
    for at_s in sorted(set(times.values()), reverse=True):
        if policy.holds({name for name, time in times.items() if time >= at_s}):
            return at_s
    return None


def _grown(checkpoint: Checkpoint, *, last: Checkpoint | None, fetch: Fetch) -> Alarm | None:
    """The stored tiles must give the roots of before and of now: then the one log contains the other."""
    if last is not None and checkpoint.size < last.size:
        return Alarm.SHRUNK
    hashes = hashes_of_tiles(fetch, size=checkpoint.size)
    try:
        known = [checkpoint] if last is None else [checkpoint, last]
        same = all(root(one.size, hashes=hashes) == one.root for one in known)
    except (OSError, KeyError, Malformed):
        return Alarm.DAMAGED
    return None if same else Alarm.FORKED
