"""Sample operations: the tables of any regency, made from public facts and marked assumptions."""

from pathlib import Path

from sampai.kernel.clock import Calendar
from sampai.kernel.ids import RegionCode
from sampai.packs.indonesia.regions import IndonesiaGazetteer
from sampai.packs.indonesia.sampling.crossings import known_tracks, make_crossings
from sampai.packs.indonesia.sampling.facts import facts
from sampai.packs.indonesia.sampling.fleet import make_fleet
from sampai.packs.indonesia.sampling.known import apply_known_facts
from sampai.packs.indonesia.sampling.offices import make_offices
from sampai.packs.indonesia.sampling.stations import make_stations
from sampai.packs.indonesia.sampling.survey import Survey, survey
from sampai.packs.indonesia.sampling.units import make_units
from sampai.packs.profiles import load_election, load_modes
from sampai.places.model import Register
from sampai.plan.model import Operation, Settings

SHIPPED = {
    "kaur": RegionCode("1704"),
    "kota-pekalongan": RegionCode("3375"),
    "lampung-selatan": RegionCode("1801"),
    "pesisir-barat": RegionCode("1813"),
}
"""Name of each sample that the package ships, and its regency."""

SHIPPED_ELECTION = "pilkada-2024"


def shipped_samples() -> dict[str, Path]:
    """The folder of each sample that the package ships, by name."""
    folder = Path(__file__).parent / "samples"
    return {name: folder / f"{name}-{SHIPPED_ELECTION}" for name in SHIPPED}


def sample_operation(
    region: RegionCode,
    *,
    election_code: str,
    seed: int = 0,
    gazetteer: IndonesiaGazetteer | None = None,
) -> Operation:
    """The tables of a regency for an election of 2024. Same code (4 digits), election and seed: same tables.

    Stations come from KPU's list (Pemilu) or an estimate (Pilkada), at likely positions; fleet and strengths
    are assumed unless the press gives them. Raises `Refused` for another region or election.
    """
    election = load_election(election_code)
    known = survey(region, election=election, seed=seed, gazetteer=gazetteer or IndonesiaGazetteer())
    modes = {rule.mode: rule for rule in load_modes()}
    offices = make_offices(known)
    crossings = make_crossings(known, modes=modes)
    tracks = known_tracks(known, modes=modes, places=offices)
    described = apply_known_facts(known, stations=make_stations(known))
    stations = tuple(described.stations.values())
    return Operation(
        settings=_settings(known),
        register=Register(
            stations=stations,
            places=(*offices, *crossings.landings),
            links=(*crossings.links, *tracks),
            claims=tuple(described.claims),
        ),
        fleet=make_fleet(known, modes=modes, stations=stations, crossings=crossings),
        units=make_units(known),
        risks=tuple(described.risks),
    )


def _settings(survey: Survey) -> Settings:
    zone = next(row["zone"] for row in facts("zones") if survey.region.startswith(row["province"]))
    return Settings(
        name=f"{survey.election.name} {survey.name}",
        election=survey.election.code,
        region=survey.region,
        calendar=Calendar(survey.election.voting_day, zone),
        patterns=_patterns(survey.region),
    )


def _patterns(region: RegionCode) -> str:
    """The pattern set of the regency or its province; the pack's default where none is known."""
    rows = [row for row in facts("patterns") if region.startswith(row["area"])]
    return max(rows, key=lambda row: len(row["area"]))["patterns"] if rows else ""
