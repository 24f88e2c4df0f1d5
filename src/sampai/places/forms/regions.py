"""The sheet `wilayah`, and regions given by name instead of by code in other sheets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sampai.kernel.faults import Fault
from sampai.kernel.ids import RegionCode
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import text
from sampai.kernel.text import say
from sampai.places.forms.positions import LAT, LON, half_given, position_of
from sampai.places.model import LEVEL_OF_LENGTH, Region, RegionLevel, Territory
from sampai.places.ports import Gazetteer
from sampai.places.rules.lookup import Miss, listed, look_up, suggestion

LEVEL_WORDS: Mapping[str, RegionLevel] = MappingProxyType(
    {
        "provinsi": RegionLevel.PROVINCE,
        "kabupaten": RegionLevel.REGENCY,
        "kecamatan": RegionLevel.KECAMATAN,
        "desa": RegionLevel.VILLAGE,
    }
)
_WORD_OF_LEVEL = {level: word for word, level in LEVEL_WORDS.items()}

KECAMATAN = Column(
    key="kecamatan",
    header_id="Kecamatan",
    header_en="Kecamatan",
    kind=Kind.TEXT,
    help_id="Nama kecamatan. Dipakai untuk mencari kode bila kolom kode dikosongkan.",
    help_en="Name of the kecamatan. Used to find the code where the code column is empty.",
    aliases=("nama kecamatan", "kec", "distrik", "nama distrik", "district", "subdistrict"),
    example="Kaur Selatan",
)
VILLAGE_NAME = Column(
    key="village_name",
    header_id="Desa",
    header_en="Village",
    kind=Kind.TEXT,
    help_id="Nama desa atau kelurahan. Dipakai untuk mencari kode bila kolom kode dikosongkan.",
    help_en="Name of the village. Used to find the code where the code column is empty.",
    aliases=(
        "nama desa",
        "kelurahan",
        "nama kelurahan",
        "desa/kelurahan",
        "desa kelurahan",
        "pekon",
        "kampung",
        "nagari",
    ),
    example="Bandar Bintuhan",
)

SHEET = Sheet(
    key="wilayah",
    aliases=("regions", "region", "daerah"),
    help_id=(
        "Satu baris = satu wilayah. Boleh kosong: Sampai sudah mengenal wilayah Indonesia. Isi hanya untuk "
        "wilayah "
        "baru, nama lain yang dipakai setempat, atau titik permukiman yang lebih tepat."
    ),
    help_en=(
        "One row = one region. May stay empty: Sampai knows Indonesia's regions. Fill it only for new "
        "regions, "
        "local names, or a better settlement point."
    ),
    columns=(
        Column(
            key="code",
            header_id="Kode wilayah",
            header_en="Region code",
            kind=Kind.REGION,
            help_id=(
                "Kode Kemendagri: provinsi 2 angka, kabupaten/kota 4, kecamatan 6, desa/kelurahan 10. Titik "
                "boleh ditulis."
            ),
            help_en=(
                "Kemendagri code: province 2 digits, regency 4, kecamatan 6, village 10. Dots may be written."
            ),
            aliases=("kode",),
            required=True,
            example="1704012001",
        ),
        Column(
            key="level",
            header_id="Tingkat",
            header_en="Level",
            kind=Kind.CHOICE,
            help_id="Tingkat wilayah. Boleh kosong, karena panjang kode sudah menunjukkannya.",
            help_en="Level of the region. May be empty: the length of the code tells it.",
            choices={
                "provinsi": ("province", "prov"),
                "kabupaten": ("regency", "kota", "kabupaten/kota", "kab", "city"),
                "kecamatan": ("district", "distrik", "kec"),
                "desa": ("village", "kelurahan", "desa/kelurahan", "pekon", "kel"),
            },
            example="desa",
        ),
        Column(
            key="name",
            header_id="Nama",
            header_en="Name",
            kind=Kind.TEXT,
            help_id="Nama resmi wilayah.",
            help_en="Official name of the region.",
            aliases=("nama wilayah",),
            required=True,
            example="Bandar Bintuhan",
        ),
        Column(
            key="aliases",
            header_id="Nama lain",
            header_en="Other names",
            kind=Kind.TEXT,
            help_id="Ejaan atau nama lain yang juga dipakai, dipisahkan titik koma.",
            help_en="Other spellings or names in use, separated by semicolons.",
            aliases=("alias", "ejaan lain", "aliases"),
            example="Bintuhan; Kota Bintuhan",
        ),
        LAT,
        LON,
    ),
)


@dataclass(frozen=True, slots=True)
class Where:
    """What names of regions are read against. No territory: the settings do not name one that is known."""

    gazetteer: Gazetteer
    territory: Territory | None


def read_regions(reading: Reading) -> Entries[Region]:
    """Regions of the sheet; their interval labels are given by `own_regions.label`."""
    return to_entries(reading, noun=_region, wrong=_wrong, anchor="code")


def region_rows(regions: Iterable[Region]) -> list[Mapping[str, Value]]:
    """The regions as rows of the sheet."""
    return [
        {
            "code": region.code,
            "level": _WORD_OF_LEVEL.get(region.level, ""),
            "name": region.name,
            "aliases": "; ".join(region.aliases),
            "lat": region.position.lat if region.position else None,
            "lon": region.position.lon if region.position else None,
        }
        for region in regions
    ]


def fill_codes(reading: Reading, *, key: str, where: Where, village: bool) -> Reading:
    """Find the code of rows that give only the kecamatan's and village's names.

    `village` says that the row must name a village; else its kecamatan is enough. A row whose name leads to
    no single region becomes a fault. Faulty rows are tried too, without a further fault.
    """
    found = [(row, _found(row, key=key, where=where, village=village)) for row in reading.rows]
    faulty = [_found(row, key=key, where=where, village=village) for row in reading.faulty]
    again = [
        row if isinstance(result, (Fault, type(None))) else result
        for row, result in zip(reading.faulty, faulty, strict=True)
    ]
    return replace(
        reading,
        rows=tuple(result for _, result in found if isinstance(result, Row)),
        faults=(*reading.faults, *(result for _, result in found if isinstance(result, Fault))),
        faulty=(*again, *(row for row, result in found if not isinstance(result, Row))),
    )


def _found(row: Row, *, key: str, where: Where, village: bool) -> Row | Fault | None:
    """The row with its code, a fault, or None when it cannot be said without the territory."""
    if text(row, key):
        return row
    if not text(row, "village_name") and (village or not text(row, "kecamatan")):
        return _no_code(row, key=key)
    if where.territory is None:
        return None
    return _looked_up(row, key=key, where=where, root=where.territory)


def _looked_up(row: Row, *, key: str, where: Where, root: Territory) -> Row | Fault:
    within = root.root
    result: Region | Miss | None = None
    for column, level in (("kecamatan", RegionLevel.KECAMATAN), ("village_name", RegionLevel.VILLAGE)):
        name = text(row, column)
        if not name:
            continue
        result = look_up(
            name, level=level, within=within, gazetteer=where.gazetteer, neighbours=root.regions.values()
        )
        if isinstance(result, Miss):
            return _missed(row, column=column, name=name, miss=result)
        within = result.code
    assert isinstance(result, Region)
    return replace(row, values={**row.values, key: result.code})


def _no_code(row: Row, *, key: str) -> Fault:
    return row.fault(
        key,
        code="region-missing",
        wrong=say("The row names no village or region."),
        mend=say("Write its code, or the names of its kecamatan and village."),
    )


def _missed(row: Row, *, column: str, name: str, miss: Miss) -> Fault:
    if miss.several:
        return row.fault(
            column,
            code="region-ambiguous",
            wrong=say("There are several regions named “{name}”.", name=name),
            mend=say("Write the code of the one that you mean: {regions}.", regions=listed(miss.several)),
        )
    return row.fault(
        column,
        code="region-name-unknown",
        wrong=say("No region here is named “{name}”.", name=name),
        mend=suggestion(miss.near),
    )


def _wrong(row: Row) -> Iterable[Fault]:
    yield from half_given(row)
    code, level = text(row, "code"), LEVEL_WORDS.get(text(row, "level"))
    if level is not None and level is not LEVEL_OF_LENGTH[len(code)]:
        yield row.fault(
            "level",
            code="region-level",
            wrong=say("The code {code} is not one of this level.", code=code),
            mend=say("Correct the code or the level; the level may stay empty."),
        )


def _region(row: Row) -> Region:
    return Region(
        code=RegionCode(text(row, "code")),
        name=text(row, "name"),
        first=0,
        last=0,
        position=position_of(row),
        aliases=tuple(name.strip() for name in text(row, "aliases").split(";") if name.strip()),
    )
