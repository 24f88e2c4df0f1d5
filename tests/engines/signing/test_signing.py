import pytest

from sampai.engines.signing import new_key, read_key, verify
from sampai.ledger.model import Algorithm, DeviceKey


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_key_proves_its_own_messages_and_no_others(algorithm: Algorithm) -> None:
    secret, other = (read_key(bytes([n]) * 32, algorithm=algorithm) for n in (1, 2))
    signature = secret(b"handed over")

    assert verify(secret.key, message=b"handed over", signature=signature)
    assert not verify(secret.key, message=b"handed ovex", signature=signature)
    assert not verify(other.key, message=b"handed over", signature=signature)
    for at in range(64):
        wrong = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        assert not verify(secret.key, message=b"handed over", signature=wrong)


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_another_length_is_none(length: int) -> None:
    assert not verify(read_key(bytes(31) + b"1").key, message=b"", signature=bytes(length))


def test_a_point_off_the_curve_is_no_key() -> None:
    key = DeviceKey(Algorithm.P256, b"\x04" + b"\x01" * 64)

    assert not verify(key, message=b"", signature=b"\x01" * 64)


def test_the_first_vector_of_rfc_8032() -> None:
    secret = read_key(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))

    assert secret.key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert secret(b"").hex().startswith("e5564300c360ac729086e2cc806e828a")


def test_a_new_key_is_read_from_its_secret() -> None:
    secret, seed = new_key()

    assert read_key(seed).key == secret.key
