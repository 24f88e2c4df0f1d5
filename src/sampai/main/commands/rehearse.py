"""`sampai rehearse`: a plan played through many days as they may be."""

import json
import time
from pathlib import Path

import click

from sampai.kernel.text import say
from sampai.main.session import session


@click.command(
    "rehearse",
    help=str(
        say(
            "Plays a plan through many days as they may be: rain, closed ways, breakdowns, people who are "
            "not there, goods that are short. Says how many stations are supplied, complete and sealed, "
            "why not, and what would have helped. PLAN is a folder that sampai plan wrote."
        )
    ),
    epilog=str(say("Example: sampai rehearse rencana --runs 1000 --against by-hand")),
)
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "--runs",
    type=click.IntRange(1, 100_000),
    default=1_000,
    metavar="N",
    help=str(say("How many days are rehearsed; 1000 unless given.")),
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    metavar="S",
    help=str(say("Seed of the days; the same seed gives the same days.")),
)
@click.option(
    "--profile",
    default="2024",
    metavar="NAME|FILE.toml",
    help=str(say("The world of the days: 2024, calm, monsoon, flood, or a file of your own.")),
)
@click.option(
    "--against",
    default="",
    metavar="PLAN2|by-hand",
    help=str(
        say(
            "Another plan of the same stations, on the same days; by-hand makes one the old way, from a "
            "fixed list."
        )
    ),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=str(say("Folder for the report; the plan's own, unless given.")),
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help=str(
        say("Processes at once; as many as the machine has cores, unless given. The result is the same.")
    ),
)
@click.option("--no-ideas", is_flag=True, help=str(say("Do not plan anew to find what would have helped.")))
@click.option(
    "--events",
    type=click.Path(path_type=Path),
    metavar="FILE.jsonl",
    help=str(say("Tell the first day event by event in a file, one JSON object a line.")),
)
@click.option(
    "--roads",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=str(say("The road map of the plan, if it was made with one.")),
)
@click.option("--json", "as_json", is_flag=True, help=str(say("Print one JSON object.")))
def command(
    plan: Path,
    *,
    runs: int,
    seed: int,
    profile: str,
    against: str,
    out: Path | None,
    jobs: int | None,
    no_ideas: bool,
    events: Path | None,
    roads: Path | None,
    as_json: bool,
) -> None:
    """Read, rehearse, write, tell."""
    started = time.perf_counter()
    # Everything that plans is slow to import, and `--help` does without.
    from sampai.main.planning import cores  # noqa: PLC0415 -- see above
    from sampai.main.rehearsing import (  # noqa: PLC0415 -- see above
        Wanted,
        rehearsal_story,
        rehearse_to_folder,
    )
    from sampai.rehearsal.pages.texts import figures  # noqa: PLC0415 -- see above

    words = session().words
    wanted = Wanted(
        runs=runs,
        seed=seed,
        profile=profile,
        against=against,
        jobs=jobs or cores(),
        ideas=not no_ideas,
        events=events,
    )
    made = rehearse_to_folder(plan, wanted=wanted, out=out, words=words, roads=roads)
    if as_json:
        told = figures(made.rehearsal) | {"seconds": round(time.perf_counter() - started, 3)}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for line in rehearsal_story(made, words=words):
        click.echo(line)
