"""Weather from BMKG's public service: three days in steps of three hours for each village.

`GET <url>?adm4=18.13.11.2007` answers with `data[0].cuaca[day][slot]`. Each slot has `local_datetime`,
`analysis_date`, `ws` (wind, km/h), `weather_desc` and mostly `tp`. Whether `tp` is the rain of the slot or of
an hour is not documented: it is taken for that of three hours, and never for less than the words mean.
BMKG asks to be named wherever its data is shown, and for at most 60 requests a minute (data.bmkg.go.id).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil, isfinite
from pathlib import Path
from typing import Any

from sampai.engines.weather import trouble
from sampai.engines.weather.bucket import TokenBucket
from sampai.engines.weather.cache import Answer, newest, store
from sampai.engines.weather.http import Web
from sampai.kernel.ids import RegionCode
from sampai.places.model import Forecast

URL = "https://api.bmkg.go.id/publik/prakiraan-cuaca"
ATTRIBUTION = "BMKG (data.bmkg.go.id)"
SLOT_H = 3
FRESH = timedelta(hours=6)
"""BMKG computes anew twice a day; a younger answer is not asked for again."""

MOST = 1_000
"""No rain in millimetres and no wind in km/h is stronger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BmkgWeather:
    """A `WeatherSource` that asks BMKG, and keeps its answers in `folder` (None: nowhere).

    `centres`: which village is asked for when the weather of a kecamatan is wanted. `rain_of`: the least rain
    that a forecast's words mean. `now` is the time in UTC.
    """

    web: Web
    bucket: TokenBucket
    folder: Path | None
    centres: Mapping[RegionCode, RegionCode]
    rain_of: Callable[[str], int | None]
    now: Callable[[], datetime]
    attribution: str = ATTRIBUTION

    def forecasts(self, region: RegionCode, *, since: datetime, until: datetime) -> tuple[Forecast, ...]:
        """The hours foretold for a village, or for the village that stands for a kecamatan.

        When BMKG cannot be asked, the last answer kept is taken, however old; its age is in `source`. Raises
        `Unreadable` when there is none.
        """
        village = self.centres.get(region, region)
        answer = self._answer(dotted(village))
        found = {one.at: one for one in self._read(answer, place=region) if since <= one.at < until}
        return tuple(found[at] for at in sorted(found))

    def _answer(self, adm4: str) -> Answer | None:
        kept = newest(self.folder, adm4=adm4)
        if kept is not None and self.now() - kept.fetched < FRESH:
            return kept
        try:
            return self._ask(adm4)
        except trouble.Unreachable:
            if kept is None:
                raise
            return kept

    def _ask(self, adm4: str) -> Answer | None:
        self.bucket.take()
        data = self.web.get({"adm4": adm4}, before_retry=self.bucket.take)
        if data is None:
            return None
        days = _days(data, host=self.web.host)
        slots = [slot for day in days for slot in day]
        analysed = next((moment for slot in slots if (moment := _moment(slot, "analysis_date"))), None)
        answer = Answer(adm4=adm4, analysed=analysed, fetched=self.now(), slots=tuple(slots))
        store(self.folder, answer)
        return answer

    def _read(self, answer: Answer | None, *, place: RegionCode) -> Iterator[Forecast]:
        if answer is None:
            return
        for slot in answer.slots:
            at = _moment(slot, "local_datetime")
            if at is not None:
                plain = Forecast(place=place, at=at, source=_source(answer))
                yield replace(
                    plain, rain_tenth_mm=self._rain_tenth_mm(slot), wind_kmh=_number(slot, "ws", factor=1)
                )

    def _rain_tenth_mm(self, slot: Mapping[str, Any]) -> int | None:
        """Rain an hour: the measure or what the words mean, whichever is more."""
        measured = _number(slot, "tp", factor=10 / SLOT_H)
        meant = self.rain_of(str(slot.get("weather_desc", "")))
        return max((rain for rain in (measured, meant) if rain is not None), default=None)


def dotted(code: str) -> str:
    """A village's code as BMKG writes it: `18.13.11.2007`."""
    return ".".join(part for part in (code[:2], code[2:4], code[4:6], code[6:]) if part)


def _source(answer: Answer) -> str:
    if answer.analysed is None:
        return f"{ATTRIBUTION}, {answer.adm4}"
    return f"{ATTRIBUTION}, {answer.adm4}, analisis {answer.analysed:%d-%m-%Y %H:%M} UTC"


def _days(data: Any, *, host: str) -> list[list[Mapping[str, Any]]]:  # noqa: ANN401 -- whatever JSON held
    """`data[0].cuaca`; raises `Unreadable` for any other shape."""
    match data:
        case {"data": [{"cuaca": [*days]}, *_]} if all(_is_day(day) for day in days):
            return days
        case _:
            raise trouble.not_understood(host)


def _is_day(day: object) -> bool:
    return isinstance(day, list) and all(isinstance(slot, dict) for slot in day)


def _moment(slot: Mapping[str, Any], key: str) -> datetime | None:
    try:
        return datetime.fromisoformat(str(slot.get(key))).replace(tzinfo=None)
    except ValueError:
        return None


def _number(slot: Mapping[str, Any], key: str, *, factor: float) -> int | None:
    """A measure times a factor, rounded up; None where it is missing or cannot be."""
    value = slot.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return ceil(round(value * factor, 6)) if isfinite(value) and 0 <= value <= MOST else None
