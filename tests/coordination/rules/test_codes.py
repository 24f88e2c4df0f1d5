import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampai.coordination.rules.codes import fit, is_genuine, paper_code, read_code
from sampai.kernel.errors import Refused

KEY = b"a secret of the office"


@given(subject=st.text(min_size=1, max_size=40), short=st.sampled_from(["SJ", "BA", "TT"]))
def test_a_code_is_read_back_and_known_as_ours(subject: str, short: str) -> None:
    text = paper_code(short, operation="1704.pilkada-2024", subject=subject, key=KEY)

    code = read_code(text)

    assert (code.paper, code.operation, code.subject) == (short, "1704.PILKADA-2024", fit(subject))
    assert is_genuine(code, key=KEY)
    assert not is_genuine(code, key=b"another office")


def test_a_code_is_found_behind_the_address_of_a_command_centre() -> None:
    text = paper_code("SJ", operation="1704.x", subject="KPU-PPK-0004", key=KEY)

    assert read_code(f"https://192.168.1.10/surat/{text}") == read_code(text.lower())


@pytest.mark.parametrize("text", ["", "S1/1704012003001-B1/PILGUB/00000000", "S2/SJ/X/Y/SHORT", "hello"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_code(text)


def test_a_changed_subject_is_not_ours() -> None:
    text = paper_code("SJ", operation="1704.x", subject="A", key=KEY)

    assert not is_genuine(read_code(text.replace("/A/", "/B/")), key=KEY)
