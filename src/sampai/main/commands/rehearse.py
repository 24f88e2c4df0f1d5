"""`sampai rehearse`: a plan played through many days as they may be."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sampai.kernel.text import say
from sampai.main import options
from sampai.main.session import session

if TYPE_CHECKING:
    from sampai.main.exercising import Course
    from sampai.main.rehearsing_live import Wanted as WantedLive

DEAF, CARRIED = 0.02, 0.05
"""Shares of runs whose answer is lost, and which another telephone brings, in a day that is played live."""


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
@click.option(
    "--live",
    default="",
    metavar="URL",
    help=str(
        say(
            "Bring the first day to this server of an exercise instead, as thousands of telephones would, "
            "and compare its record with what they stated."
        )
    ),
)
@click.option(
    "--code",
    default="",
    metavar="CODE",
    help=str(say("With --live: the code that the desk of the exercise shows for a server.")),
)
@click.option(
    "--speed",
    type=click.FloatRange(0, 1_000),
    default=60.0,
    show_default=True,
    metavar="TIMES",
    help=str(say("With --live: how many times as fast as the clock; 0 sends at once.")),
)
@click.option(
    "--from",
    "first",
    default="",
    metavar="H-1 06:00",
    help=str(say("With --live: the time from when on the day is played; what was before is stated at once.")),
)
@click.option(
    "--until",
    "last",
    default="",
    metavar="H 12:00",
    help=str(say("With --live: the time until when the day is played.")),
)
@click.option(
    "--script",
    default="",
    metavar="NAME|FILE.toml",
    help=str(say("With --live: a prepared exercise, whose events happen at their times.")),
)
@click.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help=str(say("Certificate of the other server's own authority.")),
)
@options.as_json
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
    live: str,
    code: str,
    speed: float,
    first: str,
    last: str,
    script: str,
    ca: Path | None,
    as_json: bool,
) -> None:
    """Read, rehearse, write, tell."""
    if live:
        _play(
            plan,
            roads=roads,
            wanted=_wanted_live(live, code=code, profile=profile, seed=seed, speed=speed, ca=ca),
            course=_course(first, last=last, script=script),
        )
        return
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


def _wanted_live(
    url: str, *, code: str, profile: str, seed: int, speed: float, ca: Path | None
) -> "WantedLive":
    # `--help` does without the servers' protocol.
    from sampai.engines.telephones import Habits  # noqa: PLC0415 -- see above
    from sampai.main.rehearsing_live import Wanted  # noqa: PLC0415 -- see above

    asked = code or click.prompt(session().say(say("Code of the desk")))
    habits = Habits(speed=speed, deaf=DEAF, carried=CARRIED, seed=seed)
    return Wanted(url=url, code=asked, profile=profile, seed=seed, habits=habits, authority=ca)


def _course(first: str, *, last: str, script: str) -> "Course":
    # See above.
    from sampai.kernel.clock import parse_h_time  # noqa: PLC0415 -- see above
    from sampai.main.exercising import Course  # noqa: PLC0415 -- see above
    from sampai.packs.exercises import load_exercise  # noqa: PLC0415 -- see above

    prepared = load_exercise(script) if script else None
    starts = parse_h_time(first) if first else (prepared.starts if prepared else None)
    return Course(first=starts, last=parse_h_time(last) if last else None, prepared=prepared)


def _play(folder: Path, *, roads: Path | None, wanted: "WantedLive", course: "Course") -> None:
    # See above.
    from sampai.main.exercising import play_exercise  # noqa: PLC0415 -- see above
    from sampai.main.planning import progress_bar  # noqa: PLC0415 -- see above
    from sampai.main.rehearsing import whole_plan  # noqa: PLC0415 -- see above
    from sampai.main.rehearsing_live import play_live, played_story  # noqa: PLC0415 -- see above

    speaker = session()
    with progress_bar(speaker.words, label=say("Playing")) as tell:
        plan = whole_plan(folder, roads=roads)
        made = (
            play_exercise(plan, wanted=wanted, course=course, tell=tell)
            if wanted.habits.speed
            else play_live(plan, wanted=wanted, tell=tell)
        )
    for text in played_story(made):
        click.echo(speaker.say(text))
    if not made.compared.is_exact:
        raise SystemExit(1)
