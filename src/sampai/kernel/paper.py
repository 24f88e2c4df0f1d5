"""A paper to be printed: named entries, tables, sentences and signatures, laid out by a template."""

from dataclasses import dataclass

from sampai.kernel.table.page import TableSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One named line of a paper. An empty value is a line to be filled in by hand."""

    name: str
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One table of a paper: `shares` are the columns' parts of its width; `right`: columns of numbers.

    `blanks` empty rows stand below the others, to be filled in by hand. Raises `ValueError` for a row that
    has not a cell for each header.
    """

    name: str
    title: str
    headers: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    right: tuple[int, ...] = ()
    blanks: int = 0

    def __post_init__(self) -> None:
        """Every row has a cell for each header."""
        if len(self.shares) != len(self.headers) or any(len(row) != len(self.headers) for row in self.rows):
            raise ValueError(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One named sentence of a paper."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs, in what office."""

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The head of an office's papers: lines in capitals, its address, the place where it signs."""

    lines: tuple[str, ...] = ()
    address: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperText:
    """What stands on one paper. `kind` names its template, `code` is the text of its QR code.

    `number` may have room for a running number, written by hand. `map`: a sketch as SVG. `mark` stands above
    every page.
    """

    kind: str
    title: str
    code: str
    number: str = ""
    mark: str = ""
    head: Letterhead = Letterhead()
    entries: tuple[Entry, ...] = ()
    grids: tuple[Grid, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    signers: tuple[Signer, ...] = ()
    map: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered part of a pack: paragraphs, tables, a map as SVG."""

    number: int
    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[TableSheet, ...] = ()
    map: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackText:
    """What stands in a pack of papers for a meeting, in order; `message` says it in one message."""

    title: str
    subtitle: str
    code: str
    mark: str
    head: Letterhead
    sections: tuple[Section, ...]
    message: str
