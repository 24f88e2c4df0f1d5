"""Reminders of meetings at the bell and as e-mails: wired here, since incidents do not know meetings."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from django.urls import reverse

from sampai.coordination.actions.letters import Post, read_reminders, send_reminders
from sampai.coordination.queries import Reminder
from sampai.coordination.queries.bell import at_bell
from sampai.coordination.rules.reminding import sentence_of
from sampai.incidents.model import Media
from sampai.incidents.pages import OtherNotice, Others
from sampai.incidents.ports import Channel
from sampai.kernel.clock import ZONES, now
from sampai.kernel.rights import Actor
from sampai.kernel.text import Words
from sampai.main.web.wiring import roles
from sampai.main.words import words


def _notices(by: Actor, spoken: Words) -> Sequence[OtherNotice]:
    return [_notice(one, is_new=is_new, spoken=spoken) for one, is_new in at_bell(by, at=now())]


def _notice(one: Reminder, *, is_new: bool, spoken: Words) -> OtherNotice:
    local, promise = ZoneInfo(ZONES[one.zone]), one.promise
    return OtherNotice(
        number=one.number,
        text=sentence_of(
            one.what,
            title=one.title,
            when=spoken.day(promise.due) if promise else spoken.moment(one.at.astimezone(local)),
            promise=promise.text if promise else "",
            owner=promise.owner if promise else "",
        ),
        address=reverse("meeting", args=[one.meeting]),
        at=one.told_at,
        is_new=is_new,
    )


def bring_reminders(carriers: Mapping[Media, Channel]) -> int:
    """Send new reminders by e-mail, where the server has a channel for it; how many were taken."""
    mail = carriers.get(Media.EMAIL)
    post = None if mail is None else Post(channel=mail, words=words, roles=roles())
    return send_reminders(post, at=now())


def _read(by: Actor, upto: int) -> None:
    read_reminders(by, upto=upto)


MEETINGS_RING = Others(notices=_notices, read=_read)
