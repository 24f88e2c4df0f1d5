import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from tests.ledger.worlds import Phone

from sampai.custody.model.kinds import KINDS
from sampai.ledger.rules.envelope import class_of, digest_of, event_bytes, name_of
from sampai.ledger.rules.epcis import NOT_SHOWN, STEPS, WITHOUT_STEP, epcis_document

SCHEMA = Path(__file__).resolve().parents[2] / "vendor" / "epcis-2.0" / "EPCISDocument.schema.json"
AT_MS = 1_732_665_600_000
BOXES: list[Any] = [{"box": "1704012003001-K1", "seals": ["A 1", "A2"]}, {"box": "1704012003001-K2"}]
HANDING: Mapping[str, Any] = {
    "boxes": BOXES,
    "by": {"name": "Budi", "institution": "kpu"},
    "other": {"name": "Siti", "institution": "polri"},
    "handover": "ab" * 16,
}


def validator() -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(
        json.loads(SCHEMA.read_text(encoding="utf-8")), validate_formats=True
    )


def document(*kinds: str, body: Mapping[str, Any] = HANDING) -> Any:
    phone = Phone("a")
    events = [(phone.says(kind, subject="load:7", body=body), AT_MS + 5) for kind in kinds]
    made = epcis_document(events, created_ms=AT_MS + 9, offset_h=7)
    return json.loads(json.dumps(made))


def test_every_kind_is_valid_by_the_schema_of_gs1() -> None:
    made = document(*KINDS, "box.arrived")

    assert [str(error) for error in validator().iter_errors(made)] == []
    assert [one["sampai:kind"] for one in made["epcisBody"]["eventList"]] == [
        *(kind for kind in KINDS if not kind.startswith("seal.")),
        "box.arrived",
    ]


def test_every_kind_of_custody_has_a_step_or_is_said_to_have_none() -> None:
    custody = {kind for kind in KINDS if class_of(kind) not in NOT_SHOWN}

    assert custody == {*STEPS, *WITHOUT_STEP}
    assert not {*STEPS} & WITHOUT_STEP


@pytest.mark.parametrize(
    ("field", "value"),
    [("eventTime", "yesterday"), ("action", "LOOK"), ("bizStep", "teleporting now"), ("type", "NoEvent")],
)
def test_the_schema_sees_what_is_wrong(field: str, value: str) -> None:
    made = document("custody.given")
    made["epcisBody"]["eventList"][0][field] = value

    assert not validator().is_valid(made)


def test_a_handover_says_who_had_it_what_and_when_but_no_person_s_name() -> None:
    phone = Phone("a")
    event = phone.says("custody.given", subject="load:7", body=HANDING)
    made = epcis_document([(event, AT_MS + 5)], created_ms=AT_MS, offset_h=9)

    digest = digest_of(event_bytes(event))
    shown = made["epcisBody"]["eventList"][0]
    assert shown["sourceList"] == [{"type": "possessing_party", "source": "urn:sampai:institution:kpu"}]
    assert shown["destinationList"] == [
        {"type": "possessing_party", "destination": "urn:sampai:institution:polri"}
    ]
    assert shown["epcList"] == ["urn:sampai:thing:1704012003001-K1", "urn:sampai:thing:1704012003001-K2"]
    assert shown["sampai:seals"] == {"1704012003001-K1": ["A 1", "A2"]}
    assert (shown["eventTime"], shown["recordTime"]) == (
        "2024-11-27T00:00:00.000Z",
        "2024-11-27T00:00:00.005Z",
    )
    assert shown["eventTimeZoneOffset"] == "+09:00"
    assert shown["sampai:event"] == name_of(event, digest=digest)
    assert "Budi" not in json.dumps(made)
    assert "Siti" not in json.dumps(made)


def test_the_receiver_s_half_names_the_same_giver() -> None:
    given, taken = (
        document(kind, body={**HANDING, "by": HANDING[one], "other": HANDING[two]})
        for kind, one, two in (("custody.given", "by", "other"), ("custody.taken", "other", "by"))
    )

    for side in ("sourceList", "destinationList"):
        assert given["epcisBody"]["eventList"][0][side] == taken["epcisBody"]["eventList"][0][side]


@pytest.mark.parametrize("body", [{"boxes": "none"}, {"boxes": []}, {"boxes": [5]}, {"by": 5, "other": []}])
def test_a_body_of_another_form_is_shown_by_its_subject(body: Mapping[str, Any]) -> None:
    made = document("custody.given", body=body)

    assert made["epcisBody"]["eventList"][0]["epcList"] == ["urn:sampai:thing:7"]
    assert validator().is_valid(made)


def test_a_clock_that_is_wrong_by_ages_is_still_a_time() -> None:

    event = Phone("a").says("custody.arrived")
    for wall_ms in (-(2**53 - 1), 0, 2**53 - 1):
        odd = replace(event, observed=replace(event.observed, wall_ms=wall_ms))
        made = json.loads(json.dumps(epcis_document([(odd, AT_MS)], created_ms=AT_MS, offset_h=7)))
        assert validator().is_valid(made)
