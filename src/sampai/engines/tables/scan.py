"""Looking through a workbook's XML before the reading library does.

The library allocates the whole rectangle up to the last cell, aborts the process when that fails, and gives
formula errors and formulas without a result as empty cells. So each sheet is parsed once beforehand: its size
is known before it is read, and such cells are rewritten as texts that can be named as faults.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

from sampai.engines.tables import unreadable
from sampai.kernel.table.sheet import Span

DEEPEST = 64
"""Nested elements; a worksheet has about eight."""

FORMULA_MARK = "\ue000"
"""Put before a formula that stands in place of its result; a character that no office's text begins with."""

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_BLOCK = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class SheetSize:
    """What a sheet will take, and its XML with unreadable results made readable."""

    height: int
    width: int
    characters: int
    spans: tuple[Span, ...]
    xml: bytes


def parse(
    xml: bytes,
    *,
    file: str,
    start: Callable[[str, Mapping[str, str]], None],
    characters: Callable[[str], None] | None = None,
) -> None:
    """Run through XML; `start` gets each element's name without prefix, and its attributes.

    Raises `Unreadable` for what no spreadsheet program writes.
    """
    parser = _parser(file)
    depth = 0

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise unreadable.damaged(file)
        start(local(name), attributes)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    _run(parser, xml, file=file)


def local(name: str) -> str:
    """An element's or attribute's name without its prefix."""
    return name.rpartition(":")[2]


def shared_lengths(xml: bytes, *, file: str) -> list[int]:
    """How many characters each shared string has."""
    lengths: list[int] = []

    def start(name: str, _attributes: Mapping[str, str]) -> None:
        if name == "si":
            lengths.append(0)

    def characters(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    parse(xml, file=file, start=start, characters=characters)
    return lengths


def scan_sheet(xml: bytes, *, shared: Sequence[int], file: str) -> SheetSize:
    """Size up a worksheet. Raises `Unreadable` when its XML is not what a spreadsheet program writes."""
    parser = _parser(file)
    scan = _SheetScan(parser=parser, shared=shared, file=file)
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    _run(parser, xml, file=file)
    return SheetSize(scan.height, scan.width, scan.characters, tuple(scan.spans), scan.rewritten(xml))


def _parser(file: str) -> expat.XMLParserType:
    def refuse(*_declared: object) -> None:
        raise unreadable.defines_entities(file)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _run(parser: expat.XMLParserType, xml: bytes, *, file: str) -> None:
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in xml[:100]:
        raise unreadable.damaged(file)
    try:
        parser.Parse(xml, True)  # noqa: FBT003 -- positional in the C interface
    except (expat.ExpatError, ValueError, IndexError) as error:
        raise unreadable.damaged(file) from error


@dataclass(slots=True)
class _SheetScan:
    """State while running through one worksheet. A cell counts once it has a value or formula."""

    parser: expat.XMLParserType
    shared: Sequence[int]
    file: str
    height: int = 0
    width: int = 0
    characters: int = 0
    spans: list[Span] = field(default_factory=list)
    patches: list[tuple[int, int, str]] = field(default_factory=list)
    depth: int = 0
    row: int = 0
    row_text: str = ""
    column: int = 0
    counted: bool = False
    letters: dict[str, int] = field(default_factory=dict)
    begin: int = 0
    reference: str = ""
    kind: str = ""
    formula: list[str] | None = None
    value: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.depth >= DEEPEST:
            raise unreadable.damaged(self.file)
        self.depth += 1
        if ":" in name:
            name = local(name)
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._fill()
            if self.kind in {"s", "e"} or self.formula is not None:
                self.parser.CharacterDataHandler = self.value.append
        elif name == "row":
            self._start_row(attributes)
        elif name == "is":
            self._fill()
        elif name == "f":
            self._fill()
            self.formula = []
            self.parser.CharacterDataHandler = self.formula.append
        elif name == "mergeCell":
            self._merge(attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        if ":" in name:
            name = local(name)
        if name == "v":
            self.parser.CharacterDataHandler = None
            if self.kind == "s":
                self.characters += self.shared[int("".join(self.value))]
        elif name == "f":
            self.parser.CharacterDataHandler = None
        elif name == "c" and (self.kind == "e" or self.formula is not None):
            self._end_odd_cell()

    def rewritten(self, xml: bytes) -> bytes:
        """The XML with the cells replaced that the library would give as empty."""
        pieces, done = [], 0
        for begin, end, cell in self.patches:
            pieces += [xml[done:begin], cell.encode()]
            done = xml.index(b">", end) + 1
        return b"".join([*pieces, xml[done:]]) if pieces else xml

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self.row_text = attributes.get("r", "")
        if self.row_text and not (self.row_text.isascii() and self.row_text.isdecimal()):
            raise unreadable.damaged(self.file)
        self.row = int(self.row_text) if self.row_text else self.row + 1
        self.column = 0

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self.begin = self.parser.CurrentByteIndex
        self.kind = attributes.get("t", "")
        self.reference = reference = attributes.get("r", "")
        self.formula = None
        if self.value:
            self.value = []
        if not reference:
            self._count_cell()
        else:
            self.column = self._known_column(reference) or self._referred(reference)

    def _count_cell(self) -> None:
        """A cell without reference stands right of the one before; no program mixes both kinds."""
        if self.letters:
            raise unreadable.damaged(self.file)
        self.column += 1
        self.counted = True

    def _known_column(self, reference: str) -> int | None:
        """The column, where its letters were seen before and this row's number follows them."""
        if not self.row_text or not reference.endswith(self.row_text):
            return None
        return self.letters.get(reference[: -len(self.row_text)])

    def _referred(self, reference: str) -> int:
        """The column that a cell's reference names; its row must be the row that it stands in."""
        found = _REFERENCE.fullmatch(reference)
        if found is None or int(found[2]) != self.row or self.counted:
            raise unreadable.damaged(self.file)
        self.letters[found[1]] = column = _column_number(found[1])
        return column

    def _fill(self) -> None:
        self.width = max(self.width, self.column)
        self.height = max(self.height, self.row)

    def _end_odd_cell(self) -> None:
        """Rewrite a formula error, or a formula without a result, as a text; other cells stay as they are."""
        text = "".join(self.value)
        if not text and self.formula is not None and self.kind != "str":
            text = f"{FORMULA_MARK}={''.join(self.formula)}"
        elif self.kind != "e" or not text:
            return
        place = f' r="{self.reference}"' if self.reference else ""
        cell = f'<c{place} t="str"><v>{escape(text, quote=False)}</v></c>'
        self.patches.append((self.begin, self.parser.CurrentByteIndex, cell))

    def _merge(self, attributes: Mapping[str, str]) -> None:
        found = _BLOCK.fullmatch(attributes.get("ref", ""))
        if found:
            left, right = _column_number(found[1]) - 1, _column_number(found[3]) - 1
            self.spans.append(Span(int(found[2]) - 1, left, int(found[4]) - 1, right))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
