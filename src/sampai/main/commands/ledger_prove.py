"""`sampai ledger prove | evidence | epcis`: what is handed out of the record."""

import json
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import click

from sampai.engines.signing import verify
from sampai.engines.tlog import log_at
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.model import DeviceId
from sampai.ledger.rules.epcis import epcis_document
from sampai.ledger.rules.evidence import bundle_files
from sampai.ledger.rules.notes import NoteKey, read_checkpoint, read_note, signers
from sampai.ledger.rules.policy import accepted
from sampai.ledger.rules.proofs import Proof, entries_by
from sampai.ledger.rules.proofs import prove as proof_of
from sampai.ledger.rules.tiles import CHECKPOINT, Fetch
from sampai.main.log_keys import log_key, policy_of
from sampai.main.session import session

_NAME = re.compile(r"([0-9a-f]{32})-(0|[1-9][0-9]*)(?:-[0-9a-f]{12})?")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_TO = click.option(
    "--to",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=str(say("File to write.")),
)
_DATA = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("sampai-data"),
    show_default=True,
    metavar="DIR",
    help=str(say("Folder of the database, keys and uploads.")),
)


@click.command(
    "prove",
    help=str(
        say(
            "Writes a proof that an event is in the log, with the log's and the witnesses' signatures; it is "
            "checked without any network. EVENT is the event's name, or its number in the log."
        )
    ),
)
@click.argument("event")
@click.option(
    "--log",
    metavar="PLACE",
    help=str(say("Folder or web address of the log.")),
)
@click.option("--key", metavar="VKEY", help=str(say("The log's public key, as it was printed.")))
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help=str(say("Instead of --log: look through all logs of this folder of the command centre.")),
)
@_TO
def prove(event: str, *, log: str | None, key: str | None, data: Path | None, to: Path) -> None:
    """Find the entry, write its proof."""
    if (log is None) is (data is None):
        raise click.UsageError(str(say("Give either --log or --data.")))
    found = _stored(event, data=data) if data else _of_log(event, log=str(log), key=log_key(key, None))
    to.write_text(str(found), encoding="utf-8")
    click.echo(session().say(say("Proof of entry {index}: {path}", index=found.index, path=str(to))))


def _of_log(event: str, *, log: str, key: NoteKey) -> Proof:
    fetch = log_at(log)
    note = read_note(fetch(CHECKPOINT))
    if not signers(note, keys=[key], verify=verify):
        raise Refused(
            "checkpoint",
            say("The log's checkpoint is not signed by this key."),
            say("Compare the key with paper."),
        )
    index = _index(event, fetch=fetch, size=read_checkpoint(note.text).size)
    return proof_of(index, note=note, fetch=fetch)


def _stored(event: str, *, data: Path) -> Proof:
    """The proof of an event of the record, out of the log in which it has its place."""
    from sampai.main.records import proof_of_event  # noqa: PLC0415 -- slow: the store

    name = _NAME.fullmatch(event)
    if name is None:
        raise click.UsageError(str(say("Without --log, give the event's name as it stands on the receipt.")))
    found = proof_of_event(name[1], int(name[2]), data=data)
    return found[_one(event, [proof.index for proof in found])]


def _index(event: str, *, fetch: Fetch, size: int) -> int:
    name = _NAME.fullmatch(event)
    if name is not None:
        found = list(entries_by(DeviceId(bytes.fromhex(name[1])), int(name[2]), fetch=fetch, size=size))
    else:
        found = [int(event)] if _NUMBER.fullmatch(event) and int(event) < size else []
    return found[_one(event, found)]


def _one(event: str, found: Sequence[int]) -> int:
    """Which of the entries it is: the only one. Raises `Refused`."""
    if len(found) == 1:
        return 0
    if found:
        entries = ", ".join(map(str, found))
        raise Refused(
            "twins",
            say("A cloned device: entries {entries} have this name.", entries=entries),
            say("Give the number of the entry that you mean."),
        )
    raise Refused(
        "not-logged",
        say("Event {name} is not in this log.", name=event),
        say(
            "If it came a moment ago, try again in a minute; otherwise take the log of its province and "
            "stage."
        ),
    )


@click.command(
    "evidence",
    help=str(
        say(
            "Writes a bundle with every event on a subject, its proofs, keys and signatures, and how to "
            "check them without Sampai. SUBJECT is written as events do: kind, colon, code."
        )
    ),
)
@click.argument("subject")
@click.option(
    "--policy",
    "rules",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help=str(say("Who must have signed: logs, witnesses, quorum.")),
)
@_DATA
@_TO
def evidence(subject: str, *, rules: Path, data: Path, to: Path) -> None:
    """Gather, check that it would be believed, write."""
    from sampai.main.records import testimony_on  # noqa: PLC0415 -- slow: the store

    policy = policy_of(rules)
    found = testimony_on(subject, data=data)
    if any(accepted(proof.checkpoint, policy=policy, verify=verify) is None for _, proof in found):
        raise Refused(
            "unwitnessed",
            say("The log's checkpoint is not signed as the policy asks."),
            say("Ask the witnesses first: sampai ledger cosign"),
        )
    told = files("sampai.main.evidence")
    explained = {name: told.joinpath(name).read_bytes() for name in ("BACA-DULU.txt", "README.txt")}
    made = bundle_files(subject, found, policy=rules.read_text(encoding="utf-8"), extra=explained)
    with ZipFile(to, "w", ZIP_DEFLATED) as bundle:
        for name, content in sorted(made.items()):
            bundle.writestr(ZipInfo(name), content)
    click.echo(
        session().say(
            say("{count} events on {subject}: {path}", count=len(found), subject=subject, path=str(to))
        )
    )


@click.command(
    "epcis",
    help=str(
        say(
            "Writes every event on a subject as EPCIS 2.0 (JSON-LD), without the names of people, for "
            "systems of others. SUBJECT is written as events do: kind, colon, code."
        )
    ),
)
@click.argument("subject")
@_DATA
@click.option(
    "--zone",
    type=click.Choice(["7", "8", "9"]),
    default="7",
    show_default=True,
    help=str(say("Hours ahead of UTC in which times are understood: 7 WIB, 8 WITA, 9 WIT.")),
)
@_TO
def epcis(subject: str, *, data: Path, zone: str, to: Path) -> None:
    """Gather, write."""
    from sampai.main.records import events_on  # noqa: PLC0415 -- slow: the store

    found = events_on(subject, data=data)
    created_ms = int(now().timestamp() * 1000)
    document = epcis_document(found, created_ms=created_ms, offset_h=int(zone))
    to.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(
        session().say(
            say("{count} events on {subject}: {path}", count=len(found), subject=subject, path=str(to))
        )
    )
