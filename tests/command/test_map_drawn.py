"""The map in a real browser: drawn from this server alone; and what stands there where it cannot be drawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, sync_playwright
from tests.command.pmtiles_writer import archive
from tests.command.test_map import CLERK, KAUR, PASSWORD, reader
from tests.journeys.conftest import DRAWS, chromium
from tests.journeys.person import until
from tests.processes import answering

from sampai.command.pages import tiles
from sampai.kernel.clock import now
from sampai.main.operations import load_operation
from sampai.places.rules.mvt import Feature, Layer, Shape, tile
from sampai.plan.actions import import_register


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, *_args: object) -> None:
        """Nothing."""


@pytest.fixture
def address(sqlite_store: Path) -> Iterator[str]:  # noqa: ARG001 -- the store is open meanwhile
    """A server on a free port of this machine, over a store with a regency and one reader."""
    tiles.forget()
    import_register(CLERK, now(), operation=load_operation("sample:kaur").operation, document=b"tables")
    reader("kpu-logistik", territory=KAUR)
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    with answering(server):
        yield f"http://localhost:{server.server_port}"
    tiles.forget()


@contextmanager
def browser(*arguments: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=[*arguments])
        yield found
        found.close()


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/masuk")
    page.fill("[name=username]", "kpu-logistik-1704")
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=password]) button")


def test_the_map_draws_stations_from_this_server_alone(address: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    with browser(*DRAWS) as chromium:
        page = chromium.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        log_in(page, address)
        page.goto(f"{address}/peta")
        page.wait_for_selector("body[data-map=drawn]", timeout=60_000)
        until(page, "sampaiMap.areTilesLoaded()")
        drawn = page.evaluate(
            "sampaiMap.querySourceFeatures('register', {sourceLayer: 'sel'}).map(one => one.properties.n)"
        )
        page.wait_for_selector("#map-list:not([aria-busy])")
        listed = page.locator("#map-list a[href^='/tps/']").count()

    assert sum(drawn) >= 200
    assert listed == 50
    assert [url for url in asked if not url.startswith((address, f"blob:{address}", "data:"))] == []
    assert [text for text in said if "Content Security Policy" in text] == []


def test_a_base_map_in_the_data_folder_is_drawn_below_and_named(address: str) -> None:
    road = Feature(Shape.LINE, [[(3100, 2101), (3350, 2101)]])
    about = {"vector_layers": [{"id": "roads"}], "attribution": "Jalan contoh"}
    box = (95.0, -11.0, 141.0, 6.0)
    file = Path(settings.OPTIONS.data) / "contoh.pmtiles"
    file.write_bytes(archive(tile([Layer("roads", [road])]), about=about, box=box))
    asked: list[str] = []
    try:
        with browser(*DRAWS) as chromium:
            page = chromium.new_page()
            page.on("request", lambda request: asked.append(request.url))
            log_in(page, address)
            page.goto(f"{address}/peta")
            page.wait_for_selector("body[data-map=drawn]", timeout=60_000)
            road_layer = "base-/peta/dasar/contoh.pmtiles-roads"
            drawn = f"sampaiMap.getLayer('{road_layer}') && "
            drawn += f"sampaiMap.queryRenderedFeatures({{layers: ['{road_layer}']}}).length > 0"
            until(page, drawn)
            order = page.evaluate("sampaiMap.getStyle().layers.map(one => one.id)")
            named = page.locator(".maplibregl-ctrl-attrib").inner_text()
    finally:
        file.unlink()

    assert order.index(road_layer) < order.index("batas")
    assert "Jalan contoh" in named
    assert [url for url in asked if not url.startswith((address, f"blob:{address}", "data:"))] == []


def test_without_webgl_the_list_says_the_same(address: str) -> None:
    with browser("--no-sandbox", "--disable-gpu", "--disable-3d-apis") as chromium:
        page = chromium.new_page()
        log_in(page, address)
        page.goto(f"{address}/peta")
        page.wait_for_selector("#map-failed:not([hidden])")

        assert page.locator("#map-list a[href^='/tps/']").count() == 50
        assert not page.locator("#map").is_visible()


def test_without_javascript_the_list_stands_alone(address: str) -> None:
    with browser("--no-sandbox") as chromium:
        page = chromium.new_context(java_script_enabled=False).new_page()
        log_in(page, address)
        page.goto(f"{address}/peta?sulit=ya")

        assert "29" in page.locator("#map-list p").first.inner_text()
        assert page.locator("#map-list a[href^='/tps/']").count() == 29
