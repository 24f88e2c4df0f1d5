"""`sampai ledger prove | evidence | epcis`: what is handed out of the record."""

import json
import re
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
from sampai.ledger.rules.notes import read_checkpoint, read_note, signers
from sampai.ledger.rules.policy import accepted
from sampai.ledger.rules.proofs import entries_by
from sampai.ledger.rules.proofs import prove as proof_of
from sampai.ledger.rules.tiles import CHECKPOINT, Fetch
from sampai.main.log_keys import log_key, policy_of
from sampai.main.session import session

_NAME = re.compile(r"([0-9a-f]{32})-(0|[1-9][0-9]*)(?:-[0-9a-f]{12})?")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_LOG = click.option(
    "--log", required=True, metavar="PLACE", help=str(say("Folder or web address of the log."))
)
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
@_LOG
@click.option(
    "--key", required=True, metavar="VKEY", help=str(say("The log's public key, as it was printed."))
)
@_TO
def prove(event: str, *, log: str, key: str, to: Path) -> None:
    """Find the entry, write its proof."""
    fetch = log_at(log)
    note = read_note(fetch(CHECKPOINT))
    if not signers(note, keys=[log_key(key, None)], verify=verify):
        raise Refused(
            "checkpoint",
            say("The log's checkpoint is not signed by this key."),
            say("Compare the key with paper."),
        )
    index = _index(event, fetch=fetch, size=read_checkpoint(note.text).size)
    to.write_text(str(proof_of(index, note=note, fetch=fetch)), encoding="utf-8")
    click.echo(session().say(say("Proof of entry {index}: {path}", index=index, path=str(to))))


def _index(event: str, *, fetch: Fetch, size: int) -> int:
    name = _NAME.fullmatch(event)
    if name is not None:
        found = list(entries_by(DeviceId(bytes.fromhex(name[1])), int(name[2]), fetch=fetch, size=size))
    else:
        found = [int(event)] if _NUMBER.fullmatch(event) and int(event) < size else []
    if len(found) == 1:
        return found[0]
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
@_LOG
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
def evidence(subject: str, *, log: str, rules: Path, data: Path, to: Path) -> None:
    """Gather, check that it would be believed, write."""
    from sampai.main.records import testimony_on  # noqa: PLC0415 -- slow: the store

    fetch, policy = log_at(log), policy_of(rules)
    found = testimony_on(subject, data=data, fetch=fetch)
    if accepted(found[0][1].checkpoint, policy=policy, verify=verify) is None:
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
