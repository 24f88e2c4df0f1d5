"""`sampai sms`: takes signed short messages out of a gateway's folder and lays the receipts into another."""

import os
from pathlib import Path

import click

from sampai.kernel.text import say
from sampai.main.session import session


@click.group("sms", help=str(say("Takes reports that came as short messages.")))
def command() -> None:
    """Hold the subcommands."""


@command.command(
    "take",
    help=str(
        say(
            "Takes the messages of a folder in the form of Gammu SMSD into the record, and writes their "
            "receipts to another. A message is removed once it is taken; the same one again does no harm."
        )
    ),
)
@click.option(
    "--in",
    "inbox",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help=str(say("Folder of the messages that came in.")),
)
@click.option(
    "--out",
    "outbox",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help=str(say("Folder of the messages to go out.")),
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("sampai-data"),
    show_default=True,
    metavar="DIR",
    help=str(say("Folder of the database, keys and uploads.")),
)
def take(*, inbox: Path, outbox: Path, data: Path) -> None:
    """Take all that lies there, tell."""
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    from sampai.main.store.opening import open_store  # noqa: PLC0415 -- `--help` does without the store

    with open_store():
        from sampai.main.web.messages import take_folder  # noqa: PLC0415 -- after Django is ready

        taken, answered = take_folder(inbox=inbox, outbox=outbox)
    click.echo(
        session().say(say("{taken} messages taken, {answered} answered", taken=taken, answered=answered))
    )
