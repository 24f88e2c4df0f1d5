"""`sampai serve`: the command centre."""

from pathlib import Path

import click

from sampai.kernel.text import say
from sampai.main.session import session


@click.command(
    "serve",
    help=str(
        say(
            "Starts the command centre: pages for the command post, on this machine only unless told "
            "otherwise. Ends with Ctrl-C."
        )
    ),
    epilog=str(say("Example: sampai serve --data sampai-data --port 8000")),
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
    "--port",
    type=click.IntRange(1, 65_535),
    default=8000,
    show_default=True,
    metavar="PORT",
    help=str(say("Port to listen on.")),
)
def command(*, data: Path, port: int) -> None:
    """Prepare the store, then serve until stopped."""
    from sampai.main.web.serving import serve  # noqa: PLC0415 -- `--help` does without the server

    click.echo(
        session().say(say("Sampai is at {address}. Ctrl-C ends it.", address=f"http://localhost:{port}/"))
    )
    serve(data=data, port=port)
