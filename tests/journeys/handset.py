"""A person with the field app on a phone, in Chromium with a profile that outlives a kill."""

import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep

from playwright.sync_api import BrowserContext, Geolocation, Page, Playwright, expect
from tests.journeys.conftest import ROOT, chromium

WORDS: dict[str, str] = json.loads((ROOT / "field" / "src" / "words" / "id.json").read_text(encoding="utf-8"))
PIN = "246810"
MOST_QUESTIONS = 50
HOME: Geolocation = {"latitude": -4.62, "longitude": 103.28}


def say(sentence: str, **data: object) -> str:
    """A sentence as the app says it in Indonesian."""
    return WORDS[sentence].format(**data)


class Handset:
    """One phone. Its disk is the folder; `begin` and `kill` are its power switch."""

    def __init__(
        self,
        playwright: Playwright,
        *,
        server: str,
        disk: Path,
        flags: Sequence[str] = (),
        films: bool = False,
        home: Path | None = None,
    ) -> None:
        """`films`: has a camera. `home`: where the browser looks for authorities that it trusts."""
        self._playwright = playwright
        self._server = server
        self._disk = disk
        self._flags = ["--no-sandbox", *flags]
        self._permissions = ["geolocation", "camera"] if films else ["geolocation"]
        self._home = home
        self._context: BrowserContext | None = None
        self._language = "id"
        self.faults: list[str] = []

    @property
    def context(self) -> BrowserContext:
        assert self._context is not None
        return self._context

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    def begin(self) -> "Handset":
        """Switch on; the app is not opened yet."""
        self._context = self._playwright.chromium.launch_persistent_context(
            self._disk,
            executable_path=chromium(),
            args=self._flags,
            locale="id-ID",
            viewport={"width": 390, "height": 780},
            permissions=self._permissions,
            geolocation=HOME,
            env={**os.environ, **({"HOME": str(self._home)} if self._home else {})},
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        return self

    def speaks(self, language: str) -> "Handset":
        """Choose a language; the app keeps it."""
        self._language = language
        self.page.evaluate("language => localStorage.setItem('sampai-language', language)", language)
        return self.opens()

    def say(self, sentence: str, **data: object) -> str:
        """A sentence in the phone's language."""
        return say(sentence, **data) if self._language == "id" else sentence.format(**data)

    def pictures(self, name: str, language: str) -> None:
        """Keep what is on the screen, when pictures are asked for by the variable `SAMPAI_SCREENS`."""
        if folder := os.environ.get("SAMPAI_SCREENS"):
            self.page.screenshot(path=Path(folder) / f"{language}-{name}.png", animations="disabled")

    def opens(self, path: str = "/lapangan") -> "Handset":
        self.page.goto(self._server + path)
        self.page.locator("sampai-field[data-ready=true]").wait_for()
        return self

    def enrols(self, code: str) -> "Handset":
        """By the address that the desk's code holds; with a PIN, twice; with the app kept for later."""
        self.page.goto(self._server + code)
        self.chooses_pin()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self

    def chooses_pin(self) -> "Handset":
        self.reads(self.say("Choose a PIN of {count} digits", count=len(PIN)))
        self._types_pin()
        self.reads(self.say("The same PIN again"))
        self._types_pin()
        return self.at_home()

    def signs_in(self) -> "Handset":
        self.reads(self.say("Your PIN"))
        self._types_pin()
        return self.at_home()

    def _types_pin(self) -> None:
        for digit in PIN:
            self.page.get_by_role("button", name=digit, exact=True).click()

    def at_home(self) -> "Handset":
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say("Today"))
        return self

    def reads(self, text: str) -> "Handset":
        expect(self.page.locator("body")).to_contain_text(text)
        return self

    def presses(self, sentence: str, **data: object) -> "Handset":
        self.page.get_by_role("button", name=self.say(sentence, **data), exact=True).click()
        return self

    def does(self, step: str, *, at: str = "", seals: str = "") -> "Handset":
        """One task from the list, from its first question to the signature."""
        self.takes_up(step, at=at)
        for _ in range(MOST_QUESTIONS):
            if self.page.get_by_role("button", name=self.say("Sign"), exact=True).is_visible():
                return self.signs().presses("To the list").at_home()
            self._answers(seals)
        raise AssertionError(self.page.locator("body").inner_text())

    def states_again(self, kind: str, count: int) -> None:
        """The last statement of a kind so many times more, each signed and kept on its own."""
        self.page.evaluate(
            """async ([kind, count]) => {
                const { phone } = document.querySelector('sampai-field');
                const { subject, place, body } = (await phone.signed()).find(one => one.kind === kind);
                const { election } = phone;
                for (let at = 0; at < count; at++)
                    await phone.record({ kind, version: 1, election, subject, place, after: [], body });
            }""",
            [kind, count],
        )

    def takes_up(self, step: str, *, at: str = "") -> "Handset":
        """Open a task of the list."""
        name = self.page.locator("strong", has_text=self.say(step))
        self.page.locator("button.task", has=name).filter(has_text=at).first.click()
        return self

    def signs(self) -> "Handset":
        """Say why it goes on, where something is against it; sign; back to the list."""
        for why in self.page.locator("label.against input").all():
            why.fill("Terlambat karena jalan putus")
            why.blur()
        self.presses("Sign").reads(self.say("It is kept on this phone and goes out when there is a network."))
        return self

    def _answers(self, seals: str) -> None:
        counted = self.page.get_by_role("button", name=self.say("I have counted: all are here"), exact=True)
        if counted.is_visible():
            counted.click()
        elif self.page.locator("ul.choice input").count() == 1:
            self.page.locator("ul.choice input").check()
        for field in self.page.get_by_label(self.say("Numbers")).all():
            field.fill(seals)
        self.goes_on()

    def goes_on(self) -> None:
        """To the next question."""
        self.page.locator("main > button.big").last.click()

    def queue(self) -> tuple[int, int]:
        """How many are signed, and how many of them are on this phone only."""
        signed, waiting = self.page.evaluate(
            "(({ phone }) => [phone.total, phone.waiting])(document.querySelector('sampai-field'))"
        )
        return int(signed), int(waiting)

    def carries(self) -> bytes:
        """What this phone shows for another to carry."""
        return self._bytes_of("toCarry")

    def receipts(self) -> bytes:
        """What this phone shows to those whose statements it carried."""
        return self._bytes_of("receiptsForOthers")

    def _bytes_of(self, method: str) -> bytes:
        found = self.page.evaluate(
            "async name => [...await document.querySelector('sampai-field').phone[name]()]", method
        )
        return bytes(found)

    def takes_in(self, content: bytes) -> dict[str, int]:
        """As if it were read from another phone's screen."""
        found: dict[str, int] = self.page.evaluate(
            "raw => document.querySelector('sampai-field').phone.takeIn(new Uint8Array(raw))", list(content)
        )
        return found

    def hands_up(self, *, within_s: float = 60) -> "Handset":
        """Try to send until nothing waits."""
        until = monotonic() + within_s
        while self.queue()[1]:
            assert monotonic() < until, (
                self.queue(),
                self.page.evaluate("[...document.querySelector('sampai-field').phone.aside.values()]"),
            )
            self.page.evaluate("document.querySelector('sampai-field').phone.sync()")
        return self

    def kill(self) -> None:
        """As if the battery fell out: every process of this browser ends at once."""
        for number in self._processes():
            os.kill(number, signal.SIGKILL)
        until = monotonic() + 20
        while self._processes():
            assert monotonic() < until
            sleep(0.05)
        self._context = None

    def _processes(self) -> list[int]:
        """Browsers that were started on this phone's disk, and on no other."""
        mark = f"--user-data-dir={self._disk}".encode()
        found = []
        for folder in Path("/proc").iterdir():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0") if folder.name.isdecimal() else []
            except OSError:
                continue
            if mark in words:
                found.append(int(folder.name))
        return found

    def end(self) -> None:
        """Switch off."""
        if self._context is not None:
            self._context.close()
            self._context = None
