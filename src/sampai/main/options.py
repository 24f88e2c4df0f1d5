"""Options that several commands have, each in one place."""

from pathlib import Path

import click

from sampai.kernel.text import say

out = click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=str(say("Folder for the results.")),
)
jobs = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help=str(say("Processes at once; as many as the machine has cores, unless given. The plan is the same.")),
)
seed = click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    metavar="S",
    help=str(say("Seed of the search; the same seed gives the same plan.")),
)
templates = click.option(
    "--templates",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=str(say("Folder of your own templates and letterheads; sampai print templat --out DIR writes one.")),
)
paper_data = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("sampai-data"),
    show_default=True,
    metavar="DIR",
    help=str(say("Folder of the command centre; it holds the secret behind the codes on papers.")),
)
as_json = click.option("--json", "as_json", is_flag=True, help=str(say("Print one JSON object.")))
