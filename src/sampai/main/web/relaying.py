"""Bringing the record to the server above, fetching from there, carrying it in files; in an open store."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from sampai.engines.signing import verify
from sampai.engines.sync import Upstream
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.actions.append import append, enrol_device
from sampai.ledger.actions.react import catch_up
from sampai.ledger.actions.relay import Run, cursor_at, move_cursor, runs_from
from sampai.ledger.model import Algorithm, Batch, DeviceKey, Malformed, Reason, Receipt, Standing
from sampai.ledger.reactions import KeysBelow
from sampai.ledger.rules.carry import carried, unpacked
from sampai.ledger.rules.enrolment import application, certificate_message, read_spelled
from sampai.ledger.rules.envelope import batch_bytes, digest_of, read_batch, read_event
from sampai.ledger.rules.outbox import open_receipt
from sampai.main.web.record import now_ms, own_node

FOLDER = "hulu"
_DAMAGED = frozenset({Reason.UNPROVEN, Reason.UNREADABLE})


@dataclass(slots=True)
class Tally:
    """What became of events that were handed on."""

    stored: int = 0
    already: int = 0
    quarantined: int = 0
    unproven: int = 0
    """Which could not be handed on with a proof."""


def upstream(url: str, *, authority: Path | None = None) -> Upstream:
    """Another server, to which this one is a device."""
    own = own_node()
    return Upstream(url.rstrip("/"), own.key.id, own.node.sign, now_ms, authority)


def enrol_at(above: Upstream, *, code: str) -> str:
    """Enrol this server at the one above with a code that its desk shows; returns that server's name.

    Its key is kept: receipts are held to it from now on.
    """
    own = own_node()
    try:
        secret = read_spelled(code)
    except Malformed as error:
        raise Refused(
            "sync-code",
            say("“{code}” is no code for enrolment.", code=code),
            say("Type all 26 characters that the desk shows."),
        ) from error
    asked = application(secret, key=own.key, facts={"model": "sampai"}, sign=own.node.sign)
    found = above.post("/sync/enrol", asked.raw())
    key = DeviceKey(Algorithm.ED25519, found[4])
    if not verify(key, message=certificate_message(found[2]), signature=found[3]):
        raise _untrue(above.url)
    enrol_device(key, holder=above.url, at=now(), server=True)
    file = _known_file(above.url)
    file.parent.mkdir(parents=True, exist_ok=True)
    said = {"url": above.url, "key": key.public.hex(), "ca": str(above.authority or "")}
    file.write_text(json.dumps(said), encoding="utf-8")
    return key.id.hex()


def _known_file(url: str) -> Path:
    name = hashlib.sha256(url.encode()).hexdigest()[:16]
    return Path(settings.OPTIONS.data) / FOLDER / f"{name}.json"


def known_upstreams() -> Iterator[Upstream]:
    """The servers at which this one is enrolled."""
    for file in sorted((Path(settings.OPTIONS.data) / FOLDER).glob("*.json")):
        said = json.loads(file.read_text(encoding="utf-8"))
        yield upstream(said["url"], authority=Path(said["ca"]) if said["ca"] else None)


def _key_of(url: str) -> DeviceKey:
    file = _known_file(url)
    if not file.exists():
        raise Refused(
            "sync-unknown",
            say("This server is not enrolled at {url}.", url=url),
            say("Run first: sampai sync enrol --to {url}", url=url),
        )
    key = json.loads(file.read_text(encoding="utf-8"))["key"]
    return DeviceKey(Algorithm.ED25519, bytes.fromhex(key))


def _untrue(url: str) -> Refused:
    return Refused(
        "sync-untrue",
        say("The answer of {url} is not signed with its key.", url=url),
        say("Somebody may stand between. Ask its operator for the fingerprint."),
    )


def push(above: Upstream, *, again: bool = False) -> Tally:
    """Bring everything that the server above has not receipted; `again`: everything from the start."""
    key, reader = _key_of(above.url), f"push:{above.url}"[:120]
    tally = Tally()
    for run in runs_from(0 if again else cursor_at(reader), verify=verify):
        _push(run, above=above, key=key, tally=tally)
        move_cursor(reader, to=run.next)
    return tally


def _push(run: Run, *, above: Upstream, key: DeviceKey, tally: Tally) -> None:
    found = above.post("/sync/events", run.raw)
    receipt = open_receipt(found[2], found[3], key=key, verify=verify)
    if receipt is None:
        raise _untrue(above.url)
    _must_name_all(run, receipt, url=above.url)
    for standing, _, _ in found[4]:
        tally.stored += standing == Standing.STORED.value
        tally.already += standing == Standing.ALREADY.value
        tally.quarantined += standing == Standing.QUARANTINED.value


def _must_name_all(run: Run, receipt: Receipt, *, url: str) -> None:
    """Nothing counts as handed on but what the receipt names."""
    named = {digest for _, digest in receipt.stored}
    named |= {digest for digest, reason in receipt.quarantined if reason not in _DAMAGED}
    missing = [raw for raw in read_batch(run.raw).items if digest_of(raw) not in named]
    if missing:
        raise Refused(
            "sync-left",
            say("{count} events have no receipt of {url}.", count=len(missing), url=url),
            say("Nothing is lost: run the same command again."),
        )


def pull(above: Upstream) -> Tally:
    """Fetch what the server above has for this one's territory."""
    _key_of(above.url)
    reader, tally, more = f"pull:{above.url}"[:120], Tally(), True
    while more:
        found = above.get(f"/sync/changes?since={cursor_at(reader)}")
        batches = list(_batches(found[4], tally=tally))
        take_in(batches, tally=tally)
        move_cursor(reader, to=found[2])
        more = found[3]
    return tally


def _batches(items: Iterable[dict[int, bytes]], *, tally: Tally) -> Iterator[bytes]:
    """Runs that end with a signature; what stands before in another chain cannot be proven."""
    waiting: list[bytes] = []
    for item in items:
        raw, signature = item[2], item[5]
        event = read_event(raw)
        if waiting and event.previous != digest_of(waiting[-1]):
            tally.unproven += len(waiting)
            waiting = []
        waiting.append(raw)
        if signature:
            yield batch_bytes(Batch(device=event.device, items=tuple(waiting), signature=signature))
            waiting = []
    tally.unproven += len(waiting)


def take_in(batches: Iterable[bytes], *, tally: Tally) -> None:
    """Append batches that were carried here, one after the other, believing servers about keys in between."""
    for raw in batches:
        for verdict in append([raw], at_ms=now_ms(), node=own_node().node)[0].verdicts:
            tally.stored += verdict.standing is Standing.STORED
            tally.already += verdict.standing is Standing.ALREADY
            tally.quarantined += verdict.standing is Standing.QUARANTINED
        catch_up(KeysBelow())


def export(file: Path, *, since: int) -> tuple[int, int]:
    """Write the record from a number on to a file; how many events, and the number to go on from."""
    events, after = 0, since

    def batches() -> Iterator[bytes]:
        nonlocal events, after
        for run in runs_from(since, verify=verify):
            events, after = events + run.events, run.next
            yield run.raw

    with file.open("wb") as out:
        out.writelines(carried(batches()))
    return events, after


def import_file(file: Path) -> Tally:
    """Take in what a file carries."""
    tally = Tally()
    try:
        batches = list(unpacked(file.read_bytes()))
    except Malformed as error:
        raise Refused(
            "sync-file",
            say("{file} is no file of sampai sync export, or was cut off.", file=str(file)),
            say("Export it again; what was taken in already does no harm."),
        ) from error
    take_in(batches, tally=tally)
    return tally
