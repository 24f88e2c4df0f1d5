"""`sampai account`: the first accounts of an installation, and new invitations, from the server's machine."""

from pathlib import Path

import click

from sampai.kernel.text import say
from sampai.main.session import session


@click.command(
    "account",
    help=str(
        say(
            "Makes an account on this machine's data and prints a one-time invitation to set its password. "
            "For a name that is there already, only the invitation is made anew."
        )
    ),
    epilog=str(
        say('Example: sampai account admin-kaur --name "Admin KPU Kaur" --role kpu-admin --territory 1704')
    ),
)
@click.argument("username")
@click.option("--name", default="", help=str(say("The person's name.")))
@click.option("--role", required=True, help=str(say("Role, as in the table of rights.")))
@click.option("--territory", default="", help=str(say("Code of the region; empty for the nation.")))
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("sampai-data"),
    show_default=True,
    metavar="DIR",
    help=str(say("Folder of the database, keys and uploads.")),
)
def command(username: str, *, name: str, role: str, territory: str, data: Path) -> None:
    """Make or find the account, invite it."""
    from sampai.main.web.accounts import invited  # noqa: PLC0415 -- `--help` does without the store

    secret = invited(username, name=name or username, role=role, territory=territory, data=data)
    said = say("Invitation for {name}, good once: {path}", name=username, path=f"/undangan/{secret}")
    click.echo(session().say(said))
