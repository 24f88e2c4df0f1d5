"""The form of a paper: what it has before anything is known, and how what is known is put into it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sampai.kernel.paper import Entry, Grid, Letterhead, PaperText, Sentence, Signer
from sampai.kernel.text import Text, Words

DOTS = "…" * 12

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, its share of the width, whether it holds numbers."""

    header: Text | str
    share: int = 10
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a paper. `blanks`: empty rows of the blank twin; `spare`: those under known rows."""

    name: str
    title: Text | None
    columns: tuple[Column, ...]
    blanks: int = 12
    spare: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One kind of paper: `code` names it and its template, `short` stands in its QR code.

    `office` is whose letterhead it has, `series` how the office numbers such papers (empty: without a
    number).
    """

    code: str
    short: str
    title: Text
    office: str = "kpu"
    series: str = ""
    entries: tuple[tuple[str, Text], ...] = ()
    tables: tuple[Table, ...] = ()
    sentences: tuple[tuple[str, Text], ...] = ()
    signers: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What is known of one paper, by the names of its shape. What is not there stays to be filled in."""

    subject: str = ""
    entries: Mapping[str, str] | None = None
    rows: Mapping[str, Iterable[Row]] | None = None
    data: Mapping[str, str | int] | None = None
    """What stands in the places of sentences."""
    mark: str = ""
    map: str = ""
    title: str = ""


def paper_of(
    shape: Shape, filled: Filled, *, words: Words, head: Letterhead, code: str, number: str = ""
) -> PaperText:
    """The paper of a shape with what is known."""
    known = filled.entries or {}
    return PaperText(
        kind=shape.code,
        title=filled.title or words.say(shape.title),
        code=code,
        number=number,
        mark=filled.mark,
        head=head,
        entries=tuple(
            Entry(name=name, label=words.say(label), value=known.get(name, ""))
            for name, label in shape.entries
        ),
        grids=tuple(_grid(table, filled=filled, words=words) for table in shape.tables),
        sentences=tuple(
            Sentence(name=name, text=words.say(_with(text, filled.data))) for name, text in shape.sentences
        ),
        signers=tuple(Signer(role=words.say(role)) for role in shape.signers),
        map=filled.map,
    )


def _with(text: Text, data: Mapping[str, str | int] | None) -> Text:
    """The sentence with what is known in its places, and dots for the rest."""
    return Text(text.key, tuple((name, (data or {}).get(name, DOTS)) for name, _ in text.data))


def _grid(table: Table, *, filled: Filled, words: Words) -> Grid:
    rows = tuple(tuple(row) for row in (filled.rows or {}).get(table.name, ()))
    columns = table.columns
    return Grid(
        name=table.name,
        title="" if table.title is None else words.say(table.title),
        headers=tuple(c.header if isinstance(c.header, str) else words.say(c.header) for c in columns),
        shares=tuple(column.share for column in columns),
        rows=rows,
        right=tuple(at for at, column in enumerate(columns) if column.is_number),
        blanks=table.spare if rows else table.blanks,
    )
