"""Reads a PDF by another library than the one that wrote it, and holds it to ISO 19005-2, level B.

Each broken rule is told with its clause. It is a bounded check, not the veraPDF validator: it reads what our
papers are made of (text, lines, fonts, QR codes, maps) and takes everything that they never have as broken.
"""

import re
import struct
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, StreamObject

_OPERATORS = """
b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q
re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' "
"""
_BLEND = """
/Normal /Compatible /Multiply /Screen /Overlay /Darken /Lighten /ColorDodge /ColorBurn /HardLight /SoftLight
/Difference /Exclusion /Hue /Saturation /Color /Luminosity
"""
OPERATORS, BLEND = frozenset(_OPERATORS.split()), frozenset(_BLEND.split())
ACTIONS = frozenset({"/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/Named", "/SubmitForm"})
FILTERS = frozenset({"/FlateDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode", "/DCTDecode"})
CLOSED = (
    "/JavaScript",
    "/EmbeddedFiles",
    "/AlternatePresentations",
    "/XFA",
    "/Requirements",
    "/NeedsRendering",
)
KNOWN = {
    "adobe:ns:meta/",
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/elements/1.1/",
    "http://ns.adobe.com/xap/1.0/",
    "http://ns.adobe.com/xap/1.0/mm/",
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
    "http://ns.adobe.com/xap/1.0/t/pg/",
    "http://ns.adobe.com/pdf/1.3/",
    "http://www.aiim.org/pdfa/ns/id/",
    "http://www.aiim.org/pdfa/ns/extension/",
    "http://www.aiim.org/pdfa/ns/schema#",
    "http://www.aiim.org/pdfa/ns/property#",
}
"""Schemas of XMP that the standard knows, or that it has for describing others."""
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
MOST_NESTED, LONGEST_NAME, LONGEST_TEXT, MOST_OBJECTS = 28, 127, 32_767, 8_388_607


def broken(content: bytes) -> list[str]:
    """The rules that a file breaks, each once."""
    reader = PdfReader(BytesIO(content), strict=True)
    found = [*_file(content, reader)]
    if not reader.is_encrypted:
        objects = [*_objects(reader)]
        found += [*_catalog(reader), *_intent(reader), *_metadata(reader)]
        for one in objects:
            found += [*_object(one)]
        space = _space(reader)
        fonts: dict[int, DictionaryObject] = {}
        for page in reader.pages:
            found += [*_page(page, space=space, fonts=fonts)]
        for font in fonts.values():
            found += [*_font(font)]
    return list(dict.fromkeys(found))


def _trailer(reader: PdfReader) -> Any:
    return reader.trailer


def _file(content: bytes, reader: PdfReader) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7](\r\n|\r|\n)%[\x80-\xff]{4}", content):
        yield "6.1.2 header"
    if not re.search(rb"%%EOF(\r\n|\r|\n)?\Z", content):
        yield "6.1.3 something after the end"
    identity = _trailer(reader).get("/ID")
    if identity is None or len(identity) != 2:
        yield "6.1.3 no ID"
    if "/Encrypt" in _trailer(reader):
        yield "6.1.3 encrypted"
    if int(_trailer(reader)["/Size"]) > MOST_OBJECTS:
        yield "6.1.13 too many objects"


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object of the file, those in dictionaries and lists too."""
    for number in range(1, int(_trailer(reader)["/Size"])):
        if number in reader.xref.get(0, {}) or number in reader.xref_objStm:
            yield from _inside(reader.get_object(IndirectObject(number, 0, reader)))


def _inside(one: Any) -> Iterator[Any]:
    yield one
    parts = one.values() if isinstance(one, DictionaryObject) else one if isinstance(one, ArrayObject) else ()
    for part in parts:
        if not isinstance(part, IndirectObject):
            yield from _inside(part)


def _object(one: Any) -> Iterator[str]:
    if isinstance(one, str) and len(one.encode("utf-8", "replace")) > LONGEST_TEXT:
        yield "6.1.13 long string"
    if not isinstance(one, DictionaryObject):
        return
    for key in one:
        if len(key.encode()) > LONGEST_NAME + 1:
            yield "6.1.13 long name"
    if isinstance(one, StreamObject):
        yield from _stream(one)
    if one.get("/Type") == "/ExtGState":
        yield from _state(one)
    yield from _alive(one)


def _alive(one: Any) -> Iterator[str]:
    """What runs, asks, or hides."""
    for name in CLOSED:
        if name in one:
            yield f"6.4-6.11 {name}"
    if "/S" in one and one.get("/Type") == "/Action" and one["/S"] not in ACTIONS:
        yield f"6.5.1 action {one['/S']}"
    if "/AA" in one:
        yield "6.5.2 additional actions"
    if one.get("/Type") == "/Annot" and one.get("/Subtype") != "/Popup":
        flags = int(one.get("/F", 0))
        if not flags & 4 or flags & (1 | 2 | 32):
            yield "6.3.2 annotation is not printed"


def _stream(one: Any) -> Iterator[str]:
    for key in ("/F", "/FFilter", "/FDecodeParms"):
        if key in one:
            yield "6.1.7.1 stream lies outside"
    named = one.get("/Filter", [])
    for name in named if isinstance(named, list) else [named]:
        if name not in FILTERS:
            yield f"6.1.7.2 filter {name}"
    if one.get("/Subtype") == "/PS" or "/PS" in one or "/Ref" in one or "/OPI" in one:
        yield "6.2.9 foreign XObject"
    if one.get("/Subtype") == "/Image" and ("/Alternates" in one or one.get("/Interpolate") is True):
        yield "6.2.8 image"


def _state(one: Any) -> Iterator[str]:
    if "/TR" in one or "/HTP" in one or one.get("/TR2", "/Default") != "/Default":
        yield "6.2.5 graphics state"
    modes = one.get("/BM", "/Normal")
    if not {*(modes if isinstance(modes, list) else [modes])} <= BLEND:
        yield "6.2.10 blend mode"


def _catalog(reader: PdfReader) -> Iterator[str]:
    root = _trailer(reader)["/Root"]
    names = root.get("/Names", {})
    if "/OCProperties" in root:
        yield "6.9 optional content"
    if any(name in names for name in CLOSED):
        yield "6.8 names"
    opening = root.get("/OpenAction")
    if isinstance(opening, DictionaryObject) and opening.get("/S") not in ACTIONS:
        yield "6.5.1 open action"


def _intents(reader: PdfReader) -> list[Any]:
    found = [one.get_object() for one in _trailer(reader)["/Root"].get("/OutputIntents", [])]
    return [one for one in found if one.get("/S") == "/GTS_PDFA1"]


def _intent(reader: PdfReader) -> Iterator[str]:
    intents = _intents(reader)
    if not intents:
        yield "6.2.3 no output intent"
    for one in intents:
        profile = one.get("/DestOutputProfile")
        if profile is None:
            yield "6.2.3 no profile"
            continue
        data = profile.get_object().get_data()
        kind, space = data[12:16], data[16:20]
        if data[36:40] != b"acsp" or data[8] > 4 or kind not in {b"mntr", b"prtr"}:
            yield "6.2.3 profile"
        if {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}.get(space) != profile.get_object()["/N"]:
            yield "6.2.3 components of the profile"


def _space(reader: PdfReader) -> bytes:
    """The colour space of the output intent; empty where there is none."""
    for one in _intents(reader):
        if "/DestOutputProfile" in one:
            return bytes(one["/DestOutputProfile"].get_object().get_data()[16:20])
    return b""


def _metadata(reader: PdfReader) -> Iterator[str]:
    stream = _trailer(reader)["/Root"].get("/Metadata")
    if stream is None:
        yield "6.6.2.1 no metadata"
        return
    text = stream.get_object().get_data().decode("utf-8")
    opening = text.partition("?>")[0]
    if not opening.startswith("<?xpacket") or "bytes=" in opening or "encoding=" in opening:
        yield "6.6.2.1 packet"
    try:
        tree = ET.fromstring(re.sub(r"<\?xpacket.*?\?>", "", text, flags=re.DOTALL))
    except ET.ParseError:
        yield "6.6.2.1 metadata is no XML"
        return
    said = {one.tag: one.text for one in tree.iter()}
    for one in tree.iter():
        said |= one.attrib
    if said.get(f"{PDFAID}part") != "2" or said.get(f"{PDFAID}conformance") not in {"A", "B", "U"}:
        yield "6.6.4 identification"
    if any(re.match(r"\{(.*)\}", name)[1] not in KNOWN for name in said if name.startswith("{http")):  # type: ignore[index]
        yield "6.6.2.3 unknown schema"
    title = reader.metadata.title if reader.metadata else None
    if title and title not in text:
        yield "6.6.3 title"


def _page(page: Any, *, space: bytes, fonts: dict[int, DictionaryObject]) -> Iterator[str]:
    if "/PresSteps" in page:
        yield "6.10 steps"
    if "/Resources" not in page:
        yield "6.2.2 resources"
        return
    box = [float(one) for one in page["/MediaBox"]]
    if not all(3 <= size <= 14_400 for size in (box[2] - box[0], box[3] - box[1])):
        yield "6.1.13 page size"
    content = page.get("/Contents")
    if content is not None:
        yield from _drawn(content.get_object(), page["/Resources"].get_object(), page.pdf, space, fonts)


def _drawn(
    content: Any, resources: Any, reader: PdfReader, space: bytes, fonts: dict[int, DictionaryObject]
) -> Iterator[str]:
    """What a content stream draws, with the forms that it draws."""
    depth, font = 0, None
    named = _resolved(resources.get("/Font"))
    forms = _resolved(resources.get("/XObject"))
    for operands, raw in ContentStream(content, reader).operations:
        operator = raw.decode("latin-1")
        if operator not in OPERATORS:
            yield f"6.2.2 operator {operator}"
        depth += {"q": 1, "Q": -1}.get(operator, 0)
        if depth > MOST_NESTED:
            yield "6.1.13 nesting"
        yield from _painted(operator, operands, resources, space)
        if operator == "Tf":
            font = named[str(operands[0])]
            fonts[id(font)] = font
        if operator in {"Tj", "TJ"} and font is not None and font.get("/Subtype") == "/Type0":
            yield from _shown(operands[0])
        if operator == "Do":
            form = forms[str(operands[0])]
            if form.get("/Subtype") == "/Form":
                yield from _drawn(form, form.get("/Resources", resources).get_object(), reader, space, fonts)


def _painted(operator: str, operands: Any, resources: Any, space: bytes) -> Iterator[str]:
    """Colours of the device are those of the output intent; gray is a part of each."""
    if operator in {"rg", "RG"} and space != b"RGB ":
        yield "6.2.4.3 device RGB"
    if operator in {"k", "K"} and space != b"CMYK":
        yield "6.2.4.3 device CMYK"
    if operator in {"g", "G"} and not space:
        yield "6.2.4.3 device gray"
    if operator in {"cs", "CS"}:
        yield from _colour(str(operands[0]), resources, space)


def _resolved(found: Any) -> Mapping[str, Any]:
    return {} if found is None else {key: one.get_object() for key, one in found.get_object().items()}


def _colour(name: str, resources: Any, space: bytes) -> Iterator[str]:
    device = {"/DeviceRGB": b"RGB ", "/DeviceCMYK": b"CMYK"}.get(name)
    if device is not None and device != space:
        yield f"6.2.4.3 {name}"
    known = _resolved(resources.get("/ColorSpace")).get(name)
    if isinstance(known, list) and known[0] == "/ICCBased":
        profile = known[1].get_object()
        if profile.get_data()[36:40] != b"acsp":
            yield "6.2.4.2 profile"


def _shown(text: Any) -> Iterator[str]:
    """Codes of a font with two bytes each; the glyph of what is missing must not be drawn."""
    for part in text if isinstance(text, list) else [text]:
        raw = getattr(part, "original_bytes", None)
        if isinstance(raw, bytes) and any(raw[at : at + 2] == b"\0\0" for at in range(0, len(raw), 2)):
            yield "6.2.11.8 missing glyph"


def _font(font: Any) -> Iterator[str]:
    if font["/Subtype"] == "/Type3":
        return
    if font["/Subtype"] != "/Type0":
        yield from _embedded(font)
        return
    if font["/Encoding"] not in {"/Identity-H", "/Identity-V"}:
        yield "6.2.11.3 encoding"
    if "/ToUnicode" not in font:
        yield "6.2.11.7 no Unicode"
    inner = font["/DescendantFonts"][0].get_object()
    yield from _embedded(inner)
    if inner["/Subtype"] == "/CIDFontType2":
        if "/CIDToGIDMap" not in inner:
            yield "6.2.11.3 no glyph map"
        yield from _widths(inner)


def _embedded(font: Any) -> Iterator[str]:
    described = font.get("/FontDescriptor")
    if described is None or not {"/FontFile", "/FontFile2", "/FontFile3"} & described.get_object().keys():
        yield "6.2.11.4 font is not inside"


def _widths(font: Any) -> Iterator[str]:
    """Widths of the file against those of the TrueType font in it, in thousandths."""
    file = font["/FontDescriptor"].get_object().get("/FontFile2")
    if file is None or font.get("/CIDToGIDMap") != "/Identity":
        return
    own = _advances(file.get_object().get_data())
    listed = list(font.get("/W", []))
    while listed:
        first, then = int(listed.pop(0)), listed.pop(0)
        told = (
            dict(enumerate(then, start=first))
            if isinstance(then, list)
            else dict.fromkeys(range(first, int(then) + 1), listed.pop(0))
        )
        if any(abs(float(width) - own[min(glyph, len(own) - 1)]) > 1 for glyph, width in told.items()):
            yield "6.2.11.5 widths"


def _advances(font: bytes) -> list[float]:
    count = struct.unpack(">H", font[4:6])[0]
    entries = range(12, 12 + 16 * count, 16)
    tables = {font[at : at + 4]: struct.unpack(">I", font[at + 8 : at + 12])[0] for at in entries}
    units = struct.unpack(">H", font[tables[b"head"] + 18 :][:2])[0]
    metrics = struct.unpack(">H", font[tables[b"hhea"] + 34 :][:2])[0]
    at = tables[b"hmtx"]
    return [struct.unpack(">H", font[at + 4 * one :][:2])[0] * 1000 / units for one in range(metrics)]
