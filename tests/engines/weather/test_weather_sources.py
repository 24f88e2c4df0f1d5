"""The drivers of the weather port: BMKG over a real connection to this machine, and files."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.weather_server import START, Service, answer, serving, slot
from tests.worlds import BEACH, COAST

from sampai.engines.weather.bmkg import BmkgWeather, dotted
from sampai.engines.weather.bucket import TokenBucket
from sampai.engines.weather.file_weather import FileWeather
from sampai.engines.weather.http import Web
from sampai.kernel.errors import Unreadable
from sampai.kernel.ids import RegionCode
from sampai.packs.profiles import load_weather
from sampai.places.model import Forecast
from sampai.places.ports import WeatherSource

NOW = datetime(2024, 11, 24, 20, tzinfo=UTC)
EVER = {"since": START - timedelta(days=99), "until": START + timedelta(days=99)}


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as one:
        yield one


def bmkg(service: Service, *, folder: Path | None = None, now: datetime = NOW) -> BmkgWeather:
    return BmkgWeather(
        web=Web(url=service.url, clock=time.monotonic, sleep=lambda _: None, timeout_s=1),
        bucket=TokenBucket(clock=lambda: 0.0, sleep=lambda _: None),
        folder=folder,
        centres={COAST: BEACH},
        rain_of=load_weather().rain_of,
        now=lambda: now,
    )


def test_every_source_gives_a_villages_hours_in_order(service: Service) -> None:
    service.will_say(200, answer(slot(3), slot(0), slot(6)))
    rows = tuple(Forecast(place=BEACH, at=START + timedelta(hours=h), source="BMKG") for h in (3, 0, 6))
    sources: list[WeatherSource] = [bmkg(service), FileWeather(rows, "BMKG")]

    for source in sources:
        found = source.forecasts(BEACH, since=START, until=START + timedelta(hours=6))
        assert [(one.place, one.at - START) for one in found] == [
            (BEACH, timedelta(0)),
            (BEACH, timedelta(hours=3)),
        ]
        assert "BMKG" in source.attribution
        assert all("BMKG" in one.source for one in found)
        assert source.forecasts(BEACH, since=START + timedelta(days=9), until=EVER["until"]) == ()


def test_the_middle_village_is_asked_for_its_kecamatan_with_dots(service: Service) -> None:
    service.will_say(200, answer(slot(0, words="Hujan Sedang", ws=18.2)))

    found = bmkg(service).forecasts(COAST, **EVER)

    assert service.asked == [dotted(BEACH)] == ["99.01.01.2002"]
    assert found == (
        Forecast(
            place=COAST,
            at=START,
            rain_tenth_mm=50,
            wind_kmh=19,
            source="BMKG (data.bmkg.go.id), 99.01.01.2002, analisis 24-11-2024 12:00 UTC",
        ),
    )


@pytest.mark.parametrize(
    ("words", "tp", "rain"),
    [
        ("Cerah", None, None),
        ("Cerah", 0, 0),
        ("Hujan Ringan", 2.3, 10),
        ("Hujan Ringan", 36, 120),
        ("hujan petir", None, 100),
        ("Berawan", -3, None),
        ("Berawan", "banyak", None),
        ("Berawan", float("nan"), None),
    ],
)
def test_rain_is_the_measure_or_what_the_words_mean_whichever_is_more(
    service: Service, words: str, tp: object, rain: int | None
) -> None:
    service.will_say(200, answer(slot(0, words=words, tp=tp)))

    assert [one.rain_tenth_mm for one in bmkg(service).forecasts(BEACH, **EVER)] == [rain]


def test_an_answer_is_kept_and_not_asked_for_again_for_six_hours(service: Service, tmp_path: Path) -> None:
    service.will_say(200, answer(slot(0)))

    first = bmkg(service, folder=tmp_path).forecasts(BEACH, **EVER)
    again = bmkg(service, folder=tmp_path, now=NOW + timedelta(hours=5)).forecasts(BEACH, **EVER)

    assert first == again
    assert len(service.asked) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["99.01.01.2002_2024-11-24T120000.json"]
    bmkg(service, folder=tmp_path, now=NOW + timedelta(hours=6)).forecasts(BEACH, **EVER)
    assert len(service.asked) == 2


def test_when_the_service_is_down_the_last_answer_kept_is_taken(service: Service, tmp_path: Path) -> None:
    service.will_say(200, answer(slot(0)))
    service.will_say(503, b"")
    first = bmkg(service, folder=tmp_path).forecasts(BEACH, **EVER)

    later = bmkg(service, folder=tmp_path, now=NOW + timedelta(days=2)).forecasts(BEACH, **EVER)

    assert (later, len(service.asked)) == (first, 2)


@pytest.mark.parametrize("text", ["", "{", '{"fetched": 3}', '{"fetched":"x","analysed":"","slots":[]}'])
def test_a_damaged_answer_on_the_disk_is_asked_for_again(service: Service, tmp_path: Path, text: str) -> None:
    service.will_say(200, answer(slot(0)))
    (tmp_path / "99.01.01.2002_x.json").write_text(text, encoding="utf-8")

    assert len(bmkg(service, folder=tmp_path).forecasts(BEACH, **EVER)) == 1


def test_a_village_that_the_service_does_not_know_has_no_forecast(service: Service) -> None:
    service.will_say(404, {"statusCode": 404})

    assert bmkg(service).forecasts(RegionCode("9901012009"), **EVER) == ()


def test_a_service_at_its_limit_is_asked_once_more_after_waiting(service: Service) -> None:
    service.will_say(429, b"", Retry_After="7")
    service.will_say(200, answer(slot(0)))
    waits: list[float] = []
    plain = bmkg(service)
    source = replace(plain, web=replace(plain.web, sleep=waits.append))

    assert len(source.forecasts(BEACH, **EVER)) == 1
    assert waits == [7.0]


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (429, b"", "weather-limit"),
        (500, b"", "weather-refused"),
        (302, b"", "weather-refused"),
        (200, b"<html>", "weather-format"),
        (200, b"\xff\xfe{", "weather-format"),
        (200, b"[" * 100_000, "weather-format"),
        (200, {"data": []}, "weather-format"),
        (200, {"data": [{"cuaca": [{"at": 1}]}]}, "weather-format"),
        (200, {"data": [{"cuaca": [[3]]}]}, "weather-format"),
        (200, b" " * 2_100_000, "weather-large"),
    ],
)
def test_every_bad_answer_is_unreadable_with_a_remedy(
    service: Service, status: int, body: object, code: str
) -> None:
    service.will_say(status, body, Location="http://127.0.0.1:9/")

    with pytest.raises(Unreadable) as told:
        bmkg(service).forecasts(BEACH, **EVER)

    assert told.value.code == code
    assert str(told.value.hint)


def test_a_service_that_drips_is_left_after_the_bound(service: Service) -> None:
    service.will_say(200, answer(*[slot(3 * i) for i in range(24)]))
    service.drip_s = 0.05
    began = time.monotonic()

    with pytest.raises(Unreadable) as told:
        bmkg(service).forecasts(BEACH, **EVER)

    assert told.value.code == "weather-slow"
    assert time.monotonic() - began < 5


def test_a_service_that_is_not_there_is_named() -> None:
    with serving() as gone:
        pass

    with pytest.raises(Unreadable) as told:
        bmkg(gone).forecasts(BEACH, **EVER)

    assert told.value.code == "weather-unreachable"
    assert "127.0.0.1" in str(told.value)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://localhost/", "http://", "cuaca"])
def test_only_web_addresses_are_asked(url: str) -> None:
    with pytest.raises(Unreadable):
        Web(url=url, clock=time.monotonic, sleep=time.sleep)


def test_a_file_speaks_of_the_region_around_where_it_has_no_row_of_the_village() -> None:
    rows = tuple(Forecast(place=place, at=START, wind_kmh=kmh) for place, kmh in (("99", 1), (COAST, 2)))

    found = FileWeather(rows, "posko").forecasts(BEACH, **EVER)

    assert [(one.place, one.wind_kmh) for one in found] == [(BEACH, 2)]
