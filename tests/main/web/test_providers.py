"""The operator's file of identity providers."""

from pathlib import Path

import pytest

from sampai.kernel.errors import Unreadable
from sampai.kernel.rights import Institution
from sampai.main.web.providers import read_providers

FILE = """
[[provider]]
code = "kpu"
name = "Akun KPU"
institution = "kpu"
issuer = "https://sso.example.go.id"
client = "sampai"
secret = "rahasia"
"""


def test_a_provider_is_read_with_its_institution(tmp_path: Path) -> None:
    (tmp_path / "oidc.toml").write_text(FILE, encoding="utf-8")

    found = read_providers(tmp_path / "oidc.toml")["kpu"]

    assert (found.issuer, found.institution) == ("https://sso.example.go.id", Institution.KPU)


def test_without_a_file_there_is_no_provider(tmp_path: Path) -> None:
    assert read_providers(tmp_path / "oidc.toml") == {}


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("https:", "http:"),
        ('"kpu"\nissuer', '"kpuu"\nissuer'),
        ("client =", "klien ="),
        ("secret", "rahasia"),
    ],
)
def test_a_faulty_file_is_told_with_its_place(tmp_path: Path, good: str, bad: str) -> None:
    (tmp_path / "oidc.toml").write_text(FILE.replace(good, bad, 1), encoding="utf-8")

    with pytest.raises(Unreadable, match=r"oidc\.toml"):
        read_providers(tmp_path / "oidc.toml")
