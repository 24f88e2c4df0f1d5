"""`sampai plan`: from an operation's tables to journeys, guards, problems and a report."""

import time
from pathlib import Path

import click

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.main.session import session


@click.command(
    "plan",
    help=str(
        say(
            "Plans an operation: what every station gets, journeys that bring it in time, officers "
            "needed, and what cannot be done. OPERATION is a folder of CSV files, a workbook, or a sample "
            "such as sample:kaur."
        )
    ),
    epilog=str(say("Example: sampai plan kaur --out rencana-kaur --lang en")),
)
@click.argument("operation")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=str(say("Folder for the results.")),
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help=str(say("Processes at once; as many as the machine has cores, unless given. The plan is the same.")),
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    metavar="S",
    help=str(say("Seed of the search; the same seed gives the same plan.")),
)
@click.option(
    "--effort",
    type=click.IntRange(1, 100),
    default=1,
    metavar="E",
    help=str(say("How long to look for shorter journeys: 1 is quick, 10 takes about ten times as long.")),
)
@click.option(
    "--roads",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=str(
        say(
            "Road map: an OpenStreetMap extract (.osm.pbf). Where it covers the places, distances come "
            "from its roads."
        )
    ),
)
@click.option(
    "--scenarios",
    type=click.IntRange(0, 10_000),
    default=500,
    show_default=True,
    metavar="N",
    help=str(say("Days to try out for the chance of arrival of each station; 0 for none.")),
)
@click.option(
    "--strength",
    "strengths",
    multiple=True,
    metavar="UNIT=N",
    help=str(
        say(
            "What if: plan as if this unit could send N officers, such as polsek-170405=12. May be given "
            "several times."
        )
    ),
)
@click.option(
    "--better-than",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=str(
        say(
            "Folder of an earlier plan of the same tables with no more vehicles: where new journeys would be "
            "worse, its journeys stay. So more vehicles never make a plan later or dearer."
        )
    ),
)
@click.option("--json", "as_json", is_flag=True, help=str(say("Print one JSON object.")))
def command(
    operation: str,
    *,
    out: Path,
    jobs: int | None,
    seed: int,
    effort: int,
    roads: Path | None,
    scenarios: int,
    strengths: tuple[str, ...],
    better_than: Path | None,
    as_json: bool,
) -> None:
    """Read, plan, write, tell."""
    started = time.perf_counter()
    # Everything that plans is slow to import, and `--help` does without.
    from sampai.main.planning import plan_to_folder  # noqa: PLC0415 -- see above
    from sampai.main.results import as_object, story  # noqa: PLC0415 -- see above

    words = session().words
    wished = dict(map(_strength, strengths))
    made = plan_to_folder(
        operation,
        out=out,
        seed=seed,
        effort=effort,
        jobs=jobs,
        words=words,
        roads=roads,
        scenarios=scenarios,
        strengths=wished,
        better_than=better_than,
    )
    if as_json:
        click.echo(as_object(made.plan, seconds=time.perf_counter() - started))
        return
    for line in story(made.plan, notes=len(made.loaded.notes), files=made.files, words=words):
        click.echo(line)


def _strength(text: str) -> tuple[str, int]:
    """`UNIT=N` as a unit's code and a number."""
    unit, equals, number = text.rpartition("=")
    if not (equals and unit.strip() and number.strip().isdecimal()):
        raise Refused(
            "strength",
            say("“{value}” is no strength.", value=text),
            say("Write the unit's code and a number, such as --strength polsek-170405=12."),
        )
    return unit.strip(), int(number)
