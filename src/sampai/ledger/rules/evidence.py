"""A bundle of evidence on one subject: files that prove themselves, to be checked without us.

`bundle.json` holds each event with what proves it; `proofs/` one C2SP tlog-proof per event, its entry as
extra data; `checkpoint`, `checkpoint-2`, ... what they lead to, one of each log that holds any of them;
`SHA256SUMS` the digest of every other file.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, takewhile
from typing import Any

from sampai.ledger.model import Algorithm, DeviceId, DeviceKey, Digest, Event, Malformed
from sampai.ledger.ports import Verify
from sampai.ledger.rules.audit import Fault, Wrong
from sampai.ledger.rules.envelope import (
    chain_message,
    digest_of,
    header_of,
    name_of,
    read_event,
    readable_event,
)
from sampai.ledger.rules.leaves import event_leaf, hidden_leaf_bytes
from sampai.ledger.rules.notes import Note, read_note
from sampai.ledger.rules.policy import Policy, accepted, read_policy
from sampai.ledger.rules.proofs import Proof, proven_by, read_proof
from sampai.ledger.rules.tiles import CHECKPOINT

VERSION = 1
SUMS, BUNDLE, READABLE, POLICY = "SHA256SUMS", "bundle.json", "events.json", "policy.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """One event with what proves who stated it, and what the log committed to."""

    raw: bytes
    salt: bytes
    received_ms: int
    key: DeviceKey
    run: tuple[bytes, ...]
    """The device's events after it, up to the one that the signature names."""
    signature: bytes

    @property
    def digest(self) -> Digest:
        """The event's digest."""
        return digest_of(self.raw)

    @property
    def name(self) -> str:
        """The event's name."""
        return name_of(read_event(self.raw), digest=self.digest)

    def leaves(self) -> tuple[bytes, bytes]:
        """How its entry in the log may stand: open, or hidden."""
        sealed = b"" if self.run else self.signature
        shown = event_leaf(
            header_of(self.raw),
            raw=self.raw,
            salt=self.salt,
            received_ms=self.received_ms,
            signature=sealed,
        )
        return shown, hidden_leaf_bytes(self.raw, salt=self.salt, received_ms=self.received_ms)


def concerns(event: Event, subject: str) -> bool:
    """Whether an event is about a subject (`kind:code`): it is its subject, or its body names the code."""
    code = subject.partition(":")[2] or subject
    return event.subject == subject or _names(event.body, code)


def _names(value: object, code: str) -> bool:
    match value:
        case str():
            return value == code
        case Mapping():
            return any(_names(part, code) for part in value.values())
        case list() | tuple():
            return any(_names(part, code) for part in value)
    return False


def bundle_files(
    subject: str,
    found: Sequence[tuple[Testimony, Proof]],
    *,
    policy: str,
    extra: Mapping[str, bytes],
) -> dict[str, bytes]:
    """All files of a bundle; `extra` are those that explain it. Proofs of one log lead to one checkpoint."""
    notes = dict.fromkeys(str(proof.checkpoint).encode() for _, proof in found)
    keys = {testimony.key.id.hex(): testimony.key for testimony, _ in found}
    files = {
        **extra,
        **{checkpoint_name(number): note for number, note in enumerate(notes)},
        POLICY: policy.encode(),
        BUNDLE: _json(
            {
                "version": VERSION,
                "subject": subject,
                "keys": [_shown_key(keys[name]) for name in sorted(keys)],
                "events": [_shown(testimony, proof) for testimony, proof in found],
            }
        ),
        READABLE: _readable([read_event(testimony.raw) for testimony, _ in found]),
        **{f"proofs/{testimony.name}.tlog-proof": str(proof).encode() for testimony, proof in found},
    }
    return {**files, SUMS: sums(files)}


def checkpoint_name(number: int) -> str:
    """The file of a log's checkpoint; 0 is the first."""
    return f"{CHECKPOINT}-{number + 1}" if number else CHECKPOINT


def sums(files: Mapping[str, bytes]) -> bytes:
    """A file as `sha256sum --check` reads it, over all files but itself."""
    named = sorted(name for name in files if name != SUMS)
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in named).encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def _readable(events: Iterable[Event]) -> bytes:
    return _json([readable_event(event) for event in events])


def _shown_key(key: DeviceKey) -> Mapping[str, Any]:
    return {"device": key.id.hex(), "algorithm": int(key.algorithm), "public": key.public.hex()}


def _shown(testimony: Testimony, proof: Proof) -> Mapping[str, Any]:
    return {
        "name": testimony.name,
        "index": proof.index,
        "device": testimony.key.id.hex(),
        "raw": testimony.raw.hex(),
        "salt": testimony.salt.hex(),
        "received_ms": testimony.received_ms,
        "run": [raw.hex() for raw in testimony.run],
        "signature": testimony.signature.hex(),
    }


def check_bundle(files: Mapping[str, bytes], *, policy: Policy | None, verify: Verify) -> list[Fault]:
    """Everything that is wrong with a bundle. Without a policy of one's own, the bundle's is believed."""
    if SUMS not in files or BUNDLE not in files:
        return [Fault(name, Wrong.MISSING) for name in (SUMS, BUNDLE) if name not in files]
    found = list(_unlike_sums(files))
    try:
        own = policy or read_policy(_text(files, POLICY))
        if policy is not None and read_policy(_text(files, POLICY)) != policy:
            found.append(Fault(POLICY, Wrong.ALTERED))
        found += _Bundle(files, json.loads(_text(files, BUNDLE)), own, verify).faults()
    except KeyError as error:
        found.append(Fault(str(error.args[0]), Wrong.MISSING))
    except (Malformed, ValueError, TypeError, AttributeError, RecursionError):
        found.append(Fault(BUNDLE, Wrong.ALTERED))
    return list(dict.fromkeys(found))


def _text(files: Mapping[str, bytes], name: str) -> str:
    return files[name].decode()


def _unlike_sums(files: Mapping[str, bytes]) -> Iterator[Fault]:
    listed = dict(_listed(files[SUMS]))
    for name in sorted({*files, *listed} - {SUMS}):
        if name not in files:
            yield Fault(name, Wrong.MISSING)
        elif listed.get(name) != hashlib.sha256(files[name]).hexdigest():
            yield Fault(name, Wrong.ALTERED)
    if files[SUMS] != sums(files):
        yield Fault(SUMS, Wrong.ALTERED)


def _listed(raw: bytes) -> Iterator[tuple[str, str]]:
    for line in raw.decode(errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest


@dataclass(frozen=True, slots=True)
class _Bundle:
    """A bundle while it is checked."""

    files: Mapping[str, bytes]
    told: Mapping[str, Any]
    policy: Policy
    verify: Verify

    def faults(self) -> Iterator[Fault]:
        notes = {}
        for name in self._checkpoint_names():
            note = self._checkpoint(name)
            if note is None:
                yield Fault(name, Wrong.UNSIGNED)
            else:
                notes[name] = note
        if set(self.told) != {"version", "subject", "keys", "events"} or _json(self.told["version"]) != _json(
            VERSION
        ):
            yield Fault(BUNDLE, Wrong.ALTERED)
        yield from self._events(notes)
        if self.files[READABLE] != _readable(self._readable_events()):
            yield Fault(READABLE, Wrong.ALTERED)

    def _checkpoint_names(self) -> Sequence[str]:
        """Of as many logs as there are, but of one at least."""
        later = count(1)
        return [CHECKPOINT, *takewhile(self.files.__contains__, map(checkpoint_name, later))]

    def _checkpoint(self, name: str) -> Note | None:
        try:
            note = read_note(self.files[name])
            known = accepted(note, policy=self.policy, verify=self.verify)
        except Malformed:
            return None
        return note if known is not None else None

    def _readable_events(self) -> Iterator[Event]:
        for one in self.told["events"]:
            try:
                yield read_event(bytes.fromhex(one["raw"]))
            except (Malformed, ValueError, TypeError, KeyError):
                continue

    def _events(self, notes: Mapping[str, Note]) -> Iterator[Fault]:
        keys = dict(self._keys())
        needed = {device for one in self.told["events"] if isinstance(device := one.get("device"), str)}
        if len(keys) != len(self.told["keys"]) or {device.hex() for device in keys} != needed:
            yield Fault("keys", Wrong.ALTERED)
        held = set()
        used: set[str] = set()
        named: dict[Digest, str] = {}
        for at, one in enumerate(self.told["events"]):
            try:
                testimony = self._testimony(one, keys=keys)
                wrong = self._wrong(one, testimony, notes=notes, used=used)
                held.add(testimony.digest)
                named |= dict.fromkeys(read_event(testimony.raw).after, testimony.name)
            except (Malformed, ValueError, TypeError, KeyError):
                wrong = Wrong.ALTERED
            if wrong is not None:
                yield Fault(f"events/{at}", wrong)
        for digest in sorted(named.keys() - held):
            yield Fault(f"events/{digest.hex()}", Wrong.MISSING)
        for name in sorted(notes.keys() - used):
            yield Fault(name, Wrong.STRANGE)

    def _keys(self) -> Iterator[tuple[DeviceId, DeviceKey]]:
        for one in self.told["keys"]:
            key = DeviceKey(Algorithm(one["algorithm"]), bytes.fromhex(one["public"]))
            if _json(one) == _json(_shown_key(key)):
                yield key.id, key

    def _testimony(self, one: Mapping[str, Any], *, keys: Mapping[DeviceId, DeviceKey]) -> Testimony:
        return Testimony(
            raw=_bytes(one["raw"]),
            salt=_bytes(one["salt"]),
            received_ms=one["received_ms"],
            key=keys[DeviceId(_bytes(one["device"]))],
            run=tuple(_bytes(raw) for raw in one["run"]),
            signature=_bytes(one["signature"]),
        )

    def _wrong(
        self, one: Mapping[str, Any], testimony: Testimony, *, notes: Mapping[str, Note], used: set[str]
    ) -> Wrong | None:
        event = read_event(testimony.raw)
        if _json(one) != _json(_shown(testimony, Proof(one["index"], (), _NO_NOTE))):
            return Wrong.ALTERED
        if event.device != testimony.key.id or not concerns(event, self.told["subject"]):
            return Wrong.STRANGE
        if not is_signed(testimony, verify=self.verify):
            return Wrong.UNPROVEN
        proof = read_proof(self.files[f"proofs/{testimony.name}.tlog-proof"])
        entry = proof.extra or b""
        logged = proven_by(proof, entry=entry, policy=self.policy, verify=self.verify)
        leads_to = {name for name, note in notes.items() if proof.checkpoint == note}
        used |= leads_to
        same = _json(proof.index) == _json(one["index"]) and bool(leads_to)
        return None if logged and same and entry in testimony.leaves() else Wrong.ALTERED


_NO_NOTE = Note("", ())


def _bytes(text: str) -> bytes:
    """Hex in its one form."""
    raw = bytes.fromhex(text)
    if raw.hex() != text:
        raise Malformed("hex")
    return raw


def is_signed(testimony: Testimony, *, verify: Verify) -> bool:
    """Whether the device signed the event: each of the run names the digest before it, the last is signed."""
    known = testimony.digest
    for raw in testimony.run:
        if header_of(raw).previous != known:
            return False
        known = digest_of(raw)
    return verify(testimony.key, message=chain_message(known), signature=testimony.signature)
