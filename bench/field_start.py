"""How long the field app takes to start offline on a slow phone: python bench/field_start.py [--out FILE].

Chromium with its CPU slowed down four times (DevTools protocol) opens the app from its service worker,
offline, each time in a new page; measured from the start of navigation until the first screen stands.
Needs Playwright and Chromium (`make browser`).
"""

import argparse
import gzip
import json
import mimetypes
import platform
import shutil
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread

from playwright.sync_api import sync_playwright

BUILT = Path(__file__).parents[1] / "src" / "sampai" / "static" / "field"
SLOWER = 4
READY = """() => new Promise(done => {
  const look = () => document.querySelector('sampai-field[data-ready=true]')
    ? requestAnimationFrame(() => done(performance.now())) : setTimeout(look, 5);
  look();
})"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=15)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Files)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        times = _starts(f"http://localhost:{server.server_address[1]}/lapangan", options.starts)
    finally:
        server.shutdown()
    text = json.dumps(_told(times), indent=1)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


def _starts(address: str, count: int) -> list[float]:
    with sync_playwright() as playwright, TemporaryDirectory() as disk:
        browser = playwright.chromium.launch_persistent_context(
            disk,
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"],
            viewport={"width": 390, "height": 780},
        )
        page = browser.pages[0]
        page.goto(address)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        browser.set_offline(True)
        found = []
        for _ in range(count):
            page = browser.new_page()
            browser.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.goto(address, wait_until="commit")
            found.append(float(page.evaluate(READY)))
            page.close()
        browser.close()
    return found


def _told(times: list[float]) -> Mapping[str, object]:
    first, *_ = times
    sizes = {
        name: len(gzip.compress((BUILT / name).read_bytes(), 9))
        for name in ("index.html", "app.js", "app.css", "sw.js")
    }
    return {
        "machine": f"{platform.machine()}, {platform.system()}",
        "cpu_slower": SLOWER,
        "starts": len(times),
        "first_ms": round(first),
        "median_ms": round(median(times)),
        "slowest_ms": round(max(times)),
        "first_load_gzip_bytes": sum(sizes.values()),
    }


class _Files(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """The built files as the server names them."""
        name = self.path.removeprefix("/lapangan").removeprefix("/") or "index.html"
        file = BUILT / name
        if not file.is_file():
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", mimetypes.guess_type(name)[0] or "application/octet-stream")
        self.send_header("Service-Worker-Allowed", "/lapangan")
        self.end_headers()
        self.wfile.write(file.read_bytes())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as the library calls it
        """Say nothing."""


if __name__ == "__main__":
    main()
