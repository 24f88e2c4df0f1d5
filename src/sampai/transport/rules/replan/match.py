"""Which journey of a new plan stands for which of the old one: by what they carry, not by their codes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sampai.transport.model import Journey


@dataclass(frozen=True, slots=True)
class Pair:
    """A journey before and after; None where there is none."""

    before: Journey | None
    after: Journey | None

    @property
    def is_same(self) -> bool:
        """Whether nothing but the code differs."""
        if self.before is None or self.after is None:
            return False
        return replace(self.after, code=self.before.code) == self.before


def pairs_of(before: Iterable[Journey], after: Iterable[Journey]) -> tuple[Pair, ...]:
    """Every journey once: those alike first, then those that set out alike, then by shared stations."""
    old, new = sorted(before, key=_order), sorted(after, key=_order)
    pairs: list[Pair] = []
    waiting: dict[Journey, list[Journey]] = defaultdict(list)
    for journey in old:
        waiting[replace(journey, code="")].append(journey)
    rest = []
    for journey in new:
        alike = waiting[replace(journey, code="")]
        if alike:
            pairs.append(Pair(alike.pop(0), journey))
        else:
            rest.append(journey)
    left = sorted((journey for alike in waiting.values() for journey in alike), key=_order)
    return (*pairs, *_by_stations(left, rest))


def _order(journey: Journey) -> tuple[object, ...]:
    return (
        journey.giver,
        journey.receiver,
        journey.leg,
        journey.loads,
        journey.code,
        journey.vehicle,
        journey.vehicles,
    )


def _by_stations(old: Sequence[Journey], new: Sequence[Journey]) -> Iterator[Pair]:
    places: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, journey in enumerate(old):
        for key in _goods(journey):
            places[key].append(i)
    found = []
    for j, journey in enumerate(new):
        shared = Counter(i for key in _goods(journey) for i in places[key])
        found += [
            (not _sets_out_alike(old[i], journey), -count, not _is_same_vehicle(old[i], journey), i, j)
            for i, count in shared.items()
        ]
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for *_, i, j in sorted(found):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            yield Pair(old[i], new[j])
    yield from (Pair(journey, None) for i, journey in enumerate(old) if i not in taken_old)
    yield from (Pair(None, journey) for j, journey in enumerate(new) if j not in taken_new)


def _goods(journey: Journey) -> Iterator[tuple[object, ...]]:
    step = (journey.giver, journey.receiver, journey.leg)
    return ((step, code) for stop in journey.stops for code in stop.codes)


def _sets_out_alike(one: Journey, other: Journey) -> bool:
    """Whether the same vehicles load at the same place and time: of those under way, the same journey."""
    return _is_same_vehicle(one, other) and (one.origin, one.loads) == (other.origin, other.loads)


def _is_same_vehicle(one: Journey, other: Journey) -> bool:
    return (one.vehicle, one.vehicles) == (other.vehicle, other.vehicles)


def coded(pairs: Sequence[Pair]) -> tuple[Journey, ...]:
    """The new journeys with the codes of those that they stand for; others get the next numbers."""
    last: Counter[str] = Counter()
    for pair in pairs:
        if pair.before is not None:
            stem, _, number = pair.before.code.rpartition("-")
            last[stem] = max(last[stem], int(number) if number.isdigit() else 0)
    found = []
    for pair in pairs:
        if pair.after is None:
            continue
        if pair.before is not None:
            found.append(replace(pair.after, code=pair.before.code))
            continue
        stem = f"{pair.after.giver.upper()}-{pair.after.receiver.upper()}"
        last[stem] += 1
        found.append(replace(pair.after, code=f"{stem}-{last[stem]:04d}"))
    return tuple(found)
