"""The exact balancer: whole numbers by HiGHS. It checks the usual one on small lots."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, diags_array, hstack

from sampai.engines.surplus.net import Net
from sampai.materials.model.surplus import Lot, Shares


class ProvenBalancer:
    """As many sheets as can be brought, then the least cost, proven; slow beyond some hundred ways."""

    def __call__(self, lot: Lot, *, move_cost_s: int) -> Shares:
        """Sheets by way. Raises `RuntimeError` where HiGHS finds no proof."""
        if not lot.ways:
            return Shares(sheets=(), bound_s=0)
        net = Net.of(lot, move_cost_s=move_cost_s)
        size = net.giver.size
        most_sheets = int(net.flow(np.zeros(size))[0].sum())
        rows = net.rows()
        within = LinearConstraint(hstack([rows, csr_array(rows.shape)]), ub=net.limits())
        opened = LinearConstraint(
            hstack([diags_array(np.ones(size)), diags_array(-net.most.astype(np.float64))]), ub=0
        )
        brought = LinearConstraint(np.concatenate([np.ones(size), np.zeros(size)])[None, :], lb=most_sheets)
        found = milp(
            np.concatenate([np.zeros(size), net.cost_s]),
            constraints=(within, opened, brought),
            integrality=np.ones(2 * size, dtype=np.int64),
            bounds=Bounds(0, np.concatenate([net.most, np.ones(size)])),
            options={"mip_rel_gap": 0},
        )
        if found.status != 0:
            raise RuntimeError(found.message)
        sheets = np.rint(found.x[:size]).astype(np.int64)
        return Shares(sheets=tuple(sheets.tolist()), bound_s=net.cost(sheets))
