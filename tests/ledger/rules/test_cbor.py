import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampai.ledger.model import MOST_INTEGER, Malformed
from sampai.ledger.rules.cbor import decode, encode

whole = st.integers(-MOST_INTEGER, MOST_INTEGER)
# Not mixed: there cbor2 keeps the older order of RFC 7049, by length first.
keys = (st.integers(0, MOST_INTEGER), st.text(max_size=30))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), whole, st.binary(max_size=300), st.text(max_size=300)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), *(st.dictionaries(key, inner, max_size=4) for key in keys)
    ),
    max_leaves=12,
)


@given(values)
def test_bytes_are_those_of_cbor2_and_come_back(value: object) -> None:
    raw = encode(value)

    assert raw == cbor2.dumps(value, canonical=True)
    assert decode(raw) == value == cbor2.loads(raw)


def test_keys_are_ordered_by_their_bytes() -> None:
    assert encode({"": 0, 24: 0, "b": 0, "aa": 0, 1: 0}).hex() == "a50100181800600061620062616100"


@given(st.binary(max_size=60))
def test_whatever_decodes_has_exactly_these_bytes(raw: bytes) -> None:
    try:
        value = decode(raw)
    except Malformed:
        return

    assert encode(value) == raw


@given(values, st.data())
def test_one_changed_bit_is_another_value_or_none(value: object, data: st.DataObject) -> None:
    raw = bytearray(encode(value))
    at = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[at // 8] ^= 1 << at % 8
    try:
        other = decode(bytes(raw))
    except Malformed:
        return

    assert encode(other) == bytes(raw) != encode(value)


@pytest.mark.parametrize(
    "raw",
    [
        "1801",  # 1 in two bytes
        "190017",
        "1bffffffffffffffff",  # more than 2**53 - 1
        "5f4101ff",  # of no stated length
        "a2016101016102",  # a key twice
        "a202f401f4",  # keys out of order
        "a120f4",  # a negative key
        "c11a514b67b0",  # a tag
        "f97e00",  # a fraction
        "f7",  # undefined
        "61ff",  # no UTF-8
        "0000",
        "81" * 20 + "00",
        "9a00ffffff",
        "",
    ],
)
def test_other_forms_are_refused(raw: str) -> None:
    with pytest.raises(Malformed):
        decode(bytes.fromhex(raw))


@pytest.mark.parametrize("value", [0.5, {-1: 0}, {True: 0}, 2**53, "\ud800", {1.5: 0}, object()])
def test_other_types_are_not_encoded(value: object) -> None:
    with pytest.raises(Malformed):
        encode(value)
