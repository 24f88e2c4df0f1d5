"""`sampai serve`: the command centre."""

import os
from pathlib import Path

import click

from sampai.kernel.text import Text, say
from sampai.main.session import session


@click.command(
    "serve",
    help=str(
        say(
            "Starts the command centre: pages for the command post, on this machine only unless --lan opens "
            "it to the local network over HTTPS. Ends with Ctrl-C."
        )
    ),
    epilog=str(say("Example: sampai serve --data sampai-data --lan --host 192.168.1.10")),
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
@click.option(
    "--lan",
    is_flag=True,
    help=str(say("Serve the local network over HTTPS, with certificates made on this machine.")),
)
@click.option(
    "--host",
    default="",
    metavar="ADDRESS",
    help=str(say("Address or name of this machine in the local network; found out unless given.")),
)
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    default=0,
    metavar="NUMBER",
    help=str(say("Processes that answer; unless given, one on a SQLite file, one per core on PostgreSQL.")),
)
@click.option(
    "--exercise",
    is_flag=True,
    help=str(
        say("Serve an exercise: a folder of its own, marked on every page and in every statement, for good.")
    ),
)
def command(*, data: Path, port: int, lan: bool, host: str, workers: int, exercise: bool) -> None:
    """Prepare the store, then serve until stopped."""
    if exercise:
        os.environ["SAMPAI_EXERCISE"] = "1"
    if host and not lan:
        raise click.UsageError(str(say("Give --lan too: without HTTPS only this machine is served.")))
    if lan:
        _serve_lan(data, port=port, host=host, workers=workers)
        return
    from sampai.main.web.serving import serve  # noqa: PLC0415 -- `--help` does without the server

    _tell(say("Sampai is at {address}. Ctrl-C ends it.", address=f"http://localhost:{port}/"))
    serve(data=data, port=port, workers=workers)


def _serve_lan(data: Path, *, port: int, host: str, workers: int) -> None:
    # `--help` does without the server.
    from sampai.main.web.serving import lan_certificates, lan_host, serve_lan  # noqa: PLC0415 -- see above

    own = host or lan_host()
    tls = lan_certificates(data, host=own)
    address = f"https://[{own}]:{port}/" if ":" in own else f"https://{own}:{port}/"
    _tell(say("Sampai is at {address}. Ctrl-C ends it.", address=address))
    _tell(say("Sheet for telephones, to be printed: {address}", address=f"{address}ponsel"))
    _tell(say("Certificate that every device must trust: {file}", file=str(tls.authority)))
    _tell(say("Its SHA-256 fingerprint: {fingerprint}", fingerprint=tls.fingerprint))
    serve_lan(data=data, port=port, host=own, tls=tls, workers=workers)


def _tell(text: Text) -> None:
    click.echo(session().say(text))
