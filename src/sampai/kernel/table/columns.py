"""Columns that many sheets share, and how their cells become values and back."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sampai.kernel.quantity import Certainty
from sampai.kernel.table.sheet import Column, Kind, Row
from sampai.kernel.table.values import text

CERTAINTY_WORDS: Mapping[str, Certainty] = MappingProxyType(
    {
        "terukur": Certainty.MEASURED,
        "dilaporkan": Certainty.REPORTED,
        "perkiraan": Certainty.ESTIMATED,
        "asumsi": Certainty.ASSUMED,
    }
)
"""The word in the table for each certainty."""

_WORD_OF_CERTAINTY = {certainty: word for word, certainty in CERTAINTY_WORDS.items()}

SOURCE = Column(
    key="source",
    header_id="Sumber",
    header_en="Source",
    kind=Kind.TEXT,
    help_id="Asal keterangan pada baris ini: nama dokumen, lembaga atau orang, dan tanggalnya.",
    help_en="Where this row comes from: document, institution or person, and its date.",
    aliases=("asal data", "sumber data"),
    example="SK KPU Kabupaten Kaur 2024",
)

CERTAINTY = Column(
    key="certainty",
    header_id="Kepastian",
    header_en="Certainty",
    kind=Kind.CHOICE,
    help_id=(
        "Seberapa pasti isi baris ini: terukur (diukur, dihitung atau dari daftar resmi), dilaporkan "
        "(disampaikan "
        "orang, lembaga atau pers), perkiraan (dihitung dari data lain), asumsi (diisi supaya rencana dapat "
        "dibuat). Jika kosong, dianggap dilaporkan."
    ),
    help_en=(
        "How sure this row is: terukur (measured, counted or from an official list), dilaporkan (reported), "
        "perkiraan (estimated from other data), asumsi (assumed so that planning can go on). Empty: reported."
    ),
    choices={
        "terukur": ("measured", "diukur", "resmi"),
        "dilaporkan": ("reported", "laporan"),
        "perkiraan": ("estimated", "taksiran", "estimasi"),
        "asumsi": ("assumed", "diandaikan", "anggapan"),
    },
    example="dilaporkan",
)

CONFIDENCE = Column(
    key="confidence",
    header_id="Tingkat keyakinan",
    header_en="Confidence",
    kind=Kind.NUMBER,
    help_id="Keyakinan pada keterangan ini, dari 0 (tidak percaya) sampai 1 (pasti). Boleh kosong.",
    help_en="How far this statement is believed, from 0 (not at all) to 1 (certain). May be empty.",
    aliases=("keyakinan",),
    least=0,
    most=1,
    example="0,8",
)

DAY = Column(
    key="day",
    header_id="Tanggal",
    header_en="Date",
    kind=Kind.DATE,
    help_id="Tanggal keterangan ini dibuat atau diterima.",
    help_en="The day on which this was stated or received.",
    aliases=("tgl",),
    example="23-01-2024",
)


def named(
    column: Column, *, key: str, header_id: str, header_en: str, aliases: tuple[str, ...] = ()
) -> Column:
    """A shared column under another key and headers, where a sheet needs it twice."""
    return replace(column, key=key, header_id=header_id, header_en=header_en, aliases=aliases)


def certainty_of(row: Row, key: str = "certainty") -> Certainty:
    """The certainty that a row states; reported when it states none."""
    return CERTAINTY_WORDS.get(text(row, key), Certainty.REPORTED)


def certainty_word(certainty: Certainty) -> str:
    """The word in the table for a certainty."""
    return _WORD_OF_CERTAINTY[certainty]
