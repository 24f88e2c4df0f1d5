import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.usefixtures("any_store")

HOST = "localhost"
FIRST_LOAD = (
    "/lapangan",
    "/lapangan/app.js",
    "/lapangan/app.css",
    "/lapangan/checklist.js",
    "/lapangan/sw.js",
    "/lapangan/manifest.webmanifest",
)
MOST_FIRST_LOAD = 60 * 1024


def asks(**headers: str) -> Client:
    return Client(SERVER_NAME=HOST, headers=headers)


def test_the_first_load_fits_a_slow_network() -> None:
    client = asks(accept_encoding="gzip")

    answers = [client.get(address) for address in FIRST_LOAD]

    assert {answer.status_code for answer in answers} == {200}
    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    assert sum(len(answer.content) for answer in answers) <= MOST_FIRST_LOAD


def test_a_phone_without_gzip_gets_the_same() -> None:
    packed = asks(accept_encoding="gzip").get("/lapangan/app.js").content

    assert asks().get("/lapangan/app.js").content == gzip.decompress(packed)


def test_a_file_that_the_phone_has_is_not_sent_again() -> None:
    tag = asks().get("/lapangan/app.js")["ETag"]

    answer = asks(if_none_match=tag).get("/lapangan/app.js")

    assert (answer.status_code, answer.content) == (304, b"")


def test_the_app_may_run_its_reader_of_codes_and_nothing_of_others() -> None:
    policy = asks().get("/lapangan")["Content-Security-Policy"]

    assert "'wasm-unsafe-eval'" in policy
    assert "unsafe-inline" not in policy
    assert "https:" not in policy


@pytest.mark.parametrize("name", ["../sampai.css", "nothing.js", "a//b", "."])
def test_no_other_file_comes_out_of_the_apps_folder(name: str) -> None:
    assert asks().get(f"/lapangan/{name}").status_code == 404


def test_the_switch_ends_the_app_when_its_file_lies_beside_the_data() -> None:
    off = Path(settings.OPTIONS.data) / "field-off"
    assert asks().get("/lapangan/switch.json").json() == {"off": False, "exercise": False}

    off.touch()
    try:
        assert asks().get("/lapangan/switch.json").json() == {"off": True, "exercise": False}
    finally:
        off.unlink()
