"""The sheets `satuan` and `personel`: units and, where wanted, their officers."""

from collections.abc import Iterable, Iterator, Mapping

from sampai.guarding.forms.institutions import INSTITUTION
from sampai.guarding.model import Officer, Unit
from sampai.kernel.faults import Fault
from sampai.kernel.ids import PlaceCode, UnitCode
from sampai.kernel.table.columns import CERTAINTY, SOURCE, certainty_of, certainty_word
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import must, text, whole
from sampai.kernel.text import say

UNITS = Sheet(
    key="satuan",
    aliases=("units", "kesatuan"),
    help_id=(
        "Satu baris = satu satuan pengamanan. Tersedia = yang dapat ditugaskan keluar pada hari pemungutan."
    ),
    help_en="One row = one unit. Available = those who can be sent out on voting day.",
    columns=(
        Column(
            key="code",
            header_id="Kode",
            header_en="Code",
            kind=Kind.CODE,
            help_id="Kode satuan, buatan sendiri.",
            help_en="A code of your own for the unit.",
            aliases=("kode satuan", "id"),
            required=True,
            example="polsek-kaur-selatan",
        ),
        Column(
            key="name",
            header_id="Nama",
            header_en="Name",
            kind=Kind.TEXT,
            help_id="Nama satuan.",
            help_en="Name of the unit.",
            aliases=("nama satuan",),
            required=True,
            example="Polsek Kaur Selatan",
        ),
        INSTITUTION,
        Column(
            key="parent",
            header_id="Satuan induk",
            header_en="Parent unit",
            kind=Kind.CODE,
            help_id="Kode satuan atasannya. Kosong untuk satuan paling atas.",
            help_en="Code of the unit above. Empty for the topmost.",
            aliases=("induk", "atasan", "parent"),
            example="polres-kaur",
        ),
        Column(
            key="base",
            header_id="Markas",
            header_en="Base",
            kind=Kind.CODE,
            help_id="Kode tempat markas dari lembar tempat.",
            help_en="Code of the place where it is based, from the sheet tempat.",
            aliases=("tempat", "kode markas"),
            required=True,
            example="polsek-1",
        ),
        Column(
            key="strength",
            header_id="Kekuatan",
            header_en="Strength",
            kind=Kind.WHOLE,
            unit="orang",
            help_id="Jumlah seluruh personel.",
            help_en="All personnel.",
            aliases=("jumlah personel", "jumlah"),
            required=True,
            least=0,
            example="24",
        ),
        Column(
            key="available",
            header_id="Tersedia",
            header_en="Available",
            kind=Kind.WHOLE,
            unit="orang",
            help_id="Personel yang dapat ditugaskan; tidak lebih dari kekuatan.",
            help_en="Those who can be sent out; not more than the strength.",
            aliases=("kekuatan tersedia", "siap tugas", "available strength"),
            required=True,
            least=0,
            example="18",
        ),
        SOURCE,
        CERTAINTY,
    ),
)

OFFICERS = Sheet(
    key="personel",
    aliases=("officers", "personil", "petugas"),
    help_id=(
        "Satu baris = satu petugas. Lembar ini boleh kosong. Nomor telepon hanya tampil bagi yang berhak."
    ),
    help_en="One row = one officer. May stay empty. Telephone numbers are shown only to those entitled.",
    columns=(
        Column(
            key="service_number",
            header_id="NRP/NIP",
            header_en="Service number",
            kind=Kind.CODE,
            help_id="Nomor registrasi pokok atau nomor induk pegawai.",
            help_en="The service number.",
            aliases=("nrp", "nip", "nomor registrasi"),
            required=True,
            example="85010123",
        ),
        Column(
            key="name",
            header_id="Nama",
            header_en="Name",
            kind=Kind.TEXT,
            help_id="Nama petugas.",
            help_en="Name of the officer.",
            aliases=("nama petugas",),
            required=True,
            example="Ahmad",
        ),
        Column(
            key="rank",
            header_id="Pangkat",
            header_en="Rank",
            kind=Kind.TEXT,
            help_id="Pangkat.",
            help_en="Rank.",
            example="Bripka",
        ),
        Column(
            key="unit",
            header_id="Satuan",
            header_en="Unit",
            kind=Kind.CODE,
            help_id="Kode satuan dari lembar satuan.",
            help_en="Code of the unit, from the sheet satuan.",
            aliases=("kode satuan", "kesatuan"),
            required=True,
            example="polsek-kaur-selatan",
        ),
        Column(
            key="phone",
            header_id="Telepon",
            header_en="Phone",
            kind=Kind.CODE,
            help_id="Nomor telepon; tulis sebagai teks supaya angka nol di depan tidak hilang.",
            help_en="Telephone number; write it as text, so that a leading zero stays.",
            aliases=("no hp", "hp", "nomor telepon"),
        ),
    ),
)


def read_units(reading: Reading) -> Entries[Unit]:
    """Units of the sheet."""
    return to_entries(reading, noun=_unit, wrong=_wrong_strength, anchor="available")


def unit_rows(units: Iterable[Unit]) -> list[Mapping[str, Value]]:
    """The units as rows of the sheet."""
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "institution": unit.institution,
            "parent": unit.parent or "",
            "base": unit.base,
            "strength": unit.strength,
            "available": unit.available,
            "source": unit.source,
            "certainty": certainty_word(unit.certainty),
        }
        for unit in units
    ]


def read_officers(reading: Reading) -> Entries[Officer]:
    """Officers of the sheet."""
    return to_entries(reading, noun=_officer, anchor="service_number")


def officer_rows(officers: Iterable[Officer]) -> list[Mapping[str, Value]]:
    """The officers as rows of the sheet."""
    return [
        {
            "service_number": officer.service_number,
            "name": officer.name,
            "rank": officer.rank,
            "unit": officer.unit,
            "phone": officer.phone,
        }
        for officer in officers
    ]


def _wrong_strength(row: Row) -> Iterator[Fault]:
    strength, available = whole(row, "strength"), whole(row, "available")
    if strength is not None and available is not None and available > strength:
        yield row.fault(
            "available",
            code="available-over-strength",
            wrong=say(
                "{available} are available of a strength of {strength}.",
                available=available,
                strength=strength,
            ),
            mend=say("Give an available strength between 0 and the strength."),
        )


def _unit(row: Row) -> Unit:
    parent = text(row, "parent")
    return Unit(
        code=UnitCode(text(row, "code")),
        name=text(row, "name"),
        institution=text(row, "institution"),
        parent=UnitCode(parent) if parent else None,
        base=PlaceCode(text(row, "base")),
        strength=must(whole(row, "strength")),
        available=must(whole(row, "available")),
        source=text(row, "source"),
        certainty=certainty_of(row),
    )


def _officer(row: Row) -> Officer:
    return Officer(
        service_number=text(row, "service_number"),
        name=text(row, "name"),
        rank=text(row, "rank"),
        unit=UnitCode(text(row, "unit")),
        phone=text(row, "phone"),
    )
