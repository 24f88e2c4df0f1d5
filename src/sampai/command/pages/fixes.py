"""Where phones are, as GeoJSON for the map; each look is noted."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sampai.command.pages.ground import collection, feature
from sampai.command.pages.tiles import asked_of
from sampai.command.queries.fixes import LastFix, last_fixes
from sampai.kernel.clock import now
from sampai.kernel.rights import Secrecy
from sampai.kernel.text import Text, Words, say
from sampai.ledger.actions import looked
from sampai.people.pages import Request

HOUR_S, MINUTE_S = 3_600, 60


@require_GET
def page(request: Request) -> HttpResponse:
    """The latest position of each phone in a region, with its age."""
    actor, at = request.actor, now()
    region = asked_of(actor, request).wanted.region or actor.scope.territory
    found = last_fixes(actor, region=region, now_ms=round(at.timestamp() * 1_000))
    looked(actor, at, subject=f"positions:{region}", secrecy=Secrecy.RESTRICTED)
    return collection(_drawn(one, request.words) for one in found)


def _drawn(one: LastFix, words: Words) -> dict[str, object]:
    within = say("within about {metres} m", metres=one.accuracy_m)
    told = "\n".join((one.institution.upper(), words.say(age(one.age_s)), words.say(within)))
    return feature(
        {"type": "Point", "coordinates": [*one.at]}, one.holder, told, ringkas=words.say(age(one.age_s))
    )


def age(age_s: int) -> Text:
    """How long ago it was."""
    if age_s < HOUR_S:
        return say("{count} minutes ago", count=age_s // MINUTE_S)
    return say("{count} hours ago", count=age_s // HOUR_S)
