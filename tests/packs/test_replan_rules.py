"""What the pack says of planning anew."""

from sampai.election.model import Standing
from sampai.packs.replan_rules import load_replan_rules


def test_the_pack_s_price_of_a_change_is_marked_as_nobody_s_measurement() -> None:
    rules = load_replan_rules()

    assert (rules.churn_rp, rules.notice_s) == (150_000, 1_800)
    assert rules.basis is not None
    assert rules.basis.standing is Standing.UNVERIFIED
