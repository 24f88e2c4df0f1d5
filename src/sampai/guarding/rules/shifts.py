"""Which places are guarded round the clock, from when to when, cut into shifts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sampai.guarding.model import GuardedPlace, Peak, RosterRules, Shift, StoreRule
from sampai.kernel.clock import HOUR, Calendar, HTime
from sampai.kernel.ids import PlaceCode
from sampai.kernel.quantity import Certainty
from sampai.places.model import Place, PlaceKind, Register

Span = tuple[HTime, HTime]


def shifts_of(
    register: Register,
    *,
    given: Sequence[GuardedPlace],
    goods: Mapping[PlaceCode, Sequence[Span]],
    rules: RosterRules,
    calendar: Calendar,
) -> tuple[Shift, ...]:
    """All shifts, in order of place and time.

    A place with rows in `given` is guarded as they say; every other one as the pack's rule for its kind says,
    assumed. `goods`: from when to when goods lie at a place.
    """
    told = {post.place for post in given}
    assumed = [place for place in register.places if place.code not in told]
    found = [
        *(shift for post in given for shift in _told(post, calendar=calendar)),
        *(shift for place in assumed for shift in _assumed(place, goods=goods, rules=rules)),
    ]
    return tuple(sorted(found, key=lambda shift: (shift.place, shift.starts, shift.ends)))


def cut(span: Span, *, shift_h: int) -> Iterator[Span]:
    """A span in shifts of so many hours; the last may be shorter."""
    step = shift_h * HOUR
    for start in range(span[0], span[1], step):
        yield HTime(start), HTime(min(start + step, span[1]))


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans that touch or overlap as one, in order of time."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _told(post: GuardedPlace, *, calendar: Calendar) -> Iterator[Shift]:
    span = calendar.h_time(post.starts), calendar.h_time(post.ends)
    for starts, ends in cut(span, shift_h=post.shift_h):
        yield Shift(
            place=post.place,
            starts=starts,
            ends=ends,
            officers=post.squad,
            certainty=Certainty.REPORTED,
        )


def _assumed(
    place: Place, *, goods: Mapping[PlaceCode, Sequence[Span]], rules: RosterRules
) -> Iterator[Shift]:
    rule = rules.store(place.kind)
    if rule is None or not rule.squad:
        return
    for span in joined(_spans(rule, goods=goods.get(place.code, ()))):
        for starts, ends in cut(span, shift_h=rule.shift_h):
            extra = _extra(rules.peaks, kind=place.kind, starts=starts, ends=ends)
            yield Shift(
                place=place.code,
                starts=starts,
                ends=ends,
                officers=rule.squad + extra,
                certainty=Certainty.ASSUMED,
                least=rule.least,
            )


def _spans(rule: StoreRule, *, goods: Sequence[Span]) -> Iterator[Span]:
    """For less than a shift, those who brought the goods stay with them."""
    if rule.starts is not None and rule.ends is not None:
        yield rule.starts, rule.ends
    if rule.with_goods:
        yield from (span for span in goods if span[1] - span[0] >= rule.shift_h * HOUR)


def _extra(peaks: Iterable[Peak], *, kind: PlaceKind, starts: HTime, ends: HTime) -> int:
    return sum(
        peak.extra for peak in peaks if kind in peak.kinds and peak.starts < ends and starts < peak.ends
    )
