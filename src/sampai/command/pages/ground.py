"""What is closed and the weather foretold, as GeoJSON for the map."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from sampai.command.model import Atlas
from sampai.command.pages.tiles import asked_of
from sampai.command.queries.ground import (
    Foretold,
    Shut,
    Spot,
    closures_drawn,
    spots_of,
    weather_drawn,
)
from sampai.incidents.pages import Room
from sampai.incidents.pages.words import kind_name, word
from sampai.incidents.queries.listing import Wanted, points
from sampai.kernel.clock import now
from sampai.kernel.rights import Deed
from sampai.kernel.text import Text, Words, say
from sampai.people.pages import Request
from sampai.places.model import Forecast

MOST_INCIDENTS = 2_000
"""Points on one map."""
MOST_READ = 4
"""Closures and forecasts stand in the documents of registers; of so many operations at once they are read."""
Feature = Mapping[str, Any]


@require_GET
def closures(request: Request, atlas: Atlas) -> HttpResponse:
    """Closures in view: ways as lines, all else as points. Empty where operations are too many to read."""
    asked, scope, words = asked_of(request.actor, request), request.actor.scope, request.words
    request.actor.needs(Deed.SEE_REGISTER)
    many = len(asked.operations) > MOST_READ
    found = [] if many else closures_drawn(scope, asked, reads=atlas.operation)
    return collection(feature for shut in found for feature in _closed(shut, words))


@require_GET
def weather(request: Request, atlas: Atlas) -> HttpResponse:
    """The weather foretold for one day. Empty where the operations are too many to read."""
    asked, scope, words = asked_of(request.actor, request), request.actor.scope, request.words
    request.actor.needs(Deed.SEE_REGISTER)
    many = len(asked.operations) > MOST_READ
    found = [] if many else weather_drawn(scope, asked, reads=atlas.operation, at=now())
    return collection(_foretold(one, words) for one in found)


@require_GET
def incidents(request: Request, room: Room) -> HttpResponse:
    """Open incidents of the territory as points, the gravest first, as far as a position is known."""
    actor, words = request.actor, request.words
    actor.needs(Deed.SEE_INCIDENTS)
    asked = asked_of(actor, request)
    event = next((one.event for one in asked.operations), "")
    wanted = Wanted(region=asked.wanted.region, election=event)
    found = points(actor.scope, wanted, most=MOST_INCIDENTS)
    where = spots_of([line.place for line in found], asked=asked)
    features = (
        _point(
            where[line.place],
            f"{words.say(word(line.severity))}, {words.say(word(line.status))}",
            jenis=kind_name(line.kind, book=room.book, lang=words.lang),
            warna=line.colour.value,
            halaman=reverse("incident", kwargs={"code": line.code}),
        )
        for line in found
        if line.place in where
    )
    return collection(features)


def collection(features: Iterable[Feature]) -> HttpResponse:
    """Features as an answer."""
    whole = {"type": "FeatureCollection", "features": [*features]}
    return HttpResponse(json.dumps(whole, ensure_ascii=False), content_type="application/geo+json")


def _closed(shut: Shut, words: Words) -> Iterator[Feature]:
    told = words.say(
        say(
            "Closed from {starts} to {ends}. {reason}",
            starts=words.short_moment(shut.closure.starts),
            ends=words.short_moment(shut.closure.ends),
            reason=shut.closure.reason,
        )
    ).strip()
    for spot in shut.points:
        yield _point(spot, told)
    for a, b in shut.lines:
        name = f"{a.name} – {b.name}"
        yield feature({"type": "LineString", "coordinates": [[*a.at], [*b.at]]}, name, told)


def _foretold(one: Foretold, words: Words) -> Feature:
    """The worst of the day as a label, hour by hour when it is clicked."""
    hours = [f"{words.clock(hour.at)} {_said(hour, words)}" for hour in one.forecasts]
    sources = dict.fromkeys(hour.source for hour in one.forecasts if hour.source)
    day = words.day(one.forecasts[0].at.date())
    worst = Forecast(
        place="",
        at=one.forecasts[0].at,
        rain_tenth_mm=_most(one, lambda hour: hour.rain_tenth_mm),
        wind_kmh=_most(one, lambda hour: hour.wind_kmh),
        wave_dm=_most(one, lambda hour: hour.wave_dm),
    )
    told = "\n".join((day, *hours, *sources))
    return _point(one.spot, told, ringkas=_said(worst, words))


def _most(one: Foretold, value: Callable[[Forecast], int | None]) -> int | None:
    return max((known for hour in one.forecasts if (known := value(hour)) is not None), default=None)


def _said(hour: Forecast, words: Words) -> str:
    parts: list[Text] = []
    if hour.rain_tenth_mm is not None:
        parts.append(say("rain {mm} mm/h", mm=hour.rain_tenth_mm / 10))
    if hour.wind_kmh is not None:
        parts.append(say("wind {kmh} km/h", kmh=hour.wind_kmh))
    if hour.wave_dm is not None:
        parts.append(say("waves {metres} m", metres=hour.wave_dm / 10))
    return ", ".join(words.say(part) for part in parts)


def _point(spot: Spot, told: str, **more: str) -> Feature:
    return feature({"type": "Point", "coordinates": [*spot.at]}, spot.name, told, **more)


def feature(geometry: Mapping[str, object], name: str, told: str, **more: str) -> dict[str, object]:
    """One feature with its name and what is told of it when it is clicked."""
    properties = {"nama": name, "keterangan": told, **more}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
