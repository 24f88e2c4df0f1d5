"""A weather service on this machine that answers as BMKG's does, well or badly, as a test wishes."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.processes import answering

START = datetime(2024, 11, 25)  # noqa: DTZ001 -- local time is meant


def slot(hours: int, *, words: str = "Berawan", **more: Any) -> dict[str, Any]:
    """One step of three hours, some hours after the start, with the fields that the service documents."""
    at = START + timedelta(hours=hours)
    return {
        "utc_datetime": f"{at - timedelta(hours=7):%Y-%m-%d %H:%M:%S}",
        "local_datetime": f"{at:%Y-%m-%d %H:%M:%S}",
        "t": 27,
        "hu": 88,
        "weather_desc": words,
        "weather_desc_en": "Cloudy",
        "ws": 7.4,
        "wd": "SE",
        "tcc": 80,
        "vs_text": "> 10 km",
        "analysis_date": "2024-11-24T12:00:00",
        **more,
    }


def answer(*slots: dict[str, Any], adm4: str = "99.01.01.2002") -> dict[str, Any]:
    """A whole answer: places, then days of slots."""
    place = {"adm4": adm4, "desa": "Pantai", "timezone": "Asia/Jakarta"}
    days = [list(slots[i : i + 8]) for i in range(0, len(slots), 8)]
    return {"lokasi": place, "data": [{"lokasi": place, "cuaca": days}]}


@dataclass(slots=True)
class Service:
    """What the service says to each request in turn; the last saying stays. `asked` lists the villages."""

    says: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    drip_s: float = 0.0
    url: str = ""

    def will_say(self, status: int, body: Any, **headers: str) -> None:
        """Add a saying; a body that is no bytes goes as JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.says.append((status, data, {name.replace("_", "-"): value for name, value in headers.items()}))


@contextmanager
def serving() -> Iterator[Service]:
    """A service on a free port of this machine."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append(parse_qs(urlsplit(self.path).query)["adm4"][0])
            status, body, headers = service.says.pop(0) if len(service.says) > 1 else service.says[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            for part in [body] if not service.drip_s else [body[i : i + 1] for i in range(len(body))]:
                try:
                    self.wfile.write(part)
                except OSError:
                    return
                time.sleep(service.drip_s)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with answering(server) as address:
        service.url = f"{address}/publik/prakiraan-cuaca"
        yield service
