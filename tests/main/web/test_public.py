"""The public page as everybody reads it: right, whole, cacheable, and without anything under embargo."""

import csv
import io
import json
import re
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from tests.matrix import CONTACT, CONVOY, DRAFT, OWN, REPORTER, STRANGE, TELEPHONE, World, world
from tests.store import store

from sampai.command.rules.public import DICTIONARY, Share
from sampai.kernel.rights import Secrecy, classes
from sampai.ledger.actions import changed
from sampai.main.web.files import FOREVER
from sampai.main.web.public import PublicPage, public_scope, public_state, publish_to
from sampai.main.web.public_logs import PublicLogs
from sampai.main.web.record import own_node
from sampai.people.tables import AccountRow
from sampai.places.actions.reports import WORKED_OUT, Word, put_words
from sampai.places.queries import Arrivals

AT = datetime(2024, 11, 26, 3, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)
MOMENT = re.compile(r"10[.:]0[01] WIB|T10:0[01]:00\+07:00")
"""When the page was made, which is no secret."""
EVENT = "pilkada-2024-2024-11-27"
CSV = f"{EVENT}/data/wilayah.csv"


@dataclass(frozen=True)
class Site:
    """A published folder, by path."""

    files: dict[str, bytes]

    def text(self, path: str) -> str:
        return self.files[path].decode()


def _site(out: Path) -> Site:
    here = out.resolve()
    return Site(
        {one.relative_to(here).as_posix(): one.read_bytes() for one in here.rglob("*") if one.is_file()}
    )


def _arrive(made: World) -> str:
    """All goods of the own first station have arrived, too late; its kecamatan."""
    station = made.own.station
    states = {"target": 1, "time": 3, "count": 1}
    put_words(
        Word(
            election="pilkada-2024",
            station=station,
            device=WORKED_OUT,
            measure=measure,
            counter=1,
            state=state,
        )
        for measure, state in states.items()
    )
    changed()
    return station[:6]


def _secrets(made: World) -> dict[str, str]:
    """What must never be public, as patterns: marks of the rights matrix, and what a plan holds back."""
    plan = made.own.plan
    journeys = plan.delivery.journeys
    stations = made.own.operation.register.stations
    found = {one: one for one in (CONVOY, TELEPHONE, DRAFT, REPORTER, CONTACT, STRANGE)}
    found |= {f"journey {one.code}": rf"\b{re.escape(one.code)}\b" for one in journeys}
    found |= {f"station {one.code}": rf"\b{one.code}\b" for one in stations[:50]}
    found |= {
        f"account {name}": re.escape(name) for name in AccountRow.objects.values_list("username", flat=True)
    }
    found |= {f"unit {one.code}": rf"\b{re.escape(one.code)}\b" for one in made.own.operation.units}
    found["a clock time of a plan"] = r"\b\d{2}[.:]\d{2}(?!\d)"
    found["a position"] = r"-?\d{1,3}\.\d{4,}"
    return found


def leaks_in(site: Site, secrets: dict[str, str]) -> list[str]:
    """Each file with something that must not be in it."""
    return [
        f"{path}: {name}"
        for path, content in sorted(site.files.items())
        if not path.endswith((".css", "berkas.json"))
        for name, pattern in secrets.items()
        if re.search(pattern, MOMENT.sub("", content.decode()), re.IGNORECASE)
    ]


def test_what_was_reported_is_counted_and_nothing_under_embargo_is_told(
    any_store: str,  # noqa: ARG001 -- the store is open meanwhile
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    own_node.cache_clear()
    with override_settings(OPTIONS=replace(settings.OPTIONS, data=data)):
        _counted(tmp_path / "publik")
    own_node.cache_clear()


def _counted(out: Path) -> None:
    made, page = world(), PublicPage()
    logs = PublicLogs()
    names = [one.key.name for one in logs.grow()]
    logs.close()
    before = page.read()
    first = publish_to(out, before, at=AT)
    old, unchanged = _site(out), (out / EVENT / "1813.html").stat()
    assert page.read() is before
    kecamatan = _arrive(made)
    second = publish_to(out, page.read(), at=LATER)
    new, secrets = _site(out), _secrets(made)

    rows = [{row["region"]: row for row in csv.DictReader(io.StringIO(one.text(CSV)))} for one in (old, new)]
    assert {row["arrived"] for row in rows[0].values()} == {"0"}
    assert [rows[1][one]["arrived"] for one in ("", "17", OWN, kecamatan, "1813")] == ["1"] * 4 + ["0"]
    stations = str(len(made.own.operation.register.stations))
    sums = [rows[1][OWN][one] for one in ("stations", "late", "in_time", "complete")]
    assert sums == [stations, "1", "0", "1"]
    kept = {one for one in old.files if old.files[one] == new.files[one]}
    assert f"{EVENT}/1813.html" in kept
    assert f"{EVENT}/{OWN}.html" not in kept
    assert (first.kept, second.kept, second.removed) == (0, len(kept), 0)
    assert second.written == len(new.files) - 1 - len(kept)
    same = (out / EVENT / "1813.html").stat()
    assert (same.st_mtime_ns, same.st_ino) == (unchanged.st_mtime_ns, unchanged.st_ino)

    assert names
    assert all(name in new.text("catatan.html") for name in names)
    assert new.files[f"catatan/{names[0].partition('/')[2]}/checkpoint.txt"].startswith(names[0].encode())
    assert leaks_in(new, secrets) == []
    journey = made.own.plan.delivery.journeys[0].code
    for planted in (f"x {journey} y", f"<td>{TELEPHONE}</td>", "07.30", "-4.78123"):
        spoilt = Site(new.files | {"a.html": planted.encode()})
        assert [one.split(":")[0] for one in leaks_in(spoilt, secrets)] == ["a.html"], planted


def test_every_published_field_is_public_and_explained() -> None:
    assert [one.name for one in fields(Share)] == [*DICTIONARY]
    assert set(classes(Arrivals).values()) == set(classes(Share).values()) == {Secrecy.PUBLIC}
    assert public_scope().secrecy is Secrecy.PUBLIC


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script" or any(name == "style" or name.startswith("on") for name, _ in attrs)
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with store("sqlite", folder=folder):
        world()
        publish_to(folder / "publik", public_state(), at=AT)
    return folder / "publik"


def test_pages_are_plain_files_without_scripts_whose_links_all_lead_to_files(site: Path) -> None:
    pages = [*site.resolve().rglob("*.html")]
    assert len(pages) > 10
    for page in pages:
        links = _Links()
        links.feed(page.read_text(encoding="utf-8"))
        assert links.scripts == 0
        for link in links.found:
            assert link.startswith("#") or (page.parent / link).resolve().is_file(), (page.name, link)


def test_both_languages_have_the_same_pages_and_the_data_package_fits_the_table(site: Path) -> None:
    here = site.resolve()
    indonesian = {one.relative_to(here).as_posix() for one in here.rglob("*.html") if "en" not in one.parts}
    english = {one.relative_to(here / "en").as_posix() for one in (here / "en").rglob("*.html")}
    data = here / "pilkada-2024-2024-11-27" / "data"
    package = json.loads((data / "datapackage.json").read_bytes())
    header = (data / "wilayah.csv").read_text(encoding="utf-8").split("\n")[0].strip().split(",")
    regions = json.loads((data / "wilayah.json").read_bytes())["regions"]

    assert indonesian == english
    assert [one["name"] for one in package["resources"][0]["schema"]["fields"]] == header == [*regions[0]]
    assert '<html lang="en">' in (here / "en" / "index.html").read_text(encoding="utf-8")
    assert "Apakah logistik pemilihan sudah sampai?" in (here / "index.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("sqlite_store")
def test_the_server_hands_it_out_without_login_and_caches_may_keep_it() -> None:
    PublicPage().renew()
    client = Client(SERVER_NAME="balancer")

    found = client.get("/publik/")
    same = client.get("/publik/", headers={"If-None-Match": found["ETag"]})
    beyond = [client.get(f"/publik/{one}").status_code for one in ("../secret.key", "%2e%2e/secret.key", "x")]

    assert (found.status_code, same.status_code, same.content) == (200, 304, b"")
    assert (found["Cache-Control"], found.get("Vary"), found.cookies) == (
        "public, max-age=30, stale-while-revalidate=60",
        None,
        {},
    )
    assert beyond == [404, 404, 404]
    own = client.get("/static/sampai.css")
    assert (own.get("Vary"), own["Cache-Control"], own.cookies) == (None, FOREVER, {})
    assert client.get("/log").get("Vary") is None
    assert client.get("/publik")["Location"] == "/publik/"
