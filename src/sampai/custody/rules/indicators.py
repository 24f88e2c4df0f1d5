"""What is proven of boxes. What nobody stated counts as not proven: the worst case, never a blank.

After the rule of ballot manifests in risk-limiting audits: what cannot be found is counted as the worst
(Bañuelos and Stark, arXiv 1207.3413).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from sampai.custody.model import BoxKind, BoxState, Kind, Phase
from sampai.custody.rules.order import read_of
from sampai.custody.rules.seals import was_read


class Indicator(StrEnum):
    """One thing that must be proven of a box."""

    CHAIN = "chain"
    """No gap: every step known, by whom, after which."""
    BOTH_SIDES = "both-sides"
    """Both halves of every handover, and at least one handover."""
    SEALS = "seals"
    """At every handover the receiver read the seals, and none was wrong."""
    COUNTED = "counted"
    """Counted in at packing, by two."""
    UNTROUBLED = "untroubled"
    """No exception open."""
    COPIES = "copies"
    """Results were photographed before the way back."""
    HOME = "home"
    """Back at the store, where the way back began."""


def proven(state: BoxState) -> Mapping[Indicator, bool]:
    """For each indicator that applies to a box, whether statements prove it."""
    found = {
        Indicator.CHAIN: bool(state.statements) and not state.gaps,
        Indicator.BOTH_SIDES: bool(state.handovers)
        and all(one.given and one.taken for one in state.handovers),
        Indicator.COUNTED: any(
            one.kind is Kind.PACKED and one.body.second is not None for one in state.statements
        ),
        Indicator.UNTROUBLED: bool(state.statements) and not state.open_troubles,
    }
    if state.box.kind is not BoxKind.KIT:
        found[Indicator.SEALS] = _seals_proven(state)
    if state.box.kind is BoxKind.BALLOT_BOX:
        found[Indicator.COPIES] = state.copied
    found[Indicator.HOME] = state.phase in (Phase.RETURNED, Phase.ARCHIVED, Phase.DISPUTED, Phase.DISPOSED)
    return found


def applying(kind: BoxKind) -> tuple[Indicator, ...]:
    """The indicators that apply to a kind of box."""
    without = {
        BoxKind.BALLOT_BOX: (),
        BoxKind.KIT: (Indicator.SEALS, Indicator.COPIES),
        BoxKind.CONTAINER: (Indicator.COPIES,),
    }[kind]
    return tuple(indicator for indicator in Indicator if indicator not in without)


def _seals_proven(state: BoxState) -> bool:
    looks = [
        read_of(statement, state.box.code) for statement in state.statements if statement.kind is Kind.TAKEN
    ]
    read = all(look is not None and was_read(look) and not look.broken and not look.no_seal for look in looks)
    return bool(looks) and read and all(not {"seals"}.intersection(one.differs) for one in state.handovers)


def tally(states: Iterable[BoxState]) -> Mapping[Indicator, tuple[int, int]]:
    """For each indicator, of how many boxes it is proven, and to how many it applies."""
    yes, all_ = Counter[Indicator](), Counter[Indicator]()
    for state in states:
        for indicator, is_proven in proven(state).items():
            all_[indicator] += 1
            yes[indicator] += is_proven
    return {indicator: (yes[indicator], all_[indicator]) for indicator in Indicator if all_[indicator]}
