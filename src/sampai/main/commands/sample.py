"""`sampai sample`: the tables of an operation for any regency, from public facts."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sampai.kernel.ids import RegionCode
from sampai.kernel.text import Text, say
from sampai.main.session import session

if TYPE_CHECKING:
    from sampai.plan.model import Operation


@click.command(
    "sample",
    help=str(
        say(
            "Makes the tables of an operation for a regency (Kemendagri code of 4 digits) from public facts. "
            "Positions are estimated; fleet and units are assumed and marked so, where nobody has told them."
        )
    ),
    epilog=str(say("Example: sampai sample 1704 --election pilkada-2024 --out kaur")),
)
@click.argument("code")
@click.option(
    "--election",
    required=True,
    metavar="CODE",
    help=str(say("Election profile: pemilu-2024 or pilkada-2024.")),
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=str(say("Folder for the tables, as CSV files.")),
)
@click.option(
    "--xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=str(say("Write the tables as one workbook too.")),
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help=str(say("Another seed gives other likely positions.")),
)
def command(code: str, *, election: str, out: Path, xlsx: Path | None, seed: int) -> None:
    """Make and write the tables; say what they hold."""
    # The gazetteer is slow to import, and `--help` does without.
    from sampai.main.sampling import write_sample  # noqa: PLC0415 -- see above

    region = RegionCode(code.replace(".", ""))
    operation, files = write_sample(region, election=election, seed=seed, out=out, xlsx=xlsx)
    speaker = session()
    for text in _lines(operation):
        click.echo(speaker.say(text))
    for file in files:
        click.echo(f"  {file}")


def _lines(operation: "Operation") -> Iterator[Text]:
    register = operation.register
    yield say("Sample: {name}", name=operation.settings.name)
    yield say(
        "{stations} stations with {voters} voters, {places} places, {links} links.",
        stations=len(register.stations),
        voters=sum(station.voters for station in register.stations),
        places=len(register.places),
        links=len(register.links),
    )
    yield say("Estimated and assumed values are marked; put your own in their place.")
    yield say("Written:")
