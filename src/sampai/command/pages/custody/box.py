"""The page of a box: its gaps first, both halves of each handover, the chain, who held it, its seals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from sampai.command.actions import export_evidence
from sampai.command.model import Desk
from sampai.command.pages.custody.words import DIFFERS, WAYBILL, word
from sampai.command.pages.incidents import incidents_near
from sampai.command.pages.where import NATION
from sampai.custody.model import BoxRead, Copied, Copy, Entry, GuardResult, Holding, Statement, Touch
from sampai.custody.queries.chain import BoxChain, chain
from sampai.custody.queries.rows import deadline_of
from sampai.custody.rules.guards import against_guards
from sampai.custody.rules.handovers import lone_halves
from sampai.custody.rules.indicators import applying
from sampai.custody.rules.life import may_follow
from sampai.custody.rules.order import read_of
from sampai.custody.rules.seals import ACTS
from sampai.election.queries import operation
from sampai.fieldwork.model import Evidence
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Secrecy
from sampai.kernel.text import Text, say
from sampai.ledger.actions import looked
from sampai.ledger.api import Opens
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import whole_blobs
from sampai.people.pages import Request
from sampai.places.queries import chain as regions_above
from sampai.plan.pages.labels import label

EVIDENCE: Mapping[Entry, Evidence] = {
    Entry.PHONE: Evidence.A,
    Entry.SMS: Evidence.B,
    Entry.VOICE: Evidence.C,
    Entry.DESK: Evidence.D,
    Entry.WORD: Evidence.D,
}
"""How far a statement is to be believed, by how it came into its device."""
SHORT = 12
"""Hex digits by which people name a statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One statement as it stands on the page."""

    statement: Statement
    read: BoxRead
    at: datetime
    received: datetime | None
    evidence: Evidence
    name: str
    gaps: tuple[Text, ...]
    pictures: tuple[str, ...]
    """Digests in hex."""

    @property
    def copies(self) -> tuple[Copy, ...]:
        """Forms that were photographed."""
        body = self.statement.body
        return body.copies if isinstance(body, Copied) else ()

    @property
    def is_direct(self) -> bool:
        """Whether the person's own phone states it."""
        return self.evidence is Evidence.A


@require_GET
def page(request: Request, desk: Desk, code: str) -> HttpResponse:
    """One box with its chain."""
    actor, at = request.actor, now()
    found = chain(actor.scope, code, event=request.GET.get("peristiwa", ""))
    one = operation(actor.scope, found.view.operation)
    lines = _lines(found)
    content = {
        "one": found.view,
        "state": found.state,
        "zone": one.zone if one else "WIB",
        "operation": one,
        "chain": regions_above(actor.scope, _region(found.view.owner, actor.scope.territory)),
        "code_of_nation": NATION,
        "at": at,
        "lines": lines,
        "gaps": [(gap, lines_by(lines)[gap.at], word(gap.kind)) for gap in found.state.gaps],
        "handovers": _handovers(found, lines),
        "lone": _lone(found, desk, at=at),
        "findings": [
            (one, ACTS[one.mismatch], lines_by(lines).get(Digest(one.found))) for one in found.findings
        ],
        "held": [(one, _moment(one.from_ms), one.to_ms and _moment(one.to_ms)) for one in found.held],
        "follow": [(kind, word(kind)) for kind in may_follow(found.state)],
        "proven": [(word(each), each in found.view.proven) for each in applying(found.view.kind)],
        "closed": found.closed,
        "word": word,
        "differs": DIFFERS,
        "waybill_fields": [*WAYBILL.items()],
        "label": label,
        **incidents_near(request, box=code),
        "here_already": whole_blobs({one for line in lines for one in line.pictures}),
        "against": _against(found, lines, desk=desk),
        "may_export": actor.may(Deed.EXPORT, region=found.view.owner) and found.events and not found.closed,
        "may_enter": actor.may(Deed.ENTER_CUSTODY, region=found.view.owner),
    }
    seen = Secrecy.EMBARGO if found.view.journey and found.view.is_on_the_way else Secrecy.AGENCIES
    looked(actor, at, subject=f"box:{code}", secrecy=seen)
    return render(request, "box.jinja", content)


@require_GET
def photo(request: Request, code: str, digest: str, opens: Opens) -> HttpResponse:
    """A picture that a statement on the box names, once it has come in."""
    found = chain(request.actor.scope, code, event=request.GET.get("peristiwa", ""))
    named = {one for line in _lines(found) for one in line.pictures}
    size = whole_blobs([digest]).get(digest) if digest in named else None
    blobs = opens().blobs
    if size is None or blobs.have(bytes.fromhex(digest)) < size:
        raise Http404(digest)
    raw = blobs.read(bytes.fromhex(digest), first=0, end=size)
    kind = next(
        (kind for start, kind in PICTURES.items() if raw.startswith(start)), "application/octet-stream"
    )
    shown = "inline" if kind in PICTURES.values() else "attachment"
    headers = {
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=3600",
        "Content-Disposition": f'{shown}; filename="{digest[:SHORT]}"',
    }
    return HttpResponse(raw, content_type=kind, headers=headers)


@require_POST
def evidence(request: Request, code: str, bundles: Callable[[str, Sequence[int]], bytes]) -> HttpResponse:
    """Every statement on a box with what proves it, to be taken away and checked without this server.

    Raises `Refused` while statements on its journey are closed to the reader: a bundle is whole or none.
    """
    actor, at = request.actor, now()
    found = chain(actor.scope, code)
    if found.closed:
        raise Refused(
            "closed",
            say("Statements on the journey are closed until it has arrived."),
            say("Take the evidence after the arrival, or ask somebody who may see journeys."),
        )
    if not found.events:
        raise Refused("evidence", say("Nothing was stated of this box yet."), say("Look again later."))
    export_evidence(actor, at, box=code)
    raw = bundles(f"box:{code}", [one.position for one in found.events.values()])
    headers = {"Content-Disposition": f'attachment; filename="bukti-{code}.zip"'}
    return HttpResponse(raw, content_type="application/zip", headers=headers)


PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
"""What a picture begins with, and its kind; everything else is handed out as a file."""


def _region(owner: str, territory: RegionCode) -> RegionCode:
    """The village of a station's box; of a committee's box, its region, as far as the reader's territory."""
    return max(RegionCode(owner[:10]), territory, key=len)


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)


def _lines(found: BoxChain) -> Sequence[Line]:
    return [_line(look.statement, found) for look in found.looks]


def _line(statement: Statement, found: BoxChain) -> Line:
    stored = found.events.get(statement.digest)
    read = read_of(statement, found.state.box.code)
    assert read is not None
    return Line(
        statement=statement,
        read=read,
        at=_moment(statement.at_ms),
        received=_moment(stored.received_ms) if stored else None,
        evidence=EVIDENCE[statement.body.entry],
        name=statement.digest.hex()[:SHORT],
        gaps=tuple(word(gap.kind) for gap in found.state.gaps if gap.at == statement.digest),
        pictures=tuple(photo.hex() for photo in _photos(statement.body)),
    )


def _photos(body: Touch) -> tuple[bytes, ...]:
    copies = body.copies if isinstance(body, Copied) else ()
    return (*body.photos, *(photo for copy in copies for photo in copy.photos))


def lines_by(lines: Sequence[Line]) -> Mapping[Digest, Line]:
    """The lines by their statement."""
    return {one.statement.digest: one for one in lines}


def _handovers(found: BoxChain, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Each handover with both halves, or the half that there is."""
    known = lines_by(lines)
    return [
        {
            "given": known.get(one.given) if one.given else None,
            "taken": known.get(one.taken) if one.taken else None,
            "differs": [DIFFERS[name] for name in one.differs],
        }
        for one in found.state.handovers
        if known.keys() & {one.given, one.taken}
    ]


def _against(found: BoxChain, lines: Sequence[Line], *, desk: Desk) -> list[tuple[Line, GuardResult]]:
    """Guards that did not hold at a step, for which signatures are still missing; the known ones first."""
    known = lines_by(lines)
    due_ms = deadline_of(found.view.operation)
    all_ = against_guards(found.looks, box=found.state.box.code, rules=desk.custody, due_ms=due_ms)
    missing = [(known[one.statement.digest], one.result) for one in all_ if one.result.missing_institutions]
    return sorted(missing, key=lambda pair: (pair[1].holding is not Holding.AGAINST, pair[0].at))


def _lone(found: BoxChain, desk: Desk, *, at: datetime) -> list[tuple[Line, str]]:
    """Halves that stand alone for too long, with the side that is missing."""
    lines = lines_by(_lines(found))
    halves = lone_halves(
        found.state.handovers,
        statements=found.state.statements,
        now_ms=round(at.timestamp() * 1000),
        after_ms=desk.custody.lone_half_after_s * 1_000,
    )
    halves_known = [(one.given or one.taken, side) for one, side in halves]
    return [(lines[half], side.value) for half, side in halves_known if half and half in lines]
