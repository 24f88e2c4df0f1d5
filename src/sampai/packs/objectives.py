"""Reads by what plans are compared and what reliefs cost: `objective.toml`."""

from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml
from sampai.transport.model import Objective


def load_objective(*, pack: str = PACK) -> Objective:
    """The pack's weights and prices. Raises `Unreadable` for a fault in the file."""
    return objective_of(read_toml(pack_folder(pack) / "objective.toml"))


def objective_of(table: Table) -> Objective:
    """The weights and prices that a file's outermost table says. Raises `Unreadable` for a fault in it."""
    weights, prices = table.table("weights"), table.table("reliefs")
    prices_basis = prices.basis()
    found = weights.make(
        "late_rp_h",
        lambda: Objective(
            unserved_rp=weights.whole("unserved_rp"),
            late_rp_h=weights.whole("late_rp_h"),
            exposure_rp_h=weights.whole("exposure_rp_h"),
            shift_rp=weights.whole("shift_rp"),
            day_rp=weights.whole("day_rp"),
            hire_h=prices.whole("hire_h"),
            early_rp_h=prices.whole("early_rp_h"),
            night_rp=prices.whole("night_rp"),
            forward_rp=prices.whole("forward_rp"),
            basis=weights.basis(),
            prices_basis=prices_basis,
        ),
    )
    for read in (weights, prices, table):
        read.close()
    return found
