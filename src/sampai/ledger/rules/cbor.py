"""CBOR in its one deterministic form (RFC 8949 section 4.2.1), for the few types that events need.

Whole numbers within ±(2**53 - 1), bytes, text, arrays, maps with texts or whole numbers from 0 as keys, true,
false, null. The decoder takes that form only, so equal values have equal bytes and the other way round.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sampai.ledger.model import MOST_INTEGER, Malformed

MOST_DEPTH = 12
_SIMPLE = {False: b"\xf4", True: b"\xf5", None: b"\xf6"}
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}


def encode(value: Any) -> bytes:  # noqa: ANN401 -- any of the types above
    """The bytes of a value. Raises `Malformed` for other types."""
    writer = _WRITERS.get(type(value))
    if writer is not None:
        return writer(value)
    match value:  # heirs of the types above
        case int():
            return _number(value)
        case bytes():
            return _bytes(value)
        case str():
            return _text(value)
        case Mapping():
            return _map(value)
        case Sequence():
            return _array(value)
    raise Malformed(f"type {type(value).__name__}")


def _bytes(value: bytes) -> bytes:
    return _head(2, len(value)) + value


def _text(value: str) -> bytes:
    try:
        text = value.encode()
    except UnicodeEncodeError as error:
        raise Malformed("text") from error
    return _head(3, len(text)) + text


def _array(value: Sequence[Any]) -> bytes:
    return _head(4, len(value)) + b"".join([encode(item) for item in value])


def _number(value: int) -> bytes:
    if abs(value) > MOST_INTEGER:
        raise Malformed("number")
    return _head(0, value) if value >= 0 else _head(1, -1 - value)


def _map(value: Mapping[Any, Any]) -> bytes:
    pairs = sorted([(_key(key), encode(item)) for key, item in value.items()])
    return _head(5, len(pairs)) + b"".join([part for pair in pairs for part in pair])


def map_head(count: int) -> bytes:
    """What a map of so many pairs begins with; the pairs follow in the order of their keys' bytes."""
    return _head(5, count)


def _key(key: Any) -> bytes:  # noqa: ANN401 -- it may be anything
    if type(key) is str:
        return _text_key(key)
    if isinstance(key, str) or (type(key) is int and key >= 0):
        return encode(key)
    raise Malformed("key")


_text_key = lru_cache(maxsize=1_000)(_text)
"""The same few keys stand in nearly all maps."""
_WRITERS: Mapping[type, Callable[[Any], bytes]] = {
    str: _text,
    int: _number,
    bytes: _bytes,
    dict: _map,
    list: _array,
    tuple: _array,
    bool: _SIMPLE.__getitem__,
    type(None): _SIMPLE.__getitem__,
}


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes((major << 5 | argument,))
    if argument < 1 << 8:
        return bytes((major << 5 | 24, argument))
    if argument < 1 << 16:
        return bytes((major << 5 | 25,)) + argument.to_bytes(2, "big")
    if argument < 1 << 32:
        return bytes((major << 5 | 26,)) + argument.to_bytes(4, "big")
    return bytes((major << 5 | 27,)) + argument.to_bytes(8, "big")


def decode(raw: bytes) -> Any:  # noqa: ANN401 -- whatever was encoded
    """The value of the bytes. Raises `Malformed` for anything but the deterministic form."""
    value, end = _value(raw, 0, MOST_DEPTH)
    if end != len(raw):
        raise Malformed("bytes after the end")
    return value


def decode_part(raw: bytes, at: int) -> tuple[Any, int]:
    """The value that begins at a place, and where the next one does. Raises `Malformed`."""
    return _value(raw, at, MOST_DEPTH - 1)


def _value(raw: bytes, at: int, depth: int) -> tuple[Any, int]:
    if at >= len(raw):
        raise Malformed("cut off")
    if not depth:
        raise Malformed("too deep")
    head = raw[at]
    if head < 24:
        return head, at + 1
    if 0x60 <= head < 0x78:  # short texts are most of a body
        return _read_text(raw, at + 1, head - 0x60, depth)
    if head >= 0xE0:
        return _simple(head), at + 1
    if head & 31 < 24:
        return _READERS[head >> 5](raw, at + 1, head & 31, depth)
    argument, start = _argument(raw, at)
    return _READERS[head >> 5](raw, start, argument, depth)


def _simple(byte: int) -> bool | None:
    for value, code in _SIMPLE.items():
        if code[0] == byte:
            return value
    raise Malformed("type")


def _argument(raw: bytes, at: int) -> tuple[int, int]:
    """Of heads whose argument stands behind them."""
    short = raw[at] & 31
    if short not in _WIDTHS:
        raise Malformed("length")
    end = at + 1 + _WIDTHS[short]
    argument = int.from_bytes(raw[at + 1 : end], "big")
    if end > len(raw) or raw[at:end] != _head(raw[at] >> 5, argument):
        raise Malformed("number")
    return argument, end


def _read_number(_raw: bytes, at: int, argument: int, _depth: int) -> tuple[int, int]:
    return _small(argument), at


def _read_negative(_raw: bytes, at: int, argument: int, _depth: int) -> tuple[int, int]:
    return _small(-1 - argument), at


def _small(value: int) -> int:
    if abs(value) > MOST_INTEGER:
        raise Malformed("number")
    return value


def _read_bytes(raw: bytes, at: int, length: int, _depth: int) -> tuple[bytes, int]:
    end = at + length
    if end > len(raw):
        raise Malformed("cut off")
    return raw[at:end], end


def _read_text(raw: bytes, at: int, length: int, _depth: int) -> tuple[str, int]:
    end = at + length
    if end > len(raw):
        raise Malformed("cut off")
    try:
        return raw[at:end].decode(), end
    except UnicodeDecodeError as error:
        raise Malformed("text") from error


def _read_array(raw: bytes, at: int, length: int, depth: int) -> tuple[list[Any], int]:
    items = []
    for _ in range(length):
        item, at = _value(raw, at, depth - 1)
        items.append(item)
    return items, at


def _read_map(raw: bytes, at: int, length: int, depth: int) -> tuple[dict[Any, Any], int]:
    found: dict[Any, Any] = {}
    before = b""
    deeper = depth - 1
    for _ in range(length):
        start = at
        key, at = _value(raw, start, deeper)
        if type(key) is not str and (type(key) is not int or key < 0):
            raise Malformed("key")
        told = raw[start:at]
        if told <= before:
            raise Malformed("order of keys")
        before = told
        found[key], at = _value(raw, at, deeper)
    return found, at


def _refuse(_raw: bytes, _at: int, _argument: int, _depth: int) -> tuple[Any, int]:
    raise Malformed("type")


_READERS: Sequence[Callable[[bytes, int, int, int], tuple[Any, int]]] = (
    _read_number,
    _read_negative,
    _read_bytes,
    _read_text,
    _read_array,
    _read_map,
    _refuse,
)
