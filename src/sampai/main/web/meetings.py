"""What meetings are handed by the program: versions made with decisions, codes, pictures."""

import hmac
import logging
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from threading import Thread
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connections

from sampai.coordination.actions.deciding import begin_version, carry_out, give_up_version
from sampai.coordination.model import Decision
from sampai.coordination.pages.meetings import Room
from sampai.coordination.queries import DecidedIn, MeetingView, carried_decisions, one_meeting
from sampai.coordination.queries.agenda import newest_plan
from sampai.coordination.rules.effects import MOVES_GOODS, decided, lacking, ready
from sampai.engines.printing.codes import qr_svg
from sampai.engines.solver.ruin_solver import RuinSolver
from sampai.kernel.clock import ZONES, now
from sampai.kernel.errors import Refused, SampaiError
from sampai.kernel.rights import Actor, Deed, Scope
from sampai.kernel.text import say
from sampai.ledger.queries import document_bytes
from sampai.main.grouping import USUAL, groupers_of
from sampai.main.operations import rules_of
from sampai.main.web.papers import own_key
from sampai.materials.rules.needs import needs_of
from sampai.packs.profiles import stagings
from sampai.plan.forms.kept import KeptPlan, kept_bytes, read_kept
from sampai.plan.model import Operation, OperationPlan
from sampai.plan.queries import PlanView, plans
from sampai.plan.rules.make import make_plan, plan_with

TAG_DIGITS = 16

_log = logging.getLogger("sampai")


def meeting_room() -> Room:
    """What the pages of meetings need."""
    return Room(
        begin=begin,
        stagings=stagings,
        tag=_tag,
        picture=qr_svg,
        site=lambda: settings.OPTIONS.address,
        lost=lost,
    )


def _tag(meeting: int) -> str:
    message = f"sampai/meeting/v1\n{meeting}".encode()
    return hmac.digest(own_key(), message, sha256).hex()[:TAG_DIGITS]


def begin(by: Actor, meeting: int) -> None:
    """Make a version with a meeting's decisions in a thread of its own; it may take minutes."""
    begin_version(by, now(), meeting=meeting)
    Thread(target=_made, args=(by, meeting), daemon=True).start()


def _made(by: Actor, meeting: int) -> None:
    try:
        make_version(by, meeting)
    except SampaiError as error:
        give_up_version(meeting, error=error)
    except Exception:  # noqa: BLE001 -- it is logged, and the page says that it failed
        _log.exception("A version with decisions of a meeting could not be made.")
        give_up_version(meeting, error=_failed())
    finally:
        connections.close_all()


def _failed() -> Refused:
    return Refused(
        "version-failed",
        say("The version could not be made."),
        say("Change the tables, plan with sampai plan, and import the plan."),
    )


def make_version(by: Actor, meeting: int) -> int:
    """The next version of the plan with the decisions that wait, as a draft; its number in the store.

    Raises `Refused` where the newest version came from a road map, or a decision names what is not there.
    """
    view = one_meeting(by.scope, meeting)
    newest = newest_plan(by.scope, operation=view.operation)
    if newest is None:
        raise Refused("no-plan", say("There is no plan yet."), say("Import a plan first."))
    decisions = ready(view.meeting.decisions, promises=view.meeting.promises)
    plan = with_decisions(read_kept(document_bytes(newest.document)), view=view, decisions=decisions)
    return carry_out(by, now(), meeting=meeting, decisions=decisions, plan=plan, document=kept_bytes(plan))


def with_decisions(kept: KeptPlan, *, view: MeetingView, decisions: Sequence[Decision]) -> OperationPlan:
    """The plan as the decisions want it. Journeys stay as they are, unless one of them is about goods."""
    if kept.roads:
        raise Refused(
            "roads-needed",
            say("The distances of this plan come from a road map: {name}.", name=kept.roads),
            say("Enter the decisions in the tables and plan with sampai plan and the same road map."),
        )
    assert view.meeting.starts is not None
    source = f"{view.meeting.title} {view.meeting.starts:%d-%m-%Y}"
    day = view.meeting.starts.date()
    operation = decided(kept.operation, decisions=decisions, source=source, day=day)
    if any(one.agreed in MOVES_GOODS for one in decisions):
        return _planned_anew(kept, operation)
    return _around_journeys(kept, operation)


def lacks(scope: Scope, view: PlanView) -> Sequence[DecidedIn]:
    """Decisions that earlier versions were made with and this version's tables lack."""
    found = carried_decisions(scope, operation=view.operation, before=view.pk)
    if not found:
        return []
    documents = {one.pk: one.document for one in plans(scope, operation=view.operation)}
    known = [one for one in found if one.plan in documents]
    carried = [(one.decision, _operation_of(documents[one.plan])) for one in known]
    local = now().astimezone(ZoneInfo(ZONES[view.zone])).replace(tzinfo=None)
    missed = {id(one) for one in lacking(_operation_of(view.document), carried=carried, now=local)}
    return [one.decided for one in known if id(one.decision) in missed]


def lost(scope: Scope, operation: int) -> tuple[int, Sequence[DecidedIn]]:
    """The number of the newest version of a plan, and the decisions that it lacks."""
    newest = newest_plan(scope, operation=operation) if Deed.SEE_PLAN in scope.deeds else None
    return (0, []) if newest is None else (newest.number, lacks(scope, newest))


@lru_cache(maxsize=4)
def _operation_of(document: str) -> Operation:
    return read_kept(document_bytes(document)).operation


def _around_journeys(kept: KeptPlan, operation: Operation) -> OperationPlan:
    rules = rules_of(operation)
    return plan_with(
        kept.delivery,
        operation=operation,
        rules=rules,
        needs=needs_of(operation.register.stations, election=rules.election, kits=rules.kits),
        inputs=kept.inputs,
        scenarios=int(kept.parameters.get("scenarios", 0)),
        parameters=kept.parameters,
        grouper=groupers_of(kept)[0],
    )


def _planned_anew(kept: KeptPlan, operation: Operation) -> OperationPlan:
    known = kept.parameters
    return make_plan(
        operation,
        rules=rules_of(operation),
        solver=RuinSolver(threads=1),
        seed=int(known.get("seed", 1)),
        effort=int(known.get("effort", 1)),
        inputs=kept.inputs,
        scenarios=int(known.get("scenarios", 0)),
        grouper=USUAL,
    )
