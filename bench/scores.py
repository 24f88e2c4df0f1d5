"""How good the plans of the four sample regencies are: `python bench/scores.py [--against FILE]`.

Plans each sample for both elections with the defaults of `sampai plan`, in one process, without chances and
files, and prints a table: costs out and back, lateness, stations without, exposure, journeys, CPU seconds.
`--json FILE` keeps the figures, `--against FILE` prints how they differ from figures that were kept: run it
at two commits to see whether a change of the search or of its rules makes plans better. All but the CPU
seconds are the same on any machine. `--only 1704` plans one regency.
"""

import argparse
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sampai.engines.solver.ruin_solver import RuinSolver
from sampai.kernel.ids import RegionCode
from sampai.main.grouping import USUAL
from sampai.main.operations import load_operation
from sampai.main.sampling import write_sample
from sampai.plan.rules.make import make_plan

SAMPLES = {"1704": "Kaur", "1801": "Lampung Selatan", "1813": "Pesisir Barat", "3375": "Kota Pekalongan"}
ELECTIONS = ("pemilu-2024", "pilkada-2024")
SMALLEST = ("3375", "pilkada-2024")
FIGURES = {
    "stations": "TPS",
    "unserved": "unserved",
    "not_back": "not back",
    "late_h": "late h",
    "cost_mrp": "cost, million Rp",
    "cost_back_mrp": "back, million Rp",
    "exposure_h": "exposure h",
    "journeys": "journeys",
    "journeys_back": "journeys back",
    "cpu_s": "CPU s",
}

Row = dict[str, float]


def scored(regency: str, *, election: str, seed: int, effort: int) -> Row:
    """One sample, planned; the CPU seconds are those of planning alone."""
    with TemporaryDirectory() as folder:
        write_sample(RegionCode(regency), election=election, seed=0, out=Path(folder))
        loaded = load_operation(folder)
    cpu = time.process_time()
    figures = make_plan(
        loaded.operation,
        rules=loaded.rules,
        solver=RuinSolver(),
        seed=seed,
        effort=effort,
        grouper=USUAL,
        reliefs=False,
    ).figures
    return {
        "stations": figures.stations,
        "unserved": figures.unplanned,
        "not_back": figures.not_back,
        "late_h": round(figures.late_h, 2),
        "cost_mrp": round(figures.cost_rp / 1e6, 3),
        "cost_back_mrp": round(figures.cost_back_rp / 1e6, 3),
        "exposure_h": round(figures.exposure_h, 1),
        "journeys": figures.journeys,
        "journeys_back": figures.journeys_back,
        "cpu_s": round(time.process_time() - cpu, 1),
    }


def table(rows: dict[str, Row]) -> Iterator[str]:
    """The rows as Markdown."""
    yield f"| | {' | '.join(FIGURES.values())} |"
    yield "|---|" + "---:|" * len(FIGURES)
    for name, row in rows.items():
        yield f"| {name} | {' | '.join(f'{row[figure]:,.7g}' for figure in FIGURES)} |"


def differences(rows: dict[str, Row], *, kept: dict[str, Row]) -> Iterator[str]:
    """What is another figure than what was kept, and by how much."""
    for name, row in rows.items():
        before = kept.get(name, {})
        changed = (f for f in FIGURES if f != "cpu_s" and f in before and row[f] != before[f])
        for figure in changed:
            share = f" ({row[figure] / before[figure] - 1:+.2%})" if before[figure] else ""
            yield f"{name}: {FIGURES[figure]} {before[figure]:,} -> {row[figure]:,}{share}"


def all_scored(regencies: Sequence[str], *, seed: int, effort: int) -> Iterable[tuple[str, Row]]:
    """Every sample after the other, the compiling of the search before all."""
    scored(SMALLEST[0], election=SMALLEST[1], seed=seed, effort=1)
    for regency in regencies:
        for election in ELECTIONS:
            yield (
                f"{SAMPLES[regency]}, {election}",
                scored(regency, election=election, seed=seed, effort=effort),
            )


def main() -> None:
    """Plan, print, keep, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=SAMPLES)
    parser.add_argument("--effort", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--against", type=Path, metavar="FILE")
    asked = parser.parse_args()
    rows = dict(all_scored([asked.only] if asked.only else [*SAMPLES], seed=asked.seed, effort=asked.effort))
    print("\n".join(table(rows)))
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    if asked.against:
        kept = json.loads(asked.against.read_text(encoding="utf-8"))
        print("\n".join(differences(rows, kept=kept)) or "No figure differs but CPU seconds.")


if __name__ == "__main__":
    main()
