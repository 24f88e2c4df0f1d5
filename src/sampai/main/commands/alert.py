"""`sampai alert`: alerts of other agencies read, and ours written, as CAP 1.2."""

from pathlib import Path

import click

from sampai.kernel.text import say
from sampai.main import options
from sampai.main.session import session


@click.group("alert", help=str(say("Reads alerts of other agencies and writes ours, as CAP 1.2.")))
def command() -> None:
    """Two directions."""


@command.command(
    "read",
    help=str(say("Reads a CAP 1.2 file and says which stations of a plan it touches.")),
    epilog=str(say("Example: sampai alert read bmkg.xml rencana-kaur")),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("plan", type=click.Path(path_type=Path))
@options.as_json
def read(file: Path, *, plan: Path, as_json: bool) -> None:
    """Read, find, tell."""
    from sampai.main.alerting import read_alert  # noqa: PLC0415 -- `--help` does without the pack

    for line in read_alert(file, plan=plan, words=session().words, as_json=as_json):
        click.echo(line)


@command.command(
    "write",
    help=str(say("Writes the closures of a plan as one CAP 1.2 file, for agencies that take alerts.")),
    epilog=str(
        say("Example: sampai alert write rencana-kaur --sender kpu-kaur@kpu.go.id --out penutupan.xml")
    ),
)
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "--sender", required=True, metavar="NAME", help=str(say("Who sends it, as a name that no other has."))
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.xml",
    help=str(say("File for the result.")),
)
@click.option("--exercise", is_flag=True, help=str(say("Say in the alert that it is an exercise.")))
def write(plan: Path, *, sender: str, out: Path, exercise: bool) -> None:
    """Make, write, tell."""
    from sampai.main.alerting import write_alert  # noqa: PLC0415 -- `--help` does without the pack

    for line in write_alert(plan, sender=sender, out=out, is_exercise=exercise, words=session().words):
        click.echo(line)
