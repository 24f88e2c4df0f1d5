"""What incidents are handed by the program: the pack's rules, this server's key, channels, nearest help."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from time import time
from zoneinfo import ZoneInfo

from django.conf import settings

from sampai.coordination.queries.bell import unread_reminders
from sampai.engines.blobs import FolderBlobs
from sampai.engines.notices.mail import Mail
from sampai.engines.notices.sms import ShortMessages
from sampai.engines.notices.webhook import Webhook
from sampai.engines.sms.folder import SmsFolder
from sampai.engines.sms.http import HttpSms
from sampai.guarding.rules.bases import ways_to
from sampai.guarding.rules.field import Field, field_of
from sampai.incidents.actions.letters import Voice
from sampai.incidents.model import Help, IncidentBook, Media, NearStore, NearUnit
from sampai.incidents.pages import Room
from sampai.incidents.ports import Channel
from sampai.incidents.queries.bell import unread
from sampai.incidents.reactions import Incidents
from sampai.kernel.clock import ZONES, now
from sampai.kernel.errors import SampaiError
from sampai.kernel.geo import Position, distance_m
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed
from sampai.kernel.text import Words
from sampai.ledger.actions.react import catch_up
from sampai.main.operations import rules_of
from sampai.main.web.exports import WRITERS
from sampai.main.web.meeting_bell import MEETINGS_RING
from sampai.main.web.opening_plans import open_plan
from sampai.main.web.record import BLOBS, own_node
from sampai.main.words import words
from sampai.packs.incident_rules import load_incident_book
from sampai.packs.toml_table import Table, read_toml
from sampai.people.pages import Request
from sampai.places.model import PlaceKind
from sampai.places.queries import region_names
from sampai.plan.model import Operation

CHANNELS = "channels.toml"
STORES = frozenset({PlaceKind.STORE, PlaceKind.PPK, PlaceKind.KPU_OFFICE})
"""Kinds of places whose reserve a replacement may come from."""
USUAL_ZONE = "WIB"


@cache
def incident_book() -> IncidentBook:
    """The pack's rules of incidents."""
    return load_incident_book()


def incident_room() -> Room:
    """What the pages of incidents need."""
    return Room(
        book=incident_book(),
        own=own_node,
        take_in=_take_in,
        write=WRITERS,
        near=near,
        picture=picture,
        notes_looks=settings.OPTIONS.exercise,
        others=MEETINGS_RING,
    )


def _take_in() -> None:
    catch_up(Incidents(incident_book()))


def ringing(request: Request) -> int | None:
    """How many new notices and reminders the reader has; None for whom neither incidents nor meetings are."""
    actor = getattr(request, "actor", None)
    if actor is None or not (actor.may(Deed.SEE_INCIDENTS) or actor.may(Deed.SEE_MEETINGS)):
        return None
    return unread(actor, book=incident_book()) + unread_reminders(actor, at=now())


def picture(digest: str) -> bytes | None:
    """A picture that a phone has brought."""
    blobs, name = FolderBlobs(settings.OPTIONS.data / BLOBS), bytes.fromhex(digest)
    size = blobs.have(name)
    try:
        return blobs.read(name, first=0, end=size) if size else None
    except FileNotFoundError:  # it has not come in whole
        return None


# --- nearest help -------------------------------------------------------------------------------------------


def near(document: str, place: str) -> Help:
    """The nearest units and stores of a published plan. Empty where its document cannot be read any more."""
    try:
        operation = open_plan(document).plan.operation
        ground = _ground(document)
    except SampaiError:
        return Help()
    if ground is None:
        return Help()
    code = place if ground.spot(place) is not None else place[:10]
    return Help(
        units=tuple(
            NearUnit(
                code=way.unit.code,
                name=way.unit.name,
                available=way.unit.available,
                distance_m=way.distance_m,
                travel_s=way.travel_s,
            )
            for way in ways_to(code, units=ground.units, field=ground)
        ),
        stores=_stores(operation, ground, code=code),
    )


@lru_cache(maxsize=2)
def _ground(document: str) -> Field | None:
    """None where the pack does not say how units travel."""
    operation = open_plan(document).plan.operation
    rules = rules_of(operation)
    if rules.sending is None:
        return None
    return field_of(
        operation.register,
        units=operation.units,
        territory=rules.territory,
        cut_off=frozenset(),
        sending=rules.sending,
    )


def _stores(operation: Operation, ground: Field, *, code: str) -> tuple[NearStore, ...]:
    """Counted stock first, then the commission's stores; by the straight way, roads may be longer."""
    spot = ground.spot(code)
    if spot is None:
        return ()
    stock: dict[str, list[tuple[str, int]]] = {}
    for line in operation.stock:
        if line.good:
            stock.setdefault(str(line.place), []).append((line.item, line.good))
    places = [one for one in operation.register.places if one.kind in STORES]
    found = [
        NearStore(
            code=one.code,
            name=one.name,
            distance_m=distance_m(one.located.position, Position(float(spot.lat[0]), float(spot.lon[0]))),
            stock=tuple(stock.get(str(one.code), ())),
        )
        for one in places
    ]
    stores = {one.code for one in places if one.kind is PlaceKind.STORE}
    return tuple(
        sorted(found, key=lambda one: (not one.stock, one.code not in stores, one.distance_m, one.code))[:5]
    )


# --- channels -----------------------------------------------------------------------------------------------


def channels(data: Path) -> Mapping[Media, Channel]:
    """The carriers that the keeper of the server has set up in `channels.toml`, and the folder of SMS.

    Raises `Unreadable` or `Refused` for a faulty file.
    """
    found: dict[Media, Channel] = {}
    outbox, inbox = data / "sms" / "outbox", data / "sms" / "inbox"
    if outbox.is_dir() and inbox.is_dir():
        found[Media.SMS] = ShortMessages(SmsFolder(outbox=outbox, inbox=inbox))
    file = data / CHANNELS
    if not file.exists():
        return found
    table = read_toml(file)
    base = table.text("address", default="")
    if table.has("email"):
        found[Media.EMAIL] = _mail(table.table("email"), base=base)
    if table.has("webhook"):
        row = table.table("webhook")
        found[Media.WEBHOOK] = Webhook(url=row.text("url"), secret=row.text("secret"), clock=time)
        row.close()
    if table.has("sms"):
        row = table.table("sms")
        gateway = HttpSms(url=row.text("url"), username=row.text("username"), password=row.text("password"))
        found[Media.SMS] = ShortMessages(gateway)
        row.close()
    table.close()
    return found


def _mail(row: Table, *, base: str) -> Mail:
    mail = Mail(
        host=row.text("host"),
        port=row.whole("port"),
        sender=row.text("from"),
        username=row.text("username", default=""),
        password=row.text("password", default=""),
        tls=row.text("tls", default="starttls"),
        base=base,
    )
    row.close()
    return mail


def voice() -> Voice:
    """What letters are worded with. Times are those of the west; the letter says so."""
    is_exercise = settings.OPTIONS.exercise
    return Voice(words=words, place=_place_name, moment=_moment, is_exercise=is_exercise)


def _place_name(place: str) -> str:
    names = region_names([RegionCode(place[:10]), RegionCode(place[:6])])
    name = names.get(RegionCode(place[:10])) or names.get(RegionCode(place[:6]), "")
    number = f"TPS {int(place[10:])} " if len(place) == 13 and place.isdecimal() else ""
    return f"{number}{name}".strip() or place


def _moment(at: datetime, spoken: Words) -> str:
    return f"{spoken.short_moment(at.astimezone(ZoneInfo(ZONES[USUAL_ZONE])))} {USUAL_ZONE}"
