"""`sampai pack`: the papers of a coordination meeting, from a plan."""

from pathlib import Path

import click

from sampai.kernel.text import say
from sampai.main import options
from sampai.main.session import session


@click.command(
    "pack",
    help=str(
        say(
            "Writes the pack of a coordination meeting (rakor): PDF, DOCX, XLSX and one message, for the "
            "territory and for each kecamatan. PLAN is a folder that sampai plan wrote."
        )
    ),
    epilog=str(say("Example: sampai pack rencana-kaur --out rakor-kaur")),
)
@click.argument("plan", type=click.Path(path_type=Path))
@options.out
@click.option(
    "--kecamatan",
    multiple=True,
    metavar="CODE|NAME",
    help=str(say("Only the extract of this kecamatan. May be given several times.")),
)
@click.option(
    "--meeting",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.json",
    help=str(
        say("The meeting: its agenda, decisions and promises. Without it there are lines to be filled in.")
    ),
)
@options.templates
@options.paper_data
@click.option(
    "--roads",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=str(say("The road map of the plan, if it was made with one.")),
)
@options.as_json
def command(
    plan: Path,
    *,
    out: Path,
    kecamatan: tuple[str, ...],
    meeting: Path | None,
    templates: Path | None,
    data: Path,
    roads: Path | None,
    as_json: bool,
) -> None:
    """Read, lay out, write, tell."""
    # Everything that draws is slow to import, and `--help` does without.
    from sampai.main.paper_runs import run_pack  # noqa: PLC0415 -- see above

    for line in run_pack(
        plan,
        out=out,
        kecamatan=kecamatan,
        meeting=meeting,
        templates=templates,
        data=data,
        roads=roads,
        words=session().words,
        as_json=as_json,
    ):
        click.echo(line)
