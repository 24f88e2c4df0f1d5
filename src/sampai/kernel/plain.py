"""Nouns as plain JSON data and back, exactly: for files that one run writes and a later one reads.

A field that has its usual value is left out, so that a noun may gain fields and still be read from older
data.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from types import GenericAlias, NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from sampai.kernel.ids import PLAIN, parts_of

T = TypeVar("T")
Read = Callable[[Any], Any]


def plain(value: Any) -> Any:  # noqa: ANN401 -- any noun may be kept
    """A noun as plain data."""
    kind: Any = type(value)
    return _form_of(kind)(value)


@cache
def _form_of(kind: type) -> Read:
    """What makes plain data of values of a kind."""
    if issubclass(kind, Enum):
        return attrgetter("value")
    if is_dataclass(kind):
        return _of_fields(fields(kind))
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, (tuple, list)):
        return lambda value: [plain(part) for part in value]
    if issubclass(kind, Mapping):
        return lambda value: {key: plain(part) for key, part in value.items()}
    return _as_it_is


def _of_fields(known: "tuple[Field[Any], ...]") -> Read:
    names = [field.name for field in known]
    parts = parts_of(names)
    usual = [(type(field.default), field.default, field) for field in known]

    def form(value: Any) -> Any:  # noqa: ANN401 -- any noun may be kept
        return {
            name: part if type(part) in PLAIN else plain(part)
            for name, part, (kind, default, field) in zip(names, parts(value), usual, strict=True)
            if not (part == default if type(part) is kind else _is_made(field, part))
        }

    return form


def noun(kind: type[T], data: Any) -> T:  # noqa: ANN401 -- plain data is anything
    """A noun from its plain data.

    Raises `KeyError`, `TypeError` or `ValueError` for data that are not those of this kind of noun.
    """
    whole: Any = kind
    found: T = _reader(whole)(data)
    return found


def _is_made(field: "Field[Any]", value: object) -> bool:
    """Whether this is what a field without a value would be made to hold."""
    return field.default_factory is not MISSING and bool(value == field.default_factory())


@cache
def _reader(kind: Any) -> Read:  # noqa: ANN401 -- a type, a NewType or a generic alias
    if hasattr(kind, "__supertype__"):
        return _reader(kind.__supertype__)
    if get_origin(kind) in {Union, UnionType}:
        return _of_union(get_args(kind))
    if get_origin(kind) is Mapping:
        return _as_it_is
    if isinstance(kind, GenericAlias):
        return _of_tuple(get_args(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        return _of_dataclass(kind)
    if kind in {datetime, date}:
        return kind.fromisoformat  # type: ignore[no-any-return]  # a date or a datetime, as `kind` says
    return kind if issubclass(kind, Enum) else _as_it_is


def _as_it_is(data: Any) -> Any:  # noqa: ANN401 -- plain data is anything
    return data


def _of_union(kinds: tuple[Any, ...]) -> Read:
    """The member that the data look like: a noun is a mapping, all else stays or is of the one kind."""
    nouns = [_reader(kind) for kind in kinds if isinstance(kind, type) and is_dataclass(kind)]
    others = [_reader(kind) for kind in kinds if kind is not NoneType and not is_dataclass(kind)]
    other = others[0] if len(others) == 1 else _as_it_is

    def read(data: Any) -> Any:  # noqa: ANN401 -- plain data is anything
        if data is None:
            return None
        return nouns[0](data) if isinstance(data, Mapping) else other(data)

    return read


def _of_tuple(kinds: tuple[Any, ...]) -> Read:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        one = _reader(kinds[0])
        return lambda data: tuple([one(part) for part in data])
    readers = [_reader(kind) for kind in kinds]
    return lambda data: tuple([read(part) for read, part in zip(readers, data, strict=True)])


def _of_dataclass(kind: type) -> Read:
    readers: dict[str, Read] = {}

    def read(data: Any) -> Any:  # noqa: ANN401 -- plain data is anything
        # Only now, because a noun may hold nouns of its own kind.
        if not readers:
            readers.update({name: _reader(hint) for name, hint in get_type_hints(kind).items()})
        return kind(**{name: readers[name](part) for name, part in data.items()})

    return read
