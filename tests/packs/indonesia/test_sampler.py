"""Samples of real regencies: the shipped ones, odd ones, and in the soak all 514."""

from collections import Counter
from datetime import date

import pytest

from sampai.guarding.model import RiskClass
from sampai.kernel.errors import Refused
from sampai.kernel.geo import distance_m
from sampai.kernel.ids import RegionCode, digest
from sampai.kernel.quantity import Certainty
from sampai.main.operations import check_operation
from sampai.packs.indonesia.regions import IndonesiaGazetteer
from sampai.packs.indonesia.sampler import SHIPPED, SHIPPED_ELECTION, sample_operation, shipped_samples
from sampai.places.model import PlaceKind, SignalGrade
from sampai.plan.model import Operation

PEMILU, PILKADA = "pemilu-2024", "pilkada-2024"

ODD = {
    "1309": "Mentawai: three large islands and small ones",
    "2103": "Natuna: islands far apart",
    "3101": "Kepulauan Seribu: every village an island",
    "3201": "Bogor: most stations of all",
    "3375": "Kota Pekalongan: small villages only",
    "5315": "Manggarai Barat: a kecamatan across water",
    "6411": "Mahakam Ulu: few villages, all large",
    "7171": "Manado: a city with islands",
    "7310": "Pangkajene dan Kepulauan: reefs far out at sea",
    "8108": "Maluku Barat Daya: no mainland",
    "9501": "Jayawijaya, Papua Pegunungan: mountains",
    "9603": "Raja Ampat: villages renumbered since",
    "3520": "Magetan: a village with special stations only",
}


@pytest.fixture(scope="module")
def gazetteer() -> IndonesiaGazetteer:
    return IndonesiaGazetteer()


def sampled(code: str, election: str, gazetteer: IndonesiaGazetteer) -> Operation:
    return sample_operation(RegionCode(code), election_code=election, gazetteer=gazetteer)


def assert_sound(operation: Operation, gazetteer: IndonesiaGazetteer) -> None:
    """Every code is known and used once; every station is on its ground; every landmass is reached."""
    register = operation.register
    territory = gazetteer.territory(operation.settings.region)
    codes = [place.code for place in register.places]
    assert len(set(codes)) == len(codes)
    for table in (register.stations, register.links, operation.fleet, operation.units):
        assert len({row.code for row in table}) == len(table)
    assert {*(group.base for group in operation.fleet), *(unit.base for unit in operation.units)} <= {*codes}
    kinds = Counter(place.kind for place in register.places)
    assert kinds[PlaceKind.STORE] == kinds[PlaceKind.POLRES] == 1
    assert kinds[PlaceKind.PPK] == len({station.village[:6] for station in register.stations})
    assert kinds[PlaceKind.PPS] == len({station.village for station in register.stations})
    for station in register.stations:
        outline = territory.outlines.get(station.village)
        assert station.located is not None
        assert station.located.certainty is Certainty.ESTIMATED
        assert station.located.error_m is not None
        assert outline is None or outline.covers(station.located.position, margin_m=1)
    assert_reached(operation, gazetteer)


def assert_reached(operation: Operation, gazetteer: IndonesiaGazetteer) -> None:
    """A chain of links leads from the store's landmass to every other one with stations."""
    regions = gazetteer.territory(operation.settings.region).regions
    place = {p.code: regions[p.region].landmass for p in operation.register.places}
    sea = [
        {place[link.origin], place[link.target]}  # type: ignore[index]
        for link in operation.register.links
        if link.origin in place and link.target in place
    ]
    reached = {regions[operation.register.of_kind(PlaceKind.STORE)[0].region].landmass}
    while grown := {land for pair in sea if pair & reached for land in pair} - reached:
        reached |= grown
    assert {regions[station.village].landmass for station in operation.register.stations} <= reached


@pytest.mark.parametrize("election", [PEMILU, PILKADA])
@pytest.mark.parametrize("code", sorted(ODD))
def test_odd_regencies_are_sampled(code: str, election: str, gazetteer: IndonesiaGazetteer) -> None:
    assert_sound(sampled(code, election, gazetteer), gazetteer)


@pytest.mark.soak
@pytest.mark.parametrize("election", [PEMILU, PILKADA])
def test_every_regency_is_sampled(election: str, gazetteer: IndonesiaGazetteer) -> None:
    codes = [str(code) for code in gazetteer.tree.codes.tolist() if 1_000 <= code < 10_000]
    stations = 0
    for code in codes:
        operation = sampled(code, election, gazetteer)
        assert_sound(operation, gazetteer)
        stations += len(operation.register.stations)

    assert (len(codes), stations) == (514, {PEMILU: 820_161, PILKADA: 435_296}[election])


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_shipped_tables_are_what_the_sampler_makes(name: str, gazetteer: IndonesiaGazetteer) -> None:
    checked = check_operation(shipped_samples()[name], today=date(2024, 11, 1))

    assert checked.reading.faults == ()
    assert checked.reading.operation is not None
    made = sample_operation(SHIPPED[name], election_code=SHIPPED_ELECTION, gazetteer=gazetteer)
    assert digest(checked.reading.operation) == digest(made)


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_shipped_samples_are_small_and_name_their_sources(name: str) -> None:
    files = list(shipped_samples()[name].iterdir())

    assert sum(file.stat().st_size for file in files) < 500_000
    assert "(c) Cahya DSN" in (shipped_samples()[name] / "SUMBER.md").read_text(encoding="utf-8")


def test_same_seed_same_digest_other_seed_other_positions(gazetteer: IndonesiaGazetteer) -> None:
    first, again, other = (
        sample_operation(RegionCode("1704"), election_code=PILKADA, seed=seed, gazetteer=gazetteer)
        for seed in (0, 0, 7)
    )

    assert digest(first) == digest(again)
    moved = [(a, b) for a, b in zip(first.register.stations, other.register.stations, strict=True) if a != b]
    assert moved
    assert all(a.code == b.code and a.voters == b.voters for a, b in moved)


@pytest.mark.parametrize(
    ("election", "by_kecamatan", "blank"),
    [
        (PEMILU, {"170406": 13, "170407": 11, "170411": 5, "170412": 2}, 30),
        (PILKADA, {"170406": 12, "170407": 10, "170411": 5, "170412": 2}, 29),
    ],
)
def test_kaur_has_the_hard_stations_that_the_press_counts(
    election: str, by_kecamatan: dict[str, int], blank: int, gazetteer: IndonesiaGazetteer
) -> None:
    operation = sampled("1704", election, gazetteer)

    hard = [station for station in operation.register.stations if station.hard]
    assert Counter(station.village[:6] for station in hard) == by_kecamatan
    assert {station.access for station in hard} == {("motor",)}
    assert sum(s.grade is SignalGrade.NONE for station in hard for s in station.signal) == blank
    claimed = {claim.subject for claim in operation.register.claims if claim.field == "tps-sulit"}
    assert claimed == {station.code for station in hard}
    assert {c.certainty for c in operation.register.claims if c.field == "tps-sulit"} == {Certainty.ASSUMED}


def test_kaur_s_hard_stations_of_pemilu_are_in_fifteen_villages(gazetteer: IndonesiaGazetteer) -> None:
    operation = sampled("1704", PEMILU, gazetteer)

    villages = {station.village for station in operation.register.stations if station.hard}
    assert Counter(village[:6] for village in villages) == {
        "170406": 4,
        "170407": 7,
        "170411": 3,
        "170412": 1,
    }


def test_both_accounts_of_kaur_s_third_very_vulnerable_station_are_kept(
    gazetteer: IndonesiaGazetteer,
) -> None:
    risks = sampled("1704", PILKADA, gazetteer).risks

    very = [risk for risk in risks if risk.value == RiskClass.VERY]
    assert Counter(risk.place[:6] for risk in very) == {"170402": 2, "170404": 1, "170412": 1}
    denied = {risk.place: risk.confidence for risk in risks if risk.value == RiskClass.LESS}
    said = {risk.place: risk.confidence for risk in very}
    third, other = (next(place for place in denied if place.startswith(k)) for k in ("170404", "170412"))
    assert (said[third], denied[third]) == (denied[other], said[other])
    assert all(risk.certainty is Certainty.ASSUMED and risk.source for risk in risks)


@pytest.mark.parametrize(("election", "stations"), [(PEMILU, 17), (PILKADA, 11)])
def test_way_haru_is_reached_by_ox_cart_and_motorbike_from_bengkunat(
    election: str, stations: int, gazetteer: IndonesiaGazetteer
) -> None:
    register = sampled("1813", election, gazetteer).register

    hard = [station for station in register.stations if station.hard]
    villages = {f"18131120{n}" for n in ("06", "07", "11", "12")}
    assert len(hard) == stations
    assert {station.village for station in hard} == villages
    assert {frozenset(station.access) for station in hard} == {frozenset({"motor", "gerobak-sapi"})}
    tracks = [link for link in register.links if link.target in villages]
    assert {(link.target, link.mode) for link in tracks} == {
        (village, mode) for village in villages for mode in ("motor", "gerobak-sapi")
    }
    assert {link.origin for link in tracks} == {"titik-alih-1813112002"}
    assert {(link.minutes_dry, link.minutes_wet) for link in tracks} == {(360, 660), (420, 660)}


def test_pulau_pisang_is_reached_by_boat_from_krui(gazetteer: IndonesiaGazetteer) -> None:
    register = sampled("1813", PILKADA, gazetteer).register

    boats = [link for link in register.links if link.mode == "perahu"]
    assert [(link.origin, link.target) for link in boats] == [("dermaga-1813011005", "dermaga-1813062001")]
    assert boats[0].certainty is Certainty.ESTIMATED
    assert 10_000 < boats[0].length_m < 16_000


def test_sebesi_is_reached_by_boat(gazetteer: IndonesiaGazetteer) -> None:
    register = sampled("1801", PEMILU, gazetteer).register

    assert [(link.mode, link.target) for link in register.links] == [("perahu", "dermaga-1801162014")]


def test_lampung_selatan_has_its_published_police_and_classes(gazetteer: IndonesiaGazetteer) -> None:
    operation = sampled("1801", PEMILU, gazetteer)

    police = [unit for unit in operation.units if unit.institution == "polri"]
    assert sum(unit.strength for unit in police) == 865
    assert sum(unit.available for unit in police) == 378 + 174
    assert Counter(risk.value for risk in operation.risks) == {"rawan": 56}
    assert sum(station.special is not None for station in operation.register.stations) == 12
    claims = {(c.field, c.value) for c in operation.register.claims if c.subject == "1801"}
    assert {("jumlah-tps-rawan", "56"), ("jumlah-personel-polri", "865")} <= claims
    assert ("jumlah-personel-polri", "754, termasuk 197 BKO") in claims


def test_kota_pekalongan_has_its_raised_stations(gazetteer: IndonesiaGazetteer) -> None:
    register = sampled("3375", PEMILU, gazetteer).register

    raised = Counter(station.village[:6] for station in register.stations if station.raised_floor)
    assert raised == {"337501": 96, "337502": 21, "337503": 68, "337504": 10}


def test_a_kota_s_stations_keep_apart(gazetteer: IndonesiaGazetteer) -> None:
    register = sampled("3375", PILKADA, gazetteer).register

    village = [s.located.position for s in register.stations if s.located and s.village == "3375011003"]
    gaps = [distance_m(a, b) for i, a in enumerate(village) for b in village[:i]]
    assert min(gaps) >= 80


@pytest.mark.parametrize(
    ("code", "zone"), [("1704", "WIB"), ("6109", "WIB"), ("6301", "WITA"), ("5315", "WITA"), ("8108", "WIT")]
)
def test_zones_and_voting_days(code: str, zone: str, gazetteer: IndonesiaGazetteer) -> None:
    calendars = [sampled(code, election, gazetteer).settings.calendar for election in (PEMILU, PILKADA)]

    assert [calendar.voting_day for calendar in calendars] == [date(2024, 2, 14), date(2024, 11, 27)]
    assert {calendar.zone for calendar in calendars} == {zone}


@pytest.mark.parametrize("code", ["17", "170401", "9999", "", "Kaur"])
def test_what_is_no_regency_is_refused(code: str) -> None:
    with pytest.raises(Refused, match="no code of a regency"):
        sample_operation(RegionCode(code), election_code=PILKADA)


def test_an_election_without_a_list_is_refused() -> None:
    with pytest.raises(Refused, match="no election profile"):
        sample_operation(RegionCode("1704"), election_code="pilkada-2030")
