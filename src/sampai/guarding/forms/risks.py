"""The sheet `kerawanan`: what institutions say of places; the police's class and others' indicators."""

from collections.abc import Iterable, Iterator, Mapping

from sampai.guarding.forms.institutions import INSTITUTION
from sampai.guarding.model import RiskClaim, RiskClass
from sampai.guarding.rules.proposals import PARITY, PARITY_VALUES, plain
from sampai.guarding.rules.risk import CLASS, class_of
from sampai.kernel.faults import Fault
from sampai.kernel.table.columns import CERTAINTY, CONFIDENCE, DAY, SOURCE, certainty_of, certainty_word
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import day, number, text
from sampai.kernel.text import say
from sampai.places.rules.subjects import subject_code

SHEET = Sheet(
    key="kerawanan",
    aliases=("vulnerability", "kerawanan tps", "risks"),
    help_id=(
        "Satu baris = satu keterangan satu lembaga tentang satu tempat: kelas kerawanan (Polri) atau "
        "indikator "
        "(misalnya Bawaslu). Keduanya disimpan berdampingan dan tidak digabung."
    ),
    help_en=(
        "One row = one statement of one institution on one place: a class (police) or an indicator (such as "
        "the "
        "supervisor's). Both are kept side by side and never merged."
    ),
    columns=(
        Column(
            key="place",
            header_id="Tempat",
            header_en="Place",
            kind=Kind.CODE,
            help_id="Kode TPS (kode desa + tiga angka nomor TPS), desa, kecamatan atau tempat.",
            help_en="Code of a station (village code + three digits), village, kecamatan or place.",
            aliases=("kode tempat", "kode tps", "tps", "wilayah"),
            required=True,
            example="1704012001001",
        ),
        INSTITUTION,
        Column(
            key="indicator",
            header_id="Indikator",
            header_en="Indicator",
            kind=Kind.TEXT,
            help_id=(
                "Tulis kelas untuk kelas kerawanan, atau nama indikatornya, misalnya riwayat-psu, "
                "rawan-bencana, keseimbangan-dukungan (nilainya hanya tinggi atau rendah)."
            ),
            help_en=(
                "Write kelas for the class, or the indicator's name, such as riwayat-psu, rawan-bencana, "
                "keseimbangan-dukungan (how even support is: tinggi or rendah only)."
            ),
            aliases=("jenis kerawanan", "indikator kerawanan"),
            required=True,
            example="kelas",
        ),
        Column(
            key="value",
            header_id="Nilai",
            header_en="Value",
            kind=Kind.TEXT,
            help_id=(
                "Untuk kelas: kurang-rawan, rawan, sangat-rawan atau khusus. Untuk indikator: isinya, "
                "misalnya ya."
            ),
            help_en=(
                "For a class: kurang-rawan, rawan, sangat-rawan or khusus. For an indicator: what it says."
            ),
            aliases=("kelas", "isi"),
            required=True,
            example="sangat-rawan",
        ),
        DAY,
        SOURCE,
        CERTAINTY,
        CONFIDENCE,
    ),
)


def read_risks(reading: Reading) -> Entries[RiskClaim]:
    """Statements of the sheet."""
    return to_entries(reading, noun=_claim, wrong=_wrong, anchor="value")


def risk_rows(claims: Iterable[RiskClaim]) -> list[Mapping[str, Value]]:
    """The statements as rows of the sheet."""
    return [
        {
            "place": claim.place,
            "institution": claim.institution,
            "indicator": claim.indicator,
            "value": claim.value,
            "day": claim.day,
            "source": claim.source,
            "certainty": certainty_word(claim.certainty),
            "confidence": claim.confidence,
        }
        for claim in claims
    ]


def _wrong(row: Row) -> Iterator[Fault]:
    claim = _claim(row)
    if plain(claim.indicator) == PARITY and plain(claim.value) not in PARITY_VALUES:
        yield row.fault(
            "value",
            code="parity-value",
            wrong=say(
                "How even support is may be told as high or low only, not “{value}”.", value=claim.value
            ),
            mend=say("Write tinggi or rendah. Shares of votes do not belong here."),
        )
    if claim.indicator.casefold() == CLASS and claim.institution == "polri" and class_of(claim) is None:
        yield row.fault(
            "value",
            code="risk-class",
            wrong=say("“{value}” is not one of the police's classes.", value=claim.value),
            mend=say("Write one of: {classes}.", classes=", ".join(risk.value for risk in RiskClass)),
        )


def _claim(row: Row) -> RiskClaim:
    return RiskClaim(
        place=subject_code(text(row, "place")),
        institution=text(row, "institution"),
        indicator=text(row, "indicator"),
        value=text(row, "value"),
        day=day(row, "day"),
        source=text(row, "source"),
        certainty=certainty_of(row),
        confidence=number(row, "confidence"),
    )
