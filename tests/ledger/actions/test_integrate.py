"""Every item of the record gets one place in one log; whatever is cut short goes on the same way."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from tests.ledger.log import secret
from tests.ledger.nodes import enrolled, take
from tests.ledger.worlds import Phone

from sampai.engines.signing import verify
from sampai.engines.tlog import LogFolder, files_of, reader
from sampai.kernel.errors import Refused
from sampai.ledger.actions.integrate import entries, give_places, grow, shards
from sampai.ledger.rules.audit import audit
from sampai.ledger.rules.notes import NoteKey, Type
from sampai.ledger.tables import EventRow, LeafRow, QuarantineRow

pytestmark = pytest.mark.usefixtures("any_store")


def _phase(_election: str, at_ms: int) -> str:
    return "antar" if at_ms < 2_000_000_000_000 else "kembali"


def _key(name: str) -> NoteKey:
    return NoteKey(f"post/{name}", Type.LOG, secret("log").key.public)


def _log(folder: Path, name: str) -> LogFolder:
    return LogFolder(folder / name, key=_key(name), sign=secret("log"))


def _grow_all(folder: Path) -> None:
    while give_places(phase_of=_phase, most=7):
        pass
    for shard in shards():
        grow(shard, log=_log(folder, shard.name))


def _sound(folder: Path, name: str) -> bool:
    return not audit(files_of(folder / name), fetch=reader(folder / name), key=_key(name), verify=verify)


def _some(phone: Phone, count: int) -> None:
    take(phone.batch(phone.run(count)))


def test_all_items_stand_in_the_logs_each_once(tmp_path: Path) -> None:
    phone = enrolled("phone")
    _some(phone, 20)
    take(Phone("unknown").batch(Phone("unknown").run(2)))
    _some(phone, 5)

    _grow_all(tmp_path)

    assert {shard.name: shard.size for shard in shards()} == {
        "-/00/karantina": 2,
        "pilkada-2024/17/antar": 25,
    }
    assert list(LeafRow.objects.order_by("seq").values_list("seq", flat=True)) == list(range(27))
    assert all(_sound(tmp_path, shard.name) for shard in shards())


def test_a_log_that_is_brought_up_to_date_again_does_not_change(tmp_path: Path) -> None:
    _some(enrolled("phone"), 10)
    _grow_all(tmp_path)
    before = (tmp_path / "pilkada-2024/17/antar/checkpoint").read_bytes()

    _grow_all(tmp_path)

    assert (tmp_path / "pilkada-2024/17/antar/checkpoint").read_bytes() == before


class _Cut(Exception):
    """The process dies here."""


@pytest.mark.parametrize("seed", range(2))
def test_a_process_that_dies_at_any_file_goes_on_with_the_same_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = np.random.Generator(np.random.PCG64(seed))
    phone = enrolled("phone")
    seen: dict[int, str] = {}
    replace = Path.replace

    def dying(path: Path, target: Path) -> Path:
        if chance.random() < 0.2:
            raise _Cut
        return replace(path, target)

    for _ in range(6):
        _some(phone, int(chance.integers(1, 120)))
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", dying)
            with suppress(_Cut):
                _grow_all(tmp_path)
        _remember(tmp_path, seen)
    _grow_all(tmp_path)

    assert _remember(tmp_path, seen) == phone.counter
    assert _sound(tmp_path, "pilkada-2024/17/antar")


def _remember(folder: Path, seen: dict[int, str]) -> int:
    """What the key signed, by size; never two roots of one."""
    size = 0
    for name in ("signed", "checkpoint"):
        path = folder / "pilkada-2024/17/antar" / name
        if path.exists():
            size, root = int(path.read_text().split("\n")[1]), path.read_text().split("\n")[2]
            assert seen.setdefault(size, root) == root
    return size


def test_a_store_from_a_backup_signs_nothing_more(tmp_path: Path) -> None:
    phone = enrolled("phone")
    _some(phone, 10)
    _grow_all(tmp_path)
    EventRow.objects.filter(seq=9).update(salt=b"another salt, after the backup")

    with pytest.raises(Refused, match="ends with another"):
        _grow_all(tmp_path)


def test_an_item_that_was_deleted_stops_the_feeding(tmp_path: Path) -> None:
    _some(enrolled("phone"), 10)
    EventRow.objects.filter(seq=4).delete()

    with pytest.raises(Refused, match="Item 4"):
        _grow_all(tmp_path)


def test_entries_of_journeys_hide_everything_but_their_commitment() -> None:
    phone = enrolled("phone")
    events = [phone.says("journey.left"), phone.says("custody.handed")]
    take(phone.batch(events))
    give_places(phase_of=_phase)

    hidden, plain = (entry.hex() for entry in _all_entries())

    assert phone.key.id.hex() not in hidden
    assert phone.key.id.hex() in plain
    assert QuarantineRow.objects.count() == 0


def _all_entries() -> Sequence[bytes]:
    (shard,) = shards()
    return entries(shard.number, 0, shard.size)
