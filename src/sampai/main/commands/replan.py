"""`sampai replan`: a plan carried on when something happened, with as few changes as possible."""

import time
from pathlib import Path

import click

from sampai.kernel.text import say
from sampai.main import options
from sampai.main.session import session


@click.command(
    "replan",
    help=str(
        say(
            "Carries a plan on when something happened on the way: keeps what is under way or delivered, "
            "changes as few journeys as possible, and says who must be told what. PLAN is a folder that "
            "sampai plan wrote."
        )
    ),
    epilog=str(
        say("Example: sampai replan rencana --close Linau-Wayhawang --at 'H-1 05:30' --out rencana-2")
    ),
)
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "--close",
    multiple=True,
    metavar="LINK|PLACE-PLACE",
    help=str(say("A way that is closed: a link of lintasan, or two neighbouring places or villages.")),
)
@click.option(
    "--close-area",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE.geojson",
    help=str(say("An area that is closed: a GeoJSON file with a polygon.")),
)
@click.option(
    "--delay",
    multiple=True,
    metavar="JOURNEY|VEHICLE=HOURS",
    help=str(say("A journey or vehicle that is late, and by how many hours.")),
)
@click.option(
    "--vehicle-lost",
    multiple=True,
    metavar="ID",
    help=str(say("A vehicle that cannot be used any more, such as TRUK-2.")),
)
@click.option(
    "--at",
    default="",
    metavar="TIME",
    help=str(
        say("When it happened: H-1 05:30, or a local date and time. Without it nothing is under way yet.")
    ),
)
@options.out
@options.seed
@click.option(
    "--effort",
    type=click.IntRange(0, 100),
    metavar="E",
    help=str(
        say("How long to look for better answers; 0 takes the first one. If not given: as for the plan.")
    ),
)
@click.option(
    "--seconds",
    type=click.FloatRange(0, 86_400),
    metavar="S",
    help=str(
        say(
            "After so many seconds no other way is tried and the best so far is taken; the plan then depends "
            "on the machine's speed."
        )
    ),
)
@options.jobs
@click.option(
    "--roads",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=str(say("The road map of the plan, if it was made with one.")),
)
@options.as_json
def command(
    plan: Path,
    *,
    close: tuple[str, ...],
    close_area: tuple[Path, ...],
    delay: tuple[str, ...],
    vehicle_lost: tuple[str, ...],
    at: str,
    out: Path,
    seed: int,
    effort: int | None,
    seconds: float | None,
    jobs: int | None,
    roads: Path | None,
    as_json: bool,
) -> None:
    """Read, plan on, write, tell."""
    started = time.perf_counter()
    # Everything that plans is slow to import, and `--help` does without.
    from sampai.main.carrying_on import (  # noqa: PLC0415 -- see above
        Search,
        replan_object,
        replan_story,
        replan_to_folder,
    )
    from sampai.main.planning import cores  # noqa: PLC0415 -- see above
    from sampai.main.setbacks import Report  # noqa: PLC0415 -- see above

    words = session().words
    report = Report(close=close, areas=close_area, delays=delay, lost=vehicle_lost, at=at)

    def first(after: float, touched: int, lost: int) -> None:
        told = say(
            "A first answer is there after {seconds} s: {touched} journeys change, {lost} stations are lost.",
            seconds=round(after, 1),
            touched=touched,
            lost=lost,
        )
        click.echo(words.say(told), err=True)

    search = Search(seed=seed, effort=effort, jobs=jobs or cores(), seconds=seconds)
    made = replan_to_folder(
        plan, report=report, out=out, search=search, words=words, roads=roads, first=first
    )
    if as_json:
        click.echo(replan_object(made, seconds=time.perf_counter() - started))
        return
    for line in replan_story(made, words=words):
        click.echo(line)
