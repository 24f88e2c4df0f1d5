"""A person at a browser: what they do, and what is noted of every page that they see."""

import json
import os
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, Request, Response, expect

AXE = (Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text(encoding="utf-8")
COLOURS = 96
"""Of a kept picture, so that it stays small."""
GRAVE = {"serious", "critical"}
REPLACED_AT_MOST = 5


class Person:
    """Somebody with an account. Every page that they look at is checked by axe."""

    def __init__(self, page: Page, *, server: str, username: str, password: str) -> None:
        self.page = page
        self.server = server
        self.username = username
        self.password = password
        self.strangers: list[str] = []
        """Addresses on other hosts that the browser asked for."""
        self.failures: list[str] = []
        """Errors of scripts and of the content security policy."""
        page.on("request", self._note_request)
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        page.on("console", lambda said: self._note_console(said.type, said.text))

    def _note_request(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme in {"http", "https", "ws", "wss"} and asked.netloc != urlsplit(self.server).netloc:
            self.strangers.append(request.url)

    def _note_console(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:
            self.failures.append(text)

    def log_in(self) -> "Person":
        """With name and password, at the first page."""
        self.look("/")
        self.page.get_by_label("Nama akun").fill(self.username)
        self.page.get_by_label("Kata sandi").fill(self.password)
        self.page.locator("main").get_by_role("button").click()
        return self

    def look(self, path: str, *, status: int = 200) -> "Person":
        """Open an address; it answers so, and the page has no grave fault for people with disabilities."""
        answer = self.page.goto(self.server + path)
        assert isinstance(answer, Response)
        assert answer.status == status, path
        return self.sees_well()

    def sees_well(self) -> "Person":
        """The page at hand has no serious or critical violation of WCAG 2.2 AA."""
        found = violations(self.page)
        assert found == [], f"{self.page.url}: {json.dumps(found, indent=1)}"
        return self

    def goes(self, name: str) -> "Person":
        """Follow a link by what it says."""
        self.page.get_by_role("link", name=name).first.click()
        return self.sees_well()

    def reads(self, text: str) -> "Person":
        """The page says it."""
        expect(self.page.locator("body")).to_contain_text(text)
        return self

    def misses(self, text: str) -> "Person":
        """The page does not say it."""
        expect(self.page.locator("body")).not_to_contain_text(text)
        return self

    def opens_the_map(self) -> "Person":
        """By the link of every page, until it is drawn."""
        self.page.get_by_role("link", name="Peta", exact=True).first.click()
        self.page.wait_for_selector("body[data-map=drawn]", timeout=60_000)
        until(self.page, "sampaiMap.areTilesLoaded()")
        return self.sees_well()

    def draws(self, layer: str) -> "Person":
        """Switch a layer of the map on; something of it is drawn."""
        self.page.locator(f"[data-layer={layer}]").check()
        drawn = f"sampaiMap.queryRenderedFeatures({{layers: ['{layer}']}}).length > 0"
        until(self.page, f"sampaiMap.getLayer('{layer}') && {drawn}")
        return self

    def layers(self) -> list[str]:
        """The layers of the map that can be switched."""
        found = self.page.locator("[data-layer]").all()
        return [str(one.get_attribute("data-layer")) for one in found]

    def pictures(self, file: Path) -> "Person":
        """Keep what the person sees, when pictures are asked for by the variable `SAMPAI_PICTURES`."""
        if os.environ.get("SAMPAI_PICTURES"):
            taken = Image.open(BytesIO(self.page.screenshot(animations="disabled")))
            taken.convert("RGB").quantize(colors=COLOURS).save(file, optimize=True)
        return self


def until(page: Page, so: str) -> None:
    """Wait for an expression of the page to be true; asked from outside, since pages allow no eval."""
    for _ in range(600):
        if page.evaluate(f"Boolean({so})"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(so)


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds serious or critical on the page at hand, or on the one that replaces it meanwhile."""
    for _ in range(REPLACED_AT_MOST):
        page.wait_for_load_state()
        try:
            page.evaluate("() => { window.isTheOne = true; }")
            return _violations(page)
        except BrowserError:
            if page.evaluate("Boolean(window.isTheOne)"):
                raise
    raise AssertionError(f"{page.url}: replaced again and again")


def _violations(page: Page) -> list[dict[str, Any]]:
    """The check runs outside the page's content security policy."""
    page.evaluate(AXE)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    return [
        {"rule": one["id"], "where": [node["html"] for node in one["nodes"][:3]]}
        for one in found["violations"]
        if one["impact"] in GRAVE
    ]
