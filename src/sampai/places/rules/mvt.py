"""Writes Mapbox Vector Tiles, version 2.1 (https://github.com/mapbox/vector-tile-spec), by hand.

A tile is one protocol buffer: layers of features, each with a geometry in whole steps of a grid of 4,096 a
side, and properties that point into the layer's own lists of names and values.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

EXTENT = 4096
"""Steps of a tile's grid."""

Value = str | int | float | bool
Step = tuple[int, int]
"""Column and row on the grid; the top left corner is (0, 0)."""
_MOVE, _LINE = 1, 2


class Shape(IntEnum):
    """What a feature is drawn as."""

    POINT = 1
    LINE = 2


@dataclass(frozen=True, slots=True)
class Feature:
    """Something on a layer: its points (one part), or lines (one part each), and what is known of it.

    `shared`: properties that it has in common with others, which hold the same mapping. It is written once.
    """

    shape: Shape
    parts: Sequence[Sequence[Step]]
    properties: Mapping[str, Value] = field(default_factory=dict)
    shared: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layer:
    """Features under one name."""

    name: str
    features: Sequence[Feature]


def tile(layers: Iterable[Layer]) -> bytes:
    """The tile's bytes. Layers without features are left out."""
    return b"".join(_block(3, _layer(one)) for one in layers if one.features)


def _layer(layer: Layer) -> bytes:
    lists = _Lists()
    features = [_block(2, _feature(one, lists=lists)) for one in layer.features]
    head = _block(1, layer.name.encode())
    keys = b"".join(_block(3, name.encode()) for name in lists.names)
    said = b"".join(_block(4, _value(value)) for _, value in lists.values)
    return b"".join((b"\x78\x02", head, *features, keys, said, b"\x28", _whole(EXTENT)))


class _Lists:
    """The names and values of one layer, and what features say by their places in these lists."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.values: dict[tuple[type, Value], int] = {}
        self._pairs: dict[tuple[str, type, Value], bytes] = {}
        self._shared: dict[int, bytes] = {}

    def tags(self, properties: Mapping[str, Value]) -> bytes:
        told = b""
        for name, value in properties.items():
            key = (name, value.__class__, value)
            told += self._pairs.get(key) or self._pair(key)
        return told

    def shared(self, properties: Mapping[str, Value]) -> bytes:
        found = self._shared.get(id(properties))
        if found is None:
            found = self._shared[id(properties)] = self.tags(properties)
        return found

    def _pair(self, key: tuple[str, type, Value]) -> bytes:
        name = self.names.setdefault(key[0], len(self.names))
        value = self.values.setdefault(key[1:], len(self.values))
        pair = self._pairs[key] = _whole(name) + _whole(value)
        return pair


def _feature(one: Feature, *, lists: _Lists) -> bytes:
    tags = lists.tags(one.properties) + (lists.shared(one.shared) if one.shared else b"")
    return _block(2, tags) + b"\x18" + _whole(one.shape) + _block(4, _geometry(one))


def _geometry(one: Feature) -> bytes:
    """Commands of the geometry; every point is told as the way from the one before."""
    if one.shape is Shape.POINT and len(one.parts) == len(one.parts[0]) == 1:
        (column, row), *_ = one.parts[0]
        return b"\x09" + _whole(_folded(column)) + _whole(_folded(row))
    told = bytearray()
    x = y = 0
    for part in one.parts:
        moves = len(part) if one.shape is Shape.POINT else 1
        told += _whole(moves << 3 | _MOVE)
        for index, (column, row) in enumerate(part):
            if index == moves:
                told += _whole(len(part) - 1 << 3 | _LINE)
            told += _whole(_folded(column - x))
            told += _whole(_folded(row - y))
            x, y = column, row
    return bytes(told)


def _value(value: Value) -> bytes:
    match value:
        case bool():
            return b"\x38" + _whole(int(value))
        case int():
            return b"\x30" + _whole(_folded(value))
        case float():
            return b"\x19" + _double(value)
        case str():
            return _block(1, value.encode())


def _double(value: float) -> bytes:
    return struct.pack("<d", value)


def _block(number: int, content: bytes) -> bytes:
    """A field that holds bytes: its number, their length, themselves."""
    return _whole(number << 3 | 2) + _whole(len(content)) + content


def _folded(number: int) -> int:
    """Signed numbers as unsigned ones, small ones staying small."""
    return number << 1 if number >= 0 else (-number << 1) - 1


def _whole(number: int) -> bytes:
    """A whole number, seven bits a byte."""
    if number < _FEW:
        return _SMALL[number]
    told = bytearray()
    while number > 0x7F:
        told.append(number & 0x7F | 0x80)
        number >>= 7
    told.append(number)
    return bytes(told)


_FEW = 1 << 14
_SMALL = [bytes((number,)) for number in range(0x80)]
_SMALL += [bytes((number & 0x7F | 0x80, number >> 7)) for number in range(0x80, _FEW)]
