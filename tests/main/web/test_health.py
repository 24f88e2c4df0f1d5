"""What load balancers and Prometheus are told, and who is told what."""

import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client, override_settings

from sampai.main.web import health
from sampai.main.web.counts import BUCKETS_S, Counts
from sampai.main.web.health import HELP, KEY

SAMPLE = re.compile(r'(\w+)(\{\w+="[^"]*"\})? (-?[\d.e+]+)')


def _asked(**headers: str) -> tuple[int, str]:
    found = Client(SERVER_NAME="balancer").get("/metrics", headers=headers)
    return found.status_code, found.content.decode()


@pytest.mark.usefixtures("any_store")
def test_every_metric_is_explained_and_counts_what_was_answered() -> None:
    client = Client(SERVER_NAME="balancer")
    before = _samples(_asked()[1])
    assert [client.get(one).status_code for one in ("/sehat", "/sehat/hidup", "/log/x")] == [200, 200, 404]

    status, text = _asked()
    after = _samples(text)

    assert status == 200
    assert {name.partition("{")[0] for name in after} >= {"sampai_record_items", "sampai_disk_free_bytes"}
    assert (
        after['sampai_requests_total{status="4xx"}'] - before.get('sampai_requests_total{status="4xx"}', 0)
        == 1
    )
    assert after["sampai_request_seconds_count"] - before["sampai_request_seconds_count"] == 4
    buckets = [value for name, value in after.items() if name.startswith("sampai_request_seconds_bucket")]
    assert len(buckets) == len(BUCKETS_S) + 1
    assert buckets == sorted(buckets)
    for line in text.splitlines():
        assert line.startswith("# ") or SAMPLE.fullmatch(line), line
    assert {name for name in HELP if f"# TYPE {name} " in text} >= {"sampai_info", "sampai_reaction_behind"}


def _samples(text: str) -> dict[str, float]:
    return {m[1] + (m[2] or ""): float(m[3]) for m in map(SAMPLE.fullmatch, text.splitlines()) if m}


@pytest.mark.usefixtures("sqlite_store")
def test_figures_are_for_this_machine_or_for_the_key_only() -> None:
    assert _asked()[0] == 200
    assert _asked(X_Forwarded_For="10.0.0.7")[0] == 404
    assert _asked(Authorization="Bearer wrong")[0] == 404
    key = (settings.OPTIONS.data / KEY).read_text(encoding="ascii")
    assert _asked(X_Forwarded_For="10.0.0.7", Authorization=f"Bearer {key}")[0] == 200
    away = Client(SERVER_NAME="balancer", REMOTE_ADDR="10.0.0.7")
    assert [away.get(one).status_code for one in ("/metrics", "/sehat")] == [404, 200]


@pytest.mark.usefixtures("sqlite_store")
def test_without_its_store_the_server_is_alive_and_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "rows_of", gone)
    client = Client(SERVER_NAME="balancer")

    assert [client.get(one).status_code for one in ("/sehat", "/sehat/hidup")] == [503, 200]


@pytest.mark.usefixtures("sqlite_store")
def test_processes_are_added_up_and_those_that_ended_are_forgotten() -> None:
    Counts().write()
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    folder = settings.OPTIONS.data / "angka"
    left = folder / ended.stdout.decode().strip()
    left.write_text("{}", encoding="utf-8")

    assert _samples(_asked()[1])["sampai_processes"] == 1
    assert not left.exists()


@pytest.mark.usefixtures("sqlite_store")
def test_forms_are_taken_behind_a_proxy_that_speaks_https() -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    page = client.get("/masuk").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    given = {"username": "x", "password": "y", "csrfmiddlewaretoken": token}
    https = {"Origin": "https://localhost"}

    plain = client.post("/masuk", given, headers=https).status_code
    with override_settings(CSRF_TRUSTED_ORIGINS=["https://localhost"]):
        trusted = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
        trusted.cookies = client.cookies
        behind = trusted.post("/masuk", given, headers=https).status_code

    assert (plain, behind) == (403, 422)
