"""Reads what a pack says of planning anew while a plan is carried out: `replan.toml`."""

from sampai.kernel.clock import MINUTE
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import read_toml
from sampai.transport.model import ReplanRules


def load_replan_rules(*, pack: str = PACK) -> ReplanRules:
    """The pack's rules. Raises `Unreadable` for a fault in the file."""
    table = read_toml(pack_folder(pack) / "replan.toml")
    rules = ReplanRules(
        churn_rp=table.whole("churn_rp"),
        notice_s=MINUTE * table.whole("notice_minutes"),
        basis=table.basis(),
    )
    table.close()
    return rules
