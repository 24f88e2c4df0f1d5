"""Compiles the search ahead of its first use: `python -m sampai.engines.solver.ruin`."""

from sampai.engines.solver.ruin.run import compile_ahead

compile_ahead()
