"""Writes of a plan's clusters and posts in the store; the log of talks with people of the community."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sampai.guarding.model import Cluster, GuardPlan
from sampai.guarding.tables import ClusterRow, ContactRow, ReservePostRow, TalkRow
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode, span_of, village_of
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed, write_rows

FIELDS = ("plan", "code", "risk", "label", "stations", "officers", "linmas", "unit", "post")
POST_FIELDS = ("plan", "place", "label", "officers", "stations", "response_s")


def keep_guard(plan: int, *, guard: GuardPlan, regions: Mapping[str, RegionCode]) -> None:
    """Write a plan's clusters, numbered in their order, and its posts of the reserve.

    `regions`: in which region each place lies.
    """
    rows = (_cluster(plan, number, one) for number, one in enumerate(guard.clusters, start=1))
    write_rows(ClusterRow, FIELDS, rows)
    posts = (
        (
            plan,
            one.place,
            span_of(regions[one.place])[0],
            one.officers,
            len(one.stations),
            one.response_s,
        )
        for one in guard.reserve
        if one.place in regions
    )
    write_rows(ReservePostRow, POST_FIELDS, posts)


def _cluster(plan: int, number: int, one: Cluster) -> tuple[Any, ...]:
    label = span_of(village_of(one.stations[0]))[0]
    stations = " ".join(one.stations)
    return (
        plan,
        f"K{number:04d}",
        one.risk.value,
        label,
        stations,
        one.officers,
        one.linmas,
        "",
        one.post or "",
    )


@deed(Deed.KEEP_CONTACTS)
def add_contact(
    by: Actor, at: datetime, *, kind: str, name: str, region: RegionCode, phone: str = ""
) -> Done[int]:
    """Keep somebody of the community whom the police talk to; their number.

    Raises `Forbidden` outside the territory, `Refused` without a name.
    """
    by.needs(Deed.KEEP_CONTACTS, region=region)
    if not name.strip():
        raise Refused("contact", say("A contact needs a name."), say("Write it."))
    row = ContactRow.objects.create(
        kind=kind,
        name=name.strip(),
        phone=phone.strip(),
        region=region,
        label=span_of(region)[0],
        made_by=by.account,
        made_at=at,
    )
    return Done(row.pk, f"contact:{row.pk}", {"region": region})


@deed(Deed.KEEP_CONTACTS)
def note_talk(
    by: Actor,
    at: datetime,
    *,
    contact: int,
    day: date,
    note: str = "",
    promise: str = "",
    promise_until: date | None = None,
    worry: str = "",
    worry_value: str = "",
    place: str = "",
) -> Done[int]:
    """Write down a visit or talk: what was said, promised, and what worries people; its number.

    A worry about a place is a claim of the police on its vulnerability, certainty *reported*. Raises
    `Forbidden` outside the territory, `Refused` where nothing was said or a worry names no place.
    """
    row = _contact(by, contact)
    if not any(one.strip() for one in (note, promise, worry)):
        raise Refused("talk", say("Nothing was written down."), say("Write what was said."))
    if worry and not place.strip():
        raise Refused(
            "worry-place", say("A worry is about a place."), say("Write the code of the TPS or village.")
        )
    if place.strip():
        by.needs(Deed.KEEP_CONTACTS, region=place.strip())
    talk = TalkRow.objects.create(
        contact=row,
        day=day,
        note=note.strip(),
        promise=promise.strip(),
        promise_until=promise_until,
        worry=worry.strip(),
        worry_value=worry_value.strip() or "ya",
        place=place.strip(),
        made_by=by.account,
        made_at=at,
    )
    return Done(talk.pk, f"contact:{row.pk}", {"talk": talk.pk})


@deed(Deed.KEEP_CONTACTS)
def keep_promise(by: Actor, at: datetime, *, talk: int) -> Done[None]:
    """Say that what was promised at a talk was done."""
    found = TalkRow.objects.filter(pk=talk).exclude(promise="").first()
    if found is None:
        raise Forbidden(Deed.KEEP_CONTACTS)
    _contact(by, found.contact_id)
    if found.kept_at is None:
        found.kept_at = at
        found.save(update_fields=["kept_at"])
    return Done(None, f"contact:{found.contact_id}", {"kept": talk})


def _contact(by: Actor, number: int) -> ContactRow:
    row = ContactRow.objects.filter(pk=number).first()
    if row is None or not by.scope.covers(row.region):
        raise Forbidden(Deed.KEEP_CONTACTS)
    return row
