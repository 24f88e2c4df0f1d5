"""Evidence that the desk hands out: events with proofs, keys and signatures, to be checked without us."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings

from sampai.engines.signing import verify
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.queries.evidence import places, testimonies, testimonies_at
from sampai.ledger.rules.envelope import read_event, readable_event
from sampai.ledger.rules.evidence import Testimony, bundle_files
from sampai.ledger.rules.policy import accepted, read_policy
from sampai.ledger.rules.proofs import Proof
from sampai.main.web.proofs import Logs
from sampai.main.web.public_logs import POLICY, key_of

EXPLAINED = ("BACA-DULU.txt", "README.txt")
WAITING = "events-without-proof.json"


def bundle(subject: str, positions: Sequence[int]) -> bytes:
    """The bundle of some events, as `sampai ledger evidence` makes it.

    Raises `Refused` where an event is in no log yet, or a log is not signed as this server's policy asks.
    """
    logs = Logs()
    found = [(one, logs.proof(seq, name=one.name)) for seq, one in testimonies_at(positions)]
    policy = policy_text(positions)
    if any(
        accepted(proof.checkpoint, policy=read_policy(policy), verify=verify) is None for _, proof in found
    ):
        raise Refused(
            "unwitnessed",
            say("The log's checkpoint is not signed as the policy asks."),
            say("Ask the witnesses first: sampai ledger cosign"),
        )
    made, raw = bundle_files(subject, found, policy=policy, extra=_explained()), BytesIO()
    with ZipFile(raw, "w", ZIP_DEFLATED) as packed:
        for name, content in sorted(made.items()):
            packed.writestr(ZipInfo(name), content)
    return raw.getvalue()


def evidence_on(subject: str) -> Mapping[str, bytes]:
    """Files that prove every event on a subject; those that are in no log yet are listed apart."""
    proven, waiting = _proven(subject)
    found: dict[str, bytes] = {}
    if proven:
        policy = policy_text([*proven])
        found |= bundle_files(subject, [*proven.values()], policy=policy, extra=_explained())
    if waiting:
        events = [readable_event(read_event(one.raw)) for one in waiting]
        found[WAITING] = (json.dumps(events, indent=1, ensure_ascii=False) + "\n").encode()
    return found


def _explained() -> dict[str, bytes]:
    told = files("sampai.main.evidence")
    return {name: told.joinpath(name).read_bytes() for name in EXPLAINED}


def _proven(subject: str) -> tuple[Mapping[int, tuple[Testimony, Proof]], Sequence[Testimony]]:
    """Every event on a subject: with its proof, by its place in the record, and those in no log yet."""
    logs = Logs()
    proven, waiting = {}, []
    for seq, one in testimonies(subject):
        try:
            proven[seq] = one, logs.proof(seq, name=one.name)
        except Refused:
            waiting.append(one)
    return proven, waiting


def policy_text(positions: Sequence[int]) -> str:
    """The logs that these events stand in, and the witnesses that this server asks, if any."""
    logs = sorted({str(key_of(place.log)) for place in places(positions).values()})
    file = settings.OPTIONS.data / POLICY
    witnesses = file.read_text(encoding="utf-8") if file.exists() else "quorum none\n"
    kept = [line for line in witnesses.splitlines() if not line.startswith("log ")]
    return "\n".join([*(f"log {key}" for key in logs), *kept]) + "\n"
