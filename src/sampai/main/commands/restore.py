"""`sampai restore`: a command centre from a backup, brought up to its public logs."""

import os
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from sampai.kernel.text import say
from sampai.main.session import session

if TYPE_CHECKING:
    from sampai.main.web.restoring import Restored

INCOMPLETE = 1


@click.command(
    "restore",
    help=str(
        say(
            "Puts a backup into a new folder and brings it up to the public logs as mirrors hold them: what "
            "came after the backup is taken in again from files of sampai sync export of whichever servers "
            "have it, in the same order, until the roots are equal. It may be called again with more files. "
            "Exit code 1 while anything is missing."
        )
    ),
    epilog=str(say("Example: sampai restore cadangan --data baru --mirror cermin --record bawaslu.bin")),
)
@click.argument("backup", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--data",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=str(say("The new folder. A PostgreSQL database, named by SAMPAI_DATABASE_URL, must be empty.")),
)
@click.option(
    "--mirror",
    "mirrors",
    multiple=True,
    metavar="PLACE",
    help=str(say("A mirror of a log, or a folder with several; may be given several times.")),
)
@click.option(
    "--record",
    "records",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help=str(say("A file of sampai sync export; may be given several times.")),
)
def command(*, backup: Path, data: Path, mirrors: tuple[str, ...], records: tuple[Path, ...]) -> int:
    """Put back, take in again, compare, tell."""
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    from sampai.main.backup import put_back  # noqa: PLC0415 -- only with a store
    from sampai.main.store.opening import open_store  # noqa: PLC0415 -- see above
    from sampai.main.web.options import options  # noqa: PLC0415 -- after the folder is named

    begun = monotonic()
    put_back(backup, options().data, url=options().database_url)
    laid_down = monotonic()
    with open_store():
        from sampai.main.web.restoring import logs_of, restore  # noqa: PLC0415 -- after Django is ready

        found = restore(logs_of(mirrors), records)
    for one in found:
        _tell(one)
    click.echo(
        session().say(
            say(
                "The backup was laid down in {first} s; the rest took {second} s.",
                first=round(laid_down - begun, 1),
                second=round(monotonic() - laid_down, 1),
            )
        )
    )
    return 0 if all(one.root_equal for one in found) else INCOMPLETE


def _tell(one: "Restored") -> None:
    if one.root_equal:
        text = say(
            "{name}: {size} entries, {back} of them back; the root is equal: {root}",
            name=one.name,
            size=one.checkpoint.size,
            back=one.back,
            root=one.checkpoint.root.hex(),
        )
    else:
        text = say(
            "{name}: {size} entries, {back} of them back; {lost} are missing. Give mirrors of all "
            "logs, and the record of further servers.",
            name=one.name,
            size=one.checkpoint.size,
            back=one.back,
            lost=one.lost,
        )
    click.echo(session().say(text))
