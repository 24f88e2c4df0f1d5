"""Reads vector tiles: made from the specification, for tests, sharing nothing with what writes them."""

import struct
from typing import Any

Message = list[tuple[int, Any]]


def read_tile(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """The features of each layer: `shape`, `parts` (lists of points), `properties`."""
    return dict(_layer(part) for number, part in _fields(content) if number == 3)


def _layer(content: bytes) -> tuple[str, list[dict[str, Any]]]:
    fields = _fields(content)
    names = [part.decode() for number, part in fields if number == 3]
    values = [_value(part) for number, part in fields if number == 4]
    told = {number: part for number, part in fields if number in {1, 5, 15}}
    assert (told[15], told[5]) == (2, 4096)
    return told[1].decode(), [_feature(part, names, values) for number, part in fields if number == 2]


def _feature(content: bytes, names: list[str], values: list[Any]) -> dict[str, Any]:
    fields = dict(_fields(content))
    tags = _numbers(fields.get(2, b""))
    properties = {names[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
    return {"shape": fields[3], "parts": _parts(_numbers(fields[4])), "properties": properties}


def _parts(commands: list[int]) -> list[list[tuple[int, int]]]:
    parts: list[list[tuple[int, int]]] = []
    x = y = at = 0
    while at < len(commands):
        kind, many = commands[at] & 7, commands[at] >> 3
        at += 1
        assert kind in {1, 2}
        if kind == 1:
            parts.append([])
        for _ in range(many):
            x, y = x + _signed(commands[at]), y + _signed(commands[at + 1])
            parts[-1].append((x, y))
            at += 2
    return parts


def _value(content: bytes) -> Any:
    ((number, part),) = _fields(content)
    match number:
        case 1:
            return part.decode()
        case 3:
            return struct.unpack("<d", part)[0]
        case 6:
            return _signed(part)
        case 7:
            return bool(part)
    raise AssertionError(number)


def _signed(number: int) -> int:
    return number // 2 if number % 2 == 0 else -(number + 1) // 2


def _fields(content: bytes) -> Message:
    found: Message = []
    at = 0
    while at < len(content):
        key, at = _varint(content, at)
        match key & 7:
            case 0:
                value, at = _varint(content, at)
                found.append((key >> 3, value))
            case 1:
                found.append((key >> 3, content[at : at + 8]))
                at += 8
            case 2:
                length, at = _varint(content, at)
                found.append((key >> 3, content[at : at + length]))
                at += length
            case kind:
                raise AssertionError(kind)
    return found


def _numbers(content: bytes) -> list[int]:
    found = []
    at = 0
    while at < len(content):
        number, at = _varint(content, at)
        found.append(number)
    return found


def _varint(content: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = content[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at
