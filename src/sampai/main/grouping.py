"""Which groupers a kept plan may have been made with."""

from sampai.engines.grouping.anneal import AnnealGrouper
from sampai.guarding.ports import Grouper
from sampai.guarding.rules.clusters import BY_PATH
from sampai.plan.forms.kept import KeptPlan

USUAL = AnnealGrouper()


def shorter(percent: int) -> AnnealGrouper:
    """The usual grouper with so many percent of its steps."""
    return AnnealGrouper(steps=max(1, USUAL.steps * percent // 100))


def groupers_of(kept: KeptPlan) -> tuple[Grouper, ...]:
    """The grouper that a plan names; of a plan that names none all that there are, the likelier first."""
    known: tuple[Grouper, ...] = (BY_PATH, USUAL) if "parent" in kept.parameters else (USUAL, BY_PATH)
    every = (*known, shorter(int(kept.parameters.get("search_percent", 100))))
    return tuple(one for one in every if one.name == kept.grouping)[:1] or known
