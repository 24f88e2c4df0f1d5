"""Papers of boxes: labels, what is inside, seals."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sampai.coordination.pages.papers.journeys import named
from sampai.coordination.pages.papers.press import Press
from sampai.coordination.pages.papers.shape import Filled
from sampai.coordination.pages.papers.stations import where
from sampai.custody.model import Box, BoxKind
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.materials.rules.packing import PackedBox
from sampai.places.model import Station
from sampai.plan.pages.spots import kecamatan_of


def box_manifests(press: Press) -> Iterator[Filled]:
    """One for each ballot box: what belongs inside, to be counted by two."""
    for station in press.stations:
        packed = press.packing(station.code).boxes
        held = [box for box in press.boxes([station.code]) if box.kind is BoxKind.BALLOT_BOX]
        for box, inside in zip(held, packed, strict=True):
            yield Filled(
                subject=box.code,
                entries=where(station, press=press)
                | {
                    "kotak": box.code,
                    "jenis": named(box, press=press),
                    "berat": press.say(say("{weight} kg", weight=round(inside.weight_g / 1000, 1))),
                },
                rows={"isi": list(_inside(inside, press=press))},
            )


def _inside(box: PackedBox, *, press: Press) -> Iterator[Sequence[str]]:
    for number, content in enumerate(box.contents, start=1):
        yield (str(number), press.item(content.item), press.number(content.count), "", "", "")


def seal_registers(press: Press) -> Iterator[Filled]:
    """One for each village: a row for each ballot box."""
    for village, stations in groupby(press.stations, key=lambda station: station.village):
        boxes = [
            box
            for box in press.boxes([station.code for station in stations])
            if box.kind is BoxKind.BALLOT_BOX
        ]
        yield Filled(
            subject=village,
            entries={
                "kecamatan": press.field.name(kecamatan_of(village)),
                "desa": press.field.name(village),
                "jumlah": press.number(len(boxes)),
            },
            rows={
                "segel": [
                    (str(number), box.code, named(box, press=press), "", "", "", "", "", "")
                    for number, box in enumerate(boxes, start=1)
                ]
            },
        )


def box_labels(press: Press) -> Iterator[tuple[Box, Filled]]:
    """One for each ballot box, of stations and of the PPK, by kecamatan; of each owner numbered."""
    for kecamatan, stations in groupby(press.stations, key=lambda one: kecamatan_of(one.village)):
        yield from _own_labels(kecamatan, press=press)
        for station in stations:
            held = [box for box in press.boxes([station.code]) if box.kind is BoxKind.BALLOT_BOX]
            for number, box in enumerate(held, start=1):
                yield box, _label(box, station, f"{number}/{len(held)}", press=press)


def kit_labels(press: Press) -> Iterator[tuple[Box, Filled]]:
    """One for the goods beside the boxes of each station."""
    for station in press.stations:
        for box in press.boxes([station.code]):
            if box.kind is BoxKind.KIT:
                yield box, _label(box, station, press.field.outside_said([station.code]), press=press)


def _own_labels(kecamatan: RegionCode, *, press: Press) -> Iterator[tuple[Box, Filled]]:
    """Ballot boxes that the needs give to the PPK itself, each of one contest as far as there are any."""
    if press.only and kecamatan not in press.only:
        return
    boxes = press.committee_boxes(kecamatan)
    for number, box in enumerate(boxes, start=1):
        entries = {
            "kotak": box.code,
            "jenis": press.contest(box),
            "tps": "PPK",
            "kecamatan": press.field.name(kecamatan),
            "pemilihan": press.election,
            "urut": f"{number}/{len(boxes)}",
        }
        yield box, Filled(subject=box.code, entries=entries)


def _label(box: Box, station: Station, number: str, *, press: Press) -> Filled:
    return Filled(
        subject=box.code,
        entries=where(station, press=press)
        | {
            "kotak": box.code,
            "jenis": named(box, press=press),
            "pemilihan": press.election,
            "urut": number,
        },
    )


def envelope_labels(press: Press) -> Iterator[tuple[Box, Filled]]:
    """One for each kind of ballots in each box: the sealed cover in which they lie."""
    for station in press.stations:
        for box in press.boxes([station.code]):
            for content in box.contents:
                item = press.items[content.item]
                if box.kind is BoxKind.BALLOT_BOX and item.contest:
                    told = f"{press.item(item.key)}: {press.number(content.count)}"
                    yield (
                        box,
                        Filled(
                            subject=box.code,
                            entries=where(station, press=press)
                            | {
                                "kotak": box.code,
                                "jenis": named(box, press=press),
                                "pemilihan": press.election,
                                "isi": told,
                            },
                        ),
                    )
