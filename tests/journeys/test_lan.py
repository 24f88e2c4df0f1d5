"""The command centre on the local network: TLS by its own authority, from the first page on."""

import hashlib
import os
import shutil
import ssl
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import pytest
from playwright.sync_api import Playwright
from tests.journeys.conftest import PICTURES, chromium
from tests.journeys.person import Person
from tests.processes import free_port, ran, running, sampai, wait_for

HOST = "127.0.0.1"
"""Tests listen on the loopback only; a command post names its address in the local network."""


@pytest.fixture(scope="module")
def data(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(demo / "data", tmp_path_factory.mktemp("lan") / "data")


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    port, log = free_port(), data.parent / "told.txt"
    line = sampai("serve", "--data", data, "--port", port, "--lan", "--host", HOST, "--lang", "en")
    with running(line, log=log) as process:
        wait_for(port, process=process, log=log)
        yield f"https://{HOST}:{port}"


def test_a_client_that_trusts_the_authority_gets_the_login_page(address: str, data: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(data / "tls" / "ca.crt"))

    with urllib.request.urlopen(f"{address}/masuk", context=trusting, timeout=30) as answer:
        assert answer.status == 200
        assert "Strict-Transport-Security" in answer.headers


def test_the_same_server_under_another_name_is_refused_by_the_client(address: str, data: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(data / "tls" / "ca.crt"))

    with pytest.raises(OSError, match="Hostname mismatch"):
        urllib.request.urlopen(address.replace(HOST, "localhost"), context=trusting, timeout=30)


def test_plain_http_is_not_answered(address: str) -> None:
    with pytest.raises((OSError, HTTPException)):
        urllib.request.urlopen(address.replace("https", "http"), timeout=30)


def test_the_fingerprint_is_told_and_stands_on_the_sheet_for_telephones(address: str, data: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(data / "tls" / "ca.crt"))
    told = (data.parent / "told.txt").read_text(encoding="utf-8")
    printed = next(line for line in told.splitlines() if "SHA-256" in line).rpartition(" ")[2]

    with urllib.request.urlopen(f"{address}/ponsel/sampai-ca.crt", context=trusting, timeout=30) as answer:
        given = answer.read().decode("ascii")

    own = ssl.PEM_cert_to_DER_cert(given)
    assert hashlib.sha256(own).hexdigest().upper() == printed.replace(":", "")


def test_a_browser_that_trusts_the_authority_gets_cookies_bound_to_the_host(
    address: str, data: Path, passwords: dict[str, str], playwright: Playwright, tmp_path: Path
) -> None:
    home = home_that_trusts(data / "tls" / "ca.crt", home=tmp_path)
    browser = playwright.chromium.launch(
        executable_path=chromium(), args=["--no-sandbox"], env={**os.environ, "HOME": str(home)}
    )
    page = browser.new_context(locale="id-ID", viewport={"width": 1000, "height": 1400}).new_page()
    name = "kpu-logistik-kaur"
    person = Person(page, server=address, username=name, password=passwords[name])

    person.look("/ponsel").reads("sampai-ca.crt").pictures(PICTURES / "telephones.png")
    person.log_in().reads("Kabupaten Kaur")
    cookies = {one["name"]: one for one in page.context.cookies()}
    is_secure = page.evaluate("window.isSecureContext")
    browser.close()

    assert {"__Host-sampai", "__Host-csrf"} <= set(cookies)
    assert cookies["__Host-sampai"]["secure"]
    assert cookies["__Host-sampai"]["httpOnly"]
    assert (is_secure, person.strangers) == (True, [])


def home_that_trusts(authority: Path, *, home: Path) -> Path:
    """A home folder whose certificate database (NSS) trusts an authority."""
    tool = shutil.which("certutil")
    assert tool, "certutil is missing: run make browser (Debian: apt install libnss3-tools)."
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    ran([tool, "-N", "-d", f"sql:{store}", "--empty-password"]).check_returncode()
    words = ["-A", "-d", f"sql:{store}", "-n", "sampai", "-t", "C,,", "-i", str(authority)]
    ran([tool, *words]).check_returncode()
    return home
