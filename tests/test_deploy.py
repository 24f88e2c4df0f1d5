"""What is shipped to run Sampai with: units, compose file, proxies and alarms fit the program."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.urls import resolve
from scripts.reference import help_of, parts_of
from tests.processes import ran

from sampai.main.cli import COMMANDS
from sampai.main.store.opening import set_up
from sampai.main.web.options import options

set_up()

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
UNITS = sorted([*(DEPLOY / "systemd").glob("*.service"), *(DEPLOY / "systemd").glob("*.timer")])
SHIPPED = sorted(one for one in DEPLOY.rglob("*") if one.is_file())
CALL = re.compile(r"sampai ((?:serve|backup|ledger|public|restore)\b[^'\n]*)")
VARIABLE = re.compile(r"\bSAMPAI_[A-Z_]+")
OF_COMPOSE = {"SAMPAI_HOST"}
"""Variables that only the compose file itself knows."""
MOST_EXPOSED = 2.0
"""By systemd's own measure, from 0 to 10."""


def name(path: Path) -> str:
    return str(path.relative_to(DEPLOY))


def _text(*parts: str) -> str:
    return DEPLOY.joinpath(*parts).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SHIPPED, ids=name)
def test_commands_that_are_started_exist_with_their_options(path: Path) -> None:
    for line in CALL.findall(path.read_text(encoding="utf-8")):
        words = line.split()
        assert words[0] in COMMANDS, line
        named = " ".join(words[:2]) if words[1] in parts_of(words[0]) else words[0]
        known = set(re.findall(r"--[a-z-]+", help_of(named)))
        assert {word for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize("path", SHIPPED, ids=name)
def test_variables_that_are_set_are_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = (DEPLOY.parent / "src/sampai/main/web/options.py").read_text(encoding="utf-8")

    assert set(VARIABLE.findall(path.read_text(encoding="utf-8"))) <= {*VARIABLE.findall(read), *OF_COMPOSE}
    for line in _text("systemd", "sampai.env").splitlines():
        if not line.startswith("#"):
            monkeypatch.setenv(*line.split("=", 1))
    found = options()
    assert (found.secure, found.hosts[-1], found.node) == (
        True,
        "sampai.kpu-kaur.example",
        "log.kpu-kaur.example",
    )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="runs where systemd's programs are")
@pytest.mark.parametrize("path", UNITS, ids=name)
def test_units_are_read_by_systemd_without_a_complaint(path: Path, tmp_path: Path) -> None:
    for one in UNITS:
        placed = one.read_text(encoding="utf-8").replace("/opt/sampai/bin/sampai", "/bin/true")
        (tmp_path / one.name).write_text(placed, encoding="utf-8")

    done = ran(["systemd-analyze", "verify", "--man=no", tmp_path / path.name])

    assert (done.returncode, done.stdout, [*filter(_of_ours, done.stderr.splitlines())]) == (0, "", [])


def _of_ours(line: str) -> bool:
    """Not a complaint about units of the machine that tests."""
    return "sampai" in line


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="runs where systemd's programs are")
def test_the_server_may_do_little_beside_its_work() -> None:
    unit = DEPLOY / "systemd" / "sampai.service"

    done = ran(["systemd-analyze", "security", "--offline=true", "--no-pager", unit])

    overall = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert overall is not None, done.stderr
    assert float(overall[1]) <= MOST_EXPOSED


def test_the_compose_file_holds_together() -> None:
    found: dict[str, Any] = yaml.safe_load(_text("compose", "compose.yaml"))
    services = found["services"]

    assert set(found) == {"name", "services", "secrets", "volumes"}
    for one in services.values():
        volumes = [volume.split(":")[0] for volume in one.get("volumes", ())]
        assert {volume for volume in volumes if not volume.startswith(".")} <= set(found["volumes"])
        assert all((DEPLOY / "compose" / volume).exists() for volume in volumes if volume.startswith("."))
        assert set(one.get("secrets", ())) <= set(found["secrets"])
        assert set(one.get("depends_on", ())) <= set(services)
    assert services["caddy"]["network_mode"] == "service:sampai"
    root = (DEPLOY / "compose" / services["sampai"]["build"]["context"]).resolve()
    assert (root / services["sampai"]["build"]["dockerfile"]).exists()
    for copied in re.findall(r"^COPY (\S.*) \S+$", _text("compose", "Dockerfile"), re.MULTILINE):
        assert all((root / one).exists() for one in copied.split()), copied
    assert resolve("/sehat").url_name == "ready"
    assert "/sehat'" in services["sampai"]["healthcheck"]["test"][-1]


@pytest.mark.parametrize("path", [*(DEPLOY / "proxy").iterdir(), DEPLOY / "compose" / "Caddyfile"], ids=name)
def test_proxies_hide_the_figures_and_know_the_public_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert [resolve(one).url_name for one in ("/metrics", "/publik/", "/masuk")] == [
        "metrics",
        "public",
        "login",
    ]
    assert re.search(r"/metrics \{\s*(return 404;|respond 404)", text)
    assert "/publik/" in text
    assert text.count("{") == text.count("}")


def test_alarms_ask_for_figures_that_are_told() -> None:
    from sampai.main.web.health import HELP  # noqa: PLC0415 -- after Django is ready

    told = {name for name, (kind, _) in HELP.items() if kind != "histogram"} | {
        "sampai_request_seconds_bucket"
    }
    rules = yaml.safe_load(_text("monitoring", "sampai.rules.yml"))["groups"][0]["rules"]

    asked = {one for rule in rules for one in re.findall(r"\bsampai_[a-z_]+", rule["expr"])}
    assert asked <= told
    assert all(rule["annotations"]["summary"] for rule in rules)
