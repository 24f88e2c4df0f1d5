"""Pages of exercises: the list, one with its instructor's desk, its score as page, paper and file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sampai.election.queries import OperationView, operations
from sampai.kernel.clock import HTime, format_h_time, now, parse_h_time
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.kernel.table.page import TableSheet
from sampai.kernel.text import Text, Words, say
from sampai.ledger.actions import note
from sampai.ledger.queries.record import is_exercise
from sampai.people.pages import Request
from sampai.rehearsal.actions import begin_exercise_of, end_exercise, inject
from sampai.rehearsal.model.training import How, Injection, Mishap, Script, Step
from sampai.rehearsal.queries import (
    ExerciseView,
    ScoreLine,
    exercise,
    exercises,
    injections,
    names_of,
    scores,
)

MISHAP: Mapping[Mishap, Text] = {
    Mishap.BRIDGE_CUT: say("Bridge cut"),
    Mishap.BOAT: say("Boat in trouble"),
    Mishap.VEHICLE_LOST: say("Vehicle lost"),
    Mishap.FLOOD: say("Flood"),
    Mishap.SERVER_DOWN: say("Server down"),
    Mishap.RUMOUR: say("Hearsay"),
}
HOW: Mapping[How, Text] = {
    How.LOOKED: say("opened the incident"),
    How.REPORTED: say("reported it"),
    How.DECIDED: say("took a step"),
    How.ORDERED: say("gave an order"),
    How.REPLANNED: say("published a new version of the plan"),
    How.SETTLED: say("settled it"),
    How.SUPPLIED: say("all stations supplied"),
}
NOT_DONE = {
    "noticed": say("not noticed"),
    "decided": say("nothing decided"),
    "mended": say("not mended"),
}
MIME = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
USUAL_SPEED = 12
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """What pages of exercises are handed: prepared exercises, and makers of files by their ending."""

    scripts: Callable[[], Mapping[str, Script]]
    write: Mapping[str, Callable[[TableSheet], bytes]]


@require_http_methods(["GET", "POST"])
def index(request: Request, hall: Hall) -> HttpResponse:
    """The exercises of the territory; the form that begins one, for instructors."""
    actor, at = request.actor, now()
    _open(actor)
    error = None
    if request.method == "POST":
        actor.needs(Deed.LEAD_EXERCISE)
        try:
            return redirect("exercise", exercise=_begun(request, hall, at=at))
        except Refused as refused:
            error = refused
    content = {
        "lines": exercises(actor.scope),
        "operations": _own_operations(actor),
        "scripts": hall.scripts().values(),
        "may_lead": actor.may(Deed.LEAD_EXERCISE),
        "given": request.POST,
        "speed": USUAL_SPEED,
        "moment_of": _moment,
        "h": format_h_time,
        "error": error,
    }
    return render(request, "exercises.jinja", content, status=422 if error else 200)


def _open(actor: Actor) -> None:
    """Exercises are where the record is one. Raises `Http404` elsewhere."""
    actor.needs(Deed.SEE_EXERCISE)
    if not is_exercise():
        raise Http404


def _own_operations(actor: Actor) -> list[OperationView]:
    return [one for one in operations(actor.scope) if actor.scope.covers(one.region)]


def _begun(request: Request, hall: Hall, *, at: datetime) -> int:
    post = request.POST
    script = hall.scripts().get(post.get("naskah", ""))
    number = post.get("operasi", "")
    one = next((each for each in _own_operations(request.actor) if str(each.number) == number), None)
    if one is None:
        raise Forbidden(Deed.LEAD_EXERCISE)
    if script is not None and not one.region.startswith(script.region):
        raise Refused(
            "exercise-region",
            say("The exercise “{name}” is for another regency.", name=script.name),
            say("Choose another exercise, or one without prepared events."),
        )
    starts = post.get("mulai", "").strip()
    return begin_exercise_of(
        request.actor,
        at,
        operation=one.number,
        title=post.get("judul", "").strip() or (script.name if script else ""),
        first=parse_h_time(starts) if starts else (script.starts if script else parse_h_time("H-1 06:00")),
        speed=_number(post.get("cepat", ""), usual=script.speed if script else USUAL_SPEED),
        script=script,
    )


def _number(text: str, *, usual: float) -> float:
    if not text.strip():
        return usual
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        raise Refused(
            "number", say("“{value}” is no number.", value=text[:20]), say("Write it with digits.")
        ) from error


@require_GET
def page(request: Request, exercise: int) -> HttpResponse:
    """One exercise: its clock; for its instructors what happens, and the form that lets more happen."""
    actor = request.actor
    _open(actor)
    return _page(request, _found(actor, exercise))


def _found(actor: Actor, number: int) -> ExerciseView:
    return exercise(actor.scope, number)


def _page(request: Request, one: ExerciseView, *, error: Refused | None = None) -> HttpResponse:
    actor, at = request.actor, now()
    leads = actor.may(Deed.LEAD_EXERCISE, region=one.region)
    content = {
        "one": one,
        "h": format_h_time,
        "clock_now": one.clock.at(_ms(at) if one.ended_ms is None else one.ended_ms),
        "leads": leads,
        "injections": injections(one) if leads or one.ended_ms else (),
        "mishaps": [(each.value, MISHAP[each]) for each in Mishap],
        "mishap": MISHAP,
        "given": request.POST,
        "now_ms": _ms(at),
        "moment_of": _moment,
        "error": error,
    }
    return render(request, "exercise.jinja", content, status=422 if error else 200)


@require_POST
def act(request: Request, exercise: int) -> HttpResponse:
    """Let something happen now or later, or end the exercise."""
    actor, at = request.actor, now()
    actor.needs(Deed.LEAD_EXERCISE)
    _open(actor)
    one = _found(actor, exercise)
    try:
        if request.POST.get("langkah") == "akhiri":
            end_exercise(actor, at, exercise=one.pk)
            return redirect("exercise_score", exercise=one.pk)
        inject(actor, at, exercise=one.pk, injection=_injection(request, one, at=at))
    except Refused as refused:
        return _page(request, one, error=refused)
    return redirect("exercise", exercise=one.pk)


def _injection(request: Request, one: ExerciseView, *, at: datetime) -> Injection:
    post = request.POST
    when = post.get("kapan", "").strip()
    mishap = next((each for each in Mishap if each.value == post.get("apa")), None)
    if mishap is None:
        raise Refused("mishap", say("It is not said what happens."), say("Choose an event from the list."))
    return Injection(
        mishap=mishap,
        at=parse_h_time(when) if when else one.clock.at(_ms(at)),
        place=post.get("tempat", "").replace(".", "").strip()[:13] or one.region,
        journey=post.get("perjalanan", "").strip()[:60],
        lasts_min=round(_number(post.get("lama", ""), usual=120)),
        teller=post.get("pelapor", "").strip(),
        told=" ".join(post.get("laporan", "").split()),
        told_after_min=round(_number(post.get("sesudah", ""), usual=10)),
    )


@require_GET
def score(request: Request, exercise: int) -> HttpResponse:
    """What came of each event; `?cetak=1`: as a paper with room for signatures."""
    actor, at = request.actor, now()
    _open(actor)
    one = _found(actor, exercise)
    _may_score(actor, one)
    lines = scores(one, now_ms=_ms(at))
    content = {
        "one": one,
        "h": format_h_time,
        "lines": [(line, _steps(line, one=one)) for line in lines],
        "mishap": MISHAP,
        "how": HOW,
        "not_done": NOT_DONE,
        "who": names_of(_people(lines)),
        "minutes": minutes,
        "may_export": actor.may(Deed.EXPORT) or actor.may(Deed.LEAD_EXERCISE),
        "moment_of": _moment,
        "at": at,
        "in_print": "cetak" in request.GET,
    }
    return render(request, "exercise_score.jinja", content)


def _may_score(actor: Actor, one: ExerciseView) -> None:
    """While it goes on the score is the instructors': it says what is yet to be noticed."""
    if one.ended_ms is None:
        actor.needs(Deed.LEAD_EXERCISE, region=one.region)


def _steps(line: ScoreLine, *, one: ExerciseView) -> list[tuple[str, Step | None, tuple[int, int] | None]]:
    """Each step with its minutes on the wall and in the exercise."""
    found = ((name, getattr(line.score, name)) for name in NOT_DONE)
    return [
        (name, step, minutes(step.at_ms - line.view.effect_ms, speed=one.clock.speed) if step else None)
        for name, step in found
    ]


def minutes(span_ms: int, *, speed: float) -> tuple[int, int]:
    """A span in minutes of the wall and of the exercise, rounded up."""
    return -(-span_ms // MINUTE_MS), -(-round(span_ms * speed) // MINUTE_MS)


def _people(lines: Sequence[ScoreLine]) -> list[str]:
    steps = (getattr(line.score, name) for line in lines for name in NOT_DONE)
    return [step.who for step in steps if step is not None and step.who]


@require_GET
def exported(request: Request, hall: Hall, exercise: int, ending: str) -> HttpResponse:
    """The score as a file; it is noted who took it."""
    actor, at = request.actor, now()
    _open(actor)
    one = _found(actor, exercise)
    _may_score(actor, one)
    if not actor.may(Deed.LEAD_EXERCISE):
        actor.needs(Deed.EXPORT)
    if ending not in MIME:
        raise Http404(ending)
    lines = scores(one, now_ms=_ms(at))
    note(actor, at, Deed.SEE_EXERCISE.value, subject=f"exercise:{one.pk}", detail={"as": ending})
    content = hall.write[ending](score_table(one, lines, words=request.words))
    return HttpResponse(
        content,
        content_type=MIME[ending],
        headers={"Content-Disposition": f'attachment; filename="latihan-{one.pk}-nilai.{ending}"'},
    )


def score_table(one: ExerciseView, lines: Sequence[ScoreLine], *, words: Words) -> TableSheet:
    """The score as a table; minutes are empty where nothing was done."""
    who = names_of(_people(lines))
    heads = [say("Event"), say("Place"), say("Journey"), say("When"), say("Stations held up")]
    heads += [say("To notice"), say("Minutes to notice"), say("Who noticed")]
    heads += [say("To decide"), say("Minutes to decide"), say("Who decided")]
    heads += [say("To mend"), say("Minutes to mend"), say("Who mended")]
    rows = []
    for line in lines:
        found = line.view.injection
        row: list[str | int | None] = [
            words.say(MISHAP[found.mishap]),
            found.place,
            found.journey,
            format_h_time(HTime(found.at)),
            line.held_up,
        ]
        for name, step, spans in _steps(line, one=one):
            if step is None or spans is None:
                row += [words.say(NOT_DONE[name]), None, ""]
            else:
                row += [words.say(HOW[step.how]), spans[0], who.get(step.who, step.who)]
        rows.append(tuple(row))
    title = words.say(say("Score of the exercise {title}", title=one.title))
    return TableSheet(
        name=words.say(say("Score")),
        title=title,
        headers=tuple(words.say(head) for head in heads),
        rows=tuple(rows),
    )


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1_000)


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1_000, tz=UTC)
