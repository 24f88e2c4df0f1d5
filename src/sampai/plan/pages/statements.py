"""What different sources say about the same thing: all of it, the accepted statement first."""

from itertools import groupby

from sampai.places.model import Claim
from sampai.plan.model import OperationPlan


def disagreements(plan: OperationPlan) -> list[list[Claim]]:
    """Statements on one field of one subject that differ, and all on the operation's own region."""
    region = plan.operation.settings.region
    groups = [
        sorted(claims, key=lambda claim: not claim.accepted)
        for _, claims in groupby(
            plan.operation.register.claims, key=lambda claim: (claim.subject, claim.field)
        )
    ]
    return [
        claims
        for claims in groups
        if claims[0].subject == region or len({claim.value for claim in claims}) > 1
    ]
