"""`sampai import`: an operation's tables or a plan into the store."""

import json
from pathlib import Path

import click

from sampai.kernel.text import say
from sampai.main.session import session


@click.command(
    "import",
    help=str(
        say(
            "Puts an operation's tables into the store as its newest register, and tells what changed. "
            "SOURCE is a folder of CSV files, a workbook, or a sample such as sample:kaur."
        )
    ),
    epilog=str(say("Example: sampai import kaur --data sampai-data")),
)
@click.argument("source")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("sampai-data"),
    show_default=True,
    metavar="DIR",
    help=str(say("Folder of the database, keys and uploads.")),
)
@click.option("--json", "as_json", is_flag=True, help=str(say("Print one JSON object.")))
def command(source: str, *, data: Path, as_json: bool) -> None:
    """Read, compare, write, tell."""
    from sampai.main.web.importing import import_tables  # noqa: PLC0415 -- `--help` does without the store

    done = import_tables(source, data=data)
    diff = done.diff
    if as_json:
        counts = {name: len(getattr(diff, name)) for name in ("added", "moved", "changed", "removed")}
        click.echo(
            json.dumps({"operation": done.operation, "number": done.number, "new": done.is_new} | counts)
        )
        return
    said = say(
        "Register version {number}: {added} stations added, {moved} moved, {changed} changed, "
        "{removed} removed.",
        number=done.number,
        added=len(diff.added),
        moved=len(diff.moved),
        changed=len(diff.changed),
        removed=len(diff.removed),
    )
    same = say("Register version {number} is there already; nothing was changed.", number=done.number)
    click.echo(session().say(said if done.is_new else same))
