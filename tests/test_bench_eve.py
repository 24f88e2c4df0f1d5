"""An eve for benches: the same whoever makes it, and a store that differs from it is found out."""

from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from bench.eve import Eve, compared, enrol, prepare
from tests.rehearsal.days import plan

from sampai.engines.signing import verify
from sampai.ledger.actions.append import append
from sampai.ledger.model import Batch
from sampai.ledger.rules.envelope import batch_bytes, chain_message, read_event
from sampai.ledger.tables import DeviceRow, EventRow
from sampai.main.web.record import own_node

STATIONS = 20
"""Two days of the plan and a half."""


@pytest.fixture
def eve(tmp_path: Path) -> Eve:
    prepare(plan(), into=tmp_path / "said", stations=STATIONS, seed=1, jobs=1)
    return Eve(tmp_path / "said")


def bring(eve: Eve) -> int:
    """Everything to the store, a telephone's statements in one run; how many those are."""
    said = sorted(eve.said(evenly=False), key=lambda one: (one.device, one.item.counter))
    batches = []
    for device, some in groupby(said, key=lambda one: one.device):
        run = list(some)
        items = tuple(one.item.raw for one in run)
        batches.append(batch_bytes(Batch(device=device, items=items, signature=run[-1].signature)))
    append(batches, at_ms=0, node=own_node().node)
    return len(said)


def test_more_processes_make_the_same_statements(
    eve: Eve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.eve.COPIES", 1)

    prepare(plan(), into=tmp_path / "again", stations=STATIONS, seed=1, jobs=2)

    again = Eve(tmp_path / "again")
    one, other = (
        sorted((said.item.digest, said.at, said.signature) for said in made.said(evenly=False))
        for made in (eve, again)
    )
    assert one == other
    assert again.made.statements == len(one) > 3 * STATIONS // 2


def test_statements_come_in_order_are_signed_and_of_other_places_for_each_day(eve: Eve) -> None:
    said = list(eve.said(evenly=False))

    assert [one.at for one in said] == sorted(one.at for one in said)
    keys = np.load(eve.folder / "public.npy")
    for one in said:
        key = eve.sign_of(one.device).key  # type: ignore[attr-defined]  # a secret key
        assert key.public == keys[eve.number_of(one.device)].tobytes()
        assert verify(key, message=chain_message(one.item.digest), signature=one.signature)
    places = {read_event(one.item.raw).place for one in said}
    assert {place[:4] for place in places} == {"1101", "1102", "1103"}


def test_of_a_few_telephones_those_are_taken_that_state_most(eve: Eve) -> None:
    few = Eve(eve.folder, most=5)

    said = list(few.said(evenly=True))
    assert len({one.device for one in said}) == few.made.telephones == 5
    assert few.made.statements == len(said) > 5 * eve.made.statements / eve.made.telephones


def test_a_store_that_took_everything_is_exact(sqlite_store: Path, eve: Eve) -> None:  # noqa: ARG001 -- open
    enrol(eve)

    stated = bring(eve)

    found = compared(eve, stated=stated)
    assert found == {"stated": stated, "lost": 0, "doubled": 0, "altered": 0, "digest_is_equal": True}
    less = compared(eve, stated=stated - 1)
    assert (less["lost"], less["altered"], less["digest_is_equal"]) == (0, 1, False)


def test_what_is_lost_altered_or_doubled_in_a_store_is_found(sqlite_store: Path, eve: Eve) -> None:  # noqa: ARG001 -- open
    enrol(eve)
    stated = bring(eve)
    lost, altered, doubled = EventRow.objects.order_by("seq")[:3]

    lost.delete()
    altered.raw = bytes(altered.raw) + b"\x00"
    altered.save()
    doubled.seq, doubled.variant = 10**6, 1
    doubled.save(force_insert=True)

    found = compared(eve, stated=stated)
    assert (found["lost"], found["altered"], found["doubled"]) == (2, 1, 1)
    assert not found["digest_is_equal"]


def test_telephones_without_signal_report_by_message_or_voice(eve: Eve, sqlite_store: Path) -> None:  # noqa: ARG001 -- open
    enrol(eve)

    known = set(DeviceRow.objects.values_list("name", flat=True))
    assert {device.hex() for _, device, _, _, _ in eve.shorts()} <= known
    assert len(list(eve.shorts())) == eve.made.shorts
