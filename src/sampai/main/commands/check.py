"""`sampai check`: reads the tables of an operation and lists every fault."""

import time
from pathlib import Path

import click

from sampai.kernel.text import say
from sampai.main import options
from sampai.main.session import session


@click.command(
    "check",
    help=str(
        say(
            "Reads the tables of an operation and lists every fault: sheet, row, column, value, what is "
            "wrong "
            "and how to mend it. OPERATION is a folder of CSV files, a workbook, or a sample such as "
            "sample:kaur. The exit code is 1 when there are faults."
        )
    ),
    epilog=str(say("Example: sampai check kaur --faults kesalahan.xlsx")),
)
@click.argument("operation")
@click.option(
    "--faults",
    "marked",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.xlsx",
    help=str(say("Write the tables as a workbook with the faulty cells marked.")),
)
@options.as_json
@click.pass_context
def command(context: click.Context, /, operation: str, *, marked: Path | None, as_json: bool) -> None:
    """Read, tell, mark."""
    started = time.perf_counter()
    # The whole intake is slow to import, and `--help` does without.
    from sampai.main.checking import as_object, check_lines, write_marked  # noqa: PLC0415 -- see above
    from sampai.main.operations import check_operation  # noqa: PLC0415 -- see above

    words = session().words
    checked = check_operation(operation)
    if marked:
        write_marked(checked, out=marked, words=words)
    if as_json:
        click.echo(as_object(checked, words=words, seconds=time.perf_counter() - started))
    else:
        click.echo("\n".join(check_lines(checked, words=words)))
        if marked:
            click.echo(words.say(say("Marked workbook: {file}", file=str(marked))))
    context.exit(1 if checked.reading.faults else 0)
