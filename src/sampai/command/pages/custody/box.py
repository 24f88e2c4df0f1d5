"""The page of a box: its gaps first, both halves of each handover, the chain, who held it, its seals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sampai.command.model import Desk
from sampai.command.pages.custody.words import DIFFERS, word
from sampai.command.pages.incidents import incidents_near
from sampai.command.pages.where import NATION
from sampai.custody.model import BoxRead, Entry, Statement
from sampai.custody.queries.chain import BoxChain, chain
from sampai.custody.rules.handovers import lone_halves
from sampai.custody.rules.indicators import applying
from sampai.custody.rules.life import may_follow
from sampai.custody.rules.order import read_of
from sampai.custody.rules.seals import ACTS
from sampai.election.queries import operation
from sampai.fieldwork.model import Evidence
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Secrecy
from sampai.kernel.text import Text
from sampai.ledger.actions import looked
from sampai.ledger.model import Digest
from sampai.people.pages import Request
from sampai.places.queries import chain as regions_above
from sampai.plan.pages.labels import label

EVIDENCE: Mapping[Entry, Evidence] = {
    Entry.PHONE: Evidence.A,
    Entry.SMS: Evidence.B,
    Entry.VOICE: Evidence.C,
    Entry.DESK: Evidence.D,
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
        "label": label,
        **incidents_near(request, box=code),
        "may_enter": actor.may(Deed.ENTER_CUSTODY, region=found.view.owner),
    }
    seen = Secrecy.EMBARGO if found.view.journey and found.view.is_on_the_way else Secrecy.AGENCIES
    looked(actor, at, subject=f"box:{code}", secrecy=seen)
    return render(request, "box.jinja", content)


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
    )


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
