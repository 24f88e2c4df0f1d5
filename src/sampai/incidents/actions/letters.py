"""Letters: notices on their way out of the app, made once each, brought until somebody takes them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from sampai.incidents.model import IncidentBook, ItemId, Media, Notice, What
from sampai.incidents.ports import Channel, Letter
from sampai.incidents.rules.letters import SENT, STALE_MS, wait_ms
from sampai.incidents.rules.sentences import sentence_of
from sampai.incidents.tables import IncidentRow, LetterRow, NoticeRow
from sampai.kernel.text import Words, say
from sampai.people.tables import AccountRow

MOST = 500
LEASE_MS = 600_000
"""So long a letter that somebody is bringing is nobody else's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What letters are worded with: the words of a language, and the name of a place."""

    words: Callable[[str], Words]
    place: Callable[[str], str]
    moment: Callable[[datetime, Words], str]
    is_exercise: bool = False
    """Whether every letter begins with saying so."""


def address_notices(*, media: Collection[Media], now_ms: int, book: IncidentBook) -> int:
    """Make a letter of each new notice to each person of its office, by each medium that there is."""
    total = 0
    while count := _address(media=media, now_ms=now_ms, book=book):
        total += count
    return total


@transaction.atomic
def _address(*, media: Collection[Media], now_ms: int, book: IncidentBook) -> int:
    rows = [*NoticeRow.objects.select_for_update().filter(is_addressed=False).order_by("id")[:MOST]]
    LetterRow.objects.bulk_create(
        [letter for row in rows for letter in _letters(row, media=media, now_ms=now_ms, book=book)],
        ignore_conflicts=True,
    )
    NoticeRow.objects.filter(pk__in=[row.pk for row in rows]).update(is_addressed=True)
    return len(rows)


def _letters(
    row: NoticeRow, *, media: Collection[Media], now_ms: int, book: IncidentBook
) -> Iterator[LetterRow]:
    wanted = [one for one in map(Media, row.media.split()) if one in media]
    if not wanted or What(row.what) not in SENT or now_ms - row.made_ms > STALE_MS:
        return
    people = _people(row, book=book)
    for medium in wanted:
        for to, lang in _addresses(people, medium):
            yield LetterRow(notice=row, medium=medium.value, to=to, lang=lang, next_ms=now_ms)


def _people(row: NoticeRow, *, book: IncidentBook) -> Sequence[AccountRow]:
    step = book.step_of(row.chain, office=row.office)
    if step is None:
        return []
    rows = AccountRow.objects.filter(
        is_active=True, role__in=step.roles, territory__startswith=row.region
    ).order_by("username")
    return [one for one in rows[:MOST] if len(one.territory) == step.digits]


def _addresses(people: Sequence[AccountRow], medium: Media) -> Iterator[tuple[str, str]]:
    match medium:
        case Media.EMAIL:
            yield from ((one.email, one.lang) for one in people if one.email)
        case Media.SMS:
            yield from ((one.phone, one.lang) for one in people if one.phone)
        case Media.WEBHOOK:
            yield "", "id"


def carry(channels: Mapping[Media, Channel], *, now_ms: int, voice: Voice, book: IncidentBook) -> int:
    """Bring every letter whose time has come; how many were taken.

    A letter is leased before it is brought, so that two servers on one store do not bring it both.
    """
    taken = 0
    for row in _leased([medium.value for medium in channels], now_ms=now_ms):
        channel, letter = channels[Media(row.medium)], _worded(row, voice=voice, book=book)
        if letter is not None and channel(letter):
            LetterRow.objects.filter(pk=row.pk).update(state="sent", sent_ms=now_ms)
            taken += 1
            continue
        wait = wait_ms(row.tries) if letter else None
        state = "given-up" if wait is None else "waiting"
        LetterRow.objects.filter(pk=row.pk).update(state=state, next_ms=now_ms + (wait or 0))
    return taken


@transaction.atomic
def _leased(media: Sequence[str], *, now_ms: int) -> Sequence[LetterRow]:
    due = LetterRow.objects.select_for_update(of=("self",)).filter(
        state="waiting", medium__in=media, next_ms__lte=now_ms
    )
    rows = [*due.select_related("notice").order_by("next_ms", "id")[:MOST]]
    found = LetterRow.objects.filter(pk__in=[row.pk for row in rows])
    found.update(tries=F("tries") + 1, next_ms=now_ms + LEASE_MS)
    for row in rows:
        row.tries += 1
    return rows


def _worded(row: LetterRow, *, voice: Voice, book: IncidentBook) -> Letter | None:
    """None for an incident that is no more: it became a part of another one."""
    notice, words = row.notice, voice.words(row.lang)
    found = IncidentRow.objects.filter(id=notice.incident).first()
    if found is None:
        return None
    kind = book.kind_of(found.kind)
    due = datetime.fromtimestamp((notice.due_ms or 0) / 1000, tz=UTC)
    sentence = sentence_of(
        notice_of(notice),
        kind=kind.name if row.lang == "id" else kind.name_en,
        place=voice.place(found.place),
        due=voice.moment(due, words) if notice.due_ms else "",
    )
    subject = words.say(say("Sampai: {kind}", kind=kind.name if row.lang == "id" else kind.name_en))
    mark = f"{words.say(say('EXERCISE'))}: " if voice.is_exercise else ""
    return Letter(
        key=f"{notice.key}/{row.medium}/{row.pk}",
        to=row.to,
        subject=mark + subject,
        text=mark + words.say(sentence),
        incident=found.id,
        address=f"/kejadian/{found.id[:12]}",
    )


def notice_of(row: NoticeRow) -> Notice:
    """The notice of a row."""
    return Notice(
        key=row.key,
        what=What(row.what),
        incident=ItemId(row.incident),
        chain=row.chain,
        office=row.unit or row.office,
        due_ms=row.due_ms,
    )
