"""Reminders on their way out of the app: an e-mail to each who takes part in meetings for an institution."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from sampai.coordination.rules.reminding import Reminded, sentence_of
from sampai.coordination.tables import ReminderLetterRow, ReminderReadRow, ReminderRow
from sampai.incidents.ports import Channel, Letter
from sampai.incidents.rules.letters import STALE_MS, wait_ms
from sampai.kernel.clock import ZONES
from sampai.kernel.rights import Actor, Deed, Role
from sampai.kernel.text import Words, say
from sampai.people.tables import AccountRow

MOST = 200
LEASE = timedelta(minutes=10)
"""So long a letter that somebody is bringing is nobody else's."""
STALE = timedelta(milliseconds=STALE_MS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """How letters of reminders go out: the channel of e-mails, the words of a language, the pack's roles."""

    channel: Channel
    words: Callable[[str], Words]
    roles: Mapping[str, Role]


def send_reminders(post: Post | None, *, at: datetime) -> int:
    """Address new reminders and bring letters whose time has come; how many were taken.

    Without a channel new reminders are taken as told by the bell alone.
    """
    _address(post, at=at)
    return 0 if post is None else sum(_brought(row, post=post, at=at) for row in _leased(at=at))


@transaction.atomic
def _address(post: Post | None, *, at: datetime) -> None:
    rows = ReminderRow.objects.select_for_update(of=("self",)).filter(is_addressed=False)
    found = [*rows.select_related("meeting__operation").order_by("pk")[:MOST]]
    if not found:
        return
    if post is not None:
        letters = [
            ReminderLetterRow(reminder=row, to=one.email, lang=one.lang, next_at=at)
            for row in found
            if at - row.at <= STALE
            for one in _people(row, roles=post.roles)
        ]
        ReminderLetterRow.objects.bulk_create(letters, ignore_conflicts=True)
    ReminderRow.objects.filter(pk__in=[row.pk for row in found]).update(is_addressed=True)


def _people(row: ReminderRow, *, roles: Mapping[str, Role]) -> Sequence[AccountRow]:
    """Those of the institution who join meetings at the level of the operation, and gave an address."""
    wanted = [
        one.code
        for one in roles.values()
        if one.institution.value == row.institution and Deed.JOIN_MEETINGS in one.deeds
    ]
    found = AccountRow.objects.filter(
        is_active=True, role__in=wanted, territory=row.meeting.operation.region
    ).exclude(email="")
    return [*found.order_by("username")[:MOST]]


@transaction.atomic
def _leased(*, at: datetime) -> Collection[ReminderLetterRow]:
    due = ReminderLetterRow.objects.select_for_update(of=("self",)).filter(state="waiting", next_at__lte=at)
    rows = [*due.select_related("reminder__meeting__operation", "reminder__promise").order_by("pk")[:MOST]]
    for row in rows:
        row.tries += 1
        row.next_at = at + LEASE
    ReminderLetterRow.objects.bulk_update(rows, ["tries", "next_at"])
    return rows


def _brought(row: ReminderLetterRow, *, post: Post, at: datetime) -> bool:
    if post.channel(_letter(row, words=post.words(row.lang))):
        row.state, row.sent_at = "sent", at
    else:
        wait = wait_ms(row.tries)
        row.state = "given-up" if wait is None else "waiting"
        row.next_at = at + timedelta(milliseconds=wait or 0)
    row.save(update_fields=["state", "sent_at", "next_at"])
    return row.state == "sent"


def _letter(row: ReminderLetterRow, *, words: Words) -> Letter:
    one = row.reminder
    local = ZoneInfo(ZONES[one.meeting.operation.zone])
    when = words.moment(one.meeting.starts.astimezone(local))
    sentence = sentence_of(
        Reminded(one.what),
        title=one.meeting.title,
        when=when if one.promise is None else words.day(one.promise.due),
        promise="" if one.promise is None else one.promise.text,
        owner="" if one.promise is None else one.promise.owner,
    )
    return Letter(
        key=f"reminder/{one.pk}/{row.pk}",
        to=row.to,
        subject=words.say(say("Sampai: {kind}", kind=one.meeting.title)),
        text=words.say(sentence),
        incident="",
        address=f"/rakor/{one.meeting.pk}",
    )


def read_reminders(by: Actor, *, upto: int) -> None:
    """Remember that the own institution's reminders are read up to one of them."""
    last = ReminderRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    row, _ = ReminderReadRow.objects.get_or_create(account=by.account)
    row.upto = max(row.upto, min(upto, last))
    row.save()
