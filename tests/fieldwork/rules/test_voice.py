import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts.code_vectors import KEY, REPORTS, VECTORS, vectors

from sampai.fieldwork.model import Attempt, Budget, Hearing, ReportKind, ShortReport
from sampai.fieldwork.rules.budgets import DAY_MS, may_try
from sampai.fieldwork.rules.symbols import ALPHABET
from sampai.fieldwork.rules.voice import hear, is_our_receipt, opening, receipt_of, voice_code
from sampai.ledger.model import DeviceId

PLACE = "1704012003001"
PHONE, OTHER_PHONE = DeviceId(bytes(16)), DeviceId(bytes([1]) * 16)


def reports(place: str = PLACE) -> st.SearchStrategy[ShortReport]:
    return st.builds(
        ShortReport,
        kind=st.sampled_from(ReportKind),
        argument=st.integers(0, 31),
        counter=st.integers(0, 2**24 - 1),
        place=st.just(place),
    )


def test_vectors_are_what_the_rules_say() -> None:
    assert json.loads(VECTORS.read_text(encoding="utf-8")) == json.loads(json.dumps(vectors()))


@given(reports(), st.integers(0, 31))
def test_code_is_heard_while_at_most_a_window_was_lost(report: ShortReport, lost: int) -> None:
    last = report.counter - 1 - lost
    heard = hear(voice_code(report, key=KEY), place=PLACE, key=KEY, last=last if last >= 0 else None)

    if last >= 0 or report.counter < 32:
        assert (heard.hearing, heard.report) == (Hearing.TRUE, report)
        assert is_our_receipt(heard.receipt.lower(), report=report, key=KEY)


@given(reports())
def test_code_said_twice_counts_once_and_has_the_same_receipt(report: ShortReport) -> None:
    code = voice_code(report, key=KEY)

    again = hear(code, place=PLACE, key=KEY, last=report.counter)

    assert again.hearing is Hearing.AGAIN
    assert again.receipt == receipt_of(report, key=KEY)


def test_code_that_was_overtaken_still_counts_once() -> None:
    late = ShortReport(kind=ReportKind.ARRIVED, argument=2, counter=7, place=PLACE)
    code = voice_code(late, key=KEY)

    assert hear(code, place=PLACE, key=KEY, last=9).hearing is Hearing.TRUE
    assert hear(code, place=PLACE, key=KEY, last=9, used=(7,)).hearing is Hearing.AGAIN


def test_code_of_another_place_device_or_long_ago_is_false() -> None:
    report = ShortReport(kind=ReportKind.ARRIVED, argument=2, counter=7, place=PLACE)
    code = voice_code(report, key=KEY)

    assert hear(code, place="1704012003002", key=KEY, last=6).hearing is Hearing.FALSE
    assert hear(code, place=PLACE, key=bytes(32), last=6).hearing is Hearing.FALSE
    assert hear(code, place=PLACE, key=KEY, last=700).hearing is Hearing.FALSE


def test_slip_is_asked_for_and_the_right_character_offered_but_never_assumed() -> None:
    code = voice_code(REPORTS[0], key=KEY)
    wrong = ALPHABET[(ALPHABET.index(code[3]) + 5) % 32]

    heard = hear(code[:3] + wrong + code[4:], place=PLACE, key=KEY, last=None)

    assert (heard.hearing, heard.report) == (Hearing.SLIP, None)
    assert heard.maybe == ((4, code[3]),)


@pytest.mark.parametrize("cut", ["", "0", "035G", "035G-N1P3-GBK", "035G-N1P3-GBK99"])
def test_code_of_another_length_is_a_slip(cut: str) -> None:
    assert hear(cut, place=PLACE, key=KEY, last=None).hearing is Hearing.SLIP


def test_random_codes_are_never_true() -> None:
    chance = np.random.Generator(np.random.PCG64(6))

    heard = [
        hear(
            "".join(ALPHABET[at] for at in chance.integers(0, 32, 12)), place=PLACE, key=KEY, last=None
        ).hearing
        for _ in range(3_000)
    ]

    assert Hearing.TRUE not in heard


def test_impostor_without_the_key_cannot_answer() -> None:
    assert not is_our_receipt(receipt_of(REPORTS[0], key=bytes(32)), report=REPORTS[0], key=KEY)
    assert not is_our_receipt("U234", report=REPORTS[0], key=KEY)
    assert not is_our_receipt("", report=REPORTS[0], key=KEY)


def test_first_group_already_says_what_it_is_about() -> None:
    assert opening(voice_code(REPORTS[0], key=KEY)[:4]) == (0, ReportKind.TAKEN, 2)
    assert opening("0Z") is None
    assert opening("000") is None


def test_wrong_codes_are_counted_per_operator_and_per_device_and_forgotten_after_a_day() -> None:
    wrong = [Attempt(operator="sari", device=PHONE, at_ms=at) for at in range(5)]

    def may(operator: str, device: DeviceId, now_ms: int = 10) -> bool:
        return may_try(wrong, operator=operator, device=device, now_ms=now_ms, budget=Budget())

    assert not may("sari", PHONE)
    assert not may("joko", PHONE)
    assert may("sari", OTHER_PHONE)
    assert may("sari", PHONE, DAY_MS + 4)


def test_operator_who_typed_twenty_wrong_codes_is_stopped_for_all_devices() -> None:
    wrong = [Attempt(operator="sari", device=DeviceId(bytes([at]) * 16), at_ms=at) for at in range(20)]

    assert not may_try(wrong, operator="sari", device=OTHER_PHONE, now_ms=30, budget=Budget())
    assert may_try(wrong, operator="joko", device=PHONE, now_ms=30, budget=Budget(device_a_day=2))
