"""Plans for programs: versions, problems, journeys, clusters; checking, signing and publishing."""

from django.conf import settings
from ninja import Query, Router

from sampai.command.api import answers
from sampai.command.api.asked import Narrowing, Number, Paged, Remark
from sampai.command.model import Filter
from sampai.command.queries.lists import Asked, cluster_lines, journey_lines
from sampai.command.queries.plans import PlanInForce
from sampai.election.queries import operation as operation_in
from sampai.kernel.clock import now
from sampai.kernel.rights import Actor, Deed, Forbidden, Secrecy
from sampai.ledger.actions import looked
from sampai.people.pages import Request
from sampai.plan import queries
from sampai.plan.actions import check_plan, publish_plan, sign_plan
from sampai.plan.queries import PlanView

router = Router(tags=["plan"])


@router.get("/operations/{operation}/plans", response=list[answers.Plan])
def plans(request: Request, operation: Number) -> list[answers.Plan]:
    """The versions of an operation's plan, the newest first; none of foreign operations."""
    actor = _reader(request)
    return [_plan(actor, one) for one in queries.plans(actor.scope, operation=operation)]


@router.get("/plans/{plan}", response=answers.Plan)
def plan(request: Request, plan: Number) -> answers.Plan:
    """One version with its figures and signatures."""
    actor = _reader(request)
    return _plan(actor, queries.plan_view(actor.scope, plan))


@router.get("/plans/{plan}/problems", response=answers.PlanFaults)
def problems(request: Request, plan: Number, asked: Query[Paged]) -> answers.PlanFaults:
    """What the checks found, in the asked language."""
    actor = _reader(request)
    found = queries.problems(actor.scope, plan=plan)
    _looked(actor, f"problems:{plan}", highest=Secrecy.EMBARGO, any_shown=bool(found))
    start = int(asked.after or 0)
    end = start + asked.limit
    return answers.PlanFaults(
        items=[answers.plan_fault(one, words=request.words) for one in found[start:end]],
        next=str(end) if len(found) > end else None,
    )


@router.get("/plans/{plan}/journeys", response=answers.Journeys)
def journeys(request: Request, plan: Number, asked: Query[Narrowing]) -> answers.Journeys:
    """A version's journeys that touch one's territory. Routes and times only for whom they are open."""
    actor = _reader(request)
    narrowed = _narrowed(actor, plan, wanted=asked.filter())
    lines = journey_lines(actor.scope, narrowed, after=asked.after, most=asked.limit + 1)
    _looked(actor, f"journeys:{plan}", highest=Secrecy.EMBARGO, any_shown=bool(lines))
    return answers.Journeys(
        items=[answers.journey_of(one) for one in lines[: asked.limit]],
        next=lines[asked.limit - 1].mark if len(lines) > asked.limit else None,
    )


@router.get("/plans/{plan}/clusters", response=answers.Clusters)
def clusters(request: Request, plan: Number, asked: Query[Narrowing]) -> answers.Clusters:
    """A version's clusters. Numbers of officers and units only for whom they are open."""
    actor = _reader(request)
    narrowed = _narrowed(actor, plan, wanted=asked.filter())
    lines = cluster_lines(actor.scope, narrowed, after=asked.after, most=asked.limit + 1)
    _looked(actor, f"clusters:{plan}", highest=Secrecy.RESTRICTED, any_shown=bool(lines))
    return answers.Clusters(
        items=[answers.cluster_of(one, scope=actor.scope) for one in lines[: asked.limit]],
        next=lines[asked.limit - 1].mark if len(lines) > asked.limit else None,
    )


@router.post("/plans/{plan}/check", response=answers.Plan)
def check(request: Request, plan: Number, remark: Remark) -> answers.Plan:
    """Say that somebody has read a draft's problems."""
    check_plan(request.actor, now(), plan=plan, note=remark.note)
    return _plan(request.actor, queries.plan_view(request.actor.scope, plan))


@router.post("/plans/{plan}/sign", response=answers.Plan)
def sign(request: Request, plan: Number, remark: Remark) -> answers.Plan:
    """Sign a checked version for one's institution."""
    sign_plan(request.actor, now(), plan=plan, note=remark.note)
    return _plan(request.actor, queries.plan_view(request.actor.scope, plan))


@router.post("/plans/{plan}/publish", response=answers.Plan)
def publish(request: Request, plan: Number) -> answers.Plan:
    """Make a signed version the one that counts."""
    publish_plan(request.actor, now(), plan=plan, signers=settings.SIGNERS())
    return _plan(request.actor, queries.plan_view(request.actor.scope, plan))


def _reader(request: Request) -> Actor:
    request.actor.needs(Deed.SEE_PLAN)
    return request.actor


def _looked(actor: Actor, subject: str, *, highest: Secrecy, any_shown: bool) -> None:
    """Note a look at restricted fields, where some were shown."""
    if any_shown:
        looked(actor, now(), subject=subject, secrecy=min(actor.scope.secrecy, highest))


def _narrowed(actor: Actor, plan: int, *, wanted: Filter) -> Asked:
    view = queries.plan_view(actor.scope, plan)
    operation = operation_in(actor.scope, view.operation)
    if operation is None:
        raise Forbidden(Deed.SEE_PLAN)
    one = PlanInForce(pk=view.pk, operation=operation, number=view.number, status=view.status)
    return Asked(wanted=wanted, operations=[operation], plans=[one])


def _plan(actor: Actor, view: PlanView) -> answers.Plan:
    """A version; numbers of officers in its figures are for the agencies."""
    return answers.Plan(
        plan=view.pk,
        operation=view.operation,
        region=view.region,
        event=view.event,
        number=view.number,
        digest=view.digest,
        status=view.status,
        imported_at=view.imported_at,
        published_at=view.published_at,
        figures=dict(view.figures) if actor.scope.sees(Secrecy.AGENCIES) else None,
        signoffs=[
            answers.Signoff(
                institution=one.institution, account=one.account, role=one.role, at=one.at, note=one.note
            )
            for one in view.signoffs
        ],
    )
