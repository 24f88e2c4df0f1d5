"""Firefox, driven over its own wire (Marionette): a length, a colon, and JSON. No driver between."""

import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self

PREFERENCES = {
    "marionette.port": 0,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.disabledForTesting": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "permissions.default.geo": 2,
    "intl.accept_languages": "id",
}
"""Asks no other host, no person; whatever port is free."""
SOON_S = 60
"""For what takes seconds on a busy machine."""


def firefox() -> str:
    """Debian's Firefox, or the browser that the variable `FIREFOX` names."""
    found = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    assert found, "Firefox is missing: run make browser, or name one in the variable FIREFOX."
    return found


class Firefox:
    """One browser on a profile that outlives it."""

    def __init__(self, profile: Path) -> None:
        self._profile = profile
        profile.mkdir(exist_ok=True)
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()
        )
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")

    def __enter__(self) -> Self:
        port = self._profile / "MarionetteActivePort"
        port.unlink(missing_ok=True)
        words = [firefox(), "--headless", "--marionette", "--no-remote", "--profile", str(self._profile)]
        home = os.environ | {"HOME": str(self._profile), "MOZ_CRASHREPORTER_DISABLE": "1"}
        self._wire: socket.socket | None = None
        self._process = subprocess.Popen(
            words, env=home, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _until(lambda: port.exists() and port.read_text().strip().isdecimal())
            self._wire = socket.create_connection(("127.0.0.1", int(port.read_text())), timeout=SOON_S)
            self._number, self._rest = 0, b""
            self._read()
            self._ask("WebDriver:NewSession", {})
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End it with all its processes, as a phone that loses its battery."""
        if self._wire is not None:
            self._wire.close()
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=SOON_S)

    def goes(self, address: str) -> None:
        """Open an address."""
        self._ask("WebDriver:Navigate", {"url": address})

    def asks(self, script: str, *arguments: object) -> Any:
        """What a script on the page returns, once a promise is kept."""
        return self._ask("WebDriver:ExecuteScript", {"script": script, "args": list(arguments)})["value"]

    def sees(self, text: str) -> None:
        """Wait until the page says it."""
        _until(lambda: text in self.asks("return document.body.innerText"), said=text)

    def presses(self, text: str) -> None:
        """Wait for a button that says just this, and press it."""
        _until(lambda: self.asks(_PRESSED, text), said=text)

    def _ask(self, command: str, parameters: dict[str, object]) -> Any:
        self._number += 1
        assert self._wire is not None
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._wire.sendall(f"{len(message)}:".encode() + message)
        _, _, error, result = self._read()
        assert error is None, error
        return result

    def _read(self) -> Any:
        assert self._wire is not None
        while b":" not in self._rest or len(self._rest) < self._end():
            piece = self._wire.recv(65_536)
            assert piece, "Firefox has ended"
            self._rest += piece
        start, end = self._rest.index(b":") + 1, self._end()
        found, self._rest = json.loads(self._rest[start:end]), self._rest[end:]
        return found

    def _end(self) -> int:
        head = self._rest.partition(b":")[0]
        return len(head) + 1 + int(head)


_PRESSED = """
const name = one => one.getAttribute("aria-label") ?? one.textContent.trim();
const asked = one => name(one) === arguments[0] && !one.disabled;
const found = [...document.querySelectorAll("button")].find(asked);
found?.click();
return found !== undefined;
"""


def _until(so: Callable[[], object], *, said: str = "") -> None:
    until = monotonic() + SOON_S
    while not so():
        assert monotonic() < until, said
        sleep(0.1)
