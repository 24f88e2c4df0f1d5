"""Deeds of an instructor: beginning and ending an exercise, letting things happen in it; their reports."""

from collections.abc import Sequence
from datetime import datetime

from sampai.election.queries import operation as one_operation
from sampai.election.tables import OperationRow
from sampai.incidents.model import Claim, Entry, IncidentBook, ItemId, Source
from sampai.incidents.rules.reading import REPORTED, claim_body
from sampai.kernel.clock import MINUTE, HTime
from sampai.kernel.errors import Refused
from sampai.kernel.quantity import Certainty
from sampai.kernel.rights import Actor, Deed, Forbidden, Institution
from sampai.kernel.text import say
from sampai.ledger.actions import Done, changed, deed
from sampai.ledger.actions.own import OwnNode, state
from sampai.ledger.queries.record import is_exercise
from sampai.rehearsal.model.training import KIND_OF, Injection, Mishap, Script
from sampai.rehearsal.queries import clock_of, injection_of, next_journey, open_exercise
from sampai.rehearsal.tables import ExerciseRow, InjectionRow

FASTEST = 1_000.0
SELF = "latihan"
"""As the record calls whoever reports what an exercise lets happen."""


@deed(Deed.LEAD_EXERCISE)
def begin_exercise_of(
    by: Actor, at: datetime, *, operation: int, title: str, first: HTime, speed: float, script: Script | None
) -> Done[int]:
    """Begin an exercise now, at a time of its own; its number.

    Raises `Forbidden` outside the territory, `Refused` on a server of a real record, and while another
    exercise of the operation is going on.
    """
    found = one_operation(by.scope, operation)
    if found is None:
        raise Forbidden(Deed.LEAD_EXERCISE)
    by.needs(Deed.LEAD_EXERCISE, region=found.region)
    row = _begun(
        operation, title=title, first=first, speed=speed, script=script, by=by.account, now_ms=_ms(at)
    )
    return Done(row.pk, f"exercise:{row.pk}", {"title": row.title, "speed": speed})


def begin_from_device(
    territory: str, *, first: HTime, speed: float, script: Script | None, by: str, now_ms: int
) -> int:
    """Set the clock of the territory's exercise to a day that telephones begin to play; its number.

    An exercise that an instructor has begun goes on with this clock; otherwise one is begun. Raises `Refused`
    as `begin_exercise_of`, and where the territory has no operation.
    """
    going = open_exercise(territory)
    if going is not None:
        row = ExerciseRow.objects.get(pk=going.pk)
        row.began_ms, row.first_h, row.speed = now_ms, first, speed
        row.save(update_fields=["began_ms", "first_h", "speed"])
        _let_happen(row, script.injections if script else (), by=by)
        changed()
        return int(row.pk)
    operation = OperationRow.objects.filter(region__startswith=territory).order_by("-voting_day").first()
    if operation is None:
        raise Refused(
            "exercise-operation",
            say("There is no operation in {territory} to exercise.", territory=territory),
            say("Import its tables and a plan first."),
        )
    row = _begun(
        operation.pk,
        title=script.name if script else operation.name,
        first=first,
        speed=speed,
        script=script,
        by=by,
        now_ms=now_ms,
    )
    changed()
    return int(row.pk)


def _begun(
    operation: int, *, title: str, first: HTime, speed: float, script: Script | None, by: str, now_ms: int
) -> ExerciseRow:
    _only_in_exercises()
    if not 0 < speed <= FASTEST:
        raise Refused(
            "exercise-speed",
            say("An exercise runs up to {most} times as fast as the clock.", most=round(FASTEST)),
            say("Write a number from 1 on."),
        )
    if ExerciseRow.objects.filter(operation=operation, ended_ms=None).exists():
        raise Refused(
            "exercise-open",
            say("An exercise of this operation is going on."),
            say("End it before the next one begins."),
        )
    row = ExerciseRow.objects.create(
        operation_id=operation,
        title=title.strip()[:120] or "Latihan",
        began_ms=now_ms,
        first_h=first,
        speed=speed,
        begun_by=by,
    )
    _let_happen(row, script.injections if script else (), by=by)
    return row


def _only_in_exercises() -> None:
    if not is_exercise():
        raise Refused(
            "exercise-real",
            say("This server holds a real record; nothing is let happen in it."),
            say("Exercise on a server that was started with: sampai serve --exercise"),
        )


@deed(Deed.LEAD_EXERCISE)
def inject(by: Actor, at: datetime, *, exercise: int, injection: Injection) -> Done[int]:
    """Let something happen; its number. What lies behind the exercise's time happens at once.

    Raises `Forbidden` outside the territory, `Refused` where the exercise has ended.
    """
    row = _led(by, exercise)
    by.needs(Deed.LEAD_EXERCISE, region=injection.place)
    _still_open(row)
    made = _let_happen(row, [injection], by=by.account, earliest=clock_of(row).at(_ms(at)))
    return Done(made[0].pk, f"exercise:{row.pk}", {"mishap": injection.mishap.value})


@deed(Deed.LEAD_EXERCISE)
def end_exercise(by: Actor, at: datetime, *, exercise: int) -> Done[None]:
    """End an exercise: its score is open to those who took part. Raises as `inject`."""
    row = _led(by, exercise)
    _still_open(row)
    row.ended_ms = _ms(at)
    row.save(update_fields=["ended_ms"])
    return Done(None, f"exercise:{row.pk}", {"ended": True})


def _led(by: Actor, exercise: int) -> ExerciseRow:
    row = ExerciseRow.objects.select_related("operation").filter(pk=exercise).first()
    if row is None:
        raise Forbidden(Deed.LEAD_EXERCISE)
    by.needs(Deed.LEAD_EXERCISE, region=row.operation.region)
    return row


def _still_open(row: ExerciseRow) -> None:
    if row.ended_ms is not None:
        raise Refused(
            "exercise-ended", say("This exercise has ended."), say("Begin a new one; its score stays.")
        )


def _let_happen(
    row: ExerciseRow, found: Sequence[Injection], *, by: str, earliest: HTime | None = None
) -> Sequence[InjectionRow]:
    return [
        InjectionRow.objects.create(
            exercise=row,
            mishap=one.mishap.value,
            at_h=one.at if earliest is None else max(one.at, earliest),
            place=one.place,
            journey=one.journey or _journey(row, one),
            lasts_min=one.lasts_min,
            teller=one.teller[:150],
            told=one.told[:500],
            told_after_min=one.told_after_min,
            made_by=by,
        )
        for one in found
    ]


def _journey(row: ExerciseRow, one: Injection) -> str:
    if one.mishap not in {Mishap.BOAT, Mishap.VEHICLE_LOST}:
        return ""
    return next_journey(row.operation_id, place=one.place, since=one.at, by_boat=one.mishap is Mishap.BOAT)


def tell_due(own: OwnNode, *, now_ms: int, book: IncidentBook) -> int:
    """State what people in the field report of events whose time has come; how many reports were made."""
    told = 0
    rows = InjectionRow.objects.select_related("exercise__operation").filter(
        exercise__ended_ms=None, told_ms=None
    )
    for row in rows.exclude(told="").order_by("at_h", "pk"):
        due = clock_of(row.exercise).wall_ms(HTime(row.at_h + row.told_after_min * MINUTE))
        if due <= now_ms:
            row.claim, row.told_ms = _reported(row, own=own, at_ms=now_ms, book=book), now_ms
            row.save(update_fields=["claim", "told_ms"])
            told += 1
    return told


def _reported(row: InjectionRow, *, own: OwnNode, at_ms: int, book: IncidentBook) -> str:
    """One person's word from the field; what it calls for is not in it."""
    one = injection_of(row)
    kind = KIND_OF[one.mishap]
    claim = Claim(
        id=ItemId("-"),
        kind=kind if kind in book.kinds else "other",
        place=one.place,
        at_ms=clock_of(row.exercise).wall_ms(one.at),
        told_ms=at_ms,
        source=Source(
            name=one.teller or SELF,
            institution=None if one.mishap is Mishap.RUMOUR else Institution.KPU,
            is_on_site=one.mishap is not Mishap.RUMOUR,
        ),
        certainty=Certainty.ASSUMED if one.mishap is Mishap.RUMOUR else Certainty.REPORTED,
        entry=Entry.DESK,
        journey=one.journey,
        note=one.told,
    )
    digest = state(
        own,
        kind=REPORTED,
        subject=f"place:{one.place}",
        place=one.place,
        actor=SELF,
        body=claim_body(claim),
        at_ms=at_ms,
        election=row.exercise.operation.event,
    )
    return digest.hex()


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1_000)
