"""`sampai backup`: a copy of a command centre to be put away."""

import os
from pathlib import Path

import click

from sampai.kernel.clock import now
from sampai.kernel.text import say
from sampai.main.session import session


@click.command(
    "backup",
    help=str(
        say(
            "Copies a command centre into a new folder while it runs: the store as of one moment, public "
            "logs, keys, photos. It holds the server's keys: keep it locked away, on another machine."
        )
    ),
    epilog=str(say("Example: sampai backup --data sampai-data --to /media/cadangan/26-november")),
)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("sampai-data"),
    show_default=True,
    metavar="DIR",
    help=str(say("Folder of the database, keys and uploads.")),
)
@click.option(
    "--to",
    "out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=str(say("The backup's folder; there must be none of this name yet.")),
)
def command(*, data: Path, out: Path) -> None:
    """Copy, tell."""
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    from sampai.main.backup import back_up  # noqa: PLC0415 -- only with a store
    from sampai.main.web.options import options  # noqa: PLC0415 -- after the folder is named

    found = options()
    size = back_up(found.data, out, file=found.file, url=found.database_url, at=now())
    click.echo(session().say(say("{path}: {size} MB.", path=str(out), size=round(size / 1e6, 1))))
