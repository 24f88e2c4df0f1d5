"""This server's part in the record: its key, its one appending thread, its folder of photos."""

import hashlib
import hmac
import os
from collections.abc import Sequence
from concurrent.futures import Future
from functools import cache
from time import monotonic, time_ns

from django.conf import settings
from django.db import close_old_connections, connections

from sampai.engines.blobs import FolderBlobs
from sampai.engines.signing import read_key, verify
from sampai.ledger.actions.append import SALT_BYTES, STRANGER, Answer, Node, append
from sampai.ledger.actions.gather import Gatherer
from sampai.ledger.actions.own import OwnNode
from sampai.ledger.actions.react import catch_up
from sampai.ledger.api import Record
from sampai.ledger.model import EXERCISE, DeviceId, Digest
from sampai.ledger.queries.record import Known
from sampai.ledger.reactions import KeysBelow
from sampai.main.secrets import lasting_secret
from sampai.people.queries import persons_of

NODE_KEY, VOICE_KEY = "node.key", "voice.key"
BLOBS = "gumpalan"

_Brought = tuple[bytes, Known | None]
_open: dict[str, Gatherer[_Brought]] = {}


@cache
def own_node() -> OwnNode:
    """This server as a device that signs; its key is made when it is first asked for."""
    secret = read_key(hashlib.sha256(_secret(NODE_KEY)).digest())
    name = settings.OPTIONS.node or f"sampai-{secret.key.id.hex()[:8]}"
    if settings.OPTIONS.exercise:
        name = f"{EXERCISE}{name}"
    node = Node(
        name=name, sign=secret, verify=verify, salt=os.urandom, entry_salt=_entry_salt, persons=persons_of
    )
    return OwnNode(node=node, key=secret.key, boot=os.urandom(16), steady_ms=_steady_ms)


def _entry_salt(digest: Digest) -> bytes:
    """Only who has both this server's secret and an item can make, or guess, the item's entry again."""
    return hmac.digest(_secret(NODE_KEY), b"sampai/salt/v1\n" + digest, "sha256")[:SALT_BYTES]


def _steady_ms() -> int:
    return int(monotonic() * 1000)


def now_ms() -> int:
    """The wall clock."""
    return time_ns() // 1_000_000


def voice_key(device: DeviceId) -> bytes:
    """A device's key for codes over the radio, made of this server's secret; it is not stored."""
    return hmac.digest(_secret(VOICE_KEY), b"sampai/voice/v1\n" + device, "sha256")


def _secret(name: str) -> bytes:
    return lasting_secret(settings.OPTIONS.data / name).encode()


@cache
def record() -> Record:
    """What the sync calls are handed; begins the thread that appends."""
    gatherer = Gatherer(_take, done=connections.close_all)
    _open["gatherer"] = gatherer

    def submit(raw: bytes, sender: Known | None) -> Future[Answer]:
        return gatherer.submit((raw, sender))

    folder = settings.OPTIONS.data / BLOBS
    return Record(own=own_node(), now_ms=now_ms, submit=submit, blobs=FolderBlobs(folder))


def close_record() -> None:
    """End the appending thread, at the end of a process or between tests."""
    if "gatherer" in _open:
        _open.pop("gatherer").close()
    record.cache_clear()


def _take(brought: Sequence[_Brought]) -> Sequence[Answer]:
    close_old_connections()
    if any(sender is not None and sender.server for _, sender in brought):
        catch_up(KeysBelow())
    senders = [STRANGER if sender is None else sender.name for _, sender in brought]
    batches = [raw for raw, _ in brought]
    return append(batches, at_ms=now_ms(), node=own_node().node, senders=senders)
