"""`sampai ledger checkpoint` and `rebuild`: what follows from the record, brought up to date or made anew."""

import os
from pathlib import Path

import click

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.main.session import session

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("sampai-data"),
    show_default=True,
    metavar="DIR",
    help=str(say("Folder of the database, keys and uploads.")),
)


@click.command(
    "checkpoint",
    help=str(
        say(
            "Brings the public logs up to date with the record, signs them, and prints each log's key and "
            "size. A running server does so by itself."
        )
    ),
)
@DATA
def checkpoint(*, data: Path) -> None:
    """Grow the logs, tell."""
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    from sampai.main.store.opening import open_store  # noqa: PLC0415 -- `--help` does without the store

    with open_store():
        from sampai.main.web.public_logs import PublicLogs  # noqa: PLC0415 -- after Django is ready

        logs = PublicLogs()
        try:
            for log in logs.grow():
                said = say(
                    "{folder}: {size} entries, {added} new",
                    folder=str(log.folder),
                    size=log.size,
                    added=log.added,
                )
                click.echo(session().say(said))
                click.echo(f"  {log.key}")
        finally:
            logs.close()


@click.command(
    "rebuild",
    help=str(say("Makes the tables that follow from events anew: of all reactions, or of one.")),
)
@click.option("--reaction", default="", metavar="NAME", help=str(say("Only this one.")))
@DATA
def rebuild(*, reaction: str, data: Path) -> None:
    """Rebuild, tell."""
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    from sampai.main.store.opening import open_store  # noqa: PLC0415 -- `--help` does without the store

    with open_store():
        from sampai.ledger.actions.react import rebuild as again  # noqa: PLC0415 -- after Django is ready
        from sampai.main.web.chores import REACTIONS  # noqa: PLC0415 -- see above

        chosen = [one for one in REACTIONS if reaction in {"", one.name}]
        if not chosen:
            raise Refused(
                "reaction",
                say("There is no reaction {name}.", name=reaction),
                say("There are: {names}.", names=", ".join(one.name for one in REACTIONS)),
            )
        for one in chosen:
            told = say(
                "{name}: {count} events, state {digest}",
                name=one.name,
                count=again(one),
                digest=one.digest().hex()[:16],
            )
            click.echo(session().say(told))
