"""`sampai ledger`: checks of the record and its public log."""

from pathlib import Path

import click

from sampai.engines.signing import verify as check_signature
from sampai.engines.tlog import files_of, reader
from sampai.kernel.errors import Refused
from sampai.kernel.text import Text, say
from sampai.ledger.model import Malformed
from sampai.ledger.rules.audit import Fault, Wrong, audit
from sampai.ledger.rules.notes import NoteKey, read_vkey
from sampai.main.session import session

FAULTY = 1


@click.group("ledger", help=str(say("Checks the record of what happened and its public log.")))
def command() -> None:
    """Hold the subcommands."""


@command.command(
    "verify",
    help=str(
        say(
            "Checks every file of a log, from the entries up to the signed root, and names each that is not "
            "as it was signed. FOLDER is the log or a copy of it. Exit code 1 if anything is wrong."
        )
    ),
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--key", required=True, metavar="VKEY", help=str(say("The log's public key, as it was printed."))
)
def verify(folder: Path, *, key: str) -> int:
    """Audit, tell."""
    found = audit(files_of(folder), fetch=reader(folder), key=_key(key), verify=check_signature)
    speaker = session()
    for fault in found:
        click.echo(speaker.say(_sentence(fault)))
    if not found:
        click.echo(speaker.say(say("The log is sound: entries, tiles and the signed root agree.")))
    return FAULTY if found else 0


def _key(text: str) -> NoteKey:
    try:
        return read_vkey(text)
    except Malformed as error:
        raise Refused(
            "vkey",
            say("“{text}” is no public key of a log.", text=text),
            say("Copy it whole: name, plus, eight digits, plus, letters."),
        ) from error


def _sentence(fault: Fault) -> Text:
    match fault.wrong:
        case Wrong.MISSING:
            return say("{path}: missing.", path=fault.path)
        case Wrong.UNSIGNED:
            return say("{path}: not signed by this key, or altered.", path=fault.path)
        case Wrong.ALTERED:
            return say("{path}: altered.", path=fault.path)
        case Wrong.ROOT:
            return say("{path}: the stored entries have another root.", path=fault.path)
        case Wrong.STRANGE:
            return say("{path}: does not belong to a log of this size.", path=fault.path)
