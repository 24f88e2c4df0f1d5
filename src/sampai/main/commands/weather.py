"""`sampai weather`: the forecast for every kecamatan of an operation, as rows of the sheet `cuaca`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sampai.engines.weather.bmkg import URL
from sampai.kernel.text import Text, say
from sampai.main.session import session

if TYPE_CHECKING:
    from sampai.main.weather import Fetched


@click.command(
    "weather",
    help=str(
        say(
            "Fetches the weather forecast of BMKG for every kecamatan of an operation, at the village in its "
            "middle, and writes rows of the sheet cuaca. Waves are not part of it: add them by hand. "
            "OPERATION is a folder of CSV files, a workbook, or a sample such as sample:kaur."
        )
    ),
    epilog=str(say("Example: sampai weather kaur --out kaur/cuaca.csv")),
)
@click.argument("operation")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=str(say("CSV file for the rows; one named cuaca.csv in the folder of the tables is used by plans.")),
)
@click.option(
    "--source",
    default=URL,
    show_default=True,
    metavar="URL",
    help=str(say("Address that answers as BMKG's does, or a CSV or JSON file with rows of the sheet cuaca.")),
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=str(say("Folder where answers are kept; the user's cache folder unless given.")),
)
def command(operation: str, *, out: Path, source: str, cache: Path | None) -> None:
    """Fetch, write, tell."""
    # Reading an operation is slow to import, and `--help` does without.
    from sampai.main.weather import fetch_weather, usual_cache  # noqa: PLC0415 -- see above

    fetched = fetch_weather(operation, out=out, source=source, cache=cache or usual_cache())
    speaker = session()
    for text in _lines(fetched):
        click.echo(speaker.say(text))
    click.echo(f"  {fetched.file}")


def _lines(fetched: "Fetched") -> Iterator[Text]:
    yield say(
        "{count} hours of forecast for {kecamatan} kecamatan.",
        count=len(fetched.rows),
        kecamatan=fetched.kecamatan,
    )
    yield say("{count} of them fall into the days of the operation.", count=fetched.in_time)
    yield say("Source of the weather: {source}.", source=fetched.attribution)
    yield say("Written:")
