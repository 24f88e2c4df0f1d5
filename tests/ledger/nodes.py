"""A node for tests, on whatever store the fixture opened."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

from tests.ledger.worlds import Phone, random_bytes

from sampai.engines.signing import read_key, verify
from sampai.ledger.actions.append import Answer, Node, append, enrol_device
from sampai.ledger.model import Batch, Standing
from sampai.ledger.rules.envelope import batch_bytes

SECRET = read_key(b"post".ljust(32))
AT_MS = 1_732_665_600_000
_salts = count()


def salt(length: int) -> bytes:
    return random_bytes("node salt", next(_salts), length=length)


NODE = Node(name="post-1704", sign=SECRET, verify=verify, salt=salt)


def enrolled(name: str) -> Phone:
    phone = Phone(name)
    enrol_device(phone.key, holder=name, at=datetime(2024, 11, 26, tzinfo=UTC))
    return phone


def take(*batches: Batch) -> list[Answer]:
    return append([batch_bytes(batch) for batch in batches], at_ms=AT_MS, node=NODE)


def standings(answer: Answer) -> list[str]:
    return [(verdict.reason or verdict.standing).value for verdict in answer.verdicts]


def all_stored(answers: Sequence[Answer]) -> bool:
    return all(verdict.standing is Standing.STORED for answer in answers for verdict in answer.verdicts)
