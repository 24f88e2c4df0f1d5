"""`sampai surplus`: who could give whom how many ballots before closing, from the store's counts."""

import json
from pathlib import Path

import click

from sampai.kernel.clock import parse_h_time
from sampai.kernel.text import say
from sampai.main import options
from sampai.main.session import session


@click.command(
    "surplus",
    help=str(
        say(
            "Proposes moves of ballots between stations before closing, from the counts in the command "
            "centre's store: same contest and dapil, givers keep their voters' ballots and the reserve of "
            "the law. It orders nothing; that is done on the page."
        )
    ),
    epilog=str(say("Example: sampai surplus --region 3308 --at 09:00 --out geser.xlsx")),
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("sampai-data"),
    show_default=True,
    metavar="DIR",
    help=str(say("Folder of the database, keys and uploads.")),
)
@click.option(
    "--region",
    default="",
    metavar="CODE",
    help=str(say("Only stations in this region move ballots among each other.")),
)
@click.option(
    "--at",
    default="",
    metavar="TIME",
    help=str(say("Time on voting day, such as 09:00; when stations open, unless given.")),
)
@click.option(
    "--likely",
    is_flag=True,
    help=str(say("Count with as many voters as are likely to come, not with everybody on the list.")),
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=str(say("Write the moves to a .csv or .xlsx file.")),
)
@options.as_json
def command(*, data: Path, region: str, at: str, likely: bool, out: Path | None, as_json: bool) -> None:
    """Work out, write, tell."""
    # The store is slow to open, and `--help` does without.
    from sampai.main.web.surplus import plain, proposals, write_moves  # noqa: PLC0415 -- see above

    clock = parse_h_time(at if at.strip().upper().startswith("H") else f"H {at}") if at else None
    found = proposals(data, region=region, at=clock, likely=likely)
    speaker = session()
    if out is not None:
        write_moves(found, out=out, words=speaker.words)
    if as_json:
        click.echo(json.dumps({"operations": [plain(one) for one in found]}, ensure_ascii=False))
        return
    for one in found:
        click.echo(
            speaker.say(
                say(
                    "{operation}: {short} sheets short, {moves} moves, {left} stay short, {uncounted} "
                    "counts missing",
                    operation=one.operation,
                    short=one.short,
                    moves=len(one.moves),
                    left=one.stays_short,
                    uncounted=one.uncounted,
                )
            )
        )
        for move in one.moves:
            sheets = ", ".join(f"{part.contest} {part.sheets}" for part in move.parts)
            leave = speaker.words.short_moment(one.calendar.instant(move.leave_by))
            click.echo(f"  {move.giver} > {move.receiver}  {sheets}  {-(-move.travel_s // 60)} min  {leave}")
