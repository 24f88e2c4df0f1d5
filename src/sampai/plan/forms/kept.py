"""A plan as it is kept to be planned on: the tables, the journeys, and how it was made, in one small file.

The file is gzip with two lines of JSON: what it is and the digest of the second line; the second line. All
that the pack says is read from the pack again. The same plan gives the same bytes.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from sampai.kernel.errors import Refused, SampaiError, Unreadable
from sampai.kernel.plain import noun, plain
from sampai.kernel.text import say
from sampai.plan.model import Operation, OperationPlan
from sampai.transport.model import DeliveryPlan

FORMAT = 1
"""Raised when files of an older version can no longer be read."""

NAME = "state.json.gz"
"""The file's name in the folder of a plan."""

MOST_BYTES = 1 << 29
"""A kept plan that unpacks to more than this is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """All of a plan that cannot be worked out again."""

    digest: str
    """The plan's own."""
    rules: str
    """Digest of the pack's rules that it was made by."""
    operation: Operation
    delivery: DeliveryPlan
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    roads: str = ""
    """The road map that distances come from; empty: none."""
    grouping: str = ""
    """What grouped the stations for the guards, by its name; empty where an older version did not say."""


def kept_bytes(plan: OperationPlan, *, roads: str = "") -> bytes:
    """The file of a plan."""
    kept = KeptPlan(
        digest=plan.digest,
        rules=plan.rules.digest,
        operation=plan.operation,
        delivery=plan.delivery,
        parameters=plan.parameters,
        inputs=plan.inputs,
        roads=roads,
        grouping=plan.guard.grouping,
    )
    body = _line(plain(kept))
    head = _line({"format": FORMAT, "sha256": hashlib.sha256(body).hexdigest()})
    return gzip.compress(head + b"\n" + body, compresslevel=6, mtime=0)


def read_kept(data: bytes) -> KeptPlan:
    """The plan in a file. Raises `Unreadable` for a damaged one, `Refused` for one of another version."""
    try:
        head, body = _unpacked(data).split(b"\n", 1)
        said = json.loads(head)
        if said["format"] != FORMAT:
            raise _other_version()
        if hashlib.sha256(body).hexdigest() != said["sha256"]:
            raise _damaged()
        return noun(KeptPlan, json.loads(body))
    except (OSError, EOFError, zlib.error, KeyError, TypeError, ValueError) as error:
        raise _damaged() from error


def _unpacked(data: bytes) -> bytes:
    unpack = zlib.decompressobj(wbits=31)
    found = unpack.decompress(data, MOST_BYTES)
    if not unpack.eof:
        raise EOFError
    return found


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _damaged() -> SampaiError:
    return Unreadable(
        "plan-damaged",
        say("The file {file} of the plan is damaged.", file=NAME),
        say("Copy the plan's folder again, or make the plan anew with sampai plan."),
    )


def _other_version() -> SampaiError:
    return Refused(
        "plan-version",
        say("The plan was kept by another version of Sampai."),
        say("Make the plan anew with this version, or use the version that made it."),
    )
