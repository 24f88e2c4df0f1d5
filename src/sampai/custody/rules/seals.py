"""Seals on a box: what numbers that do not fit may mean, since when, who held the box, what must be done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sampai.custody.model import (
    BoxCode,
    BoxRead,
    BoxState,
    Condition,
    Kind,
    Mismatch,
    SealFinding,
    Statement,
)
from sampai.custody.rules.numbers import is_one_slip, same_number
from sampai.custody.rules.order import read_of
from sampai.kernel.rights import Institution
from sampai.kernel.text import Text, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One seal that does not fit what was applied."""

    mismatch: Mismatch
    expected: str = ""
    read: str = ""


def was_read(read: BoxRead) -> bool:
    """Whether somebody looked at the seals at all."""
    return bool(read.seals or read.broken or read.no_seal)


def differences(
    expected: Sequence[str], *, read: BoxRead, elsewhere: Mapping[str, BoxCode]
) -> tuple[Difference, ...]:
    """What does not fit, and what it may mean; nothing where all is right.

    `elsewhere` gives the box on which a number is recorded. Numbers are compared in one form.
    """
    is_open = Condition.OPEN in read.condition
    there = sorted({same_number(number) for number in read.seals})
    broken = sorted({same_number(number) for number in read.broken})
    missing = sorted({same_number(number) for number in expected}.difference(there, broken))
    strange = [number for number in (*there, *broken) if number not in set(map(same_number, expected))]
    found = [
        Difference(
            mismatch=Mismatch.TAMPER if is_open or strange else Mismatch.WEAR, expected=number, read=number
        )
        for number in broken
        if number not in strange
    ]
    found += _strangers(strange, missing=missing, is_open=is_open, elsewhere=elsewhere)
    rest = Mismatch.TAMPER if is_open else Mismatch.MISSING
    return (*found, *(Difference(mismatch=rest, expected=number) for number in missing))


def _strangers(
    strange: Sequence[str], *, missing: list[str], is_open: bool, elsewhere: Mapping[str, BoxCode]
) -> Iterator[Difference]:
    """Numbers not applied to this box, each with one that is missing; takes those out of `missing`."""
    for number in strange:
        near = next((one for one in missing if is_one_slip(one, number)), None)
        if number in elsewhere:
            kind, expected = Mismatch.WRONG_BOX, missing[0] if missing else ""
        elif near and not is_open:
            kind, expected = Mismatch.MISREAD, near
        else:
            kind, expected = Mismatch.TAMPER, missing[0] if missing else ""
        if expected:
            missing.remove(expected)
        yield Difference(mismatch=kind, expected=expected, read=number)


@dataclass(frozen=True, slots=True)
class Looked:
    """One statement on a box, with what was known of the box before and after it."""

    statement: Statement
    before: BoxState
    after: BoxState


def findings(
    state: BoxState, *, looks: Sequence[Looked], elsewhere: Mapping[str, BoxCode]
) -> tuple[SealFinding, ...]:
    """Every seal of a box that did not fit at a look, in order, with the interval and who held the box in it.

    `looks` are all statements on the box with the state before each (`rules.fold.walk`).
    """
    box, found = state.box.code, []
    for at, look in enumerate(looks):
        read = read_of(look.statement, box)
        if read is None or look.statement.kind is Kind.SEALED or not was_read(read) or not look.before.seals:
            continue
        for one in differences(look.before.seals, read=read, elsewhere=elsewhere):
            since = _last_right(one.expected, looks[:at], box=box)
            found.append(
                SealFinding(
                    box=box,
                    mismatch=one.mismatch,
                    expected=one.expected,
                    read=one.read,
                    last_right=looks[since].statement.digest if since is not None else None,
                    found=look.statement.digest,
                    holders=_holders(looks[since or 0 : at + 1]),
                    other_box=elsewhere.get(one.read),
                )
            )
    return tuple(found)


def _last_right(expected: str, looks: Sequence[Looked], *, box: BoxCode) -> int | None:
    """The last look at which the number was seen where it belongs; for a stranger, the last at all seals."""
    for at in range(len(looks) - 1, -1, -1):
        read = read_of(looks[at].statement, box)
        if read and (not expected or expected in map(same_number, read.seals)) and read.seals:
            return at
    return None


def _holders(looks: Sequence[Looked]) -> tuple[str, ...]:
    """Those who held the box between the first and the last of these looks, in order, none twice in a row."""
    names: list[str] = []
    for look in looks[1:]:
        holder = look.before.holder
        if holder and names[-1:] != [holder.name]:
            names.append(holder.name)
    return tuple(names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a mismatch needs: what to do, by which statements it ends, and who signs."""

    what: Text
    ends_by: tuple[Kind, ...]
    signers: tuple[Institution, ...]


ACTS: Mapping[Mismatch, Act] = {
    Mismatch.MISREAD: Act(
        what=say("Read the seal again, number by number, and take a picture of it."),
        ends_by=(Kind.CHECKED,),
        signers=(),
    ),
    Mismatch.WEAR: Act(
        what=say("Put on a new seal before witnesses and write minutes; the old seal stays with them."),
        ends_by=(Kind.SEALED, Kind.RESOLVED),
        signers=(Institution.KPU, Institution.BAWASLU),
    ),
    Mismatch.WRONG_BOX: Act(
        what=say(
            "Look at both boxes: label, contest, seals. Put right which is which before either goes on."
        ),
        ends_by=(Kind.CHECKED, Kind.RESOLVED),
        signers=(Institution.KPU, Institution.BAWASLU),
    ),
    Mismatch.MISSING: Act(
        what=say("Open, count and seal anew before the supervisor and the police, and write minutes."),
        ends_by=(Kind.OPENED, Kind.SEALED, Kind.RESOLVED),
        signers=(Institution.KPU, Institution.BAWASLU, Institution.POLRI),
    ),
    Mismatch.TAMPER: Act(
        what=say("Leave the box as it is. Keep it as evidence until supervisor and police have seen it."),
        ends_by=(Kind.EXCEPTED, Kind.RESOLVED),
        signers=(Institution.KPU, Institution.BAWASLU, Institution.POLRI),
    ),
}
