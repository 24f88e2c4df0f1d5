import pytest

from sampai.engines.vault import vault_of
from sampai.kernel.errors import Refused

SECRET = b"Pelapor: Siti"


def test_what_was_sealed_opens_with_the_same_secret_only_and_for_the_same_thing() -> None:
    sealed = vault_of(b"one").close(SECRET, "case:1")

    assert SECRET not in sealed
    assert vault_of(b"one").open(sealed, "case:1") == SECRET
    for other, about in ((b"two", "case:1"), (b"one", "case:2")):
        with pytest.raises(Refused, match="cannot be opened"):
            vault_of(other).open(sealed, about)


def test_every_altered_byte_is_found_and_equal_words_are_sealed_unlike() -> None:
    vault = vault_of(b"one")
    sealed = vault.close(SECRET, "case:1")

    for at in range(len(sealed)):
        with pytest.raises(Refused):
            vault.open(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], "case:1")
    assert vault.close(SECRET, "case:1") != sealed
