"""kill -9 of the real server while phones send: nothing that was acknowledged is lost, nothing doubled."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import numpy as np
from django.db import connections
from tests.ledger.nodes import enrolled
from tests.ledger.real_server import RealServer, sent
from tests.ledger.worlds import Phone
from tests.processes import LIMIT_S

from sampai.engines.signing import verify
from sampai.ledger.model import Algorithm, DeviceKey, Digest
from sampai.ledger.rules.envelope import batch_bytes, digest_of, read_receipt, receipt_message
from sampai.ledger.tables import EventRow
from sampai.main.store.sqlite.base import close_writers

KILLS = int(os.environ.get("SAMPAI_KILLS", "3"))  # noqa: TID251 -- more are run by hand
SEED = int(os.environ.get("SAMPAI_KILL_SEED", "1"))  # noqa: TID251 -- see above
PHONES = 3


class Sender:
    """A phone that sends run after run, each until it has a receipt; as the app does."""

    def __init__(self, phone: Phone, *, seed: int, port: int) -> None:
        self.phone = phone
        self.acknowledged: set[Digest] = set()
        self.made: list[Digest] = []
        self.tries = 0
        self._chance = np.random.Generator(np.random.PCG64(seed))
        self._port = port
        self.faults: list[str] = []

    def run(self, ended: Event) -> None:
        while not ended.is_set():
            batch = self.phone.batch(self.phone.run(int(self._chance.integers(1, 40))))
            self.made += [digest_of(raw) for raw in batch.items]
            until = monotonic() + LIMIT_S
            while not self._handed_in(batch_bytes(batch), [digest_of(raw) for raw in batch.items]):
                assert monotonic() < until, "the server takes nothing in"
                sleep(float(self._chance.random()) / 10)

    def _handed_in(self, raw: bytes, digests: Sequence[Digest]) -> bool:
        self.tries += 1
        found = sent(self._port, raw, phone=self.phone)
        if found is None:
            return False
        receipt = read_receipt(found[2])
        if [digest for _, digest in receipt.stored] != list(digests):
            self.faults.append(str(found[4]))
        if not verify(_node(found[5]), message=receipt_message(found[2]), signature=found[3]):
            self.faults.append("signature")
        self.acknowledged.update(digest for _, digest in receipt.stored)
        return True


def _node(public: bytes) -> DeviceKey:
    return DeviceKey(Algorithm.ED25519, public)


def test_kill_9_at_random_moments_loses_and_doubles_nothing(any_store: str, tmp_path: Path) -> None:
    phones = [enrolled(f"phone {number}") for number in range(PHONES)]
    connections.close_all()
    close_writers()
    server = RealServer(tmp_path, url=any_store)
    chance = np.random.Generator(np.random.PCG64(SEED))
    senders = [Sender(phone, seed=SEED + at, port=server.port) for at, phone in enumerate(phones)]
    ended = Event()
    threads = [Thread(target=sender.run, args=(ended,), daemon=True) for sender in senders]
    try:
        server.start()
        for thread in threads:
            thread.start()
        for _ in range(KILLS):
            sleep(float(chance.random()) * 2)
            server.kill()
            server.start()
        ended.set()
        for thread in threads:
            thread.join(LIMIT_S)
    finally:
        ended.set()
        server.kill()

    stored = [bytes(digest) for digest in EventRow.objects.values_list("digest", flat=True)]
    acknowledged = {digest for sender in senders for digest in sender.acknowledged}
    made = {digest for sender in senders for digest in sender.made}
    tries = sum(sender.tries for sender in senders)
    told = f"{KILLS} kills, {tries} tries, {len(acknowledged)} acknowledged"
    sys.stdout.write(f"seed {SEED}, {any_store or 'sqlite'}: {told}\n")
    assert not [sender.faults for sender in senders if sender.faults]
    assert acknowledged
    assert acknowledged - set(stored) == set()
    assert len(stored) == len(set(stored))
    assert set(stored) == made == acknowledged
