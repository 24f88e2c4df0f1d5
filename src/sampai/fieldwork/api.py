"""What a phone asks of the field work; docs/reference/fieldwork.md is the answer's form."""

import gzip
from collections.abc import Mapping
from dataclasses import fields
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from sampai.fieldwork.actions import note_handed_out, take_fixes
from sampai.fieldwork.model import FieldBox, FieldPerson, Meet, PositionRules, Task
from sampai.fieldwork.ports import BoxesIn
from sampai.fieldwork.queries import Elections, Tasks, tasks_for
from sampai.fieldwork.rules.positions import read_fixes, taken
from sampai.kernel.clock import now
from sampai.kernel.ids import VILLAGE_DIGITS
from sampai.ledger.api import Record, Turned, answer, bounded_body, call, signed_by
from sampai.ledger.model import Data, Malformed
from sampai.ledger.rules.cbor import decode, encode
from sampai.ledger.rules.enrolment import PROTOCOL


@require_GET
@call
def tasks(request: HttpRequest, *, record: Record, boxes_in: BoxesIn, election_of: Elections) -> HttpResponse:
    """What the persons on this phone have to do. An empty list is a right answer."""
    known = signed_by(request, record=record)
    found = tasks_for(known, roles=settings.ROLES(), boxes_in=boxes_in, election_of=election_of)
    has = frozenset(request.GET.get("have", "").split(","))
    told = _told(found, has=has, at_ms=record.now_ms())
    if TASKS in told:
        note_handed_out(found, device=known.name, at=now())
    return _packed(request, answer(told))


MOST_POSITIONS = 16 << 10


@require_POST
@call
def positions(request: HttpRequest, *, record: Record, rules: PositionRules) -> HttpResponse:
    """Take where a phone was. No part of the record; what is no position is left out without a word."""
    body = bounded_body(request, most=MOST_POSITIONS)
    known = signed_by(request, record=record, body=body)
    try:
        said = decode(body)
    except Malformed as error:
        raise Turned(400, "malformed") from error
    rows = said.get(2) if isinstance(said, Mapping) else ()
    fixes = taken(read_fixes(rows), now_ms=record.now_ms(), rules=rules)
    take_fixes(fixes, device=known.name)
    return answer({1: PROTOCOL, 2: len(fixes)})


TASKS, DIGEST_BYTES, WORTH_PACKING = 5, 8, 500


def _told(found: Tasks, *, has: frozenset[str], at_ms: int) -> dict[int, Data]:
    """What the phone does not have yet, by the digests that it names: the work, boxes by village."""
    work: dict[int, Data] = {
        3: found.zone,
        4: {one.actor: _keeper(one) for one in found.people},
        TASKS: [_task(one) for one in found.tasks],
    }
    parts: dict[str, dict[str, Data]] = {}
    for task in found.tasks:
        for box in task.boxes:
            parts.setdefault(box.owner[:VILLAGE_DIGITS], {})[box.code] = _box(box)
    digests = {part: _digest(boxes) for part, boxes in parts.items()}
    whole = _digest(work)
    new = (boxes for part, boxes in parts.items() if digests[part].hex() not in has)
    return {
        1: PROTOCOL,
        2: at_ms,
        **({} if whole.hex() in has else work),
        6: {code: box for boxes in new for code, box in boxes.items()},
        7: dict(digests),
        8: whole,
    }


def _digest(part: Mapping[int, Data] | Mapping[str, Data]) -> bytes:
    return sha256(encode(part)).digest()[:DIGEST_BYTES]


def _packed(request: HttpRequest, found: HttpResponse) -> HttpResponse:
    """Texts repeat, so a list shrinks to a tenth."""
    if "gzip" in request.headers.get("Accept-Encoding", "") and len(found.content) > WORTH_PACKING:
        found.content = gzip.compress(found.content, 6, mtime=0)
        found["Content-Encoding"] = "gzip"
    found["Vary"] = "Accept-Encoding"
    return found


def _task(task: Task) -> dict[str, Data]:
    """Fields that are empty, zero or false are left out; boxes are named by their codes."""
    plain = {one.name: getattr(task, one.name) for one in fields(task)}
    said = {name: value for name, value in plain.items() if value and name not in {"boxes", "meet"}}
    if task.boxes:
        said["boxes"] = [box.code for box in task.boxes]
    if task.meet is not None:
        said["meet"] = _keeper(task.meet)
    return said


def _box(box: FieldBox) -> dict[str, Data]:
    """Of a box on which nothing was stated, the plan only."""
    said: dict[str, Data] = {"kind": box.kind, "contest": box.contest, "dapil": box.dapil}
    if box.heads:
        said |= {
            "phase": box.phase,
            "seals": box.seals,
            "direction": box.direction,
            "level": box.level,
            "place": box.place,
            "troubles": list(box.troubles),
            "copied": box.copied,
            "after": list(box.heads),
        }
    return {name: value for name, value in said.items() if value}


def _keeper(one: FieldPerson | Meet) -> dict[str, Data]:
    """As bodies of statements name a person."""
    said: dict[str, Data] = {"name": one.name, "institution": one.institution.value}
    if one.level is not None:
        said["level"] = one.level.value
    return said | ({"office": one.office} if one.office else {})
