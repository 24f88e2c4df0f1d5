"""`sampai import`: an operation's tables or a plan into the store."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sampai.kernel.text import Text, say
from sampai.main import options
from sampai.main.session import session

if TYPE_CHECKING:
    from sampai.main.web.importing import PlanImported
    from sampai.plan.actions import Imported


@click.command(
    "import",
    help=str(
        say(
            "Puts an operation's tables into the store as its newest register, and tells what changed; or a "
            "plan as the newest draft, with its tables where the store has not seen them. SOURCE is a "
            "folder of CSV files, a workbook, a sample such as sample:kaur, or a folder that sampai plan "
            "wrote."
        )
    ),
    epilog=str(say("Example: sampai import rencana-kaur --data sampai-data")),
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
@click.option(
    "--roads",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=str(say("The road map of the plan, if it was made with one.")),
)
@options.as_json
def command(source: str, *, data: Path, roads: Path | None, as_json: bool) -> None:
    """Read, compare, write, tell."""
    # `--help` does without the store.
    from sampai.main.web.importing import import_folder, import_tables, is_plan  # noqa: PLC0415 -- see above

    if is_plan(source):
        made = import_folder(source, data=data, roads=roads, step=_teller())
        _tell(_plan_object(made), _plan_lines(made), as_json=as_json)
    else:
        done = import_tables(source, data=data, step=_teller())
        _tell(_register_object(done), [_register_line(done)], as_json=as_json)


def _teller() -> Callable[[Text], None]:
    """Says each step on standard error, so that standard output holds the result alone."""
    speaker = session()
    return lambda text: click.echo(speaker.say(text), err=True)


def _tell(found: dict[str, object], lines: "Iterator[Text] | list[Text]", *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found))
        return
    speaker = session()
    for line in lines:
        click.echo(speaker.say(line))


def _register_object(done: "Imported") -> dict[str, object]:
    counts = {name: len(getattr(done.diff, name)) for name in ("added", "moved", "changed", "removed")}
    return {"operation": done.operation, "number": done.number, "new": done.is_new, **counts}


def _plan_object(made: "PlanImported") -> dict[str, object]:
    return {
        "plan": made.plan,
        "number": made.number,
        "new": made.is_new,
        "digest": made.digest,
        "register": made.register_number,
        "register_present": made.present_number,
        "register_new": made.register is not None,
    }


def _register_line(done: "Imported") -> Text:
    if not done.is_new:
        return say("Register version {number} is there already; nothing was changed.", number=done.number)
    diff = done.diff
    return say(
        "Register version {number}: {added} stations added, {moved} moved, {changed} changed, "
        "{removed} removed.",
        number=done.number,
        added=len(diff.added),
        moved=len(diff.moved),
        changed=len(diff.changed),
        removed=len(diff.removed),
    )


def _plan_lines(made: "PlanImported") -> Iterator[Text]:
    if made.register is not None:
        yield _register_line(made.register)
    elif made.register_number != made.present_number:
        yield say(
            "The plan was made from register version {number}; the present one is {present}. Plan anew "
            "with the present tables.",
            number=made.register_number,
            present=made.present_number,
        )
    else:
        yield say(
            "The plan was made from register version {number}, the present one.", number=made.register_number
        )
    if made.is_new:
        yield say("Plan version {number} is a draft now; read it before it is signed.", number=made.number)
    else:
        yield say("Plan version {number} is there already; nothing was changed.", number=made.number)
