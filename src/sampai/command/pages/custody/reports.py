"""Reports without a data signal: voice codes as an operator hears them, and messages, each with its class."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sampai.command.pages.custody.reported import OUTCOME, REPORTED, read_back
from sampai.command.pages.where import USUAL_ZONE
from sampai.command.queries.reports import odd_messages, reporters, reports, wrong_codes
from sampai.fieldwork.actions import VoiceKey, hear_code, hear_word, number_of_word
from sampai.fieldwork.model import (
    MOST_ARGUMENT,
    MOST_COUNTER,
    Budget,
    Heard,
    Hearing,
    ReportKind,
    ShortReport,
)
from sampai.fieldwork.reactions import ShortReports
from sampai.fieldwork.rules.budgets import DAY_MS
from sampai.fieldwork.rules.symbols import read
from sampai.fieldwork.rules.voice import opening
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
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


@require_http_methods(["GET", "POST"])
def by_word(request: Request, own: Callable[[], OwnNode]) -> HttpResponse:
    """Write down what somebody told without a code: evidence D, until the phone says the same."""
    actor, at = request.actor, now()
    actor.needs(Deed.HEAR_REPORTS)
    given, error = request.POST, None
    if request.method == "POST":
        try:
            device = given.get("perangkat", "")
            hear_word(actor, at, own=own(), device=device, report=_told(given), text=given.get("kata", ""))
            catch_up(ShortReports())
            return redirect("reports")
        except Refused as refused:
            error = refused
    content = {
        "devices": reporters(actor),
        "given": given,
        "kinds": [(kind, REPORTED[kind]) for kind in ReportKind],
        "most": MOST_ARGUMENT,
        "error": error,
    }
    return render(request, "by_word.jinja", content, status=422 if error else 200)


def _told(given: Mapping[str, str]) -> ShortReport | None:
    """What was told; None where a part is missing or no number."""
    kind, count, number = (given.get(name, "").strip() for name in ("laporan", "jumlah", "nomor"))
    place = given.get("tempat", "").strip()[:40]
    if not all(one.isascii() and one.isdecimal() for one in (kind, count or "0", number or "0")) or not place:
        return None
    if (
        int(kind) not in list(ReportKind)
        or int(count or 0) > MOST_ARGUMENT
        or int(number or 0) > MOST_COUNTER
    ):
        return None
    counter = int(number) if number else number_of_word(given.get("perangkat", ""))
    return ShortReport(kind=ReportKind(int(kind)), argument=int(count or 0), counter=counter, place=place)


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
