"""`sampai print`: the papers of an operation, filled from a plan or blank."""

from pathlib import Path

import click

from sampai.kernel.text import say
from sampai.main import options
from sampai.main.session import session


@click.command(
    "print",
    help=str(
        say(
            "Prints a kind of paper as PDF: every one that a plan asks for, or its blank twin. PAPER is a "
            "code such as surat-jalan or label-kotak; daftar lists all; templat writes the templates, to be "
            "changed. PLAN is a folder that sampai plan wrote."
        )
    ),
    epilog=str(say("Example: sampai print surat-jalan rencana-kaur --out surat")),
)
@click.argument("paper")
@click.argument("plan", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=str(say("Folder for the results.")),
)
@click.option(
    "--kecamatan",
    multiple=True,
    metavar="CODE",
    help=str(say("Only papers of this kecamatan. May be given several times.")),
)
@click.option(
    "--only",
    multiple=True,
    metavar="CODE",
    help=str(
        say("Only papers of this journey, station, village, place or unit. May be given several times.")
    ),
)
@click.option(
    "--blank",
    type=click.IntRange(0, 1_000),
    default=0,
    metavar="N",
    help=str(say("So many blank twins, to be filled in by hand; with a plan they have its letterhead.")),
)
@click.option(
    "--size",
    default="a4",
    show_default=True,
    metavar="SIZE",
    help=str(say("Sheet of labels: a4, a4-21, 100x150, 100x70, 80x50 or one of your own label.toml.")),
)
@click.option(
    "--first-number",
    type=click.IntRange(0, 999_999),
    metavar="N",
    help=str(say("Number the papers from N on; without it there is room to write the number.")),
)
@click.option(
    "--site",
    default="",
    metavar="ADDRESS",
    help=str(say("Address of the command centre, so that any camera opens the record from the QR code.")),
)
@options.templates
@options.paper_data
@options.as_json
def command(
    paper: str,
    *,
    plan: Path | None,
    out: Path | None,
    kecamatan: tuple[str, ...],
    only: tuple[str, ...],
    blank: int,
    size: str,
    first_number: int | None,
    site: str,
    templates: Path | None,
    data: Path,
    as_json: bool,
) -> None:
    """Read, fill, lay out, write, tell."""
    # Everything that draws is slow to import, and `--help` does without.
    from sampai.main.paper_runs import Wish, run_print  # noqa: PLC0415 -- see above

    wish = Wish(
        paper=paper,
        plan=plan,
        out=out,
        kecamatan=kecamatan,
        only=only,
        blank=blank,
        size=size,
        first=first_number,
        site=site,
        templates=templates,
        data=data,
    )
    for line in run_print(wish, words=session().words, as_json=as_json):
        click.echo(line)
