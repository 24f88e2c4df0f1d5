"""The sheet `armada`: vehicles of one kind at one base."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sampai.kernel.faults import Fault, Note
from sampai.kernel.ids import PlaceCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.kernel.table.columns import CERTAINTY, SOURCE, certainty_of, certainty_word
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import day, must, scaled, text, whole
from sampai.kernel.text import say
from sampai.places.model import Mode
from sampai.transport.model import ModeRule, VehicleGroup

SHEET = Sheet(
    key="armada",
    aliases=("fleet", "vehicles", "kendaraan"),
    help_id="Satu baris = kendaraan sejenis di satu pangkalan. Kapasitas yang kosong diisi menurut modanya.",
    help_en=(
        "One row = vehicles of one kind at one base. Empty capacities are filled by the mode's usual ones."
    ),
    columns=(
        Column(
            key="code",
            header_id="Kode",
            header_en="Code",
            kind=Kind.CODE,
            help_id="Kode kelompok kendaraan, buatan sendiri.",
            help_en="A code of your own for these vehicles.",
            aliases=("kode armada", "id"),
            required=True,
            example="truk-1",
        ),
        Column(
            key="kind",
            header_id="Jenis",
            header_en="Kind",
            kind=Kind.TEXT,
            help_id="Jenis kendaraan seperti biasa disebut, misalnya truk engkel.",
            help_en="The kind of vehicle as people call it.",
            aliases=("jenis kendaraan",),
            example="Truk engkel",
        ),
        Column(
            key="mode",
            header_id="Moda",
            header_en="Mode",
            kind=Kind.CHOICE,
            help_id="Moda yang menentukan kecepatan dan jalan yang dapat dilalui.",
            help_en="The mode, which decides its speed and where it can go.",
            aliases=("moda angkutan", "modes"),
            required=True,
            example="truk",
        ),
        Column(
            key="base",
            header_id="Pangkalan",
            header_en="Base",
            kind=Kind.CODE,
            help_id="Kode tempat pangkalan dari lembar tempat.",
            help_en="Code of the place where they are based, from the sheet tempat.",
            aliases=("kode pangkalan", "tempat"),
            required=True,
            example="gudang-1",
        ),
        Column(
            key="count",
            header_id="Jumlah",
            header_en="Count",
            kind=Kind.WHOLE,
            unit="unit",
            help_id="Banyaknya kendaraan.",
            help_en="How many vehicles.",
            aliases=("banyaknya", "how many"),
            required=True,
            least=0,
            example="4",
        ),
        Column(
            key="boxes",
            header_id="Kapasitas kotak",
            header_en="Room in boxes",
            kind=Kind.WHOLE,
            unit="kotak",
            help_id="Kotak suara terbanyak dalam satu kendaraan.",
            help_en="Most ballot boxes in one vehicle.",
            aliases=("kotak", "boxes", "muat kotak"),
            least=0,
            example="80",
        ),
        Column(
            key="volume",
            header_id="Kapasitas volume",
            header_en="Room in m3",
            kind=Kind.NUMBER,
            unit="m3",
            help_id="Ruang muat satu kendaraan.",
            help_en="Room of one vehicle.",
            aliases=("volume", "m3", "muat volume"),
            least=0,
            example="9,5",
        ),
        Column(
            key="weight",
            header_id="Kapasitas berat",
            header_en="Room in kg",
            kind=Kind.NUMBER,
            unit="kg",
            help_id="Muatan terberat satu kendaraan.",
            help_en="Heaviest load of one vehicle.",
            aliases=("berat", "kg", "muatan"),
            least=0,
            example="2000",
        ),
        Column(
            key="cost_km",
            header_id="Biaya per km",
            header_en="Cost per km",
            kind=Kind.WHOLE,
            unit="Rp",
            help_id="Biaya jalan satu kendaraan per kilometer. Kosong: menurut modanya.",
            help_en="Cost of one vehicle per kilometre. Empty: the mode's.",
            least=0,
            example="6000",
        ),
        Column(
            key="cost_h",
            header_id="Biaya per jam",
            header_en="Cost per hour",
            kind=Kind.WHOLE,
            unit="Rp",
            help_id="Biaya satu kendaraan dengan pengemudi per jam. Kosong: menurut modanya.",
            help_en="Cost of one vehicle with driver per hour. Empty: the mode's.",
            least=0,
            example="40000",
        ),
        Column(
            key="available_from",
            header_id="Tersedia dari",
            header_en="Available from",
            kind=Kind.DATE,
            help_id="Hari pertama dapat dipakai. Kosong: selalu.",
            help_en="First day of use. Empty: always.",
            example="24-11-2024",
        ),
        Column(
            key="available_until",
            header_id="Tersedia sampai",
            header_en="Available until",
            kind=Kind.DATE,
            help_id="Hari terakhir dapat dipakai. Kosong: selalu.",
            help_en="Last day of use. Empty: always.",
            example="30-11-2024",
        ),
        Column(
            key="ends",
            header_id="Berakhir di",
            header_en="Ends at",
            kind=Kind.CODE,
            help_id="Kode tempat tujuan setiap kendaraan setelah perjalanan terakhirnya. Kosong: pulang.",
            help_en="Code of the place to which each vehicle goes after its last journey. Empty: home.",
            aliases=("tujuan akhir", "berakhir"),
            example="ppk-1",
        ),
        Column(
            key="owner",
            header_id="Pemilik",
            header_en="Owner",
            kind=Kind.TEXT,
            help_id="Pemilik atau penyedia kendaraan.",
            help_en="Owner or supplier.",
            aliases=("penyedia",),
            example="Dinas Perhubungan",
        ),
        Column(
            key="driver",
            header_id="Pengemudi",
            header_en="Driver",
            kind=Kind.TEXT,
            help_id="Nama atau jumlah pengemudi.",
            help_en="Name or number of drivers.",
            aliases=("sopir",),
        ),
        Column(
            key="drivers",
            header_id="Pengemudi per kendaraan",
            header_en="Drivers per vehicle",
            kind=Kind.WHOLE,
            unit="orang",
            help_id="Banyaknya pengemudi yang bergantian dalam satu kendaraan. Kosong: satu.",
            help_en="How many drivers take turns in one vehicle. Empty: one.",
            aliases=("jumlah pengemudi", "sopir per kendaraan"),
            least=1,
            most=4,
            example="1",
        ),
        SOURCE,
        CERTAINTY,
    ),
)

_USUAL = {"boxes", "volume", "weight", "cost_km", "cost_h"}
"""Cells that the mode's usual value fills when they are empty."""


def read_fleet(reading: Reading, *, modes: Iterable[ModeRule]) -> Entries[VehicleGroup]:
    """Vehicles of the sheet; empty capacities and costs are the mode's usual ones, told in a note."""
    rules = {rule.mode: rule for rule in modes}
    entries = to_entries(
        reading,
        noun=lambda row: _group(row, rule=rules.get(Mode(text(row, "mode")))),
        wrong=_wrong,
        anchor="boxes",
    )
    return replace(entries, notes=(*entries.notes, *_filled(entries)))


def fleet_rows(fleet: Iterable[VehicleGroup]) -> list[Mapping[str, Value]]:
    """The vehicles as rows of the sheet."""
    return [_cells(group) for group in fleet]


def _wrong(row: Row) -> Iterator[Fault]:
    first, last = day(row, "available_from"), day(row, "available_until")
    if first is not None and last is not None and last < first:
        yield row.fault(
            "available_until",
            code="ends-before-start",
            wrong=say("The last day is before the first."),
            mend=say("Correct one of the two dates."),
        )


def _group(row: Row, *, rule: ModeRule | None) -> VehicleGroup:
    return VehicleGroup(
        code=VehicleCode(text(row, "code")),
        kind=text(row, "kind") or text(row, "mode"),
        base=PlaceCode(text(row, "base")),
        count=must(whole(row, "count")),
        room=_room(row, usual=rule.room if rule else Load()),
        mode=Mode(text(row, "mode")),
        cost_rp_km=_either(whole(row, "cost_km"), rule.cost_rp_km if rule else 0),
        cost_rp_h=_either(whole(row, "cost_h"), rule.cost_rp_h if rule else 0),
        available_from=day(row, "available_from"),
        available_until=day(row, "available_until"),
        ends=PlaceCode(text(row, "ends")) if text(row, "ends") else None,
        owner=text(row, "owner"),
        driver=text(row, "driver"),
        drivers=whole(row, "drivers") or 1,
        source=text(row, "source"),
        certainty=certainty_of(row),
    )


def _room(row: Row, *, usual: Load) -> Load:
    return Load(
        boxes=_either(whole(row, "boxes"), usual.boxes),
        volume_l=_either(scaled(row, "volume", by=1000), usual.volume_l),
        weight_g=_either(scaled(row, "weight", by=1000), usual.weight_g),
    )


def _either(said: int | None, usual: int) -> int:
    return usual if said is None else said


def _filled(entries: Entries[VehicleGroup]) -> Iterator[Note]:
    for entry in entries.good:
        empty = [
            column for column in SHEET.columns if column.key in _USUAL and _is_empty(entry.row, column.key)
        ]
        if empty:
            yield entry.row.note(
                empty[0].key,
                code="usual-of-mode",
                said=say(
                    "Not given, so the usual value of the mode {mode} is used: {columns}.",
                    mode=entry.noun.mode,
                    columns=", ".join(column.header_id for column in empty),
                ),
            )


def _is_empty(row: Row, key: str) -> bool:
    return row.values.get(key) is None


def _cells(group: VehicleGroup) -> Mapping[str, Value]:
    return {
        "code": group.code,
        "kind": group.kind,
        "mode": group.mode,
        "base": group.base,
        "count": group.count,
        "boxes": group.room.boxes,
        "volume": group.room.volume_l / 1000,
        "weight": group.room.weight_g / 1000,
        "cost_km": group.cost_rp_km,
        "cost_h": group.cost_rp_h,
        "available_from": group.available_from,
        "available_until": group.available_until,
        "ends": group.ends,
        "owner": group.owner,
        "driver": group.driver,
        "drivers": group.drivers if group.drivers > 1 else None,
        "source": group.source,
        "certainty": certainty_word(group.certainty),
    }
