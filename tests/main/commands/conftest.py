"""The tables of a small operation in two kecamatan of Kaur, as an office would send them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.worlds import police_claim, unit

from sampai.engines.tables.csv_writer import write_sheets_csv
from sampai.kernel.clock import Calendar
from sampai.kernel.ids import PlaceCode, RegionCode, VehicleCode
from sampai.kernel.quantity import Certainty, Load
from sampai.packs.indonesia.regions import IndonesiaGazetteer
from sampai.packs.profiles import load_modes
from sampai.places.model import Located, Mode, Place, PlaceKind, Region, Register, Station, Territory
from sampai.plan.forms import operation_rows, sheets_with
from sampai.plan.model import Operation, Settings
from sampai.transport.model import VehicleGroup

KAUR = RegionCode("1704")
TETAP, KAUR_TENGAH = RegionCode("170412"), RegionCode("170404")


def _stations(territory: Territory) -> Iterator[Station]:
    for kecamatan in (TETAP, KAUR_TENGAH):
        for village in _villages(territory, kecamatan)[:3]:
            assert village.position
            yield Station(
                village=village.code,
                number=1,
                located=Located(village.position, "survey", Certainty.MEASURED, 20),
                voters_m=150,
                voters_f=161,
                voters_source="KPU",
            )


def _villages(territory: Territory, kecamatan: RegionCode) -> list[Region]:
    return [village for village in territory.villages() if village.code.startswith(kecamatan)]


def _place(code: str, kind: PlaceKind, region: Region) -> Place:
    assert region.position
    return Place(
        code=PlaceCode(code),
        kind=kind,
        name=code.title(),
        region=region.code,
        located=Located(region.position, "survey", Certainty.MEASURED),
        volume_m3=200.0,
    )


def _operation() -> Operation:
    territory = IndonesiaGazetteer().territory(KAUR)
    stations = tuple(_stations(territory))
    tetap, tengah = (_villages(territory, code)[0] for code in (TETAP, KAUR_TENGAH))
    truck = Load(60, 9_000, 4_000_000)
    return Operation(
        settings=Settings(
            name="Pilkada Kaur kecil",
            election="pilkada-2024",
            region=KAUR,
            calendar=Calendar(date(2024, 11, 27), "WIB"),
        ),
        register=Register(
            stations=stations,
            places=(
                _place("gudang", PlaceKind.STORE, tetap),
                _place("ppk-tetap", PlaceKind.PPK, tetap),
                _place("ppk-tengah", PlaceKind.PPK, tengah),
                _place("polres", PlaceKind.POLRES, tetap),
            ),
        ),
        fleet=tuple(
            VehicleGroup(
                code=VehicleCode(f"truk-{base}"),
                kind="truk",
                base=PlaceCode(base),
                count=1,
                room=truck,
                mode=Mode("truk"),
            )
            for base in ("gudang", "ppk-tetap", "ppk-tengah")
        ),
        units=(unit("POLRES", base="polres", available=20),),
        risks=(police_claim(stations[-1].code, "sangat-rawan"),),
    )


@pytest.fixture(scope="session")
def small_kaur(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of CSV files with six stations."""
    folder = tmp_path_factory.mktemp("tables") / "kaur-kecil"
    sheets = sheets_with(modes=load_modes(), items=())
    write_sheets_csv(sheets, out=folder, rows=operation_rows(_operation()))
    return folder
