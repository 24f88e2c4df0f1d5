"""The sheet `operasi`: one row for each setting, its name on the left and its value beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sampai.kernel.clock import ZONES, Calendar
from sampai.kernel.faults import Fault, Note
from sampai.kernel.ids import RegionCode
from sampai.kernel.table.cells import reader
from sampai.kernel.table.outcome import Outcome, Remark, Trouble
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import text
from sampai.kernel.text import say
from sampai.plan.model import Settings
from sampai.plan.rules.crosscheck import SettingsSheet
from sampai.plan.rules.crosscheck.settings import VALUE

DEFAULT_PACK = "indonesia"

SETTINGS: tuple[Column, ...] = (
    Column(
        key="name",
        header_id="Nama operasi",
        header_en="Name",
        kind=Kind.TEXT,
        help_id="Nama yang tampil di semua keluaran, misalnya Pilkada 2024 Kabupaten Kaur.",
        help_en="Name shown on all output.",
        aliases=("nama", "operasi"),
        required=True,
        example="Pilkada 2024 Kabupaten Kaur",
    ),
    Column(
        key="election",
        header_id="Pemilihan",
        header_en="Election",
        kind=Kind.CODE,
        help_id=(
            "Kode profil pemilihan, misalnya pilkada-2024 atau pemilu-2024, atau berkas profil sendiri "
            "(.toml)."
        ),
        help_en="Code of the election profile, such as pilkada-2024, or an own profile file (.toml).",
        aliases=("profil pemilihan", "pemilu", "election profile"),
        required=True,
        example="pilkada-2024",
    ),
    Column(
        key="region",
        header_id="Wilayah",
        header_en="Region",
        kind=Kind.REGION,
        help_id="Kode Kemendagri wilayah operasi, biasanya kabupaten atau kota (4 angka).",
        help_en="Kemendagri code of the operation's region, usually a regency (4 digits).",
        aliases=("kode wilayah", "kabupaten", "kabupaten/kota", "region code"),
        required=True,
        example="1704",
    ),
    Column(
        key="voting_day",
        header_id="Hari H",
        header_en="Voting day",
        kind=Kind.DATE,
        help_id="Tanggal pemungutan suara: hari-bulan-tahun.",
        help_en="Day of voting: day-month-year.",
        aliases=("hari pemungutan suara", "tanggal pemungutan suara", "h"),
        required=True,
        example="27-11-2024",
    ),
    Column(
        key="zone",
        header_id="Zona waktu",
        header_en="Time zone",
        kind=Kind.CHOICE,
        help_id="WIB, WITA atau WIT.",
        help_en="WIB (UTC+7), WITA (UTC+8) or WIT (UTC+9).",
        aliases=("zona", "waktu"),
        required=True,
        choices={zone: (name,) for zone, name in ZONES.items()},
        example="WIB",
    ),
    Column(
        key="patterns",
        header_id="Pola pengamanan",
        header_en="Guard patterns",
        kind=Kind.CODE,
        help_id="Kode kumpulan pola polisi : TPS : linmas. Kosong: pola baku.",
        help_en="Code of the set of patterns police : stations : linmas. Empty: the usual one.",
        aliases=("pola", "patterns"),
    ),
    Column(
        key="staging",
        header_id="Jalur barang",
        header_en="Staging",
        kind=Kind.CODE,
        help_id="Kode jalur barang menurut profil, misalnya ppk (gudang, PPK, TPS). Kosong: jalur biasa.",
        help_en="Code of the way that the goods go, from the profile. Empty: its usual one.",
        aliases=("jalur", "penahapan"),
    ),
    Column(
        key="pack",
        header_id="Paket negara",
        header_en="Pack",
        kind=Kind.CODE,
        help_id="Paket aturan dan wilayah. Kosong: indonesia.",
        help_en="Pack of rules and regions. Empty: indonesia.",
        aliases=("paket",),
    ),
)
"""One column declaration per setting: how its value is read and explained."""

SHEET = Sheet(
    key="operasi",
    aliases=("operation", "settings", "pengaturan"),
    required=True,
    help_id="Satu baris = satu isian tentang operasi ini. Isi kolom Nilai; jangan ubah kolom Isian.",
    help_en=(
        "One row = one setting of this operation. Fill the column Value; leave the column Setting as it is."
    ),
    columns=(
        Column(
            key="setting",
            header_id="Isian",
            header_en="Setting",
            kind=Kind.CHOICE,
            help_id="Apa yang diisi.",
            help_en="What is set.",
            aliases=("pengaturan", "setelan"),
            required=True,
            choices={
                setting.header_id: (setting.header_en, setting.key, *setting.aliases) for setting in SETTINGS
            },
            example="Pemilihan",
        ),
        Column(
            key=VALUE,
            header_id="Nilai",
            header_en="Value",
            kind=Kind.TEXT,
            help_id="Isinya; penjelasan tiap isian ada di kolom Keterangan.",
            help_en="Its value; each setting is explained in the column Remark.",
            aliases=("isi",),
            example="pilkada-2024",
        ),
        Column(
            key="remark",
            header_id="Keterangan",
            header_en="Remark",
            kind=Kind.TEXT,
            help_id="Penjelasan; tidak dibaca.",
            help_en="Explanation; not read.",
            aliases=("penjelasan", "catatan"),
        ),
    ),
)

_OF_HEADER = {setting.header_id: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class SettingsReading:
    """The sheet as far as it could be read, with what is wrong."""

    sheet: SettingsSheet
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]


def read_settings(reading: Reading | None) -> SettingsReading:
    """Settings of the sheet; every one that is missing or wrong is a fault.

    None: there is no such sheet, which is told elsewhere.
    """
    if reading is None:
        return SettingsReading(SettingsSheet(), (), ())
    if any(fault.row is None for fault in reading.faults):
        return SettingsReading(SettingsSheet(), reading.faults, reading.notes)
    rows = _by_setting(reading.rows)
    outcomes = {key: reader(setting)(row.written.get(VALUE) or None) for key, (setting, row) in rows.items()}
    said_again = {(row.number, row.headers.get(VALUE, VALUE)) for _, row in rows.values()}
    faults = [
        *reading.faults,
        *_repeated(reading.rows),
        *_troubles(rows, outcomes),
        *_missing(rows, reading=reading),
    ]
    notes = [note for note in reading.notes if (note.row, note.column) not in said_again]
    return SettingsReading(
        _sheet({key: _value(outcome) for key, outcome in outcomes.items()}, rows=rows, sound=not faults),
        tuple(faults),
        (*notes, *_remarks(rows, outcomes)),
    )


def settings_rows(settings: Settings) -> list[Mapping[str, Value]]:
    """The settings as rows of the sheet."""
    return open_rows(
        {
            "name": settings.name,
            "election": settings.election,
            "region": settings.region,
            "voting_day": written_day(settings.calendar.voting_day),
            "zone": settings.calendar.zone,
            "patterns": settings.patterns,
            "staging": settings.staging,
            "pack": settings.pack,
        }
    )


def open_rows(values: Mapping[str, str]) -> list[Mapping[str, Value]]:
    """One row for each setting, with the values that are known by its key."""
    return [
        {"setting": setting.header_id, VALUE: values.get(setting.key, ""), "remark": setting.help_id}
        for setting in SETTINGS
    ]


def written_day(day: date) -> str:
    """A day as offices write it."""
    return f"{day:%d-%m-%Y}"


Rows = Mapping[str, tuple[Column, Row]]


def _by_setting(rows: tuple[Row, ...]) -> Rows:
    found: dict[str, tuple[Column, Row]] = {}
    for row in rows:
        setting = _OF_HEADER[text(row, "setting")]
        found.setdefault(setting.key, (setting, row))
    return found


def _value(outcome: Outcome) -> Value:
    if isinstance(outcome, Trouble):
        return None
    return outcome.value if isinstance(outcome, Remark) else outcome


def _troubles(rows: Rows, outcomes: Mapping[str, Outcome]) -> Iterator[Fault]:
    for key, outcome in outcomes.items():
        if isinstance(outcome, Trouble):
            yield rows[key][1].fault(VALUE, code=outcome.code, wrong=outcome.wrong, mend=outcome.mend)


def _remarks(rows: Rows, outcomes: Mapping[str, Outcome]) -> Iterator[Note]:
    for key, outcome in outcomes.items():
        if isinstance(outcome, Remark):
            yield rows[key][1].note(VALUE, code=outcome.code, said=outcome.said)


def _repeated(rows: tuple[Row, ...]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        before = first.setdefault(text(row, "setting"), row.number)
        if before != row.number:
            yield row.fault(
                "setting",
                code="setting-twice",
                wrong=say("This is already in row {row}.", row=str(before)),
                mend=say("Delete one of the rows."),
            )


def _missing(rows: Rows, *, reading: Reading) -> Iterator[Fault]:
    """A fault for each required setting without a row, unless a row's own setting could not be read."""
    named = {text(row, "setting") for row in reading.faulty}
    if "" in named:
        return
    for setting in SETTINGS:
        if setting.required and setting.key not in rows and setting.header_id not in named:
            yield Fault(
                code="setting-missing",
                sheet=SHEET.key,
                row=None,
                column=None,
                value="",
                wrong=say("The setting {setting} is missing.", setting=setting.header_id),
                mend=say(
                    "Add a row with {setting} on the left and its value beside it.", setting=setting.header_id
                ),
            )


def _sheet(values: Mapping[str, Value], *, rows: Rows, sound: bool) -> SettingsSheet:
    day, region = values.get("voting_day"), values.get("region")
    sheet = SettingsSheet(
        region=RegionCode(region) if isinstance(region, str) else None,
        election=str(values.get("election") or ""),
        patterns=str(values.get("patterns") or ""),
        staging=str(values.get("staging") or ""),
        pack=str(values.get("pack") or ""),
        voting_day=day if isinstance(day, date) else None,
        rows={key: row for key, (_, row) in rows.items()},
    )
    return replace(sheet, settings=_settings(sheet, values=values)) if sound else sheet


def _settings(sheet: SettingsSheet, *, values: Mapping[str, Value]) -> Settings:
    assert sheet.region is not None
    assert sheet.voting_day is not None
    return Settings(
        name=str(values["name"]),
        election=sheet.election,
        region=sheet.region,
        calendar=Calendar(sheet.voting_day, str(values["zone"])),
        patterns=sheet.patterns,
        staging=sheet.staging,
        pack=sheet.pack or DEFAULT_PACK,
    )
