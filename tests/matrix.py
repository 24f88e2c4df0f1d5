"""The rights matrix: every role at every address and every deed, in its own territory and a foreign one."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from itertools import product
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver
from tests.ledger.worlds import Phone
from tests.oversight.cases import form
from tests.store import as_role

from sampai.command.actions import propose_path
from sampai.command.model import Filter
from sampai.command.reactions import Postponements
from sampai.command.rules.postponement import Proposal, Ruling
from sampai.coordination.actions import call_meeting
from sampai.coordination.actions.deciding import make_promise
from sampai.coordination.model import AgendaItem, Attendance, Meeting, Promise, PromiseState
from sampai.coordination.queries import one_meeting
from sampai.coordination.rules.signing import minutes_digest
from sampai.custody.actions.boxes import boxes_of_plan, keep_boxes
from sampai.custody.model import BoxCode, BoxRead, Circumstances, Keeper, Kind, SealRun, SealsMoved, Touch
from sampai.custody.reactions import BallotCounts
from sampai.election.queries import events_of
from sampai.engines.solver.savings import SavingsSolver
from sampai.fieldwork.model import Budget, ReportKind, ShortReport
from sampai.guarding.actions import add_contact, note_talk
from sampai.incidents.actions.deeds import order as order_of
from sampai.incidents.actions.deeds import report
from sampai.incidents.model import Claim, Entry, Item, ItemId, Lead, LegalPath, Source, StationCase
from sampai.incidents.model import Deed as Step
from sampai.incidents.reactions import Incidents
from sampai.kernel.clock import HTime, now
from sampai.kernel.errors import SampaiError
from sampai.kernel.ids import RegionCode, StationCode, VehicleCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.rights import Actor, Deed, Forbidden, Institution, Role, Scope, Secrecy
from sampai.ledger.actions.append import enrol_device
from sampai.ledger.actions.react import catch_up, catch_up_all
from sampai.main.operations import load_operation
from sampai.main.web.incidents import incident_book
from sampai.main.web.meetings import meeting_room
from sampai.main.web.record import own_node, voice_key
from sampai.main.web.supervision import means
from sampai.main.web.wiring import rights, roles
from sampai.materials.actions.ballots import count_ballots, order_move
from sampai.materials.model.ballots import Account
from sampai.materials.model.moves import Came, Order
from sampai.materials.model.surplus import Move, Part
from sampai.materials.rules.statements import read_order
from sampai.materials.tables import BallotOrderRow
from sampai.oversight.actions.cases import open_finding, open_report
from sampai.oversight.actions.checklists import fill_checklist
from sampai.oversight.model import Answer, Person, Reply, WatchedStage
from sampai.oversight.reactions import FilledChecklists
from sampai.oversight.tables import ChecklistRow
from sampai.packs.custody_rules import load_custody_rules
from sampai.packs.incident_rules import load_incident_book
from sampai.packs.surplus import load_moves
from sampai.people.actions.accounts import make_account
from sampai.people.model import Identity
from sampai.people.tables import AccountRow
from sampai.places.tables import RegisterRow
from sampai.plan.actions import check_plan, import_plan, import_register, publish_plan, sign_plan
from sampai.plan.forms.kept import kept_bytes
from sampai.plan.model import Operation, OperationPlan
from sampai.plan.rules.make import make_plan
from sampai.rehearsal.model.training import Injection, Mishap
from sampai.rehearsal.tables import ExerciseRow, InjectionRow
from sampai.transport.model import VehicleGroup

OWN, FOREIGN = RegionCode("1704"), RegionCode("1813")
SAMPLES = {OWN: "sample:kaur", FOREIGN: "sample:pesisir-barat"}
STRANGE = "TANDA-ASING"
"""Stands in every name of the foreign operation."""
CONVOY = "TANDA-EMBARGO"
"""Stands in every vehicle's name of the own operation."""
TELEPHONE = "0811-000-333"
"""The telephone of every account."""
SECRET_EVENT = "TANDA-SUNTIK"
"""The words of what an instructor lets happen, before the own exercise has ended."""
DRAFT = "TANDA-KONSEP"
"""Stands in every draft of the own supervisor."""
REPORTER = "TANDA-PELAPOR"
"""The name of everybody who reported something to the own supervisor."""
CONTACT = "TANDA-TOKOH"
"""The name of everybody whom the own police talk to."""
FAR_MS = 2_500_000_000_000
RINA = Keeper(name="Rina", institution=Institution.KPU)


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What supervisor and police of a territory wrote: numbers in the store."""

    draft: int
    report: int
    checklist: int
    contact: int
    talk: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """One operation in the store, with what addresses and deeds need to name it."""

    operation: Operation
    plan: OperationPlan
    number: int
    register: int
    plan_number: int
    papers: Papers
    incident: str
    """Its id; the id of the order because of it."""
    order: str
    meeting: int
    promise: int
    exercise: int

    @property
    def region(self) -> RegionCode:
        return self.operation.settings.region

    @property
    def station(self) -> str:
        return self.operation.register.stations[0].code

    def kecamatan(self) -> RegionCode:
        return RegionCode(self.station[:6])


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Two regencies that are nothing to each other."""

    own: Territory
    foreign: Territory


def world() -> World:
    """Both operations with published plans, and an administrator's account of each institution in each."""
    made = World(own=_territory(OWN), foreign=_territory(FOREIGN))
    for region, institution in product((OWN, FOREIGN), Institution):
        make_account(
            _keeper(institution, region),
            now(),
            username=account_of(institution, region),
            name=account_of(institution, region).upper(),
            role=next(role for role in roles().values() if role.institution is institution),
            territory=region,
            phone=TELEPHONE,
        )
        enrol_device(
            phone_of(institution, region).key,
            holder=f"HP {institution.value}",
            at=now(),
            territory=region,
            institution=institution.value,
        )
    return made


def account_of(institution: Institution, region: RegionCode) -> str:
    """The account by which an institution's list of accounts is known."""
    return f"orang-{institution.value}-{region}"


def phone_of(institution: Institution, region: RegionCode) -> Phone:
    """An institution's phone in a regency."""
    return Phone(f"{institution.value}-{region}")


def _keeper(institution: Institution, region: RegionCode) -> Actor:
    deeds = frozenset({Deed.MANAGE_ACCOUNTS})
    role = Role(code="x", name="x", institution=institution, deeds=deeds, secrecy=Secrecy.PUBLIC)
    scope = Scope(territory=region, secrecy=Secrecy.PUBLIC, deeds=deeds)
    return Actor(account="x", name="x", role=role, scope=scope)


def _territory(region: RegionCode) -> Territory:
    plan = _plan(region)
    operation = plan.operation
    clerk, police = (as_role(code, territory=region) for code in ("kpu-logistik", "kabag-ops"))
    done = import_register(clerk, now(), operation=operation, document=b"tables")
    number = import_plan(clerk, now(), plan=plan, document=kept_bytes(plan))
    check_plan(clerk, now(), plan=number, note="read")
    sign_plan(clerk, now(), plan=number)
    sign_plan(police, now(), plan=number)
    publish_plan(clerk, now(), plan=number, signers=rights().signers)
    keep_boxes(number, boxes=boxes_of_plan(plan))
    station = RegionCode(operation.register.stations[0].code)
    incident, order = _incident(operation)
    made = Territory(
        operation=operation,
        plan=plan,
        number=done.operation,
        register=RegisterRow.objects.get(operation=done.operation).pk,
        plan_number=number,
        papers=_papers(region, operation=done.operation, station=station),
        incident=incident,
        order=order,
        meeting=(meeting := _meeting(region, operation=done.operation, plan=number)),
        promise=one_meeting(clerk.scope, meeting).promises[0].pk,
        exercise=_exercise(region, operation=done.operation, station=station),
    )
    _ballots(clerk, made)
    return made


def _ballots(clerk: Actor, at: Territory) -> None:
    """A count at a store and a station, a move that was ordered, a proposal to vote later."""
    common: dict[str, Any] = {"own": own_node(), "operation": at.number}
    for place in ("GUDANG", at.station):
        sheets = {Account.GOOD: 1_000, Account.PACKED: 300}
        count_ballots(clerk, now(), **common, place=place, contest="pilgub", sheets=sheets)
    order_move(clerk, now(), **common, move=_move(at), leave_by_ms=FAR_MS)
    propose_path(clerk, now(), **common, proposal=_proposal(at), book=load_incident_book())
    catch_up_all((BallotCounts(), Postponements()))


def _move(at: Territory) -> Move:
    return Move(
        giver=StationCode(at.station),
        receiver=at.operation.register.stations[1].code,
        travel_s=600,
        leave_by=HTime(0),
        parts=(Part(contest="pilgub", district="", sheets=9),),
        kind=load_moves().kinds[-1],
    )


def _proposal(at: Territory) -> Proposal:
    case = StationCase(
        station=StationCode(at.station),
        has_begun=False,
        place_usable=False,
        goods_fit=True,
        goods_in_time=True,
    )
    day = at.operation.settings.calendar.voting_day + timedelta(days=5)
    return Proposal(incident=f"INSIDEN-{at.region}", cases=(case,), path=LegalPath.PSS, vote_on=day)


def _ruling(at: Territory) -> Ruling:
    one = _proposal(at)
    return Ruling(
        incident=one.incident,
        stations=(StationCode(at.station),),
        path=one.path,
        vote_on=one.vote_on,
        agreed=True,
    )


def _order(at: Territory) -> Order:
    row = BallotOrderRow.objects.get(giver=at.station)
    return read_order(row.body, by=row.issued_by, at_ms=row.at_ms)


def _meeting(region: RegionCode, *, operation: int, plan: int) -> int:
    """A meeting with an agenda, one who is asked, and a promise of each institution's making."""
    by, mark = as_role("kpu-logistik", territory=region), "Rakor" if region == OWN else STRANGE
    number = call_meeting(
        by,
        now(),
        operation=operation,
        plan=plan,
        meeting=Meeting(
            title=mark,
            starts=datetime(2024, 11, 20, 9),  # noqa: DTZ001 -- local times have no zone here
            invited=(Attendance(institution="polri", role=mark),),
            agenda=(AgendaItem(title=mark),),
        ),
    )
    make_promise(by, now(), meeting=number, promise=_promise(mark))
    return number


def _exercise(region: RegionCode, *, operation: int, station: str) -> int:
    """An exercise that is going on, with an event that nobody may know of yet."""
    mark = "Latihan" if region == OWN else STRANGE
    row = ExerciseRow.objects.create(
        operation_id=operation, title=mark, began_ms=1, first_h=-80_000, speed=1, begun_by="x"
    )
    InjectionRow.objects.create(
        exercise=row,
        mishap="flood",
        at_h=-70_000,
        place=station[:6],
        lasts_min=60,
        told=SECRET_EVENT if region == OWN else STRANGE,
        told_after_min=5,
        made_by="x",
    )
    return int(row.pk)


def _promise(text: str) -> Promise:
    return Promise(number=0, text=text, owner=text, institution="polri", due=now().date())


def _incident(operation: Operation) -> tuple[str, str]:
    """Wet goods on a journey under embargo, and an inspection that is ordered."""
    region = operation.settings.region
    by, book = as_role("kpu-logistik", territory=region), incident_book()
    claim = _claim(operation.register.stations[0].code, mark=CONVOY if region == OWN else STRANGE)
    event = next(iter(events_of(by.scope)))
    name = report(by, now(), own=own_node(), claim=claim, election=event, book=book)
    catch_up(Incidents(book))
    items = [(Item.BOX, "B1"), (Item.WITNESS, STRANGE if region == FOREIGN else "Camat")]
    order = order_of(by, now(), own=own_node(), code=name, lead=Lead.INSPECT, items=items, book=book)
    catch_up(Incidents(book))
    return name, order


def _claim(place: str, *, mark: str) -> Claim:
    return Claim(
        id=ItemId("-"),
        kind="wet",
        place=place,
        at_ms=1,
        told_ms=1,
        source=Source(name="Camat" if mark == CONVOY else mark),
        certainty=Certainty.REPORTED,
        entry=Entry.DESK,
        journey=f"{mark}-J",
    )


def _papers(region: RegionCode, *, operation: int, station: RegionCode) -> Papers:
    """A draft, a report that the public knows of, a filled checklist, and a talk of the police."""
    at, own = _lately(), region == OWN
    bawaslu, police = (as_role(code, territory=region) for code in ("bawaslu", "kabag-ops"))
    about: dict[str, Any] = {"means": means(), "operation": operation, "region": station}
    about["subject"] = f"station:{station}"
    draft = open_finding(
        bawaslu,
        at,
        **about,
        found_at=at,
        form=form(DRAFT if own else STRANGE, at=at),
        number=f"001/{station}",
    )
    report = open_report(
        bawaslu,
        at,
        **about,
        known_at=at,
        event=DRAFT if own else STRANGE,
        reporters=(Person(name=REPORTER if own else STRANGE),),
        number=f"002/{station}",
    )
    seen = Answer(question="jumlah", reply=Reply.NO, note=DRAFT if own else STRANGE)
    filled = _checklist(bawaslu, station=station, operation=operation)
    fill_checklist(bawaslu, now(), **filled | {"answers": [seen]})
    catch_up(FilledChecklists())
    contact = add_contact(police, at, kind="lain", name=CONTACT if own else STRANGE, region=station)
    return Papers(
        draft=draft,
        report=report,
        checklist=ChecklistRow.objects.latest("pk").pk,
        contact=contact,
        talk=note_talk(police, at, contact=contact, day=at.date(), promise=CONTACT if own else STRANGE),
    )


def _lately() -> datetime:
    return now() - timedelta(minutes=1)


def _checklist(by: Actor, *, station: RegionCode, operation: int) -> dict[str, Any]:
    return {
        "own": own_node(),
        "operation": operation,
        "stage": WatchedStage.STORAGE,
        "region": station,
        "subject": f"station:{station}",
        "answers": [Answer(question="jumlah", reply=Reply.YES, note=by.name)],
        "happened_at": _lately(),
    }


@cache
def _plan(region: RegionCode) -> OperationPlan:
    loaded = load_operation(SAMPLES[region])
    operation = _marked(loaded.operation)
    return make_plan(operation, rules=loaded.rules, solver=SavingsSolver(), seed=1, effort=1, scenarios=0)


def _marked(operation: Operation) -> Operation:
    """The stations of one kecamatan; foreign names carry their mark, and so do the own vehicles."""
    own = operation.settings.region == OWN
    kecamatan = operation.register.stations[0].code[:6]
    stations = tuple(one for one in operation.register.stations if one.code.startswith(kecamatan))
    places = operation.register.places
    if not own:
        stations = tuple(replace(one, name=f"{STRANGE} {one.number}") for one in stations)
        places = tuple(replace(one, name=f"{STRANGE} {one.name}") for one in places)
    register = replace(operation.register, stations=stations, places=places, claims=())
    return replace(
        operation,
        settings=operation.settings if own else replace(operation.settings, name=STRANGE),
        register=register,
        fleet=tuple(_renamed(one, CONVOY if own else STRANGE) for one in operation.fleet),
        risks=(),
    )


def _renamed(group: VehicleGroup, mark: str) -> VehicleGroup:
    return replace(group, code=VehicleCode(f"{mark}-{group.code}"))


# --- addresses ----------------------------------------------------------------------------------------------

Values = Callable[[Territory], Iterable[str | int]]

VALUES: Mapping[str, Values] = {
    "region.code": lambda one: (one.region, one.kecamatan()),
    "region_now.code": lambda one: (one.region, one.kecamatan()),
    "station.code": lambda one: (one.station,),
    "operation": lambda one: (one.number,),
    "register": lambda one: (one.register,),
    "plan": lambda one: (one.plan_number,),
    "plan_journey.code": lambda one: [journey.code for journey in one.plan.delivery.journeys[:2]],
    "plan_file.file": lambda _: ("journeys.xlsx", "plan.json"),
    "case": lambda one: (one.papers.draft, one.papers.report),
    "stage": lambda _: ("distribusi",),
    "listing": lambda _: ("perkara", "saran", "alat-kerja"),
    "checklist_filled.number": lambda one: (one.papers.checklist,),
    "paper.code": lambda _: ("kejadian-khusus",),
    "paper.subject": lambda one: (one.station,),
    "paper_code.code": lambda one: _codes(one)[:3],
    "paper_code_capitals.code": lambda one: _codes(one)[:1],
    "plan_pack_file.file": lambda _: ("rakor.txt",),
    "kind": lambda _: ("tps", "tempat", "perjalanan", "kelompok", "kotak", "masalah"),
    "box.code": lambda one: (f"{one.station}-B1",),
    "box_photo.code": lambda one: (f"{one.station}-B1",),
    "box_photo.digest": lambda _: ("0" * 64,),
    "box_evidence.code": lambda one: (f"{one.station}-B1",),
    "box_enter.code": lambda one: (f"{one.station}-B1",),
    "ending": lambda _: ("csv", "geojson"),
    "register_marked.key": lambda _: ("0" * 32,),
    "register_marked.kind": lambda _: ("csv",),
    "drop_filter.number": lambda _: (1,),
    "layer": lambda _: ("journeys", "clusters"),
    "zoom": lambda _: (7,),
    "column": lambda _: (100,),
    "row": lambda _: (66,),
    "incident.code": lambda one: (one.incident[:12],),
    "incident_act.code": lambda one: (one.incident[:12],),
    "incident_help.code": lambda one: (one.incident[:12],),
    "incident_ordering.code": lambda one: (one.incident[:12],),
    "incident_sign.code": lambda one: (one.incident[:12],),
    "incident_order.code": lambda one: (one.incident[:12],),
    "incident_order.number": lambda one: (one.order[:16],),
    "incident_picture.code": lambda one: (one.incident[:12],),
    "incident_picture.digest": lambda _: ("0" * 64,),
    "base_map.name": lambda _: ("style.json",),
    "provider": lambda _: ("unknown",),
    "ballot_place.place": lambda one: (one.station, "GUDANG"),
    "ballot_place.contest": lambda _: ("pilgub",),
    "ballot_order.number": lambda one: (BallotOrderRow.objects.get(giver=one.station).number,),
    "incident": lambda one: (f"INSIDEN-{one.region}",),
    "invitation.secret": lambda _: ("unknown",),
    "api-unknown.rest": lambda _: ("v1/unknown",),
    "static.name": lambda _: ("sampai.css",),
    "field-file.name": lambda _: ("app.js",),
    "sync-blob.digest": lambda _: ("0" * 64,),
    "public_file.path": lambda _: ("data/unknown.csv",),
    "log_file.path": lambda _: ("-/00/tetap/checkpoint",),
    "meeting": lambda one: (one.meeting,),
    "exercise": lambda one: (one.exercise,),
    "tag": lambda one: ("0" * 16, meeting_room().tag(one.meeting)),
}
"""What stands in an address: by `name.parameter`, else by parameter."""

QUERIES: Mapping[str, Values] = {
    "incident": lambda _: ("", "?cetak=1"),
    "incidents": lambda one: ("", f"?wilayah={one.region}&keadaan=all"),
    "incident_report": lambda one: ("", f"?tentang={one.incident[:12]}"),
    "search": lambda one: (f"?q={one.station}", f"?q={STRANGE}"),
    "stations": lambda one: ("", f"?wilayah={one.region}"),
    "list": lambda one: ("", f"?wilayah={one.region}"),
    "export": lambda one: ("", f"?wilayah={one.region}"),
    "map_list": lambda one: ("", f"?wilayah={one.region}"),
    "plan_changes": lambda one: ("", f"?dari={one.plan_number}"),
    "ballots": lambda one: ("", f"?wilayah={one.region}"),
    "ballots_export": lambda one: ("", f"?wilayah={one.region}"),
    "ballot_place": lambda one: (f"?operasi={one.number}",),
    "surplus": lambda one: ("", f"?wilayah={one.kecamatan()}"),
    "meeting_call": lambda one: ("", f"?operasi={one.number}"),
    "exercise_score": lambda _: ("", "?cetak=1"),
}
"""What may follow an address, where what is asked for stands there."""


def _codes(one: Territory) -> Sequence[str]:
    """Codes of papers and the label of a box, as somebody might scan or guess them."""
    operation = f"{one.region}.{one.operation.settings.election.upper()}"
    journey = one.plan.delivery.journeys[0].code
    return (
        f"S2/SJ/{operation}/{journey}/00000000",
        f"S2/TT/{operation}/{one.station}/00000000",
        f"S1/{one.station}-B1/PILGUB/00000000",
    )


def _nothing(_: Territory) -> Iterable[str]:
    return ("",)


def addresses(one: Territory) -> Iterator[str]:
    """Every address that the server answers, about one territory."""
    root = import_module(settings.ROOT_URLCONF)
    for name, pattern, parameters in _patterns(root.urlpatterns):
        choices = [_values(name, parameter)(one) for parameter in parameters]
        for values in product(*choices):
            path = _filled(pattern, dict(zip(parameters, values, strict=True)))
            yield from (f"/{path}{query}" for query in QUERIES.get(name, _nothing)(one))


def _patterns(
    found: Iterable[URLPattern | URLResolver], before: str = "", names: Sequence[str] = ()
) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Name, address and parameters of every page, also of those that stand under a common beginning."""
    for one in found:
        whole, all_names = f"{before}{one.pattern}", [*names, *one.pattern.converters]
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, whole, all_names)
        else:
            yield str(one.name), whole, all_names


def _values(name: str, parameter: str) -> Values:
    found = VALUES.get(f"{name}.{parameter}") or VALUES.get(parameter)
    assert found, f"Say in tests/matrix.py what {parameter} is in the address {name}."
    return found


def _filled(pattern: str, values: Mapping[str, str | int]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), pattern)


def account_for(role: Role, one: Territory) -> int:
    """An account of a role in a territory, or in its kecamatan for roles that work there; its number."""
    row = AccountRow.objects.create(
        username=f"{role.code}-{one.region}",
        name=role.name,
        role=role.code,
        territory=one.kecamatan() if role.code in {"ppk", "kapolsek", "panwascam"} else one.region,
        made_at=now(),
        made_by="x",
    )
    return int(row.pk)


def marks(role: Role) -> Sequence[str]:
    """What somebody of this role in the own territory never reads, as patterns."""
    foreign = [STRANGE, rf"\b{FOREIGN}\d{{6,9}}\b"]
    others = [account_of(one, OWN) for one in Institution if one is not role.institution]
    elsewhere = [account_of(one, FOREIGN) for one in Institution]
    hidden = [CONVOY] if role.secrecy < Secrecy.EMBARGO else []
    hidden += [TELEPHONE] if role.secrecy < Secrecy.RESTRICTED else []
    hidden += [DRAFT] if role.institution is not Institution.BAWASLU else []
    hidden += [SECRET_EVENT] if Deed.LEAD_EXERCISE not in role.deeds else []
    hidden += [CONTACT] if Deed.KEEP_CONTACTS not in role.deeds else []
    return [*foreign, *others, *elsewhere, *hidden, REPORTER]


def leaks(role: Role, *, account: int, paths: Iterable[str]) -> list[str]:
    """Each look at an address that shows what this role must not see, or that ends in a fault of ours."""
    client = Client(SERVER_NAME="localhost", raise_request_exception=True)
    session = client.session
    session["account"] = account
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    patterns = [re.compile(one, re.IGNORECASE) for one in marks(role)]
    return [finding for path in paths for finding in _findings(client, path, patterns, role)]


def _findings(client: Client, path: str, patterns: Sequence[re.Pattern[str]], role: Role) -> Iterator[str]:
    answer = client.get(path)
    body = b"".join(answer) if answer.streaming else answer.content
    # What was asked for may be said back; everything else came out of the store.
    told = _without_question(body.decode("utf-8", errors="replace"), path)
    for pattern in patterns:
        found = pattern.search(told)
        if found:
            start = max(found.start() - 60, 0)
            yield f"{role.code} GET {path} ({answer.status_code}): …{told[start : found.end() + 20]!r}"


def _without_question(told: str, path: str) -> str:
    bare, _, query = path.partition("?")
    asked = {path, path.replace("&", "&amp;"), bare, query.partition("=")[2]} - {""}
    for text in sorted(asked, key=len, reverse=True):
        told = told.replace(text, "")
    return told


# --- deeds --------------------------------------------------------------------------------------------------


def deed_of(name: str) -> Callable[..., object]:
    """A deed's function by its name in the catalogue."""
    module, _, function = name.rpartition(".")
    found: Callable[..., object] = getattr(import_module(f"sampai.{module}"), function)
    return found


Arguments = Callable[[Actor, Territory], Mapping[str, object]]

ARGUMENTS: Mapping[str, Arguments] = {
    "command.actions.export_list": lambda _, at: {
        "listing": "tps",
        "ending": "csv",
        "wanted": Filter(region=at.region),
    },
    "custody.actions.boxes.set_districts": lambda _, at: {
        "operation": at.number,
        "districts": [("pilgub", at.region, "X 1")],
    },
    "custody.actions.entering.enter_step": lambda _, at: {
        "own": own_node(),
        "operation": at.number,
        "kind": Kind.CHECKED,
        "body": Touch(boxes=(BoxRead(box=BoxCode(f"{at.station}-B1")),), by=RINA),
        "place": at.station,
        "happened_ms": 0,
        "known": Circumstances(now_ms=0),
        "rules": load_custody_rules(),
    },
    "custody.actions.entering.move_seals": lambda _, at: {
        "own": own_node(),
        "operation": at.number,
        "kind": Kind.SEALS_RECEIVED,
        "body": SealsMoved(batch="A", runs=(SealRun(prefix="A", first=1, last=9),), by=RINA),
        "happened_ms": 0,
    },
    "custody.actions.ballots.hand_ballots": lambda _, at: {
        "own": own_node(),
        "operation": at.number,
        "kind": Kind.GIVEN,
        "order": _order(at),
        "one": RINA,
        "other": RINA,
        "sheets": {"pilgub": 9},
        "happened_ms": 0,
    },
    "materials.actions.ballots.count_ballots": lambda _, at: {
        "own": own_node(),
        "operation": at.number,
        "place": at.station,
        "contest": "pilgub",
        "sheets": {Account.PACKED: 300},
    },
    "materials.actions.ballots.tell_came": lambda _, at: {
        "own": own_node(),
        "operation": at.number,
        "came": Came(station=StationCode(at.station), came=100, by_ms=0),
    },
    "materials.actions.ballots.order_move": lambda _, at: {
        "own": own_node(),
        "operation": at.number,
        "move": _move(at),
        "leave_by_ms": FAR_MS,
    },
    "materials.actions.ballots.check_paper": lambda _, at: {
        "own": own_node(),
        "operation": at.number,
        "number": _order(at).number,
        "true": True,
    },
    "command.actions.propose_path": lambda _, at: {
        "own": own_node(),
        "operation": at.number,
        "proposal": _proposal(at),
        "book": load_incident_book(),
    },
    "command.actions.decide_path": lambda _, at: {
        "own": own_node(),
        "operation": at.number,
        "ruling": _ruling(at),
    },
    "fieldwork.actions.hear_code": lambda _, at: {
        "own": own_node(),
        "device": phone_of(Institution.KPU, at.region).key.id.hex(),
        "place": at.station,
        "text": "0000",
        "voice": voice_key,
        "budget": Budget(),
    },
    "guarding.actions.add_contact": lambda _, at: {
        "kind": "lain",
        "name": "Baru",
        "region": RegionCode(at.station),
    },
    "guarding.actions.note_talk": lambda by, at: {
        "contact": at.papers.contact,
        "day": now().date(),
        "note": by.name,
    },
    "guarding.actions.keep_promise": lambda _, at: {"talk": at.papers.talk},
    "oversight.actions.cases.open_finding": lambda _, at: (
        _about(at) | {"found_at": _lately(), "form": form(at=now())}
    ),
    "oversight.actions.cases.open_report": lambda by, at: (
        _about(at) | {"known_at": _lately(), "event": "x", "reporters": (Person(name=by.name),)}
    ),
    "oversight.actions.cases.take_step": lambda _, at: _case(at) | {"key": "mulai-kajian-awal"},
    "oversight.actions.cases.give_advice": lambda _, at: _case(at) | {"to": "PPK", "text": "x"},
    "oversight.actions.cases.answer": lambda _, at: _case(at) | {"key": "jawab-saran", "note": "x"},
    "oversight.actions.cases.add_evidence": lambda _, at: _case(at) | {"digests": ()},
    "oversight.actions.cases.reveal": lambda _, at: {
        "vault": means().vault,
        "case": at.papers.report,
        "reason": "x",
    },
    "oversight.actions.cases.take_list": lambda _by, _at: {"listing": "perkara", "ending": "csv"},
    "oversight.actions.checklists.fill_checklist": lambda by, at: _checklist(
        by, station=RegionCode(at.station), operation=at.number
    ),
    "incidents.actions.deeds.report": lambda _, at: {
        "own": own_node(),
        "claim": _claim(at.station, mark="X"),
        "election": "x",
        "book": incident_book(),
    },
    "incidents.actions.deeds.decide": lambda _, at: _handled(at) | {"step": Step.START},
    "incidents.actions.deeds.order": lambda _, at: (
        _handled(at) | {"lead": Lead.INSPECT, "items": [(Item.BOX, "B1"), (Item.WITNESS, "Camat")]}
    ),
    "incidents.actions.deeds.sign_order": lambda _, at: _handled(at) | {"order_id": at.order},
    "fieldwork.actions.hear_word": lambda _, at: {
        "own": own_node(),
        "device": phone_of(Institution.KPU, at.region).key.id.hex(),
        "report": ShortReport(kind=ReportKind.OPENED, argument=1, counter=5, place=at.station),
        "text": "Siti, by radio at 6",
    },
    "command.actions.export_evidence": lambda _, at: {"box": f"{at.station}-B1"},
    "people.actions.accounts.make_account": lambda by, at: {
        "username": "baru",
        "name": "Baru",
        "role": by.role,
        "territory": at.region,
    },
    "people.actions.accounts.invite": lambda by, at: _account(by, at) | {"secret": "s"},
    "people.actions.accounts.set_active": lambda by, at: _account(by, at) | {"active": False},
    "people.actions.accounts.forget_factors": lambda by, at: _account(by, at),  # noqa: PLW0108 -- defined below
    "people.actions.identities.link_identity": lambda by, at: (
        _account(by, at)
        | {"identity": Identity(issuer="https://x.example", subject="x", institution=by.institution)}
    ),
    "people.actions.identities.forget_identities": lambda by, at: _account(by, at),  # noqa: PLW0108 -- defined below
    "people.actions.devices.offer_enrolment": lambda by, at: {
        "name": "HP",
        "territory": at.region,
        "accounts": [account_of(by.institution, at.region)],
        "secret": bytes(16),
    },
    "people.actions.devices.set_bearers": lambda by, at: {**_phone(by, at), "accounts": []},
    "people.actions.devices.revoke": lambda by, at: {**_phone(by, at), "own": own_node()},
    "plan.actions.import_register": lambda _, at: {"operation": at.operation, "document": b"tables"},
    "plan.actions.offer_register": lambda _, at: {"operation": at.operation, "document": b"tables"},
    "plan.actions.accept_register": lambda _, at: {"register": at.register, "operation": at.operation},
    "plan.actions.reject_register": lambda _, at: {"register": at.register, "note": "no"},
    "plan.actions.refuse_upload": lambda _by, _at: {"content": b"tables", "faults": 1},
    "plan.actions.import_plan": lambda _, at: {"plan": at.plan, "document": kept_bytes(at.plan)},
    "plan.actions.check_plan": lambda _, at: {"plan": at.plan_number, "note": "read"},
    "plan.actions.sign_plan": lambda _, at: {"plan": at.plan_number},
    "plan.actions.publish_plan": lambda _, at: {"plan": at.plan_number, "signers": rights().signers},
    "rehearsal.actions.begin_exercise_of": lambda _, at: {
        "operation": at.number,
        "title": "x",
        "first": HTime(0),
        "speed": 1,
        "script": None,
    },
    "rehearsal.actions.inject": lambda _, at: {
        "exercise": at.exercise,
        "injection": Injection(mishap=Mishap.RUMOUR, at=HTime(0), place=at.kecamatan()),
    },
    "rehearsal.actions.end_exercise": lambda _, at: {"exercise": at.exercise},
    "coordination.actions.call_meeting": lambda by, at: {
        "operation": at.number,
        "meeting": Meeting(title=by.name, starts=datetime(2024, 11, 21, 9)),  # noqa: DTZ001 -- local
    },
    "coordination.actions.set_agenda": lambda _, at: _at_meeting(at) | {"agenda": (), "minutes": "x"},
    "coordination.actions.mark_attendance": lambda _, at: _at_meeting(at) | {"came": ()},
    "coordination.actions.attend": lambda _, at: _at_meeting(at),
    "coordination.actions.sign_minutes": lambda _, at: _at_meeting(at) | {"seen": _minutes(at)},
    "coordination.actions.sign_on_paper": lambda by, at: (
        _at_meeting(at) | {"institution": "tni", "name": by.name, "seen": _minutes(at)}
    ),
    "coordination.actions.deciding.decide": lambda _, at: _at_meeting(at) | {"text": "x"},
    "coordination.actions.deciding.make_promise": lambda _, at: _at_meeting(at) | {"promise": _promise("x")},
    "coordination.actions.deciding.settle_promise": lambda _, at: {
        "promise": at.promise,
        "state": PromiseState.KEPT,
        "evidence": "x",
    },
    "coordination.actions.deciding.begin_version": lambda _, at: _at_meeting(at),
    "coordination.actions.deciding.carry_out": lambda _, at: (
        _at_meeting(at) | {"decisions": (), "plan": at.plan, "document": kept_bytes(at.plan)}
    ),
}
"""What each deed is given, by its name in the catalogue."""

PLACELESS = frozenset({"plan.actions.refuse_upload", "oversight.actions.cases.take_list"})
"""Deeds that concern no territory."""


def _about(at: Territory) -> dict[str, object]:
    region = RegionCode(at.station)
    return {"means": means(), "operation": at.number, "region": region, "subject": f"station:{region}"}


def _case(at: Territory) -> dict[str, object]:
    return {"means": means(), "case": at.papers.report}


def _handled(at: Territory) -> dict[str, object]:
    return {"own": own_node(), "code": at.incident, "book": incident_book()}


def _at_meeting(at: Territory) -> dict[str, object]:
    return {"meeting": at.meeting}


def _minutes(at: Territory) -> str:
    by = as_role("kpu-logistik", territory=at.region)
    return minutes_digest(one_meeting(by.scope, at.meeting).meeting)


def _account(by: Actor, at: Territory) -> dict[str, object]:
    return {"username": account_of(by.institution, at.region), "roles": roles()}


def _phone(by: Actor, at: Territory) -> dict[str, object]:
    return {"device": phone_of(by.institution, at.region).key.id.hex()}


def outcome(name: str, *, by: Actor, at: Territory) -> str:
    """How a try of a deed ends: `done`, `forbidden`, or the code of another refusal. Nothing stays of it."""
    with transaction.atomic():
        try:
            deed_of(name)(by, now(), **ARGUMENTS[name](by, at))
        except Forbidden:
            return "forbidden"
        except SampaiError as error:
            return error.code
        finally:
            transaction.set_rollback(True)
    return "done"
