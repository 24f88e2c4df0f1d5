"""The sheet `kesepakatan`: signatures under the police class of places, version by version."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sampai.guarding.forms.institutions import INSTITUTION
from sampai.guarding.forms.patterns import CLASS
from sampai.guarding.model import Acceptance, RiskClass
from sampai.kernel.table.columns import DAY
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import day, must, text, whole
from sampai.places.rules.subjects import subject_code

SHEET = Sheet(
    key="kesepakatan",
    aliases=("agreements", "persetujuan", "kesepakatan kerawanan"),
    help_id=(
        "Satu baris = tanda tangan satu lembaga di bawah satu versi kelas kerawanan sebuah tempat. Baris "
        "tidak diubah; kelas yang dibuka lagi menjadi versi berikutnya, dengan alasan."
    ),
    help_en=(
        "One row = one institution's signature under one version of the police class of a place. Rows are "
        "never edited; a class that is opened again becomes the next version, with a reason."
    ),
    columns=(
        Column(
            key="place",
            header_id="Tempat",
            header_en="Place",
            kind=Kind.CODE,
            help_id="Kode TPS (kode desa + tiga angka nomor TPS), desa, kecamatan atau kabupaten.",
            help_en="Code of a station (village code + three digits), village, kecamatan or regency.",
            aliases=("kode tempat", "kode tps", "tps", "wilayah"),
            required=True,
            example="1704012001001",
        ),
        Column(
            key="version",
            header_id="Versi",
            header_en="Version",
            kind=Kind.WHOLE,
            help_id="Versi ke berapa untuk tempat ini: 1, lalu 2 bila dibuka lagi, dan seterusnya.",
            help_en="Which version for this place: 1, then 2 when it is opened again, and so on.",
            required=True,
            least=1,
            example="1",
        ),
        CLASS,
        INSTITUTION,
        Column(
            key="who",
            header_id="Penanda tangan",
            header_en="Signed by",
            kind=Kind.TEXT,
            help_id="Nama atau jabatan orang yang menandatangani untuk lembaganya.",
            help_en="Name or office of the person who signs for the institution.",
            aliases=("nama", "jabatan", "oleh"),
            required=True,
            example="Kabag Ops Polres Kaur",
        ),
        replace(
            DAY,
            required=True,
            help_id="Tanggal tanda tangan.",
            help_en="The day of the signature.",
        ),
        Column(
            key="reason",
            header_id="Alasan",
            header_en="Reason",
            kind=Kind.TEXT,
            help_id="Alasan kelas ini diterima atau diubah. Wajib mulai versi 2.",
            help_en="Why this class is accepted or changed. Needed from version 2 on.",
            example="PSU pada pemilihan sebelumnya",
        ),
    ),
)


def read_agreements(reading: Reading) -> Entries[Acceptance]:
    """Signatures of the sheet."""
    return to_entries(reading, noun=_acceptance, anchor="reason")


def agreement_rows(acceptances: Iterable[Acceptance]) -> list[Mapping[str, Value]]:
    """The signatures as rows of the sheet."""
    return [
        {
            "place": one.place,
            "version": one.version,
            "class": one.risk.value,
            "institution": one.institution,
            "who": one.who,
            "day": one.day,
            "reason": one.reason,
        }
        for one in acceptances
    ]


def _acceptance(row: Row) -> Acceptance:
    return Acceptance(
        place=subject_code(text(row, "place")),
        version=must(whole(row, "version")),
        risk=RiskClass(text(row, "class")),
        institution=text(row, "institution"),
        who=text(row, "who"),
        day=must(day(row, "day")),
        reason=text(row, "reason"),
    )
