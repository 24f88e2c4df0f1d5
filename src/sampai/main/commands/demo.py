"""`sampai demo`: the shipped sample of Kabupaten Kaur, planned."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from sampai.kernel.text import Words, say
from sampai.main.session import session

SAMPLE = "kaur"


@click.command(
    "demo",
    help=str(
        say(
            "Copies the sample tables of Kabupaten Kaur (Pilkada 2024) to a folder, plans them, and says "
            "where everything is. Tables that are there already are kept."
        )
    ),
    epilog=str(say("Example: sampai demo --out demo --lang en")),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="demo",
    metavar="DIR",
    show_default=True,
    help=str(say("Folder for tables and results.")),
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help=str(say("Processes at once; as many as the machine has cores, unless given. The plan is the same.")),
)
def command(*, out: Path, jobs: int | None) -> None:
    """Copy, plan, tell."""
    # Everything that plans is slow to import, and `--help` does without.
    from sampai.main.planning import plan_to_folder  # noqa: PLC0415 -- see above
    from sampai.main.results import check_folder, story  # noqa: PLC0415 -- see above
    from sampai.packs.indonesia.sampler import shipped_samples  # noqa: PLC0415 -- see above

    words = session().words
    check_folder(out)
    shipped = shipped_samples()[SAMPLE]
    tables, results = out / shipped.name, out / "plan"
    if not tables.exists():
        shutil.copytree(shipped, tables)
    made = plan_to_folder(tables, out=results, seed=1, effort=1, jobs=jobs, words=words)
    for line in story(made.plan, notes=len(made.loaded.notes), files=made.files, words=words):
        click.echo(line)
    for line in _how_to_go_on(tables, results=results, words=words):
        click.echo(line)


def _how_to_go_on(tables: Path, *, results: Path, words: Words) -> Iterator[str]:
    yield ""
    yield words.say(say("Report: open {file} in a browser.", file=str(results / "report.html")))
    yield words.say(say("Tables: {folder}. Change them and plan again:", folder=str(tables)))
    yield f"  sampai plan {tables} --out {results}"
    yield words.say(say("Your own regency, from public facts (its code has four digits):"))
    yield "  sampai sample 1801 --election pilkada-2024 --out lampung-selatan"
    yield words.say(say("or from an empty workbook that explains itself:"))
    yield "  sampai init operasi-saya --election pilkada-2024"
