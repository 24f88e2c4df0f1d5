import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts.code_vectors import AT_MS, EVENT, KEY, REPORTS

from sampai.engines.signing import read_key, verify
from sampai.fieldwork.model import ReportKind, ShortReport
from sampai.fieldwork.rules.sms import (
    belongs_to,
    fits_one_sms,
    is_receipt,
    is_signed_by,
    place_bits,
    place_of,
    read_sms,
    receipt_text,
    sms_text,
)
from sampai.ledger.model import Algorithm, Digest, Malformed

SECRET = read_key(KEY)


def message(report: ShortReport = REPORTS[0], *, algorithm: Algorithm = Algorithm.ED25519) -> str:
    secret = read_key(KEY, algorithm=algorithm)
    return sms_text(report, device=secret.key.id, event=EVENT, at_ms=AT_MS, sign=secret)


@given(
    st.builds(
        ShortReport,
        kind=st.sampled_from(ReportKind),
        argument=st.integers(0, 31),
        counter=st.integers(0, 2**24 - 1),
        place=st.text("0123456789", max_size=13),
    ),
    st.integers(0, 2**41),
)
def test_every_report_fits_one_sms_and_is_read_back_as_it_was(report: ShortReport, at_ms: int) -> None:
    text = sms_text(report, device=SECRET.key.id, event=EVENT, at_ms=at_ms, sign=SECRET)

    assert len(text) == 130
    assert fits_one_sms(text)
    assert read_sms(text).report == report
    assert is_signed_by(read_sms(text), key=SECRET.key, verify=verify)


def test_phone_with_p256_sends_a_message_of_the_same_length() -> None:
    text = message(algorithm=Algorithm.P256)

    assert len(text) == 130
    assert is_signed_by(read_sms(text), key=read_key(KEY, algorithm=Algorithm.P256).key, verify=verify)


@pytest.mark.parametrize("at", range(3, 130))
def test_one_changed_character_is_never_taken_for_the_report(at: int) -> None:
    text = message()
    altered = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]

    try:
        held = is_signed_by(read_sms(altered), key=SECRET.key, verify=verify)
    except Malformed:
        held = False

    assert not held


def test_carrier_that_folds_lines_changes_nothing() -> None:
    text = message()

    assert read_sms(f" {text[:70]}\r\n{text[70:]} ") == read_sms(text)


@pytest.mark.parametrize(
    "text", ["", "halo", "S1.", "S1.!!!!", message()[:-1], message() + "A", "S2." + message()[3:]]
)
def test_message_that_is_no_report_says_in_what(text: str) -> None:
    with pytest.raises(Malformed):
        read_sms(text)


def test_another_device_cannot_send_for_this_one() -> None:
    other = read_key(bytes(32))
    forged = sms_text(REPORTS[0], device=SECRET.key.id, event=EVENT, at_ms=AT_MS, sign=other)

    assert not is_signed_by(read_sms(forged), key=SECRET.key, verify=verify)
    assert not is_signed_by(read_sms(message()), key=other.key, verify=verify)


def test_event_that_syncs_later_is_recognised() -> None:
    assert belongs_to(read_sms(message()), event=EVENT)
    assert not belongs_to(read_sms(message()), event=Digest(bytes(32)))


def test_repeated_message_has_the_same_receipt_and_the_phone_knows_it() -> None:
    first, second = read_sms(message()), read_sms(message())

    answer = receipt_text(first, key=KEY)

    assert answer == receipt_text(second, key=KEY)
    assert fits_one_sms(answer)
    assert is_receipt(f" {answer.lower()}\n", signed=first.signed, counter=0, key=KEY)
    assert not is_receipt(answer, signed=first.signed, counter=1, key=KEY)
    assert not is_receipt(answer, signed=first.signed, counter=0, key=bytes(32))


@given(st.text("0123456789", max_size=13))
def test_digits_of_a_place_keep_their_leading_zeros(place: str) -> None:
    assert place_of(place_bits(place)) == place


def test_named_place_is_found_again_by_its_bits() -> None:
    assert place_of(place_bits("GUDANG-KAUR")).startswith("#")
    assert place_bits("GUDANG-KAUR") != place_bits("GUDANG-KAUR2")


def test_bits_that_name_no_place_are_malformed() -> None:
    with pytest.raises(Malformed):
        place_of(14 << 44)
    with pytest.raises(Malformed):
        place_of(2 << 44 | 100)


def test_text_outside_the_seven_bit_alphabet_does_not_fit() -> None:
    assert not fits_one_sms("€")
    assert not fits_one_sms("x" * 161)
