"""The sheet `pola`: patterns that differ in a part of the territory, for a unit, or off the road."""

from collections.abc import Iterable, Mapping

from sampai.guarding.model import Pattern, PatternOverride, RiskClass
from sampai.kernel.table.columns import SOURCE
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import must, text, whole, yes

CLASS = Column(
    key="class",
    header_id="Kelas",
    header_en="Class",
    kind=Kind.CHOICE,
    help_id="Kelas kerawanan menurut Polri: kurang-rawan, rawan, sangat-rawan atau khusus.",
    help_en="The police class: kurang-rawan, rawan, sangat-rawan or khusus.",
    aliases=("kelas kerawanan",),
    required=True,
    choices={
        RiskClass.LESS.value: ("kurang rawan", "less vulnerable"),
        RiskClass.VULNERABLE.value: ("vulnerable",),
        RiskClass.VERY.value: ("sangat rawan", "very vulnerable"),
        RiskClass.SPECIAL.value: ("lokasi khusus", "special", "special location"),
    },
    example="sangat-rawan",
)

SHEET = Sheet(
    key="pola",
    aliases=("patterns", "pola khusus"),
    help_id=(
        "Satu baris = pola pengamanan lain untuk satu kelas di sebagian wilayah, untuk satu satuan, atau "
        "untuk TPS terpencil. Di tempat lain berlaku kumpulan pola dari lembar operasi."
    ),
    help_en=(
        "One row = another guard pattern for one class in a part of the territory, for a unit, or for "
        "stations that are hard or off the road. Elsewhere the pattern set of the sheet operasi holds."
    ),
    columns=(
        Column(
            key="where",
            header_id="Wilayah atau satuan",
            header_en="Region or unit",
            kind=Kind.CODE,
            help_id=(
                "Kode wilayah (kecamatan, desa) atau kode satuan; pola satuan berlaku di kecamatan "
                "markasnya. Kosong: di mana saja."
            ),
            help_en=(
                "Code of a region (kecamatan, village) or of a unit; a unit's pattern holds in the kecamatan "
                "of its base. Empty: everywhere."
            ),
            aliases=("wilayah", "satuan", "kode wilayah"),
            example="170402",
        ),
        CLASS,
        Column(
            key="remote",
            header_id="Hanya TPS terpencil",
            header_en="Remote only",
            kind=Kind.YES_NO,
            help_id="Ya: hanya untuk TPS sulit atau TPS yang hanya dicapai di luar jalan.",
            help_en="Yes: only for hard stations and those that are only reached off the road.",
            aliases=("terpencil",),
            example="tidak",
        ),
        Column(
            key="officers",
            header_id="Personel",
            header_en="Officers",
            kind=Kind.WHOLE,
            unit="orang",
            help_id="Personel Polri untuk satu kelompok TPS.",
            help_en="Police officers for one group of stations.",
            aliases=("polri", "polisi"),
            required=True,
            least=0,
            example="2",
        ),
        Column(
            key="least",
            header_id="TPS paling sedikit",
            header_en="Least stations",
            kind=Kind.WHOLE,
            help_id="Batas bawah bila pola menyebut rentang, misalnya 10 untuk 2 : 10-14. Boleh kosong.",
            help_en="The lower end where the pattern is a range, such as 10 for 2 : 10-14. May be empty.",
            least=1,
            example="4",
        ),
        Column(
            key="stations",
            header_id="TPS",
            header_en="Stations",
            kind=Kind.WHOLE,
            help_id="Jumlah TPS terbanyak dalam satu kelompok.",
            help_en="The most stations of one group.",
            aliases=("jumlah tps", "tps paling banyak"),
            required=True,
            least=1,
            example="5",
        ),
        Column(
            key="linmas",
            header_id="Linmas",
            header_en="Linmas",
            kind=Kind.WHOLE,
            unit="orang",
            help_id="Linmas untuk satu kelompok TPS.",
            help_en="Linmas for one group of stations.",
            required=True,
            least=0,
            example="10",
        ),
        SOURCE,
    ),
)


def read_patterns(reading: Reading) -> Entries[PatternOverride]:
    """Patterns of the sheet."""
    return to_entries(reading, noun=_override, anchor="least")


def pattern_rows(overrides: Iterable[PatternOverride]) -> list[Mapping[str, Value]]:
    """The patterns as rows of the sheet."""
    return [
        {
            "where": one.within,
            "class": one.pattern.risk.value,
            "remote": one.remote,
            "officers": one.pattern.officers,
            "least": one.pattern.least_stations or None,
            "stations": one.pattern.stations,
            "linmas": one.pattern.linmas,
            "source": one.source,
        }
        for one in overrides
    ]


def _override(row: Row) -> PatternOverride:
    return PatternOverride(
        pattern=Pattern(
            risk=RiskClass(text(row, "class")),
            officers=must(whole(row, "officers")),
            stations=must(whole(row, "stations")),
            linmas=must(whole(row, "linmas")),
            least_stations=whole(row, "least") or 0,
        ),
        within=text(row, "where"),
        remote=yes(row, "remote") or False,
        source=text(row, "source"),
    )
