"""The ladder: strip, find headers, check headers, type the cells. Each rung does one thing."""

from sampai.kernel.table.sheet import Grid, Reading, Sheet


def read_sheet(grid: Grid, *, sheet: Sheet) -> Reading:
    """Read one raw grid by its declaration. Never raises for what a person wrote; faults say it."""
    raise NotImplementedError(grid, sheet)
