"""Filling checklists in: at the desk as a statement of this server, in the field as one of a phone."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sampai.election.queries import operation as one_operation
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Actor, Deed, Forbidden, Institution
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed
from sampai.ledger.actions.own import OwnNode, state
from sampai.ledger.model import Data, Digest
from sampai.ledger.queries.record import Stored, known_device
from sampai.ledger.rules.cbor import encode
from sampai.oversight.model import Answer, Reply, WatchedStage
from sampai.oversight.tables import ChecklistRow

FILLED = "oversight.filled"
MOST_ANSWERS = 60
LONGEST_NOTE = 500


@deed(Deed.WORK_OVERSIGHT)
def fill_checklist(
    by: Actor,
    at: datetime,
    *,
    own: OwnNode,
    operation: int,
    stage: WatchedStage,
    region: RegionCode,
    subject: str,
    answers: Sequence[Answer],
    happened_at: datetime,
) -> Done[Digest]:
    """State what a supervisor saw at a place, by the checklist of a stage; the statement's digest.

    Raises `Forbidden` outside the territory, `Refused` where nothing was answered, or for a time to come.
    """
    by.needs(Deed.WORK_OVERSIGHT, region=region)
    one = one_operation(by.scope, operation)
    if one is None:
        raise Forbidden(Deed.WORK_OVERSIGHT)
    if not answers:
        raise Refused("checklist-empty", say("No question was answered."), say("Answer what you looked at."))
    if happened_at > at:
        raise Refused("future", say("The time lies ahead."), say("Write when it happened."))
    digest = state(
        own,
        kind=FILLED,
        subject=subject,
        place=region,
        actor=by.account,
        body={
            "stage": stage.value,
            "by": {"name": by.name, "institution": by.institution.value, "office": by.role.code},
            "answers": [_data(one) for one in answers[:MOST_ANSWERS]],
        },
        at_ms=round(at.timestamp() * 1_000),
        election=one.event,
        happened_ms=round(happened_at.timestamp() * 1_000),
    )
    return Done(digest, f"checklist:{digest.hex()[:16]}", {"stage": stage.value})


def _data(one: Answer) -> Mapping[str, Data]:
    found: dict[str, Data] = {"question": one.question, "reply": one.reply.value}
    more: Mapping[str, Data] = {
        "note": one.note[:LONGEST_NOTE],
        "events": list(one.events),
        "photos": list(one.photos),
        "boxes": list(one.boxes),
    }
    return found | {name: value for name, value in more.items() if value}


def keep_checklists(events: Iterable[Stored]) -> None:
    """Read statements of the supervisor's phones and of servers; what breaks the form stays in the record."""
    rows = [row for one in events if one.event.kind == FILLED and (row := _row(one)) is not None]
    ChecklistRow.objects.bulk_create(rows, ignore_conflicts=True)


def _row(one: Stored) -> ChecklistRow | None:
    match one.event.body:
        case {"stage": str(stage), "by": Mapping() as who, "answers": [*told]} if stage in {*WatchedStage}:
            answers = [found for each in told[:MOST_ANSWERS] if (found := _read(each)) is not None]
        case _:
            return None
    if not answers or not _is_supervisors(one) or not one.event.place.isdecimal():
        return None
    region = RegionCode(one.event.place[:13])
    return ChecklistRow(
        origin=one.digest.hex(),
        event=one.event.election,
        stage=stage,
        subject=one.event.subject,
        region=region,
        label=span_of(region)[0],
        role=str(who.get("office", ""))[:40],
        name=str(who.get("name", ""))[:150],
        at=datetime.fromtimestamp(one.event.observed.wall_ms / 1_000, tz=UTC),
        answers=answers,
        noes=sum(answer["reply"] == Reply.NO.value for answer in answers),
    )


def _is_supervisors(one: Stored) -> bool:
    device = known_device(one.event.device.hex())
    if device is None:
        return False
    return device.server or device.institution == Institution.BAWASLU.value


def _read(told: object) -> dict[str, Any] | None:
    match told:
        case {"question": str(question), "reply": str(reply), **more} if reply in {*Reply}:
            return {
                "question": question[:60],
                "reply": reply,
                "note": str(more.get("note", ""))[:LONGEST_NOTE],
                "events": _digests(more.get("events")),
                "photos": _digests(more.get("photos")),
                "boxes": _texts(more.get("boxes")),
            }
    return None


def _digests(told: object) -> list[str]:
    return [one.hex() for one in told if isinstance(one, bytes)] if isinstance(told, (list, tuple)) else []


def _texts(told: object) -> list[str]:
    return [one[:40] for one in told if isinstance(one, str)] if isinstance(told, (list, tuple)) else []


def forget_checklists() -> None:
    """Empty the table."""
    ChecklistRow.objects.all().delete()


def digest_of_checklists() -> Digest:
    """Over all checklists, by the statements that they are."""
    rows = ChecklistRow.objects.order_by("origin").values_list("origin", "stage", "region", "noes")
    return Digest(hashlib.sha256(encode([list(row) for row in rows])).digest())
