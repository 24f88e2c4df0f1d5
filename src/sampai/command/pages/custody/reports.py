"""Reports without a data signal: voice codes as an operator hears them, and messages, each with its class."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from sampai.command.pages.custody.reported import OUTCOME, read_back
from sampai.command.pages.where import USUAL_ZONE
from sampai.command.queries.reports import odd_messages, reporters, reports, wrong_codes
from sampai.fieldwork.actions import VoiceKey, hear_code
from sampai.fieldwork.model import Budget, Heard, Hearing
from sampai.fieldwork.reactions import ShortReports
from sampai.fieldwork.rules.budgets import DAY_MS
from sampai.fieldwork.rules.symbols import read
from sampai.fieldwork.rules.voice import opening
from sampai.kernel.clock import now
from sampai.kernel.rights import Deed
from sampai.kernel.text import Text
from sampai.ledger.actions.own import OwnNode
from sampai.ledger.actions.react import catch_up
from sampai.people.pages import Request

GROUPS = ("kelompok1", "kelompok2", "kelompok3")
IN_GROUP = 4


@require_http_methods(["GET", "POST"])
def voice_code(request: Request, own: Callable[[], OwnNode], voice: VoiceKey) -> HttpResponse:
    """Type a code group by group: each is looked at as it is typed, the whole is checked and answered."""
    actor, at = request.actor, now()
    actor.needs(Deed.HEAR_REPORTS)
    given = request.POST
    groups = [given.get(name, "").strip().upper() for name in GROUPS]
    typed = [bool(group) for group in groups]
    faulty = [bool(group) and not _is_group(group) for group in groups]
    heard = None
    if request.method == "POST" and all(typed) and not any(faulty):
        heard = hear_code(
            actor,
            at,
            own=own(),
            device=given.get("perangkat", ""),
            place=given.get("tempat", "").strip(),
            text="".join(groups),
            voice=voice,
            budget=Budget(),
        )
        catch_up(ShortReports())
    begun = opening(groups[0]) if typed[0] and not faulty[0] else None
    content = {
        "devices": reporters(actor),
        "given": given,
        "groups": list(zip(GROUPS, groups, faulty, strict=True)),
        "opened": None if begun is None else read_back(begun[1], begun[2]),
        "unknown_opening": typed[0] and begun is None,
        "heard": heard,
        "said": _said(heard),
        "hearing": Hearing,
        "place": given.get("tempat", ""),
        "left": max(0, Budget().operator_a_day - wrong_codes(actor, since_ms=_ms(at) - DAY_MS)),
        "group_length": IN_GROUP,
    }
    return render(request, "voice_code.jinja", content)


def _is_group(text: str) -> bool:
    symbols = read(text)
    return symbols is not None and len(symbols) == IN_GROUP


def _said(heard: Heard | None) -> Text | None:
    return read_back(heard.report.kind, heard.report.argument) if heard and heard.report else None


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1_000)


@require_GET
def listed(request: Request) -> HttpResponse:
    """The short reports of the territory with their evidence, and messages that could not be taken."""
    actor, at = request.actor, now()
    actor.needs(Deed.HEAR_REPORTS)
    content = {
        "lines": [
            (one, read_back(one.record.report.kind, one.record.report.argument), _moment(one.at_ms))
            for one in reports(actor.scope)
        ],
        "odd": [(one, OUTCOME[one.outcome], _moment(one.at_ms)) for one in odd_messages(actor.scope)],
        "zone": USUAL_ZONE,
        "at": at,
    }
    return render(request, "reports.jinja", content)


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)
