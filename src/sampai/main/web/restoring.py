"""Bringing a store from a backup up to its public logs, as mirrors hold them; in an open store."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from django.db import transaction

from sampai.engines.signing import verify
from sampai.engines.tlog import log_at, mirror
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.actions.append import Node, append, enrol_device
from sampai.ledger.actions.integrate import entries, give_places, shards
from sampai.ledger.actions.react import catch_up
from sampai.ledger.model import Batch, Digest, Malformed
from sampai.ledger.queries.record import stored_of
from sampai.ledger.reactions import KeysBelow
from sampai.ledger.rules.carry import unpacked
from sampai.ledger.rules.envelope import digest_of, header_of, read_batch
from sampai.ledger.rules.leaves import Leaf, commitment, read_leaf
from sampai.ledger.rules.merkle import Growth, leaf_hash, root
from sampai.ledger.rules.notes import Checkpoint, read_checkpoint, read_note
from sampai.ledger.rules.restore import Again, Piece, order_again
from sampai.ledger.rules.shards import shard_of
from sampai.ledger.rules.tiles import CHECKPOINT, entries_of
from sampai.main.web.public_logs import folder_of, key_of, phase_of
from sampai.main.web.record import own_node

_CHUNK = 2_000
_AT_ONCE = 100
"""Batches in one commit."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A log after the restore: its signed checkpoint, how many entries came back, how many are missing."""

    name: str
    checkpoint: Checkpoint
    back: int
    lost: int
    root_equal: bool


def logs_of(places: Sequence[str]) -> Mapping[str, str]:
    """By log, where its mirror is: each place is one log, or a folder that holds several."""
    found = {}
    for place in chain.from_iterable(map(_places, places)):
        origin = read_checkpoint(read_note(log_at(place)(CHECKPOINT)).text).origin
        own, _, name = origin.partition("/")
        if own != own_node().name or key_of(name).name != origin:
            raise Refused(
                "other-log",
                say("{origin} is no log of this record.", origin=origin),
                say("Give mirrors of this server's own logs."),
            )
        found[name] = place
    return found


def _places(place: str) -> Iterator[str]:
    folder = Path(place)
    if not folder.is_dir() or (folder / CHECKPOINT).exists():
        yield place
        return
    yield from (str(one.parent) for one in sorted(folder.rglob(CHECKPOINT)))


def restore(mirrors: Mapping[str, str], records: Sequence[Path]) -> Sequence[Restored]:
    """Fetch the logs, take in again what the store lacks of them, and hold the roots against each other.

    `records`: files of `sampai sync export`, from whichever servers have the events.
    """
    own = own_node()
    enrol_device(own.key, holder=own.name, at=now(), server=True)
    for name, place in mirrors.items():
        _fetched(name, place)
    while give_places(phase_of=phase_of):
        pass
    had = {shard.name: shard.size for shard in shards()}
    owed = {name: _owed(name, had.get(name, 0)) for name in mirrors}
    again = order_again(owed, _pieces(records), shard_of=_shard_of)
    for first in range(0, len(again), _AT_ONCE):
        with transaction.atomic():  # nobody waits for an answer, and each commit waits for the disk
            _take(again[first : first + _AT_ONCE], own.node)
    while give_places(phase_of=phase_of):
        pass
    return [_held(name, had=had.get(name, 0)) for name in sorted(mirrors)]


def _take(batches: Sequence[Again], node: Node) -> None:
    """Append batches; a statement of the server on a device counts for the next one."""
    for one in batches:
        append([one.raw], at_ms=one.at_ms, node=node)
        if read_batch(one.raw).device == own_node().key.id:
            catch_up(KeysBelow())


def _fetched(name: str, place: str) -> None:
    """A mirror that is behind what the backup holds brings nothing."""
    fetch, folder = log_at(place), folder_of(name)
    here = folder / CHECKPOINT
    size = read_checkpoint(read_note(here.read_bytes()).text).size if here.exists() else 0
    if read_checkpoint(read_note(fetch(CHECKPOINT)).text).size > size:
        mirror(fetch, folder, key=key_of(name), verify=verify)


def _checkpoint(name: str) -> Checkpoint:
    return read_checkpoint(read_note((folder_of(name) / CHECKPOINT).read_bytes()).text)


def _owed(name: str, had: int) -> Sequence[Leaf]:
    """The entries of a log that the store has not."""
    found = entries_of(log_at(str(folder_of(name))), size=_checkpoint(name).size)
    return [read_leaf(raw) for at, raw in enumerate(found) if at >= had]


def _pieces(records: Sequence[Path]) -> Iterator[Piece]:
    salt = own_node().node.entry_salt
    assert salt is not None, "this server makes salts that can be made again"
    for file in records:
        try:
            batches = [*unpacked(file.read_bytes())]
        except Malformed as error:
            raise Refused(
                "sync-file",
                say("{file} is no file of sampai sync export, or was cut off.", file=str(file)),
                say("Export it again; what was taken in already does no harm."),
            ) from error
        for raw in batches:
            lacking = _lacking(read_batch(raw))
            if lacking:
                yield Piece(raw, tuple((one, commitment(one, salt=salt(digest_of(one)))) for one in lacking))


def _lacking(batch: Batch) -> Sequence[bytes]:
    """The events of a batch that are not stored. What is no event lay in quarantine."""
    counters = {}
    for raw in batch.items:
        with suppress(Malformed):
            counters[raw] = header_of(raw).counter
    known = stored_of(batch.device.hex(), counters.values())
    return [raw for raw in counters if digest_of(raw) not in known]


def _shard_of(raw: bytes, at_ms: int) -> str:
    header = header_of(raw)
    return shard_of(header, phase=phase_of(header.election, at_ms))


def _held(name: str, *, had: int) -> Restored:
    """The root of what the store holds now, against the signed one."""
    checkpoint = _checkpoint(name)
    shard = next((one for one in shards() if one.name == name), None)
    size = min(shard.size, checkpoint.size) if shard else 0
    tree = Growth(0, before=_nothing_before)
    for first in range(0, size, _CHUNK):
        assert shard is not None
        for entry in entries(shard.number, first, min(size, first + _CHUNK)):
            tree.append(leaf_hash(entry))
    equal = size == checkpoint.size and root(size, hashes=tree) == checkpoint.root
    return Restored(name, checkpoint, back=max(0, size - had), lost=checkpoint.size - size, root_equal=equal)


def _nothing_before(level: int, index: int) -> Digest:
    raise LookupError(level, index)
