"""What a phone asks of the field work; docs/reference/fieldwork.md is the answer's form."""

from dataclasses import fields

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sampai.fieldwork.model import FieldBox, FieldPerson, Meet, Task
from sampai.fieldwork.ports import BoxesIn
from sampai.fieldwork.queries import Elections, tasks_for
from sampai.ledger.api import Record, answer, call, signed_by
from sampai.ledger.model import Data
from sampai.ledger.rules.enrolment import PROTOCOL


@require_GET
@call
def tasks(request: HttpRequest, *, record: Record, boxes_in: BoxesIn, election_of: Elections) -> HttpResponse:
    """What the persons on this phone have to do. An empty list is a right answer."""
    known = signed_by(request, record=record)
    found = tasks_for(known, roles=settings.ROLES(), boxes_in=boxes_in, election_of=election_of)
    boxes = {box.code: box for task in found.tasks for box in task.boxes}
    return answer(
        {
            1: PROTOCOL,
            2: record.now_ms(),
            3: found.zone,
            4: {one.actor: _keeper(one) for one in found.people},
            5: [_task(one) for one in found.tasks],
            6: {code: _box(box) for code, box in boxes.items()},
        }
    )


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
            "may_follow": list(box.may_follow),
            "after": list(box.heads),
        }
    return {name: value for name, value in said.items() if value}


def _keeper(one: FieldPerson | Meet) -> dict[str, Data]:
    """As bodies of statements name a person."""
    said: dict[str, Data] = {"name": one.name, "institution": one.institution.value}
    if one.level is not None:
        said["level"] = one.level.value
    return said | ({"office": one.office} if one.office else {})
