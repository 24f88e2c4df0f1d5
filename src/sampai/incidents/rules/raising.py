"""What rules notice by themselves, as claims. The same finding makes the same claim, however often."""

from collections.abc import Sequence
from itertools import chain

from sampai.custody.model import BoxState, Mismatch, OpenTrouble, Quietness, SealFinding, Silence, Trouble
from sampai.custody.rules.handovers import lone_halves
from sampai.incidents.model import OTHER, Claim, Entry, IncidentBook, ItemId, RuleName, Source
from sampai.kernel.ids import digest
from sampai.kernel.quantity import Certainty


def claims_of_box(
    state: BoxState, *, now_ms: int, lone_after_ms: int, book: IncidentBook
) -> tuple[Claim, ...]:
    """One claim for each open exception and each lone handover of a box."""
    at = {one.digest: one.at_ms for one in state.statements}
    troubles = (
        _trouble(state, one, at_ms=at.get(one.cause, now_ms), book=book) for one in state.open_troubles
    )
    lone = (
        _claim(
            RuleName.LONE_HANDOVER,
            subject=state.box.code,
            cause=(handover.given or handover.taken or b"").hex(),
            place=state.place or state.box.owner,
            at_ms=at[half],
            told_ms=now_ms,
            book=book,
            boxes=(state.box.code,),
            journey=state.journey,
            facts=(("missing", side),),
        )
        for handover, side in lone_halves(
            state.handovers, statements=state.statements, now_ms=now_ms, after_ms=lone_after_ms
        )
        if (half := handover.taken or handover.given)
    )
    return tuple(chain((one for one in troubles if one), lone))


def _trouble(state: BoxState, trouble: OpenTrouble, *, at_ms: int, book: IncidentBook) -> Claim | None:
    """An exception that no kind stands for is no incident, such as a box put in another's place."""
    kind = book.by_trouble.get(trouble.trouble)
    if kind is None:
        return None
    is_seal = trouble.trouble is Trouble.SEAL_BROKEN
    return _claim(
        RuleName.SEAL_MISMATCH if is_seal else RuleName.TROUBLE,
        kind=kind,
        subject=state.box.code,
        cause=trouble.cause.hex(),
        place=state.place or state.box.owner,
        at_ms=at_ms,
        told_ms=at_ms,
        book=book,
        boxes=(state.box.code,),
        journey=state.journey,
    )


def claim_of_seal(finding: SealFinding, *, place: str, at_ms: int, book: IncidentBook) -> Claim | None:
    """A seal that does not fit; None for a number that was only misread: it is read again."""
    if finding.mismatch is Mismatch.MISREAD:
        return None
    return _claim(
        RuleName.SEAL_MISMATCH,
        subject=finding.box,
        cause=finding.found.hex(),
        place=place,
        at_ms=at_ms,
        told_ms=at_ms,
        book=book,
        boxes=tuple(box for box in (finding.box, finding.other_box) if box),
        facts=(("seal", finding.mismatch),),
    )


def claim_of_silence(
    silence: Silence, *, place: str, now_ms: int, book: IncidentBook, journey: str = ""
) -> Claim | None:
    """An overdue journey, or a station that nobody hears; None while the silence is explained."""
    if silence.quietness is not Quietness.OVERDUE:
        return None
    return _claim(
        RuleName.OVERDUE if journey else RuleName.SILENCE,
        subject=silence.subject,
        cause=str(silence.due_ms),
        place=place,
        at_ms=silence.due_ms,
        told_ms=now_ms,
        book=book,
        journey=journey,
    )


def claim_of_deadline(
    subject: str,
    *,
    place: str,
    due_ms: int,
    expected_ms: int,
    now_ms: int,
    book: IncidentBook,
    boxes: Sequence[str] = (),
    journey: str = "",
) -> Claim | None:
    """Goods that are expected after their deadline; None where they come in time."""
    if expected_ms <= due_ms:
        return None
    return _claim(
        RuleName.DEADLINE,
        subject=subject,
        cause=str(due_ms),
        place=place,
        at_ms=due_ms,
        told_ms=now_ms,
        book=book,
        boxes=tuple(boxes),
        journey=journey,
        certainty=Certainty.ESTIMATED,
    )


def _claim(
    rule: RuleName,
    *,
    subject: str,
    cause: str,
    place: str,
    at_ms: int,
    told_ms: int,
    book: IncidentBook,
    kind: str = "",
    boxes: tuple[str, ...] = (),
    journey: str = "",
    facts: tuple[tuple[str, str], ...] = (),
    certainty: Certainty = Certainty.REPORTED,
) -> Claim:
    kind = kind or book.by_rule.get(rule, OTHER)
    return Claim(
        id=ItemId(digest([rule, kind, subject, cause])),
        kind=kind,
        place=place,
        at_ms=at_ms,
        told_ms=told_ms,
        source=Source(name=f"rule:{rule}"),
        certainty=certainty,
        entry=Entry.RULE,
        facts=facts,
        boxes=boxes,
        journey=journey,
    )
