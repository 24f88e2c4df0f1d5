"""The register of seals: where each number is and whether all that was issued is accounted for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sampai.custody.model import BoxCode, BoxState, Kind, SealLife, SealRun, SealsMoved
from sampai.custody.rules.numbers import same_number
from sampai.custody.rules.order import read_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SealMove:
    """One statement on seals, with what puts it in order."""

    kind: Kind
    at_ms: int
    digest: bytes
    body: SealsMoved


@dataclass(frozen=True, slots=True, kw_only=True)
class SealBalance:
    """One holder's seals. `counted` is what lies there by the last count; None where nobody counted."""

    holder: str
    issued: int
    applied: int
    spoiled: int
    returned: int
    counted: int | None

    @property
    def unaccounted(self) -> int:
        """Issued, but neither applied, spoiled, returned nor counted in stock."""
        return self.issued - self.applied - self.spoiled - self.returned - (self.counted or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealRegister:
    """All seals of an operation."""

    lives: Mapping[str, SealLife] = field(default_factory=dict)
    boxes: Mapping[str, tuple[BoxCode, ...]] = field(default_factory=dict)
    """On which box each number was applied; more than one is a number that is there twice."""
    holders: Mapping[str, str] = field(default_factory=dict)
    """To whom each number was issued last."""
    balances: tuple[SealBalance, ...] = ()

    @property
    def twice(self) -> tuple[str, ...]:
        """Numbers applied on more than one box."""
        return tuple(number for number, boxes in self.boxes.items() if len(boxes) > 1)

    @property
    def never_issued(self) -> tuple[str, ...]:
        """Numbers on boxes that nobody issued."""
        return tuple(number for number in self.boxes if number not in self.holders)

    @property
    def elsewhere(self) -> Mapping[str, BoxCode]:
        """The box that each number belongs on, for telling a swapped seal."""
        return {number: boxes[0] for number, boxes in self.boxes.items()}


def numbers_of(runs: Iterable[SealRun]) -> Iterator[str]:
    """Every number of some runs, in one form."""
    for run in runs:
        for number in range(run.first, run.last + 1):
            yield same_number(f"{run.prefix}{number:0{run.width}d}")


_STOCK_LIFE = {
    Kind.SEALS_RECEIVED: SealLife.IN_STOCK,
    Kind.SEALS_ISSUED: SealLife.ISSUED,
    Kind.SEALS_RETURNED: SealLife.IN_STOCK,
    Kind.SEALS_SPOILED: SealLife.SPOILED,
    Kind.SEALS_DESTROYED: SealLife.DESTROYED,
}


def register_of(moves: Iterable[SealMove], *, boxes: Iterable[BoxState]) -> SealRegister:
    """The register that statements on seals and the folded boxes make, in whatever order they are given."""
    put_on = ((number, box.box.code, life) for box in boxes for number, life in lives_on(box).items())
    return register_with(moves, put_on=put_on)


def register_with(
    moves: Iterable[SealMove], *, put_on: Iterable[tuple[str, BoxCode, SealLife]]
) -> SealRegister:
    """The same register from what `lives_on` told of each box: number, box, life."""
    ordered = sorted(moves, key=lambda one: (one.at_ms, one.digest))
    lives: dict[str, SealLife] = {}
    holders: dict[str, str] = {}
    for move in ordered:
        for number in numbers_of(move.body.runs):
            if move.kind in _STOCK_LIFE:
                lives[number] = _STOCK_LIFE[move.kind]
            if move.kind is Kind.SEALS_ISSUED:
                holders[number] = move.body.to
    on_boxes: dict[str, list[BoxCode]] = defaultdict(list)
    for number, box, life in sorted(put_on, key=lambda one: (one[1], one[0])):
        on_boxes[number].append(box)
        if lives.get(number) is not SealLife.DESTROYED:
            lives[number] = life
    return SealRegister(
        lives=lives,
        boxes={number: tuple(codes) for number, codes in sorted(on_boxes.items())},
        holders=holders,
        balances=_balances(ordered, applied=on_boxes, holders=holders),
    )


def lives_on(state: BoxState) -> Mapping[str, SealLife]:
    """How far each seal that was ever applied on a box has come."""
    lives: dict[str, SealLife] = {}
    for statement in state.statements:
        read = read_of(statement, state.box.code)
        assert read is not None
        if statement.kind is Kind.SEALED:
            replaced = [number for number, life in lives.items() if life is SealLife.BROKEN]
            lives |= dict.fromkeys(replaced, SealLife.REPLACED)
            lives |= {same_number(number): SealLife.APPLIED for number in read.seals}
        else:
            lives |= dict.fromkeys(_known(read.seals, lives), SealLife.READ)
            lives |= dict.fromkeys(_known(read.broken, lives), SealLife.BROKEN)
        if statement.kind is Kind.OPENED:
            lives |= dict.fromkeys(lives, SealLife.BROKEN)
    return lives


def _known(numbers: Sequence[str], lives: Mapping[str, SealLife]) -> list[str]:
    plain = [same_number(number) for number in numbers]
    return [number for number in plain if lives.get(number) in (SealLife.APPLIED, SealLife.READ)]


def _balances(
    ordered: Sequence[SealMove], *, applied: Iterable[str], holders: Mapping[str, str]
) -> tuple[SealBalance, ...]:
    issued, spoiled, returned = Counter[str](), Counter[str](), Counter[str]()
    counted: dict[str, int] = {}
    for move in ordered:
        count = sum(len(run) for run in move.body.runs)
        if move.kind is Kind.SEALS_ISSUED:
            issued[move.body.to] += count
        elif move.kind is Kind.SEALS_SPOILED:
            spoiled[move.body.holder] += count
        elif move.kind is Kind.SEALS_RETURNED:
            returned[move.body.holder] += count
        elif move.kind is Kind.SEALS_COUNTED:
            counted[move.body.holder] = count
    put_on = Counter(holders[number] for number in applied if number in holders)
    return tuple(
        SealBalance(
            holder=holder,
            issued=issued[holder],
            applied=put_on[holder],
            spoiled=spoiled[holder],
            returned=returned[holder],
            counted=counted.get(holder),
        )
        for holder in sorted(issued)
    )
