"""`sampai sync`: the record goes from server to server, through a network or in a file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sampai.kernel.text import say
from sampai.main.session import session

if TYPE_CHECKING:
    from sampai.main.web.relaying import Tally

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("sampai-data"),
    show_default=True,
    metavar="DIR",
    help=str(say("Folder of the database, keys and uploads.")),
)
CA = click.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help=str(say("Certificate of the other server's own authority.")),
)


@click.group(
    "sync", help=str(say("Brings the record from server to server, through a network or in a file."))
)
def command() -> None:
    """Hold the subcommands."""


@contextmanager
def _open(data: Path) -> Iterator[None]:
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    from sampai.main.store.opening import open_store  # noqa: PLC0415 -- `--help` does without the store

    with open_store():
        yield


@command.command(
    "enrol",
    help=str(say("Makes this server known to the one above, with a code that its page of devices shows.")),
)
@click.option("--to", "url", required=True, metavar="URL", help=str(say("Address of the server above.")))
@click.option("--code", prompt=True, metavar="CODE", help=str(say("The code; it is asked for unless given.")))
@CA
@DATA
def enrol(*, url: str, code: str, ca: Path | None, data: Path) -> None:
    """Enrol at the server above."""
    with _open(data):
        from sampai.main.web.relaying import enrol_at, upstream  # noqa: PLC0415 -- after Django is ready

        enrol_at(upstream(url, authority=ca), code=code)
    click.echo(session().say(say("This server is enrolled at {url}.", url=url)))


@command.command("push", help=str(say("Brings to the server above everything that it has not receipted.")))
@click.option("--to", "url", required=True, metavar="URL", help=str(say("Address of the server above.")))
@click.option("--again", is_flag=True, help=str(say("From the start; what it has already does no harm.")))
@CA
@DATA
def push(*, url: str, again: bool, ca: Path | None, data: Path) -> None:
    """Push, tell."""
    with _open(data):
        from sampai.main.web import relaying  # noqa: PLC0415 -- after Django is ready

        _tell(relaying.push(relaying.upstream(url, authority=ca), again=again))


@command.command("pull", help=str(say("Fetches from the server above what concerns this one's territory.")))
@click.option("--from", "url", required=True, metavar="URL", help=str(say("Address of the server above.")))
@CA
@DATA
def pull(*, url: str, ca: Path | None, data: Path) -> None:
    """Pull, tell."""
    with _open(data):
        from sampai.main.web import relaying  # noqa: PLC0415 -- after Django is ready

        _tell(relaying.pull(relaying.upstream(url, authority=ca)))


@command.command("export", help=str(say("Writes the record to a file that can be carried by hand.")))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help=str(say("The file."))
)
@click.option("--since", default=0, show_default=True, help=str(say("Number of the first event to write.")))
@DATA
def export(*, out: Path, since: int, data: Path) -> None:
    """Export, tell."""
    with _open(data):
        from sampai.main.web import relaying  # noqa: PLC0415 -- after Django is ready

        events, after = relaying.export(out, since=since)
    click.echo(session().say(say("{count} events are in {file}.", count=events, file=str(out))))
    click.echo(session().say(say("Next time: --since {number}", number=after)))


@command.command("import", help=str(say("Takes in a file that was carried here; any number of times.")))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DATA
def import_(file: Path, *, data: Path) -> None:
    """Import, tell."""
    with _open(data):
        from sampai.main.web import relaying  # noqa: PLC0415 -- after Django is ready

        _tell(relaying.import_file(file))


def _tell(tally: "Tally") -> None:
    speaker = session()
    click.echo(
        speaker.say(
            say(
                "{stored} events are new, {already} were there, {kept} are in quarantine.",
                stored=tally.stored,
                already=tally.already,
                kept=tally.quarantined,
            )
        )
    )
    if tally.unproven:
        click.echo(
            speaker.say(say("{count} events came without a proof and were left out.", count=tally.unproven))
        )
