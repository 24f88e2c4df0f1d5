"""Notices for the reader's own office, the latest first, with a mark on what is new; what else rings."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sampai.incidents.actions.deeds import read_notices
from sampai.incidents.model import What
from sampai.incidents.pages import Room
from sampai.incidents.pages.listing import zone_of
from sampai.incidents.pages.words import kind_name, moment_of, word
from sampai.incidents.queries.bell import bell_lines, offices_of
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed
from sampai.people.pages import Request
from sampai.places.queries import region_names

PAGE = 50
LONGEST_NUMBER = 19


@require_http_methods(["GET", "POST"])
def page(request: Request, room: Room) -> HttpResponse:
    """The list; on sending it back, everything up to its first line is read."""
    actor = request.actor
    if not actor.may(Deed.SEE_MEETINGS):
        actor.needs(Deed.SEE_INCIDENTS)
    if request.method == "POST":
        read_notices(actor, upto=_number(request.POST.get("sampai", "")))
        room.others.read(actor, _number(request.POST.get("sampai-lain", "")))
        return redirect("notices")
    before = _number(request.GET.get("sebelum", ""))
    lines = bell_lines(actor, book=room.book, before=before, most=PAGE + 1)
    content = {
        "lines": [
            (one, What(one.what), kind_name(one.kind, book=room.book, lang=request.words.lang))
            for one in lines[:PAGE]
        ],
        "others": () if before else room.others.notices(actor, request.words),
        "more": lines[PAGE - 1].number if len(lines) > PAGE else 0,
        "offices": offices_of(actor, book=room.book),
        "names": region_names({RegionCode(one.place[:n]) for one in lines for n in (6, 10)}),
        "word": word,
        "moment_of": moment_of,
        "zone": zone_of(actor.scope),
        "at": now(),
    }
    return render(request, "notices.jinja", content)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else 0
