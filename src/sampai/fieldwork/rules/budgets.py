"""How many wrong codes are taken before somebody must be called back."""

from collections.abc import Sequence

from sampai.fieldwork.model import Attempt, Budget
from sampai.ledger.model import DeviceId

DAY_MS = 24 * 3_600_000


def may_try(
    wrong: Sequence[Attempt], *, operator: str, device: DeviceId, now_ms: int, budget: Budget
) -> bool:
    """Whether an operator may type one more code for a device; slips that the check found do not count."""
    today = [attempt for attempt in wrong if 0 <= now_ms - attempt.at_ms < DAY_MS]
    by_operator = sum(attempt.operator == operator for attempt in today)
    for_device = sum(attempt.device == device for attempt in today)
    return by_operator < budget.operator_a_day and for_device < budget.device_a_day
