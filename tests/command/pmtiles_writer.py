"""A PMTiles archive of one tile, written by its specification (version 3), without its library."""

import json
import struct
from collections.abc import Mapping

HEADER_BYTES = 127
NOT_PACKED, VECTOR = 1, 1


def archive(tile: bytes, *, about: Mapping[str, object], box: tuple[float, float, float, float]) -> bytes:
    """An archive whose only tile is that of the whole world, zoom 0. `box`: west, south, east, north."""
    told = json.dumps(about).encode()
    root = bytes([1, 0, 1]) + _varint(len(tile)) + bytes([1])
    root_at, about_at = HEADER_BYTES, HEADER_BYTES + len(root)
    tiles_at = about_at + len(told)
    sections = (root_at, len(root), about_at, len(told), tiles_at, 0, tiles_at, len(tile), 1, 1, 1)
    corners = [round(one * 10_000_000) for one in box]
    kinds = (1, NOT_PACKED, NOT_PACKED, VECTOR, 0, 0)
    header = struct.pack("<7sB11Q6B4iB2i", b"PMTiles", 3, *sections, *kinds, *corners, 0, *corners[:2])
    assert len(header) == HEADER_BYTES
    return header + root + told + tile


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])
