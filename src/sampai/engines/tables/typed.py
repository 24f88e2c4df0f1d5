"""Typed values of declared sheets, as cells that are read back as the same values."""

from collections.abc import Iterable, Mapping

from sampai.kernel.table.escaping import escape
from sampai.kernel.table.sheet import Cell, Column, Kind, Sheet, Value

_TEXTS = frozenset({Kind.TEXT, Kind.CODE})


def header_of(column: Column) -> str:
    """The Indonesian header with its unit in brackets."""
    return f"{column.header_id} ({column.unit})" if column.unit else column.header_id


def columns_of(sheet: Sheet, *, rows: Iterable[Mapping[str, Value]]) -> list[Column]:
    """The sheet's columns that hold something in some row, and those that it must have."""
    used = {key for row in rows for key, value in row.items() if value not in {None, "", ()}}
    return [column for column in sheet.columns if column.required or column.key in used]


def to_cell(value: Value, *, column: Column) -> Cell:
    """One value as one cell."""
    if isinstance(value, tuple):
        return ", ".join(value) or None
    if isinstance(value, str):
        return (escape(value) if column.kind in _TEXTS else value) or None
    return value
