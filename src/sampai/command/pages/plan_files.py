"""The files of a plan to take away. They hold routes and times (R4), so a look is noted each time."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sampai.command.pages.plans import head, may_take_files
from sampai.command.ports import PlanFiles
from sampai.kernel.clock import now
from sampai.kernel.errors import SampaiError
from sampai.kernel.rights import Deed, Forbidden, Secrecy
from sampai.ledger.actions import looked
from sampai.people.pages import Request
from sampai.plan.queries import PlanView, plan_view


@require_GET
def listed(request: Request, plan: int, files: PlanFiles) -> HttpResponse:
    """The files of a version. They are written when somebody first asks for them."""
    view = _allowed(request, plan)
    try:
        found, error = files.listed(view.document, words=request.words), None
    except SampaiError as refused:
        found, error = (), refused
    content = head(request.actor, view) | {"files": found, "error": error}
    return render(request, "plan_files.jinja", content, status=422 if error else 200)


@require_GET
def taken(request: Request, plan: int, file: str, files: PlanFiles) -> HttpResponseBase:
    """One file, always to be saved: a page of a plan brings styles that this server's pages do not allow."""
    view = _allowed(request, plan)
    path = files.path(view.document, file, words=request.words)
    if path is None:
        raise Http404(file)
    looked(request.actor, now(), subject=f"plan:{view.pk}:{file}", secrecy=Secrecy.EMBARGO)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{view.region}-v{view.number}-{file}")


def _allowed(request: Request, plan: int) -> PlanView:
    view = plan_view(request.actor.scope, plan)
    if not may_take_files(request.actor, view):
        raise Forbidden(Deed.EXPORT)
    return view
