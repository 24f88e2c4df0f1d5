"""Bodies of statements: from an event's plain data to nouns and back, strictly.

What is written is what docs/reference/custody.md says; tests/vectors/custody holds examples.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sampai.custody.model import KINDS, Kind, SealsMoved, Statement, Touch
from sampai.kernel.quantity import Certainty
from sampai.ledger.model import Data, Digest, Event, Malformed, Observed

MOST_TEXT = 500
MOST_LIST = 200
KIND_OF: Mapping[str, Kind] = {kind.value: kind for kind in Kind}
"""By the kind's name in an event."""
FRESH_MS = 36 * 3_600_000
"""A device's clock is believed as far as it lies at most so far after the last server time."""


def body_data(body: Touch | SealsMoved) -> Mapping[str, Data]:
    """The body as it stands in an event; fields with their usual value are left out."""
    data = _data(body)
    assert isinstance(data, Mapping)
    return data


def _data(value: Any) -> Data:  # noqa: ANN401 -- any field of a body
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return [_data(part) for part in value]
    kind: Any = type(value)
    usual = _usual(kind)
    if usual is None:
        return value  # type: ignore[no-any-return]  # what is left is a plain value
    found = ((name, getattr(value, name), default) for name, default in usual)
    return {name: _data(one) for name, one, default in found if default is MISSING or one != default}


@cache
def _usual(kind: type) -> tuple[tuple[str, object], ...] | None:
    """The fields of a noun and their usual values; None for other kinds of values."""
    return tuple((one.name, one.default) for one in fields(kind)) if is_dataclass(kind) else None


def read_body(kind: Kind, *, version: int, data: Mapping[str, Data]) -> Touch | SealsMoved:
    """The body of a kind. Raises `Malformed`, naming the field, for anything that is not one."""
    rule = KINDS[kind]
    if version != rule.version:
        raise Malformed(f"{kind.value} version {version}")
    kind_of_body: Any = rule.body
    body: Touch | SealsMoved = _reader(kind_of_body)(data, "body")
    return body


Reader = Callable[[Any, str], Any]
"""Takes data and how they are named in a fault. Raises `Malformed`."""


@cache
def _reader(kind: Any) -> Reader:  # noqa: ANN401 -- a field's type
    kind = getattr(kind, "__supertype__", kind)
    if get_origin(kind) in {Union, UnionType}:
        return partial(_maybe, _reader(next(one for one in get_args(kind) if one is not NoneType)))
    if get_origin(kind) is tuple:
        return partial(_list, _reader(get_args(kind)[0]))
    if is_dataclass(kind):
        return partial(_noun, kind)
    if issubclass(kind, Enum):
        return partial(_one_of, kind)
    return partial(_plain, kind)


def _maybe(reader: Reader, data: Any, name: str) -> Any:  # noqa: ANN401 -- a field's data
    return None if data is None else reader(data, name)


def _plain(kind: Any, data: Any, name: str) -> Any:  # noqa: ANN401 -- a field's data
    if type(data) is not kind or (kind is str and len(data) > MOST_TEXT):
        raise Malformed(name)
    return data


def _list(reader: Reader, data: Any, name: str) -> tuple[Any, ...]:  # noqa: ANN401 -- a field's data
    if not isinstance(data, Sequence) or isinstance(data, (str, bytes)) or len(data) > MOST_LIST:
        raise Malformed(name)
    return tuple([reader(part, name) for part in data])


def _one_of(kind: type[Enum], data: object, name: str) -> Enum:
    try:
        return kind(data)
    except ValueError as error:
        raise Malformed(name) from error


def _noun(kind: Any, data: Any, name: str) -> Any:  # noqa: ANN401 -- a noun and its data
    if not isinstance(data, Mapping):
        raise Malformed(name)
    readers = _readers(kind)
    unknown = [key for key in data if key not in readers]
    if unknown:
        raise Malformed(f"{name}.{unknown[0]}")
    read = {key: readers[key](value, f"{name}.{key}") for key, value in data.items()}
    try:
        return kind(**read)
    except (TypeError, ValueError) as error:
        raise Malformed(name) from error


@cache
def _readers(kind: type) -> Mapping[str, Reader]:
    """By the names of a noun's fields."""
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def statement_of(event: Event, *, digest: Digest) -> Statement | None:
    """The event as folds of boxes take it; None for kinds of other rooms and of the register of seals.

    Raises `Malformed` for a body that cannot be read; the event stays in the ledger all the same.
    """
    kind = KIND_OF.get(event.kind)
    if kind is None or KINDS[kind].body is SealsMoved:
        return None
    body = read_body(kind, version=event.version, data=event.body)
    assert isinstance(body, Touch)
    at_ms, certainty = best_time(event.observed)
    return Statement(
        digest=digest,
        kind=kind,
        subject=event.subject,
        place=event.place,
        after=event.after,
        device=event.device,
        counter=event.counter,
        actor=event.actor,
        at_ms=at_ms,
        certainty=certainty,
        body=body,
    )


def best_time(observed: Observed) -> tuple[int, Certainty]:
    """When it happened, as well as the device could tell: by satellite, its clock, or the last server.

    A clock that lies before the last time that a server told is wrong; that time is then the earliest.
    """
    if observed.gps_ms is not None:
        return observed.gps_ms, Certainty.MEASURED
    if observed.server_ms is None:
        return observed.wall_ms, Certainty.ASSUMED
    if observed.wall_ms < observed.server_ms:
        return observed.server_ms, Certainty.ESTIMATED
    if observed.wall_ms - observed.server_ms > FRESH_MS:
        return observed.wall_ms, Certainty.ASSUMED
    return observed.wall_ms, Certainty.REPORTED
