from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts.custody_cases import BOX, DRIVER, EVE_MS, Phone, seen, stories

from sampai.custody.model import KINDS, Kind, Loaded, SealRun, SealsMoved, Touch
from sampai.custody.rules.bodies import best_time, body_data, read_body, statement_of
from sampai.kernel.quantity import Certainty
from sampai.kernel.rights import Secrecy
from sampai.ledger.model import Data, Malformed, Observed
from sampai.ledger.rules.cbor import decode, encode

LOADED = body_data(Loaded(boxes=seen(seals=("A",)), by=DRIVER, journey="J1"))
NOW = Observed(wall_ms=EVE_MS, monotonic_ms=0, boot=bytes(16))


def with_change(**changes: Data) -> Mapping[str, Data]:
    return {**LOADED, **changes}


def test_body_is_read_back_as_it_was_through_canonical_bytes() -> None:
    for story in stories():
        for said in story.events:
            kind = Kind(said.event.kind)
            data = decode(encode(said.event.body))
            assert body_data(read_body(kind, version=1, data=data)) == said.event.body


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({}, "body"),
        (with_change(journey=7), "body.journey"),
        (with_change(journey=True), "body.journey"),
        (with_change(unknown="x"), "body.unknown"),
        (with_change(boxes="1704012003001-B1"), "body.boxes"),
        (with_change(boxes=[{"box": BOX.code}, {"box": BOX.code}]), "body"),
        (with_change(boxes=[{"box": BOX.code, "condition": ["eaten"]}]), "body.boxes.condition"),
        (with_change(boxes=[7]), "body.boxes"),
        (with_change(photos=[b"short"]), "body"),
        (with_change(note="x" * 501), "body.note"),
        (with_change(boxes=[{"box": f"{number}"} for number in range(201)]), "body.boxes"),
    ],
)
def test_body_that_is_none_names_the_field(data: Mapping[str, Data], name: str) -> None:
    with pytest.raises(Malformed, match=f"^{name}$"):
        read_body(Kind.LOADED, version=1, data=data)


def test_version_that_is_not_known_is_not_guessed() -> None:
    with pytest.raises(Malformed, match=r"custody\.loaded version 2"):
        read_body(Kind.LOADED, version=2, data=LOADED)


def test_malformed_body_of_a_known_kind_is_told() -> None:
    said = Phone("store").says(Kind.CHECKED, Touch(boxes=seen(), by=DRIVER), at=1)

    with pytest.raises(Malformed):
        statement_of(replace(said.event, body={"boxes": 7}), digest=said.digest)


def test_seals_that_moved_are_read_too() -> None:
    moved = SealsMoved(
        batch="B1", runs=(SealRun(prefix="KPU-", first=1, last=9, width=4),), by=DRIVER, to="170401"
    )

    assert read_body(Kind.SEALS_ISSUED, version=1, data=body_data(moved)) == moved


@given(st.dictionaries(st.sampled_from([*LOADED, "x"]), st.none() | st.integers() | st.text() | st.binary()))
def test_any_other_data_are_malformed_and_nothing_worse(changes: dict[str, Any]) -> None:
    try:
        read_body(Kind.LOADED, version=1, data={**LOADED, **changes})
    except Malformed:
        return
    assert not changes or isinstance(changes.get("journey", changes.get("note", "")), str)


def test_every_kind_declares_its_audience_and_what_moves_is_secret_until_it_arrived() -> None:
    assert set(KINDS) == set(Kind)
    embargoed = {kind for kind, rule in KINDS.items() if rule.audience.until_arrival}
    assert embargoed == {kind for kind, rule in KINDS.items() if rule.audience.secrecy is Secrecy.EMBARGO}
    assert {Kind.LOADED, Kind.DEPARTED, Kind.PASSED, Kind.DIVERTED, Kind.QUIET} == embargoed


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        (NOW, (EVE_MS, Certainty.ASSUMED)),
        (replace(NOW, gps_ms=5), (5, Certainty.MEASURED)),
        (replace(NOW, server_ms=EVE_MS - 1), (EVE_MS, Certainty.REPORTED)),
        (replace(NOW, server_ms=EVE_MS + 9), (EVE_MS + 9, Certainty.ESTIMATED)),
        (replace(NOW, server_ms=1), (EVE_MS, Certainty.ASSUMED)),
    ],
)
def test_time_is_the_best_that_the_device_could_tell(
    observed: Observed, expected: tuple[int, Certainty]
) -> None:
    assert best_time(observed) == expected
