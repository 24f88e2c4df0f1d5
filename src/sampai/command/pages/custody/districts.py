"""The electoral districts (dapil) of boxes: entered once from the paper, asked at packing and opening."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sampai.command.pages.where import chosen
from sampai.custody.actions.boxes import set_districts
from sampai.custody.queries.boxes import districts_of
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Deed
from sampai.kernel.text import say
from sampai.people.pages import Request

MOST_LINES = 2_000


@require_http_methods(["GET", "POST"])
def page(request: Request) -> HttpResponse:
    """The list as it stands, and a form for more of it."""
    actor, at = request.actor, now()
    actor.needs(Deed.ENTER_CUSTODY)
    given, error = request.POST, None
    operations = [one for one in chosen(actor.scope, "").operations if actor.scope.covers(one.region)]
    asked = given.get("operasi", "")
    number = next((one.number for one in operations if str(one.number) == asked), None)
    if request.method == "POST":
        try:
            set_districts(actor, at, operation=number or 0, districts=read_districts(given.get("dapil", "")))
        except Refused as refused:
            error = refused
    content = {
        "operations": operations,
        "districts": [
            (one, districts_of(actor.scope, operation=one.number)) for one in operations if not error
        ],
        "given": given if error else {},
        "error": error,
    }
    return render(request, "districts.jinja", content, status=422 if error else 200)


def read_districts(text: str) -> Sequence[tuple[str, str, str]]:
    """Contest, region and name from lines `dprd_kab; 170401; Kaur 1`. Raises `Refused`, naming the line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]
    found = []
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in line.split(";")]
        if len(cells) != 3 or not all(cells) or not cells[1].isdecimal():
            raise Refused(
                "districts",
                say("Line {number} cannot be read: {text}.", number=number, text=line[:80]),
                say("Write contest; code of the region; name of the district."),
            )
        found.append((cells[0].lower(), cells[1], cells[2]))
    return found
