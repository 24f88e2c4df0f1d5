"""The map with a list beside it, both of the same filter. Without JavaScript the list stands alone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sampai.command.forms import query_of
from sampai.command.model import MEASURE_WORDS, STATE_WORDS, Atlas
from sampai.command.pages.labels import (
    MEASURE,
    PLACE,
    STATE,
    STATE_CLASS,
    called,
    risk_choices,
    signal_choices,
)
from sampai.command.pages.tiles import HIGHEST_TILE, asked_of
from sampai.command.pages.where import chosen
from sampai.command.queries.drawings import CLUSTERS, JOURNEYS, POSTS, may_draw
from sampai.command.queries.fixes import may_see_fixes
from sampai.command.queries.lists import COUNTED, Asked, counted
from sampai.command.queries.tiles import ViewLine, extent_of, stations_in_view, view_lines
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor, Deed, Secrecy
from sampai.kernel.text import Text, say
from sampai.ledger.queries.record import is_exercise
from sampai.people.pages import Request
from sampai.places.queries import MEASURES, region_names
from sampai.places.rules.cells import Box
from sampai.places.rules.grid import HIGHEST, LOWEST

MOST_LISTED = 50
AGAIN_S, SOON_S = 60, 10
"""After so many seconds what moves is drawn again; an exercise runs faster than the clock."""
FIXES = "posisi"
NATION = Box(95, -11, 141, 6)
_WORDS = {name: word for word, name in MEASURE_WORDS.items()}


@require_GET
def page(request: Request, atlas: Atlas) -> HttpResponse:
    """The map of the reader's territory, or of a region in it."""
    actor = request.actor
    actor.needs(Deed.SEE_REGISTER)
    asked = asked_of(actor, request)
    region = asked.wanted.region
    content = {
        "wanted": asked.wanted,
        "region_name": region_names([region]).get(region, ""),
        "events": chosen(actor.scope, asked.wanted.event).events,
        "event": next((one.event for one in asked.operations), ""),
        "filter_query": query_of(asked.wanted),
        "colours": _colours(actor),
        "colour": _colour(actor, request),
        "risks": risk_choices() if actor.scope.sees(Secrecy.AGENCIES) else [],
        "signals": signal_choices(),
        "measure_states": [
            (MEASURE[name], [(f"{word}-{state}", STATE[number]) for state, number in STATE_WORDS.items()])
            for word, name in MEASURE_WORDS.items()
        ],
        "layers": list(_layers(actor)),
        "places": [(kind.value, text) for kind, text in PLACE.items()],
        "config": _config(request, asked, atlas=atlas),
    }
    return render(request, "map.jinja", content | _listed(request, asked, box=None))


@require_GET
def listed(request: Request) -> HttpResponse:
    """The list beside the map: the stations in view."""
    actor = request.actor
    actor.needs(Deed.SEE_REGISTER)
    asked = asked_of(actor, request)
    content = _listed(request, asked, box=_box(request.GET.get("kotak", "")))
    return render(request, "map_list.jinja", content | {"filter_query": query_of(asked.wanted)})


def _listed(request: Request, asked: Asked, *, box: Box | None) -> dict[str, Any]:
    scope = request.actor.scope
    rows = stations_in_view(scope, asked, box=box)
    count = counted(rows)
    colour = _colour(request.actor, request)
    lines = view_lines(scope, rows, most=MOST_LISTED, in_order=count <= COUNTED)
    return {
        "lines": [(line, *_told(line, colour)) for line in lines],
        "count": count,
        "most_counted": COUNTED,
        "most_listed": MOST_LISTED,
        "colour_text": dict(_colours(request.actor))[colour],
        "in_view": box is not None,
    }


def _told(line: ViewLine, colour: str) -> tuple[Text | str, str]:
    """What the list says of a station for a choice of colours, and its class in the style sheet."""
    if colour == "kelas":
        return called("risk", line.risk), f"kelas-{line.risk}" if line.risk else "unknown"
    if colour == "sinyal":
        return called("signal", line.signal), f"sinyal-{line.signal}" if line.signal else "unknown"
    state = line.states[MEASURES.index(MEASURE_WORDS[colour])]
    return STATE[state], STATE_CLASS[state]


def _box(asked: str) -> Box | None:
    """West, south, east, north as an address gives them. Raises `Refused` for what is no part of the map."""
    if not asked:
        return None
    try:
        west, south, east, north = (float(one) for one in asked.split(","))
        found = Box(max(west, -180.0), max(south, -85.0), min(east, 180.0), min(north, 85.0))
    except ValueError:
        found = Box(0, 0, -1, -1)
    if not (found.west < found.east and found.south < found.north):
        raise Refused(
            "box",
            say("“{value}” is no part of the map.", value=asked[:80]),
            say("Give west, south, east and north in degrees, with commas."),
        )
    return found


def _colours(actor: Actor) -> list[tuple[str, Text]]:
    """What stations can be coloured by."""
    found = [(word, MEASURE[name]) for name, word in ((name, _WORDS[name]) for name in ("time", *MEASURES))]
    found = list(dict.fromkeys(found))
    if actor.scope.sees(Secrecy.AGENCIES):
        found.append(("kelas", say("Police class")))
    return [*found, ("sinyal", say("Signal"))]


def _colour(actor: Actor, request: Request) -> str:
    words = [word for word, _ in _colours(actor)]
    asked = request.GET.get("warna", "")
    return asked if asked in words else words[0]


def _layers(actor: Actor) -> Sequence[tuple[str, Text, bool]]:
    """The layers that can be switched: name, words, whether shown at first."""
    found = [
        ("tempat", say("Stores, offices and posts"), True),
        ("batas", say("Village borders"), True),
        ("penutupan", say("Closures"), False),
        ("cuaca", say("Weather foretold"), False),
    ]
    if actor.may(Deed.SEE_INCIDENTS):
        found.insert(2, ("kejadian", say("Open incidents"), True))
    restricted = [
        (CLUSTERS, say("Guard clusters (looks are noted)"), False),
        (POSTS, say("Posts of guards and reserve (looks are noted)"), False),
        (JOURNEYS, say("Journeys (looks are noted)"), False),
    ]
    found += [one for one in restricted if may_draw(actor.scope, one[0])]
    if may_see_fixes(actor):
        found.append((FIXES, say("Positions of phones (looks are noted)"), False))
    return found


def _config(request: Request, asked: Asked, *, atlas: Atlas) -> Mapping[str, Any]:
    """What the script on the page has to know."""
    scope = request.actor.scope
    words = request.words
    return {
        "box": list(asdict(_extent(request.actor, asked)).values()),
        "query": query_of(asked.wanted),
        "tiles": _template("map_tile"),
        "borders": _template("map_borders"),
        "restricted": {
            layer: _template("map_restricted", layer=layer)
            for layer in (CLUSTERS, POSTS, JOURNEYS)
            if may_draw(scope, layer)
        },
        "ground": {"penutupan": reverse("map_closures"), "cuaca": reverse("map_weather")}
        | ({"kejadian": reverse("map_incidents")} if request.actor.may(Deed.SEE_INCIDENTS) else {})
        | ({FIXES: reverse("map_fixes")} if may_see_fixes(request.actor) else {}),
        "list": reverse("map_list"),
        "again_s": SOON_S if is_exercise() else AGAIN_S,
        "station": reverse("station", kwargs={"code": "KODE"}),
        "zooms": [LOWEST, HIGHEST, HIGHEST_TILE],
        "bases": [reverse("base_map", kwargs={"name": name}) for name in atlas.base_maps()],
        "sources": " · ".join(atlas.sources),
        "words": {
            "stations": words.say(say("stations")),
            "officers": words.say(say("officers")),
            "reserve": words.say(say("reserve")),
            "boxes": words.say(say("boxes")),
            "open": words.say(say("Open the station's page")),
            "incident": words.say(say("Open the incident's page")),
            "failed": words.say(say("The map cannot be drawn on this machine. The list shows the same.")),
            "states": [words.say(one) for one in STATE],
        }
        | {f"tempat-{kind.value}": words.say(text) for kind, text in PLACE.items()},
    }


def _extent(actor: Actor, asked: Asked) -> Box:
    found = extent_of(actor.scope, asked)
    return found.wider(0.02) if found else NATION


def _template(name: str, **more: str) -> str:
    """The address of a kind of tiles with its three numbers left open."""
    made = reverse(name, kwargs={"zoom": 0, "column": 0, "row": 0} | more)
    return made.removesuffix("0/0/0") + "{z}/{x}/{y}"
