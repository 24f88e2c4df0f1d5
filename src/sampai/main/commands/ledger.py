"""`sampai ledger`: checks of the record and its public log; what rival institutions run beside it."""

from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import click

from sampai.engines.signing import verify as check_signature
from sampai.engines.tlog import files_of, log_at
from sampai.kernel.errors import Refused
from sampai.kernel.text import Text, say
from sampai.ledger.model import Malformed
from sampai.ledger.rules.audit import Fault, Wrong, audit
from sampai.ledger.rules.evidence import check_bundle
from sampai.ledger.rules.leaves import Leaf, read_leaf
from sampai.ledger.rules.notes import Checkpoint, NoteKey, read_checkpoint, read_note
from sampai.ledger.rules.policy import Policy, read_policy
from sampai.ledger.rules.proofs import proven_by, read_proof
from sampai.ledger.rules.tiles import CHECKPOINT, needed
from sampai.main.commands.ledger_prove import epcis, evidence, prove
from sampai.main.commands.ledger_record import checkpoint, rebuild
from sampai.main.commands.ledger_watch import cosign, mirror, monitor, policy, witness
from sampai.main.log_keys import log_key, policy_of
from sampai.main.session import session

FAULTY = 1
_ALL_SOUND = say("Log and record are sound: rows, signatures, entries, tiles and the signed root agree.")
PROOF, BUNDLE = ".tlog-proof", ".zip"


@click.group("ledger", help=str(say("Checks the record of what happened and its public log.")))
def command() -> None:
    """Hold the subcommands."""


for part in (witness, cosign, mirror, monitor, policy, prove, evidence, epcis, checkpoint, rebuild):
    command.add_command(part)


@command.command(
    "verify",
    help=str(
        say(
            "Checks a log, every file of it from the entries up to the signed root; or a proof "
            "(.tlog-proof), or a bundle of evidence (.zip). Each part that is not as it was signed is named. "
            "PLACE is a file, a folder or a web address; with --data and without PLACE, all logs of a "
            "command centre and its record. Exit code 1 if anything is wrong."
        )
    ),
)
@click.argument("place", default="")
@click.option("--key", metavar="VKEY", help=str(say("The log's public key, as it was printed.")))
@click.option(
    "--policy",
    "rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help=str(say("Who must have signed: a policy file that you have from elsewhere.")),
)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help=str(say("Check the record in this folder of the command centre, too; no server may run on it.")),
)
def verify(place: str, *, key: str | None, rules: Path | None, data: Path | None) -> int:
    """Find out what it is, check it, tell."""
    if not place:
        return _verify_all(data)
    if place.endswith(PROOF):
        return _verify_proof(Path(place), policy=_known(key, rules))
    if place.endswith(BUNDLE):
        return _verify_bundle(Path(place), policy=policy_of(rules) if rules else None)
    return _verify_log(place, key=log_key(key, rules), data=data)


def _verify_all(data: Path | None) -> int:
    if data is None:
        raise click.UsageError(str(say("Say what to check: a PLACE, or --data DIR")))
    from sampai.main.records import faults_of_all  # noqa: PLC0415 -- only with a store

    return _told(faults_of_all(data), sound=_ALL_SOUND)


def _known(key: str | None, rules: Path | None) -> Policy:
    return policy_of(rules) if rules else read_policy(f"log {log_key(key, rules)}\nquorum none\n")


def _verify_log(place: str, *, key: NoteKey, data: Path | None) -> int:
    fetch = log_at(place)
    paths = files_of(Path(place)) if Path(place).is_dir() else [CHECKPOINT, *_should_have(fetch(CHECKPOINT))]
    found = audit(paths, fetch=fetch, key=key, verify=check_signature)
    if data is not None:
        from sampai.main.records import record_faults  # noqa: PLC0415 -- only with a store

        found += record_faults(data, fetch=fetch)
    sound = say("The log is sound: entries, tiles and the signed root agree.") if data is None else _ALL_SOUND
    return _told(found, sound=sound)


def _should_have(checkpoint: bytes) -> Sequence[str]:
    """What a log on the web must have; what else lies there cannot be asked."""
    try:
        return list(needed(read_checkpoint(read_note(checkpoint).text).size))
    except Malformed:
        return []


def _verify_proof(file: Path, *, policy: Policy) -> int:
    speaker = session()
    lines = _proven(file.read_bytes(), policy=policy)
    for line in lines:
        click.echo(speaker.say(line))
    if not lines:
        click.echo(speaker.say(say("{path}: proves nothing under this policy.", path=str(file))))
    return 0 if lines else FAULTY


def _proven(raw: bytes, *, policy: Policy) -> Sequence[Text]:
    """What a proof proves, in words; nothing where it proves nothing."""
    try:
        proof = read_proof(raw)
        entry = proof.extra or b""
        known = proven_by(proof, entry=entry, policy=policy, verify=check_signature)
        return _words(read_leaf(entry), index=proof.index, checkpoint=known) if known else []
    except Malformed:
        return []


def _words(leaf: Leaf, *, index: int, checkpoint: Checkpoint) -> Sequence[Text]:
    inside = say(
        "Entry {index} is in the log {origin} of {size} entries, signed as the policy asks.",
        index=index,
        origin=checkpoint.origin,
        size=checkpoint.size,
    )
    if leaf.hidden:
        return [
            inside,
            say("It does not say whose event it is. Commitment: {hex}", hex=leaf.commitment.hex()),
        ]
    return [
        inside,
        say(
            "It holds event {counter} of device {device}, of the class “{kind}”. Commitment: {hex}",
            counter=leaf.counter,
            device=leaf.device.hex(),
            kind=leaf.kind_class,
            hex=leaf.commitment.hex(),
        ),
    ]


def _verify_bundle(file: Path, *, policy: Policy | None) -> int:
    try:
        with ZipFile(file) as bundle:
            files = {name: bundle.read(name) for name in bundle.namelist()}
    except BadZipFile as error:
        raise Refused(
            "bundle",
            say("{path} is damaged, or no bundle of evidence.", path=str(file)),
            say("Ask for it again and compare the digest of the whole file by telephone."),
        ) from error
    found = check_bundle(files, policy=policy, verify=check_signature)
    if policy is None:
        click.echo(session().say(say("The policy in the bundle was believed. Give your own: --policy FILE")))
    return _told(found, sound=say("The bundle is sound: devices, log and witnesses signed what it says."))


def _told(found: Sequence[Fault], *, sound: Text) -> int:
    speaker = session()
    for fault in found:
        click.echo(speaker.say(_sentence(fault)))
    if not found:
        click.echo(speaker.say(sound))
    return FAULTY if found else 0


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
            return say("{path}: does not belong here.", path=fault.path)
        case Wrong.UNPROVEN:
            return say("{path}: no signature of the device covers it.", path=fault.path)
