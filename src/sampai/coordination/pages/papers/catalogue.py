"""Every kind of paper with what fills it, by its code; and its blank twin."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from sampai.coordination.pages.papers import boxes, journeys, people, shapes, stations, watch
from sampai.coordination.pages.papers.press import Desk, Press
from sampai.coordination.pages.papers.shape import Filled, Shape
from sampai.custody.model import Box
from sampai.kernel.errors import Refused
from sampai.kernel.paper import PaperText
from sampai.kernel.text import say

FILLS: Mapping[str, Callable[[Press], Iterator[Filled]]] = {
    "surat-jalan": journeys.waybills,
    "manifes": journeys.manifests,
    "manifes-kotak": boxes.box_manifests,
    "bast": journeys.handovers,
    "bast-kembali": journeys.handovers_back,
    "tanda-terima": stations.receipts,
    "bttb": stations.goods_receipts,
    "register-segel": boxes.seal_registers,
    "kartu-rute": journeys.route_cards,
    "surat-tugas": journeys.orders,
    "lampiran-sprin": people.order_lists,
    "kartu-tugas": people.duty_cards,
    "jadwal-jaga": people.rosters,
    "ba-selisih": stations.differences,
    "ba-penggantian": stations.replacements,
    "ba-pemusnahan": stations.destructions,
    "kejadian-khusus": stations.special_events,
    "form-a": watch.reports,
    "alat-kerja": watch.checklists,
    "daftar-hadir": watch.attendance,
    "tanda-pindah": stations.moved_signs,
}

LABELS: Mapping[str, Callable[[Press], Iterator[tuple[Box, Filled]]]] = {
    "label-kotak": boxes.box_labels,
    "label-perlengkapan": boxes.kit_labels,
    "label-sampul": boxes.envelope_labels,
}
"""Labels: their QR code is the box's own."""

BY_CODE: Mapping[str, Shape] = {shape.code: shape for shape in shapes.SHAPES}
BY_SHORT: Mapping[str, Shape] = {shape.short: shape for shape in shapes.SHAPES}

OF_JOURNEY = ("surat-jalan", "manifes", "bast", "kartu-rute", "surat-tugas")
OF_STATION = (
    "tanda-terima",
    "manifes-kotak",
    "label-kotak",
    "ba-selisih",
    "ba-penggantian",
    "kejadian-khusus",
    "tanda-pindah",
)
"""Papers that pages of a journey or station offer."""

RESTRICTED_PAPERS = frozenset(
    {
        *OF_JOURNEY,
        "bast-kembali",
        "lampiran-sprin",
        "kartu-tugas",
        "jadwal-jaga",
    }
)
"""Papers that tell routes, times or where officers stand (class R4)."""


def shape_of(code: str) -> Shape:
    """The kind of paper with a code. Raises `Refused` for another."""
    if code not in BY_CODE:
        raise Refused(
            "paper",
            say("There is no paper {code}.", code=code),
            say("The papers are: {papers}.", papers=", ".join(BY_CODE)),
        )
    return BY_CODE[code]


def papers(code: str, press: Press) -> Iterator[PaperText]:
    """All papers of a kind that are wanted."""
    shape = shape_of(code)
    if code in LABELS:
        for box, filled in LABELS[code](press):
            yield replace(press.desk.paper(shape, filled), code=press.desk.label(box))
        return
    for filled in FILLS[code](press):
        yield press.desk.paper(shape, filled)


def blank(code: str, desk: Desk, *, count: int = 1) -> list[PaperText]:
    """The blank twin of a paper, so often; each with a code that says which paper it is."""
    shape = shape_of(code)
    return [desk.paper(shape, Filled(subject="-")) for _ in range(count)]
