"""Under embargo the log shows a commitment and nothing else."""

import pytest
from tests.ledger.worlds import Phone

from sampai.custody.model.kinds import KINDS, Kind
from sampai.kernel.rights import Secrecy
from sampai.ledger.rules.envelope import event_bytes, header_of
from sampai.ledger.rules.shards import is_hidden, shard_of


@pytest.mark.parametrize("kind", KINDS)
def test_what_custody_declares_as_embargo_is_hidden_and_nothing_else(kind: Kind) -> None:
    event = Phone("phone").says(kind.value)

    assert is_hidden(event) == (KINDS[kind].audience.secrecy is Secrecy.EMBARGO)


@pytest.mark.parametrize("kind", ["journey.left", "position.told"])
def test_journeys_and_positions_are_hidden(kind: str) -> None:
    assert is_hidden(Phone("phone").says(kind))


def test_an_event_s_header_tells_its_log_as_the_event_does() -> None:
    event = Phone("phone").says()

    found = shard_of(header_of(event_bytes(event)), phase="antar")

    assert found == shard_of(event, phase="antar") == "pilkada-2024/17/antar"
