"""Finding a region, a station or a place."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sampai.command.pages.labels import called
from sampai.command.queries.search import search
from sampai.kernel.rights import Deed
from sampai.people.pages import Request


@require_GET
def results(request: Request) -> HttpResponse:
    """What was found in the reader's territory."""
    actor = request.actor
    actor.needs(Deed.SEE_REGISTER)
    query = request.GET.get("q", "")
    found = search(actor.scope, query)
    content = {
        "query": query,
        "found": found,
        "levels": [called("level", hit.level.value if hit.level else "") for hit in found.regions],
        "kinds": [called("place", hit.within[0]) for hit in found.places],
    }
    return render(request, "search.jinja", content)
