"""The postponement desk: from an incident to the legal path, its works and days, and the evidence file."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sampai.command.actions import decide_path, export_list, propose_path
from sampai.command.model import Filter
from sampai.command.pages.custody.words import word as box_word
from sampai.command.pages.where import chosen
from sampai.command.ports import PostponementDesk
from sampai.command.queries.plans import plans_in_force
from sampai.command.queries.postponement import Standing, Statement, Works, standings, statements, works_of
from sampai.command.rules.postponement import Proposal, Ruling, facts_of, read_station
from sampai.election.queries import OperationView
from sampai.incidents.model import LegalPath, PathFound, StationCase, Work
from sampai.incidents.rules.postponement import find_path, path_of
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode
from sampai.kernel.rights import Deed, Forbidden, Secrecy
from sampai.kernel.text import Text, say
from sampai.ledger.actions import looked
from sampai.ledger.actions.own import OwnNode
from sampai.ledger.model import Malformed
from sampai.people.pages import Request

PATHS: Mapping[LegalPath, Text] = {
    LegalPath.CONTINUE: say("carry on today, the delay is noted"),
    LegalPath.MOVE: say("vote today at another place"),
    LegalPath.PSS: say("later vote (PSS): voting could not begin"),
    LegalPath.PSL: say("carried-on vote (PSL): voting was broken off"),
    LegalPath.PSU: say("vote again (PSU)"),
}
WORKS: Mapping[Work, Text] = {
    Work.REKIT: say("pack anew"),
    Work.REROUTE: say("plan the way anew"),
    Work.REGUARD: say("guard anew"),
    Work.TELL_VOTERS: say("tell the voters"),
}
KNOWN = {"ya": True, "tidak": False, "": None}
MOST_BOXES = 20
"""Boxes with something wrong whose own events go into the evidence file."""
_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One station of a dossier, with its path worked out and its works."""

    standing: Standing
    path: PathFound | None
    works: Works | None


@require_http_methods(["GET", "POST"])
def index(request: Request, desk: PostponementDesk, own: Callable[[], OwnNode]) -> HttpResponse:
    """The dossiers, and a form that names the legal path from what is known."""
    actor, at = request.actor, now()
    actor.needs(Deed.SEE_CUSTODY)
    election = chosen(actor.scope, request.GET.get("peristiwa", ""))
    error: Refused | None = None
    found: tuple[PathFound, ...] = ()
    asked = (request.POST or request.GET).dict()
    try:
        if asked.get("tps") and (request.method == "POST" or asked.get("hari")):
            operation, proposal, found = _proposed(asked, election.operations, desk=desk)
            if request.method == "POST":
                propose_path(
                    actor, at, own=own(), operation=operation.number, proposal=proposal, book=desk.book
                )
                desk.catch_up()
                return redirect("postponement", incident=proposal.incident)
    except Refused as refused:
        error = refused
    all_statements = statements(actor.scope, event=election.event)
    content = {
        "dossiers": _dossiers(all_statements),
        "found": found,
        "asked": asked,
        "paths": PATHS,
        "works": WORKS,
        "facts": FACTS,
        "last_day": _last_day(election.operations, desk=desk),
        "may_propose": actor.may(Deed.PROPOSE_VOTING),
        "zone": election.zone,
        "event": election.event,
        "error": error,
        "at": at,
    }
    return render(request, "postponements.jinja", content, status=422 if error else 200)


FACTS: Sequence[tuple[str, Text]] = (
    ("has_begun", say("Has voting begun?")),
    ("place_usable", say("Can the place be used?")),
    ("goods_fit", say("Are ballots and forms whole, dry, complete and the station's own?")),
    ("goods_in_time", say("Are these or other goods there before voting ends?")),
    ("may_be_invalid", say("Were votes cast in a way for which the law asks to vote again?")),
)


def _dossiers(found: Sequence[Statement]) -> Sequence[tuple[str, int, int, datetime]]:
    """Incident, stations, stations decided, last moment; the last first."""
    last = {one.incident: one.at_ms for one in reversed(found)}
    rows = [
        (incident, len(those), sum(one.is_decided for one in those), _moment(last[incident]))
        for incident, those in standings(found).items()
    ]
    return sorted(rows, key=lambda row: (row[3], row[0]), reverse=True)


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)


def _last_day(operations: Sequence[OperationView], *, desk: PostponementDesk) -> date | None:
    if not operations:
        return None
    days = max(rule.within_days for rule in desk.book.paths.values())
    return date.fromordinal(operations[0].voting_day.toordinal() + days)


def _proposed(
    asked: Mapping[str, str], operations: Sequence[OperationView], *, desk: PostponementDesk
) -> tuple[OperationView, Proposal, tuple[PathFound, ...]]:
    """The proposal that a form makes, and the path of each station. Raises `Refused`."""
    stations = _stations(asked.get("tps", ""))
    operation = next((one for one in operations if stations[0].startswith(one.region)), None)
    if operation is None:
        raise Forbidden(Deed.PROPOSE_VOTING)
    try:
        vote_on = date.fromisoformat(asked.get("hari", ""))
    except ValueError as error:
        raise Refused(
            "day", say("This is no day: {text}.", text=asked.get("hari", "")), say("Choose a day.")
        ) from error
    cases = tuple(_case(asked, station) for station in stations)
    found = tuple(
        find_path(case, voting_day=operation.voting_day, vote_on=vote_on, book=desk.book) for case in cases
    )
    proposal = Proposal(
        incident=asked.get("insiden", "").strip()[:100],
        cases=cases,
        path=found[0].path,
        vote_on=vote_on,
        reason=asked.get("alasan", "").strip()[:500],
    )
    return operation, proposal, found


def _stations(text: str) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(read_station(one) for one in text.replace(",", " ").split()))
    except Malformed as error:
        raise Refused(
            "stations",
            say("This is no list of stations: {text}.", text=text[:80]),
            say("Write the codes of 13 digits with blanks between."),
        ) from error


def _case(asked: Mapping[str, str], station: str) -> StationCase:
    known = {name: KNOWN.get(asked.get(name, "")) for name, _ in FACTS}
    return StationCase(
        station=StationCode(station),
        has_begun=bool(known["has_begun"]),
        place_usable=known["place_usable"],
        goods_fit=known["goods_fit"],
        goods_in_time=known["goods_in_time"],
        other_place=asked.get("other_place", "").strip()[:200],
        may_be_invalid=bool(known["may_be_invalid"]),
    )


@require_http_methods(["GET", "POST"])
def dossier(
    request: Request, desk: PostponementDesk, own: Callable[[], OwnNode], incident: str
) -> HttpResponse:
    """One incident: each station's path, works, days, who decides; the form to decide."""
    actor, at = request.actor, now()
    rows, said, operation = _dossier(request, desk, incident)
    error = None
    if request.method == "POST":
        try:
            for ruling in _rulings(request.POST.dict(), rows, incident=incident):
                decide_path(actor, at, own=own(), operation=operation.number, ruling=ruling)
        except Refused as refused:
            error = refused
        else:
            desk.catch_up()
            return redirect(request.path)
    content = _content(rows, said, operation, incident=incident, at=at) | {
        "may_decide": actor.may(Deed.DECIDE_VOTING),
        "may_export": actor.may(Deed.EXPORT),
        "error": error,
    }
    seen = [Secrecy.EMBARGO for row in rows if row.works and any(one.vehicle for one in row.works.journeys)]
    guards = [
        Secrecy.RESTRICTED for row in rows if row.works and row.works.cluster and row.works.cluster.unit
    ]
    looked(actor, at, subject=f"postponement:{incident}"[:120], secrecy=max([*seen, *guards, Secrecy.PUBLIC]))
    return render(request, "postponement.jinja", content, status=422 if error else 200)


def _content(
    rows: Sequence[Row], said: Sequence[Statement], operation: OperationView, *, incident: str, at: datetime
) -> dict[str, Any]:
    return {
        "incident": incident,
        "rows": rows,
        "said": [(one, _moment(one.at_ms)) for one in said],
        "paths": PATHS,
        "works": WORKS,
        "facts": FACTS,
        "facts_of": facts_of,
        "box_word": box_word,
        "operation": operation,
        "groups": _groups(rows),
        "zone": operation.zone,
        "at": at,
    }


def _groups(rows: Sequence[Row]) -> Sequence[tuple[PathFound, Sequence[Row]]]:
    """Stations by path and day, for which one decision is made."""
    found: dict[tuple[LegalPath, date], list[Row]] = {}
    for row in rows:
        if row.path is not None:
            found.setdefault((row.path.path, row.path.voting_day), []).append(row)
    return [(those[0].path, those) for _, those in sorted(found.items()) if those[0].path is not None]


def _dossier(
    request: Request, desk: PostponementDesk, incident: str
) -> tuple[Sequence[Row], Sequence[Statement], OperationView]:
    scope = request.actor.scope
    said = statements(scope, incident=incident)
    if not said:
        raise Http404(incident)
    election = chosen(scope, said[0].election)
    operation = next((one for one in election.operations if said[0].station.startswith(one.region)), None)
    if operation is None or election.event != said[0].election:
        raise Forbidden(Deed.SEE_CUSTODY)
    said = [one for one in said if one.election == election.event]
    found = standings(said).get(incident, [])
    plan = next(iter(plans_in_force(scope, operations=[operation])), None)
    works = {
        one.station: one
        for one in works_of(scope, [one.station for one in found], event=election.event, plan=plan)
    }
    rows = [
        Row(
            standing=one,
            path=_path(one.proposal, operation, desk=desk),
            works=works.get(one.station),
        )
        for one in found
    ]
    return rows, said, operation


def _path(one: Statement, operation: OperationView, *, desk: PostponementDesk) -> PathFound | None:
    """The path by today's rules; None where they say another than was proposed."""
    if path_of(one.case) is not one.path:
        return None
    try:
        return find_path(one.case, voting_day=operation.voting_day, vote_on=one.vote_on, book=desk.book)
    except Refused:
        return None


def _rulings(post: Mapping[str, str], rows: Sequence[Row], *, incident: str) -> Sequence[Ruling]:
    """What is decided on one path and day; all its stations together."""
    wanted = post.get("jalur", "")
    groups = [those for path, those in _groups(rows) if f"{path.path.value} {path.voting_day}" == wanted]
    if not groups:
        raise Refused(
            "path-unproposed",
            say("Nobody has proposed this for all of these stations."),
            say("Look at the proposals again."),
        )
    first = groups[0][0].standing.proposal
    return [
        Ruling(
            incident=incident,
            stations=tuple(StationCode(row.standing.station) for row in groups[0]),
            path=first.path,
            vote_on=first.vote_on,
            agreed=post.get("putusan") == "ya",
            reason=post.get("alasan", "").strip()[:500],
        )
    ]


@require_GET
def evidence(request: Request, desk: PostponementDesk, incident: str) -> HttpResponse:
    """The evidence file: decisions, minutes, and the record's events with proofs, all with digests."""
    actor, at = request.actor, now()
    rows, said, operation = _dossier(request, desk, incident)
    for row in rows:
        actor.needs(Deed.EXPORT, region=row.standing.station)
    export_list(actor, at, listing="penundaan", ending="zip", wanted=Filter(region=actor.scope.territory))
    content = _content(rows, said, operation, incident=incident, at=at)
    paper = render(request, "postponement_paper.jinja", content).content
    files: dict[str, bytes] = {
        "keputusan.json": _decisions(said, rows),
        "berita-acara.html": paper,
    }
    boxes = [box.code for row in rows if row.works for box in row.works.lost][:MOST_BOXES]
    for subject in (f"incident:{incident}", *(f"box:{code}" for code in boxes)):
        folder = subject.replace(":", "-").replace("/", "-")
        files |= {f"catatan/{folder}/{name}": raw for name, raw in desk.evidence(subject).items()}
    name = f"sampai-penundaan-{hashlib.sha256(incident.encode()).hexdigest()[:12]}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(_zipped(files), content_type="application/zip", headers=headers)


def _decisions(said: Sequence[Statement], rows: Sequence[Row]) -> bytes:
    whole = {
        "statements": [
            {
                "event": one.digest,
                "kind": "decision" if one.is_decision else "proposal",
                "station": one.station,
                "path": one.path.value,
                "vote_on": one.vote_on.isoformat(),
                "agreed": one.agreed,
                "facts": {} if one.is_decision else facts_of(one.case),
                "reason": one.reason,
                "by": one.by,
                "at": _moment(one.at_ms).isoformat(),
            }
            for one in said
        ],
        "works": {
            row.standing.station: {
                "decides": row.path.decides,
                "last_day": row.path.last_day.isoformat(),
                "until": {task.work.value: task.by.isoformat() for task in row.path.tasks},
                "boxes": [box.code for box in row.works.lost] if row.works else [],
                "forms": list(row.path.forms),
            }
            for row in rows
            if row.path is not None
        },
    }
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """The files with a list of their digests, as `sha256sum --check` reads it; the same bytes every time."""
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in sorted({**files, "SHA256SUMS": sums.encode()}.items()):
            archive.writestr(zipfile.ZipInfo(name, _TIME), raw)
    return whole.getvalue()
