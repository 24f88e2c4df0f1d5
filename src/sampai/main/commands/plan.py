"""`sampai plan`: from an operation's tables to journeys, guards, problems and a report."""

import time
from pathlib import Path

import click

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.main import options
from sampai.main.session import session


@click.command(
    "plan",
    help=str(
        say(
            "Plans an operation: what every station gets, journeys that bring it in time, officers "
            "needed, and what cannot be done. OPERATION is a folder of CSV files, a workbook, or a sample "
            "such as sample:kaur; or a nation: the word nation (or nation:pilkada-2024), where the tables of "
            "every regency are made from public facts, or a folder with a folder for each regency."
        )
    ),
    epilog=str(say("Example: sampai plan kaur --out rencana-kaur --lang en")),
)
@click.argument("operation")
@options.out
@options.jobs
@options.seed
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
    metavar="N",
    help=str(
        say(
            "Days to try out for the chance of arrival of each station; 0 for none. Unless given 500, for a "
            "nation 50."
        )
    ),
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
@click.option(
    "--only",
    multiple=True,
    metavar="CODE",
    help=str(say("Of a nation: only this province or regency. May be given several times.")),
)
@click.option(
    "--search-percent",
    type=click.IntRange(1, 100),
    default=2,
    show_default=True,
    metavar="P",
    help=str(say("Of a nation: how long each regency looks for shorter journeys, of what it takes alone.")),
)
@click.option("--files", is_flag=True, help=str(say("Of a nation: write all files of each regency, too.")))
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help=str(say("Of a nation: a Dask scheduler whose workers plan, such as tcp://10.0.0.5:8786.")),
)
@options.as_json
def command(
    operation: str,
    *,
    out: Path,
    jobs: int | None,
    seed: int,
    effort: int,
    roads: Path | None,
    scenarios: int | None,
    strengths: tuple[str, ...],
    better_than: Path | None,
    only: tuple[str, ...],
    search_percent: int,
    files: bool,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """Read, plan, write, tell."""
    started = time.perf_counter()
    # Everything that plans is slow to import, and `--help` does without.
    from sampai.main.nation.sources import is_nation  # noqa: PLC0415 -- see above
    from sampai.main.planning import SCENARIOS, plan_to_folder  # noqa: PLC0415 -- see above
    from sampai.main.results import as_object, story  # noqa: PLC0415 -- see above

    if is_nation(operation):
        _refuse(roads=roads, strengths=strengths, better_than=better_than)
        _plan_nation(
            operation,
            out=out,
            jobs=jobs,
            seed=seed,
            effort=effort,
            scenarios=scenarios,
            only=only,
            percent=search_percent,
            files=files,
            scheduler=scheduler,
            as_json=as_json,
        )
        return
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
        scenarios=SCENARIOS if scenarios is None else scenarios,
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


def _refuse(**given: object) -> None:
    """Refuse what only one regency can be asked for."""
    for name in (
        key.removesuffix("s") if key == "strengths" else key for key, value in given.items() if value
    ):
        raise Refused(
            "nation-option",
            say("A nation is not planned with --{option}.", option=name.replace("_", "-")),
            say("Plan the regency alone with it: its folder or name in place of the nation's."),
        )


def _plan_nation(
    source: str,
    *,
    out: Path,
    jobs: int | None,
    seed: int,
    effort: int,
    scenarios: int | None,
    only: tuple[str, ...],
    percent: int,
    files: bool,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """Plan every regency and the balance between them; tell."""
    started = time.perf_counter()
    from sampai.main.nation import running  # noqa: PLC0415 -- slow to import
    from sampai.main.nation.crews import cluster, processes  # noqa: PLC0415 -- see above
    from sampai.main.nation.jobs import Effort  # noqa: PLC0415 -- see above
    from sampai.main.nation.sources import election_of  # noqa: PLC0415 -- see above
    from sampai.main.planning import cores  # noqa: PLC0415 -- see above

    words = session().words
    made = running.plan_nation(
        source,
        out=out,
        effort=Effort(
            election=election_of(source),
            seed=seed,
            effort=effort,
            scenarios=running.SCENARIOS if scenarios is None else scenarios,
            percent=percent,
            files=files,
            lang=words.lang,
        ),
        crew=lambda: cluster(scheduler) if scheduler else processes(jobs or cores()),
        words=words,
        tell=lambda text: click.echo(words.say(text), err=True),
        only=only,
    )
    if as_json:
        click.echo(running.as_object(made, seconds=time.perf_counter() - started))
        return
    for line in running.story(made, words=words):
        click.echo(line)
