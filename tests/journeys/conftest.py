"""A real server on a free port with the demonstration's store, and a real browser for each person."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from tests.journeys.person import Person
from tests.processes import free_port, ran, running, sampai, wait_for

from sampai.packs.indonesia.sampler import shipped_samples

DRAWS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
"""WebGL without a graphics card."""
ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
MAKING_S = 500
"""Within the limit of a test, on a slow machine."""
REGENCIES = ("kaur", "pesisir-barat")
CUT_OFF = "1704012001"
"""A village of Kaur that nothing reaches in time, in the kecamatan of the head of police there."""
MORE_TABLES = {
    "penutupan": (
        "Lintasan atau wilayah;Mulai;Selesai;Alasan;Sumber",
        f"{CUT_OFF};18-11-2024 00:00;27-11-2024 06:00;Jembatan putus;BPBD",
    ),
    "cuaca": (
        "Tempat;Waktu;Hujan;Angin;Gelombang;Sumber",
        f"{CUT_OFF};27-11-2024 06:00;0,5;12;;BMKG",
    ),
}
"""What happened to the sample of Kaur before it was planned: a bridge is out, and it drizzles."""


def chromium() -> str:
    """Debian's Chromium, or the browser that the variable `CHROMIUM` names."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert found, "Chromium is missing: run make browser, or name one in the variable CHROMIUM."
    return found


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration of two regencies, made once for all test processes; a copy for this one."""
    shared = (
        tmp_path_factory.getbasetemp().parent
        / f"demo-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    )
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "made").exists():
            _cut_off(shared / "demo" / shipped_samples()["kaur"].name)
            chosen = [word for name in REGENCIES for word in ("--regency", name)]
            line = sampai("demo", "--out", shared / "demo", "--no-serve", *chosen)
            ran(line, cwd=shared, within_s=MAKING_S).check_returncode()
            (shared / "made").touch()
    own = tmp_path_factory.mktemp("journeys") / "demo"
    shutil.copytree(shared / "demo", own)
    return own


def _cut_off(tables: Path) -> None:
    shutil.copytree(shipped_samples()["kaur"], tables)
    for name, lines in MORE_TABLES.items():
        (tables / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="session")
def passwords(demo: Path) -> dict[str, str]:
    """What the demonstration printed and wrote to its list."""
    rows = [line.split("\t") for line in (demo / "akun.txt").read_text(encoding="utf-8").splitlines()]
    return {name: password for name, password, *_ in rows}


@pytest.fixture(scope="session")
def server(demo: Path) -> Iterator[str]:
    """The address of `sampai serve` as people start it."""
    port, log = free_port(), demo / "server.log"
    with running(sampai("serve", "--data", demo / "data", "--port", port), log=log) as process:
        wait_for(port, process=process, log=log)
        yield f"http://localhost:{port}"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Drives browsers; a test process can have one only. A slow machine is waited for."""
    expect.set_options(timeout=60_000)
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One browser for all stories; each person has a context of their own."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=DRAWS)
    yield browser
    browser.close()


@pytest.fixture
def people(browser: Browser, server: str, passwords: dict[str, str]) -> Iterator["People"]:
    """Everybody who takes part in a story; nobody's browser asks another host for anything."""
    everybody = People(browser, server=server, passwords=passwords)
    yield everybody
    everybody.leave()


class People:
    """Makes persons, each in a browser of their own."""

    def __init__(self, browser: Browser, *, server: str, passwords: dict[str, str]) -> None:
        self.browser = browser
        self.server = server
        self.passwords = passwords
        self.present: list[Person] = []

    def of(self, username: str) -> Person:
        """Somebody of the demonstration who has not logged in yet."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 800}, locale="id-ID")
        person = Person(
            context.new_page(), server=self.server, username=username, password=self.passwords[username]
        )
        self.present.append(person)
        return person

    def as_kpu_logistics(self) -> Person:
        """The commission's clerk of Kaur, logged in."""
        return self.of("kpu-logistik-kaur").log_in()

    def as_kabag_ops(self) -> Person:
        """The police's head of operations of Kaur, logged in."""
        return self.of("kabag-ops-kaur").log_in()

    def as_bawaslu(self) -> Person:
        """The supervisor of Kaur, logged in."""
        return self.of("bawaslu-kaur").log_in()

    def as_kapolsek(self) -> Person:
        """The head of a police station in one kecamatan of Kaur, logged in."""
        return self.of("kapolsek-kaur").log_in()

    def as_public(self) -> Person:
        """Anybody, logged in."""
        return self.of("publik-kaur").log_in()

    def leave(self) -> None:
        """Close all browsers; nobody's was sent elsewhere or had a script fail."""
        for person in self.present:
            person.page.context.close()
        assert [one for person in self.present for one in person.strangers] == []
        assert [one for person in self.present for one in person.failures] == []
