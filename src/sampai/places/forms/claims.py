"""The sheet `klaim`: statements about fields of stations and places; several may contradict each other."""

from collections.abc import Iterable, Mapping

from sampai.kernel.table.columns import (
    CERTAINTY,
    CONFIDENCE,
    DAY,
    SOURCE,
    certainty_of,
    certainty_word,
)
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import day, number, text, yes
from sampai.places.model import Claim
from sampai.places.rules.subjects import subject_code

SHEET = Sheet(
    key="klaim",
    aliases=("claims", "keterangan berbeda"),
    help_id=(
        "Satu baris = satu keterangan tentang satu isian, menurut satu sumber. Keterangan yang berbeda "
        "disimpan "
        "semuanya; yang diterima dipakai oleh rencana."
    ),
    help_en=(
        "One row = one statement about one field by one source. Contradicting statements are all kept; the "
        "accepted one is used by the plan."
    ),
    columns=(
        Column(
            key="subject",
            header_id="Kode subjek",
            header_en="Subject",
            kind=Kind.CODE,
            help_id="Kode TPS (kode desa + tiga angka nomor TPS), tempat, lintasan atau wilayah.",
            help_en="Code of a station (village code + three digits), place, link or region.",
            aliases=("subjek", "kode"),
            required=True,
            example="1704012001001",
        ),
        Column(
            key="field",
            header_id="Isian",
            header_en="Field",
            kind=Kind.CODE,
            help_id=(
                "Isian yang diterangkan. Yang langsung dipakai bila diterima: posisi, pemilih-l, pemilih-p, "
                "lokasi, tps-sulit, sinyal, akses. Isian lain disimpan sebagai catatan."
            ),
            help_en=(
                "Field it is about. Used at once when accepted: posisi (position), pemilih-l (men), "
                "pemilih-p "
                "(women), lokasi (location), tps-sulit (hard), sinyal (signal), akses (access). Others are "
                "kept."
            ),
            aliases=("kolom",),
            required=True,
            example="tps-sulit",
        ),
        Column(
            key="value",
            header_id="Nilai",
            header_en="Value",
            kind=Kind.TEXT,
            help_id="Isi keterangan. Posisi ditulis lintang, bujur, misalnya -4.78, 103.33.",
            help_en="What is stated. A position is latitude, longitude, such as -4.78, 103.33.",
            aliases=("isi",),
            required=True,
            example="ya",
        ),
        SOURCE,
        DAY,
        CERTAINTY,
        CONFIDENCE,
        Column(
            key="accepted",
            header_id="Diterima",
            header_en="Accepted",
            kind=Kind.YES_NO,
            help_id="Ya pada satu keterangan yang dipakai. Paling banyak satu untuk tiap isian.",
            help_en="Yes on the one statement that is used. At most one per field.",
            aliases=("dipakai", "disetujui"),
            example="ya",
        ),
    ),
)


def read_claims(reading: Reading) -> Entries[Claim]:
    """Claims of the sheet."""
    return to_entries(reading, noun=_claim, anchor="subject")


def claim_rows(claims: Iterable[Claim]) -> list[Mapping[str, Value]]:
    """The claims as rows of the sheet."""
    return [
        {
            "subject": claim.subject,
            "field": claim.field,
            "value": claim.value,
            "source": claim.source,
            "day": claim.day,
            "certainty": certainty_word(claim.certainty),
            "confidence": claim.confidence,
            "accepted": claim.accepted,
        }
        for claim in claims
    ]


def _claim(row: Row) -> Claim:
    return Claim(
        subject=subject_code(text(row, "subject")),
        field=text(row, "field"),
        value=text(row, "value"),
        source=text(row, "source"),
        day=day(row, "day"),
        certainty=certainty_of(row),
        confidence=number(row, "confidence"),
        accepted=yes(row, "accepted") or False,
    )
