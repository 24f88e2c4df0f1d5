"""What forms of oversight say, read into nouns."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sampai.election.queries import OperationView, operations
from sampai.kernel.clock import ZONES
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Forbidden, Scope
from sampai.kernel.text import say
from sampai.ledger.model import DIGEST_BYTES, Digest
from sampai.oversight.model import Person

E = TypeVar("E")
_PLACE = re.compile(r"^(\d{2}|\d{4}|\d{6}|\d{10}|\d{13})(-[BKC]\d{1,2})?$")
_DIGEST = re.compile(rf"^[0-9a-f]{{{2 * DIGEST_BYTES}}}$")
_MOST_PEOPLE = 20


def place_of(text: str) -> tuple[RegionCode, str]:
    """Region and subject of what somebody wrote: the code of a region, station or box."""
    found = _PLACE.match(text.strip().upper())
    if found is None:
        raise Refused(
            "place",
            say("“{value}” is no code of a region, TPS or box.", value=text.strip()),
            say("Write a code such as 1704012003001, or one with -B1 for a box."),
        )
    region, box = RegionCode(found[1]), found[2]
    if box:
        return region, f"box:{found[0]}"
    return region, f"{'station' if len(region) == 13 else 'region'}:{region}"


def moment_of(text: str, *, zone: str) -> datetime:
    """A moment as the browser's field for it says it, in the operation's zone."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONES[zone]))
    except ValueError:
        raise Refused(
            "moment",
            say("“{value}” is no date and time.", value=text),
            say("Write it like 2024-11-26T08:00."),
        ) from None


def choice_of(text: str, kinds: Mapping[str, E]) -> E:
    """One of several choices by its word."""
    if text not in kinds:
        raise Refused("choice", say("“{value}” is not known.", value=text), say("Choose one from the list."))
    return kinds[text]


def people_of(text: str) -> tuple[Person, ...]:
    """People, one a line: name; address; telephone; number of the identity card."""
    lines = [line for line in text.splitlines() if line.strip()][:_MOST_PEOPLE]
    return tuple(_person(line) for line in lines)


def _person(line: str) -> Person:
    name, address, phone, number, *_ = [*(part.strip()[:200] for part in line.split(";")), "", "", "", ""]
    return Person(name=name, address=address, phone=phone, identity_number=number)


def digests_of(text: str) -> tuple[Digest, ...]:
    """Digests of events, as pages show them; raises `Refused` for anything else."""
    words = text.lower().split()
    for word in words:
        if not _DIGEST.match(word):
            raise Refused(
                "digest",
                say("“{value}” is no digest of an event.", value=word[:80]),
                say("Copy the 64 characters from the chain of the box."),
            )
    return tuple(Digest(bytes.fromhex(word)) for word in words)


def chosen_operation(scope: Scope, asked: str) -> tuple[OperationView, Sequence[OperationView]]:
    """The operation that a form is about, else the newest; and all that the reader may choose from."""
    mine = operations(scope)
    found = next((one for one in mine if str(one.number) == asked), None) or next(iter(mine), None)
    if found is None:
        raise Forbidden(Deed.WORK_OVERSIGHT)
    return found, mine
