"""Bodies of statements: from an event's plain data to nouns and back, strictly.

What is written is what docs/reference/custody.md says; tests/vectors/custody holds examples.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sampai.custody.model import KINDS, Kind, SealsMoved, Statement, Touch
from sampai.kernel.quantity import Certainty
from sampai.ledger.model import Data, Digest, Event, Malformed, Observed

MOST_TEXT = 500
MOST_LIST = 200
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
    usual = _usual(type(value))
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
    body: Touch | SealsMoved = _read(rule.body, data, "body")
    return body


def _read(kind: Any, data: Any, name: str) -> Any:  # noqa: ANN401 -- a field's type and its data
    kind = getattr(kind, "__supertype__", kind)
    if get_origin(kind) in {Union, UnionType}:
        inner = next(one for one in get_args(kind) if one is not NoneType)
        return None if data is None else _read(inner, data, name)
    if get_origin(kind) is tuple:
        return _list(get_args(kind)[0], data, name)
    if is_dataclass(kind):
        return _noun(kind, data, name)
    if issubclass(kind, Enum):
        return _one_of(kind, data, name)
    if type(data) is not kind or (kind is str and len(data) > MOST_TEXT):
        raise Malformed(name)
    return data


def _list(kind: Any, data: Any, name: str) -> tuple[Any, ...]:  # noqa: ANN401 -- a field's type and its data
    if not isinstance(data, Sequence) or isinstance(data, (str, bytes)) or len(data) > MOST_LIST:
        raise Malformed(name)
    return tuple(_read(kind, part, name) for part in data)


def _one_of(kind: type[Enum], data: object, name: str) -> Enum:
    try:
        return kind(data)
    except ValueError as error:
        raise Malformed(name) from error


def _noun(kind: Any, data: Any, name: str) -> Any:  # noqa: ANN401 -- a field's type and its data
    if not isinstance(data, Mapping):
        raise Malformed(name)
    hints = _hints(kind)
    unknown = [key for key in data if key not in hints]
    if unknown:
        raise Malformed(f"{name}.{unknown[0]}")
    read = {key: _read(hints[key], value, f"{name}.{key}") for key, value in data.items()}
    try:
        return kind(**read)
    except (TypeError, ValueError) as error:
        raise Malformed(name) from error


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def statement_of(event: Event, *, digest: Digest) -> Statement | None:
    """The event as folds of boxes take it; None for kinds of other rooms and of the register of seals.

    Raises `Malformed` for a body that cannot be read; the event stays in the ledger all the same.
    """
    if event.kind not in list(Kind) or KINDS[Kind(event.kind)].body is SealsMoved:
        return None
    kind = Kind(event.kind)
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
