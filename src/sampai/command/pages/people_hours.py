"""People of each unit by the hour, as a plan sends them: drawn, told in stretches, taken away as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET
from markupsafe import Markup

from sampai.command.actions import export_list
from sampai.command.model import Desk, Filter
from sampai.command.pages.lists import MIME
from sampai.command.ports import Opens
from sampai.guarding.model import Duty, DutyKind, Unit
from sampai.kernel.clock import HOUR, HTime, now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy
from sampai.kernel.table.page import TableSheet, sheet_name
from sampai.kernel.text import Words, say
from sampai.ledger.actions import looked
from sampai.people.pages import Request
from sampai.plan.model import OperationPlan
from sampai.plan.pages.people_svg import people_svg
from sampai.plan.queries import plan_view
from sampai.plan.rules.duties import in_use, runs

LISTING = "personel-per-jam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Hours in which a unit has the same number of people out or on the way."""

    unit: Unit
    starts: datetime
    ends: datetime
    people: int

    @property
    def is_over(self) -> bool:
        """Whether it is more than the unit can send."""
        return self.people > self.unit.available


def seen(scope: Scope) -> Secrecy:
    """The class of what the hours tell somebody: with escorts in them, when journeys go."""
    return Secrecy.EMBARGO if scope.sees(Secrecy.EMBARGO) else Secrecy.RESTRICTED


def units_of(plan: OperationPlan, *, scope: Scope) -> list[Unit]:
    """The units that are based in the territory."""
    places = plan.operation.register.places
    inside = {str(one.code) for one in places if scope.covers(one.region)}
    return [one for one in plan.operation.units if one.base in inside]


def duties_of(plan: OperationPlan, *, scope: Scope) -> list[Duty]:
    """The duties of those units. For whom routes are closed, only what tells nothing of journeys' times."""
    codes = {one.code for one in units_of(plan, scope=scope)}
    every: Sequence[Duty] = plan.manning.duties
    if not scope.sees(Secrecy.EMBARGO):
        every = (*plan.guard.duties, *(one for one in every if one.kind is DutyKind.PLACE))
    return [one for one in every if one.unit in codes]


def chart(plan: OperationPlan, *, scope: Scope, words: Words) -> Markup:
    """Strips of the units over time; empty where nobody is out."""
    duties = duties_of(plan, scope=scope)
    drawn = people_svg(
        duties,
        units=units_of(plan, scope=scope),
        calendar=plan.operation.settings.calendar,
        words=words,
        style="",
    )
    return Markup(drawn if duties else "")  # noqa: S704 -- escaped where it is drawn


def stretches(plan: OperationPlan, *, scope: Scope) -> Iterator[Stretch]:
    """Unit by unit, in order of time; hours without anybody are left out."""
    calendar = plan.operation.settings.calendar
    used = in_use(duties_of(plan, scope=scope))
    for unit in units_of(plan, scope=scope):
        for starts, ends, people in runs(used.get(unit.code, {})):
            if people:
                span = (calendar.instant(one) for one in (starts, ends))
                yield Stretch(unit=unit, starts=next(span), ends=next(span), people=people)


@require_GET
def exported(request: Request, plan: int, ending: str, opens: Opens, desk: Desk) -> HttpResponse:
    """The whole table, a row for each unit and hour; it is noted who took it."""
    actor, at = request.actor, now()
    view = plan_view(actor.scope, plan)
    if ending not in desk.write:
        raise Http404(ending)
    if not actor.scope.sees(Secrecy.RESTRICTED):
        raise Forbidden(Deed.EXPORT)
    wanted = Filter(region=RegionCode(max(view.region, actor.scope.territory, key=len)))
    export_list(actor, at, listing=LISTING, ending=ending, wanted=wanted)
    looked(actor, at, subject=f"plan:{view.pk}:{LISTING}", secrecy=seen(actor.scope))
    opened = opens(view.document).plan
    content = desk.write[ending](_table(opened, scope=actor.scope, words=request.words, name=view.name))
    file = f"sampai-{LISTING}-{wanted.region}-v{view.number}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return HttpResponse(content, content_type=MIME[ending], headers=headers)


def _table(plan: OperationPlan, *, scope: Scope, words: Words, name: str) -> TableSheet:
    calendar = plan.operation.settings.calendar
    used = in_use(duties_of(plan, scope=scope))
    title = words.say(say("People in use by unit and hour"))
    headers = (say("Unit"), say("Day"), say("Hour"), say("People"), say("Available"))
    return TableSheet(
        name=sheet_name(title, taken=()),
        title=f"{title} · {name}",
        headers=tuple(words.say(one) for one in headers),
        rows=tuple(
            (unit.name, local.date(), words.clock(local), people, unit.available)
            for unit in units_of(plan, scope=scope)
            for starts, ends, people in runs(used.get(unit.code, {}))
            for hour in range(starts, ends, HOUR)
            for local in [calendar.instant(HTime(hour))]
        ),
    )
