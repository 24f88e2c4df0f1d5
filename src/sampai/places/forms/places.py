"""The sheet `tempat`: stores, offices, landing places and other places."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sampai.kernel.faults import Fault, Note
from sampai.kernel.ids import PlaceCode, RegionCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import number, text
from sampai.kernel.text import say
from sampai.places.forms.positions import COLUMNS as POSITION_COLUMNS
from sampai.places.forms.positions import half_given, located_of, position_cells
from sampai.places.forms.regions import KECAMATAN, VILLAGE_NAME, Where, fill_codes
from sampai.places.model import Located, Place, PlaceKind
from sampai.places.rules.lookup import unknown_region

SETTLEMENT = "titik permukiman wilayah"
"""Source of a position that was taken from the region, because the row gave none."""

SHEET = Sheet(
    key="tempat",
    aliases=("places", "lokasi", "daftar tempat"),
    required=True,
    help_id=(
        "Satu baris = satu tempat selain TPS: gudang, sekretariat PPK dan PPS, kantor, Polres, Polsek, pos "
        "aju, "
        "dermaga, bandara, titik alih muat."
    ),
    help_en=(
        "One row = one place other than a station: store, PPK, PPS, offices, police, forward post, landing "
        "place, airstrip."
    ),
    columns=(
        Column(
            key="code",
            header_id="Kode",
            header_en="Code",
            kind=Kind.CODE,
            help_id="Kode singkat buatan sendiri, misalnya gudang-1 atau ppk-170401. Dipakai di lembar lain.",
            help_en="A short code of your own, such as gudang-1. Other sheets refer to it.",
            aliases=("kode tempat", "id"),
            required=True,
            example="gudang-1",
        ),
        Column(
            key="kind",
            header_id="Jenis",
            header_en="Kind",
            kind=Kind.CHOICE,
            help_id=(
                "Jenis tempat. Logistik berangkat dari gudang dan lewat ppk; polres dan polsek adalah "
                "markas satuan."
            ),
            help_en=(
                "Kind of place. Goods leave the gudang (store) and pass the ppk; polres and polsek are "
                "bases of units."
            ),
            aliases=("jenis tempat", "type"),
            required=True,
            choices={
                "gudang": ("store", "warehouse", "gudang kpu"),
                "ppk": ("sekretariat ppk", "kantor ppk"),
                "pps": ("sekretariat pps", "kantor pps"),
                "kantor-kpu": ("kantor kpu", "kpu", "kpu office"),
                "kantor-bawaslu": ("kantor bawaslu", "bawaslu", "bawaslu office"),
                "polres": ("polresta", "polres/ta"),
                "polsek": (),
                "pos-aju": ("pos aju", "forward post"),
                "dermaga": ("pelabuhan", "landing", "port", "jetty"),
                "bandara": ("lapangan terbang", "airstrip", "airport"),
                "titik-alih": ("titik alih", "titik alih muat", "transfer"),
                "lain": ("lainnya", "other"),
            },
            example="gudang",
        ),
        Column(
            key="name",
            header_id="Nama",
            header_en="Name",
            kind=Kind.TEXT,
            help_id="Nama tempat.",
            help_en="Name of the place.",
            aliases=("nama tempat",),
            required=True,
            example="Gudang KPU Kabupaten Kaur",
        ),
        Column(
            key="region",
            header_id="Kode wilayah",
            header_en="Region code",
            kind=Kind.REGION,
            help_id="Kode wilayah letak tempat ini: desa (10 angka), kecamatan (6), atau kabupaten (4).",
            help_en="Code of the region that it lies in: village (10 digits), kecamatan (6) or regency (4).",
            aliases=("kode desa", "kode kecamatan", "region"),
            example="1704012001",
        ),
        KECAMATAN,
        VILLAGE_NAME,
        *POSITION_COLUMNS,
        Column(
            key="volume_m3",
            header_id="Daya tampung",
            header_en="Volume",
            kind=Kind.NUMBER,
            unit="m3",
            help_id="Ruang yang tersedia untuk logistik.",
            help_en="Room for goods.",
            aliases=("volume", "kapasitas"),
            least=0,
            example="400",
        ),
        Column(
            key="serves",
            header_id="Melayani",
            header_en="Serves",
            kind=Kind.TEXT,
            help_id=(
                "Hanya gudang, bila ada beberapa: kode wilayah yang dilayaninya, dipisahkan koma. Kosong "
                "berarti gudang terdekat yang masih muat."
            ),
            help_en=(
                "Only stores, where there are several: codes of the regions that it serves, separated by "
                "commas. Empty: the nearest store with room."
            ),
            aliases=("melayani wilayah", "serves regions"),
            example="170401, 170402",
        ),
    ),
)

APART = re.compile(r"[,;/\s]+")
"""What separates region codes in one cell."""


def read_places(reading: Reading, *, where: Where) -> Entries[Place]:
    """Places of the sheet; one without a position gets its region's settlement point, and a note."""
    filled = fill_codes(reading, key="region", where=where, village=False)
    entries = to_entries(
        filled,
        noun=lambda row: _place(row, where=where),
        wrong=lambda row: _wrong(row, where=where),
        anchor="code",
    )
    return replace(entries, notes=(*entries.notes, *_guessed(entries)))


def place_rows(places: Iterable[Place]) -> list[Mapping[str, Value]]:
    """The places as rows of the sheet."""
    return [
        {
            "code": place.code,
            "kind": place.kind.value,
            "name": place.name,
            "region": place.region,
            **position_cells(place.located),
            "volume_m3": place.volume_m3,
            "serves": ", ".join(place.serves),
        }
        for place in places
    ]


def _wrong(row: Row, *, where: Where) -> Iterator[Fault]:
    yield from _unserved(row, where=where)
    half = tuple(half_given(row))
    yield from half
    if half or located_of(row):
        return
    code = RegionCode(text(row, "region"))
    region = where.gazetteer.region(code)
    if region is None:
        yield unknown_region(row, "region", code=code)
    elif region.position is None:
        yield row.fault(
            "lat",
            code="position-missing",
            wrong=say("The place has no position, and none is known of its region."),
            mend=say("Write its latitude and longitude."),
        )


def _unserved(row: Row, *, where: Where) -> Iterator[Fault]:
    for code in _serves(row):
        if where.gazetteer.region(code) is None:
            yield unknown_region(row, "serves", code=code)


def _place(row: Row, *, where: Where) -> Place:
    region = RegionCode(text(row, "region"))
    return Place(
        code=PlaceCode(text(row, "code")),
        kind=PlaceKind(text(row, "kind")),
        name=text(row, "name"),
        region=region,
        located=located_of(row) or _settlement(region, where=where),
        volume_m3=number(row, "volume_m3"),
        serves=_serves(row),
    )


def _serves(row: Row) -> tuple[RegionCode, ...]:
    """The region codes of the cell, with or without points."""
    parts = (part.replace(".", "") for part in APART.split(text(row, "serves")))
    return tuple(RegionCode(part) for part in parts if part)


def _settlement(region: RegionCode, *, where: Where) -> Located:
    known = where.gazetteer.region(region)
    assert known is not None
    assert known.position is not None
    return Located(known.position, SETTLEMENT, Certainty.ESTIMATED)


def _guessed(entries: Entries[Place]) -> Iterator[Note]:
    for entry in entries.good:
        if number(entry.row, "lat") is None:
            yield entry.row.note(
                "lat",
                code="position-from-region",
                said=say("No position is given; the settlement point of its region is used."),
            )
