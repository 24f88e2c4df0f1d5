from dataclasses import replace

from tests.worlds import COAST, HILLS, PRACTICE

from sampai.guarding.model import (
    Cluster,
    CommandKind,
    CommandRules,
    Duty,
    DutyKind,
    Officer,
    RiskClass,
)
from sampai.guarding.rules.command import commands_of
from sampai.kernel.clock import HTime
from sampai.kernel.ids import RegionCode, StationCode, UnitCode

POLRES, POLSEK = UnitCode("POLRES"), UnitCode("POLSEK-1")
RULES = CommandRules(
    ranks=("AKP", "Iptu", "Ipda", "Bripka"), lead_from="Ipda", stations_per_padal=4, basis=PRACTICE
)


def cluster(kecamatan: RegionCode, number: int, *, stations: int = 3) -> Cluster:
    codes = tuple(StationCode(f"{kecamatan}2001{number}{row:02d}") for row in range(stations))
    return Cluster(risk=RiskClass.LESS, kecamatan=kecamatan, stations=codes, officers=2, linmas=6, reach_m=0)


CLUSTERS = [cluster(COAST, 1), cluster(COAST, 2), cluster(HILLS, 1, stations=1)]


def duty(some: Cluster, unit: UnitCode, officers: int) -> Duty:
    return Duty(
        kind=DutyKind.STATIONS,
        subject=some.code,
        unit=unit,
        officers=officers,
        starts=HTime(0),
        ends=HTime(9),
    )


DUTIES = [duty(CLUSTERS[0], POLSEK, 2), duty(CLUSTERS[1], POLSEK, 1), duty(CLUSTERS[2], POLRES, 2)]


def officer(number: str, rank: str, unit: UnitCode = POLSEK) -> Officer:
    return Officer(service_number=number, name="", rank=rank, unit=unit)


def test_a_padal_leads_as_many_stations_as_the_pack_says_and_a_pamatwil_a_kecamatan() -> None:
    found = commands_of(CLUSTERS, duties=DUTIES, officers=(), rules=RULES, central=POLRES)

    assert [(c.kind, c.code, c.unit, c.subjects) for c in found] == [
        (CommandKind.PADAL, f"{COAST}-1", POLSEK, (CLUSTERS[0].code,)),
        (CommandKind.PADAL, f"{COAST}-2", POLSEK, (CLUSTERS[1].code,)),
        (CommandKind.PADAL, f"{HILLS}-1", POLRES, (CLUSTERS[2].code,)),
        (CommandKind.PAMATWIL, COAST, POLRES, (COAST,)),
        (CommandKind.PAMATWIL, HILLS, POLRES, (HILLS,)),
    ]


def test_the_highest_rank_leads_first_and_nobody_leads_twice() -> None:
    officers = [officer("3", "Bripka"), officer("2", "Ipda"), officer("1", "iptu")]

    found = commands_of(CLUSTERS, duties=DUTIES, officers=officers, rules=RULES, central=None)

    assert [command.service_number for command in found] == ["1", "2", ""]


def test_groups_that_nobody_is_sent_to_have_no_padal_and_without_a_polres_there_is_no_pamatwil() -> None:
    assert commands_of(CLUSTERS, duties=(), officers=(), rules=RULES, central=None) == ()


def test_a_guarded_place_is_led_by_the_unit_that_stands_there_most() -> None:
    watch = replace(DUTIES[0], kind=DutyKind.PLACE, subject="GUDANG")

    found = commands_of(
        (), duties=[watch, replace(watch, unit=POLRES, officers=3)], officers=(), rules=RULES, central=None
    )

    assert [(command.area, command.unit) for command in found] == [("GUDANG", POLRES)]
