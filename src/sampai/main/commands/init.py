"""`sampai init`: empty tables that explain themselves."""

from pathlib import Path

import click

from sampai.kernel.text import say
from sampai.main.session import session


@click.command(
    "init",
    help=str(
        say(
            "Writes empty tables to fill in: a workbook with drop-downs, units, an example row in each sheet "
            "and a sheet that explains every column. Nothing is overwritten."
        )
    ),
    epilog=str(say("Example: sampai init operasi-kaur --election pilkada-2024 --region 1704")),
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--election",
    required=True,
    metavar="CODE",
    help=str(say("Election profile: pemilu-2024 or pilkada-2024.")),
)
@click.option(
    "--region",
    default="",
    metavar="CODE",
    help=str(say("Region of the operation, to fill in its name and time zone: 1704 is Kabupaten Kaur.")),
)
@click.option("--csv", "as_csv", is_flag=True, help=str(say("Write CSV files instead of a workbook.")))
def command(folder: Path, *, election: str, region: str, as_csv: bool) -> None:
    """Write the tables; say what to do with them."""
    # The pack and the workbook's library are slow to import, and `--help` does without.
    from sampai.main.blank_tables import write_blank  # noqa: PLC0415 -- see above

    files = write_blank(folder, election=election, region=region, as_csv=as_csv)
    speaker = session()
    click.echo(speaker.say(say("Written:")))
    for file in files:
        click.echo(f"  {file}")
    click.echo(speaker.say(say("Fill in the tables, then check them:")))
    click.echo(f"  sampai check {folder}")
