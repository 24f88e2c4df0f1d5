"""`sampai public`: the public page as static files, for any web server or storage."""

import os
from pathlib import Path

import click

from sampai.kernel.clock import now
from sampai.kernel.text import say
from sampai.main.session import session


@click.command(
    "public",
    help=str(
        say(
            "Writes the public page as static files: how many stations have their goods, by region, "
            "public logs, open data. Nothing under embargo is in them. Only what changed is written, and the "
            "folder changes all at once. A running server does so every minute in the folder publik of its "
            "data."
        )
    ),
    epilog=str(say("Example: sampai public --data sampai-data --out /srv/www/publik")),
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=str(say("The folder; it is made as a link to one of two folders beside it.")),
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("sampai-data"),
    show_default=True,
    metavar="DIR",
    help=str(say("Folder of the database, keys and uploads.")),
)
def command(*, out: Path, data: Path) -> None:
    """Read, write, tell."""
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    from sampai.main.store.opening import open_store  # noqa: PLC0415 -- `--help` does without the store

    with open_store():
        from sampai.main.web.public import public_state, publish_to  # noqa: PLC0415 -- after Django is ready

        found = publish_to(out.absolute(), public_state(), at=now())
    click.echo(
        session().say(
            say(
                "{folder}: {written} files written, {kept} as before, {removed} removed.",
                folder=str(out),
                written=found.written,
                kept=found.kept,
                removed=found.removed,
            )
        )
    )
