"""Finding the header: which row names the columns, over how many lines, and which column is which."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sampai.kernel.table.sheet import Cell, Sheet
from sampai.kernel.table.units import known_unit
from sampai.kernel.table.writing import fold, in_brackets, is_blank, tidy, without_brackets, written

SEARCHED_ROWS = 60
"""Rows from the top in which a header is looked for: letterheads and titles are shorter."""

MOST_LINES = 3
"""Lines of a header: group, column, sex or unit."""

LONGEST_HEADER = 100
"""Characters of one line of a header that are looked at."""

_PARTS = re.compile(r"[/|\n]")

Names = Mapping[str, str]
"""Folded header and the key of the column that it names."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header that was found. Indices from 0, `bottom` included; unit and counting lines belong to it."""

    top: int
    bottom: int
    texts: tuple[str, ...]
    """What stands above each column, lines joined by a space; empty where nothing stands."""
    keys: tuple[str | None, ...]
    """The key of the declared column at each index."""
    units: tuple[str, ...]
    """The unit written in each header, as it is written; empty where none is known."""

    def index_of(self, key: str) -> int | None:
        """Where a column stands; the first place when it stands twice."""
        return self.keys.index(key) if key in self.keys else None


def header_names(sheet: Sheet) -> Names:
    """All folded headers by which the sheet's columns are known.

    Headers and aliases go before keys, and a name in full before one without its brackets; the latter counts
    only where it names one column.
    """
    certain: dict[str, str] = {}
    for column, name in (*_headers(sheet), *_keys_of(sheet)):
        certain.setdefault(fold(name), column)
    bare: dict[str, set[str]] = {}
    for column, name in _headers(sheet):
        bare.setdefault(fold(without_brackets(name)), set()).add(column)
    single = {name: min(columns) for name, columns in bare.items() if len(columns) == 1}
    return {name: column for name, column in (single | certain).items() if name}


def _headers(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Each column's key with each header that it may have, bare and with its unit."""
    for column in sheet.columns:
        for name in (column.header_id, column.header_en, *column.aliases):
            yield column.key, name
            if column.unit:
                yield column.key, f"{name} {column.unit}"


def _keys_of(sheet: Sheet) -> Iterator[tuple[str, str]]:
    return ((column.key, column.key) for column in sheet.columns)


def find_header(rows: Sequence[tuple[Cell, ...]], *, sheet: Sheet) -> Header | None:
    """The header that names most columns; of equals the shortest, then the highest. None: none was found.

    One name is enough only where nothing else stands in the row.
    """
    names = header_names(sheet)
    best: tuple[int, tuple[int, int], tuple[str | None, ...]] | None = None
    for top, bottom in _candidates(rows):
        keys = _keys(rows[top : bottom + 1], names=names)
        score = len({key for key in keys if key})
        enough = 1 if _stands_alone(rows[top : bottom + 1]) else 2
        if score >= enough and (best is None or score > best[0]):
            best = (score, (top, bottom), keys)
    if best is None:
        return None
    (top, bottom), keys = best[1:]
    return _described(rows, top=top, bottom=bottom, keys=keys)


def _stands_alone(lines: Sequence[Sequence[Cell]]) -> bool:
    return len(lines) == 1 and sum(not is_blank(cell) for cell in lines[0]) == 1


def repeats_header(row: Sequence[Cell], *, header: Header, names: Names) -> bool:
    """Whether a row names the columns once more: in another language, or on the next printed page."""
    first = next(index for index, key in enumerate(header.keys) if key)
    if not _repeats(row, first, header=header, names=names):
        return False
    filled = [index for index, cell in enumerate(row) if not is_blank(cell)]
    same = sum(_repeats(row, index, header=header, names=names) for index in filled)
    return same >= min(2, len(filled)) and same * 2 > len(filled)


def _repeats(row: Sequence[Cell], index: int, *, header: Header, names: Names) -> bool:
    cell = _at(row, index)
    if type(cell) is not str or index >= len(header.keys) or cell[:1].isdigit():
        return False
    return header.keys[index] is not None and _key(cell, names=names) == header.keys[index]


def _candidates(rows: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[int, int]]:
    """Blocks of rows that may be a header, the shortest first."""
    searched = [_may_be_header(row) for row in rows[:SEARCHED_ROWS]]
    for lines in range(1, MOST_LINES + 1):
        for top in range(len(searched) - lines + 1):
            if all(searched[top : top + lines]):
                yield top, top + lines - 1


def _may_be_header(row: Sequence[Cell]) -> bool:
    return any(type(cell) is str and not is_blank(cell) for cell in row)


def _keys(lines: Sequence[Sequence[Cell]], *, names: Names) -> tuple[str | None, ...]:
    width = max(map(len, lines))
    carried = [""] * len(lines)
    keys: list[str | None] = []
    for index in range(width):
        texts = [_words(_at(line, index)) for line in lines]
        carried = [text or before for text, before in zip(texts, carried, strict=True)]
        keys.append(_first_known(_wordings(texts, carried), names=names) if any(texts) else None)
    return tuple(keys)


def _wordings(texts: Sequence[str], carried: Sequence[str]) -> Iterator[str]:
    """What the lines above one column can say together, the fullest wording first.

    The lowest line is in each, since a group's header alone names none of its columns. A group's header that
    was not merged stands above its first column only, so it is carried to the right.
    """
    yield from _joined(texts)
    if texts[-1] and not all(texts):
        yield from _joined(carried)


def _joined(texts: Sequence[str]) -> Iterator[str]:
    lines = _distinct(texts)
    yield from (" ".join(lines[start:]) for start in range(len(lines)))
    if len(lines) > 1:
        yield " ".join(reversed(lines))


def _distinct(texts: Sequence[str]) -> list[str]:
    """The lines that say something, without what a merged cell repeats."""
    return [text for before, text in pairwise(("", *texts)) if text and text != before]


def _words(cell: Cell) -> str:
    return tidy(written(cell)[:LONGEST_HEADER])


def _first_known(wordings: Iterator[str], *, names: Names) -> str | None:
    return next((key for wording in wordings if (key := _key(wording, names=names))), None)


def _key(text: str, *, names: Names) -> str | None:
    """The column that a header names: in full, without brackets, or in every one of its languages."""
    for name in (text, without_brackets(text)):
        if key := names.get(fold(name)):
            return key
    parts = {names.get(fold(part)) for part in _PARTS.split(without_brackets(text)) if fold(part)}
    return parts.pop() if len(parts) == 1 else None


def _described(
    rows: Sequence[tuple[Cell, ...]], *, top: int, bottom: int, keys: tuple[str | None, ...]
) -> Header:
    lines = rows[top : bottom + 1]
    end = bottom
    unit_line: Sequence[Cell] = ()
    while end + 1 < len(rows) and end - bottom < 2:
        below = rows[end + 1]
        if _is_unit_line(below):
            unit_line = below
        elif not _is_counting_line(below):
            break
        end += 1
    width = max(map(len, (*lines, unit_line)))
    texts = tuple(_text_above(lines, index) for index in range(width))
    units = tuple(_unit_above(text, _at(unit_line, index)) for index, text in enumerate(texts))
    return Header(top, end, texts, keys + (None,) * (width - len(keys)), units)


def _text_above(lines: Sequence[Sequence[Cell]], index: int) -> str:
    texts = [_words(_at(line, index)) for line in lines]
    return " ".join(_distinct(texts))


def _unit_above(text: str, cell: Cell) -> str:
    mentioned = (*in_brackets(text), tidy(written(cell)).strip("()[] "))
    return next((word for word in mentioned if known_unit(word)), "")


def _is_unit_line(row: Sequence[Cell]) -> bool:
    """Whether every word of a row is a unit: `(km)`, `menit`."""
    words = [tidy(written(cell)) for cell in row if not is_blank(cell)]
    return bool(words) and all(known_unit(word.strip("()[] ")) for word in words)


def _is_counting_line(row: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns, 1 2 3 or (1) (2) (3), as official forms do."""
    words = [tidy(written(cell)).strip("()[] ") for cell in row if not is_blank(cell)]
    return len(words) >= 3 and words == [str(number) for number in range(1, len(words) + 1)]


def _at(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else None
