"""What is known of a sample's stations: hard to reach, no signal, raised, class; with a claim for each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sampai.guarding.model import RiskClaim
from sampai.kernel.geo import distance_m
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.quantity import Certainty
from sampai.packs.indonesia.sampling.facts import Row, day, facts
from sampai.packs.indonesia.sampling.picks import share_out
from sampai.packs.indonesia.sampling.survey import KECAMATAN_DIGITS, Survey
from sampai.places.model import Claim, Mode, Signal, SignalGrade, Station

_PICKED = "TPS dipilih untuk contoh"


@dataclass(slots=True)
class Known:
    """Stations with what is known of them, and the statements behind it."""

    stations: dict[StationCode, Station]
    far_m: Mapping[StationCode, int]
    """Straight distance of each station from its PPK."""
    claims: list[Claim] = field(default_factory=list)
    risks: list[RiskClaim] = field(default_factory=list)

    def farthest(self, area: str) -> list[Station]:
        """The ordinary stations of an area, the farthest from their PPK first."""
        inside = [s for s in self.stations.values() if s.village.startswith(area) and s.special is None]
        return sorted(inside, key=lambda station: (-self.far_m[station.code], station.code))

    def change(self, station: Station, claim: Claim) -> None:
        """Put a station in the place of its former self, and keep why."""
        self.stations[station.code] = station
        self.claims.append(claim)


def apply_known_facts(survey: Survey, *, stations: Sequence[Station]) -> Known:
    """The stations as the press and the institutions describe them."""
    known = Known({station.code: station for station in stations}, _distances(survey, stations=stations))
    for apply in (_hard_villages, _hard, _blankspots, _raised, _classes):
        apply(known, survey=survey)
    known.claims.extend(_regional_claims(survey))
    return known


def _distances(survey: Survey, *, stations: Iterable[Station]) -> dict[StationCode, int]:
    homes = {code: survey.homes[survey.hubs[code].village] for code in survey.kecamatan}
    return {
        station.code: distance_m(
            station.located.position, homes[RegionCode(station.village[:KECAMATAN_DIGITS])]
        )
        for station in stations
        if station.located
    }


def _rows(name: str, *, survey: Survey) -> list[Row]:
    return facts(name, area=survey.region, election=survey.election.code)


def _hard_villages(known: Known, *, survey: Survey) -> None:
    """Villages that are named as hard to reach: all their stations."""
    for row in _rows("hard_villages", survey=survey):
        for station in [s for s in known.stations.values() if s.village == row["area"]]:
            claim = _claim(
                station, "tps-sulit", "ya", row=row, certainty=Certainty.REPORTED, source=row["source"]
            )
            known.change(replace(station, hard=True, access=_modes(row)), claim)


def _hard(known: Known, *, survey: Survey) -> None:
    """Counts of hard stations: those of the farthest villages that fit the counts."""
    for row in _rows("hard", survey=survey):
        source = f"{row['source']}: {row['share']}; {_PICKED}, desa terjauh dari PPK"
        for station in _hard_stations(known, row=row, survey=survey):
            claim = _claim(station, "tps-sulit", "ya", row=row, certainty=Certainty.ASSUMED, source=source)
            known.change(replace(station, hard=True, access=_modes(row)), claim)


def _hard_stations(known: Known, *, row: Row, survey: Survey) -> list[Station]:
    inside = {code: count for code, count in survey.counts.items() if code.startswith(row["area"])}
    hub = survey.hubs[RegionCode(row["area"])].village
    shares = share_out(
        inside,
        far_m={code: survey.gap_m(code, hub) for code in inside},
        stations=int(row["stations"]),
        villages=int(row["villages"]) if row["villages"] else None,
    )
    return [station for village, share in shares.items() for station in known.farthest(village)[:share]]


def _blankspots(known: Known, *, survey: Survey) -> None:
    """Stations without signal: which ones is not known; hard ones are taken first."""
    for row in _rows("blankspots", survey=survey):
        source = f"{row['source']}: {row['stations']} TPS blankspot; {_PICKED} dari TPS sulit"
        hard = [station for station in known.farthest(row["area"]) if station.hard]
        for station in hard[: int(row["stations"])]:
            grade = SignalGrade.NONE
            claim = _claim(station, "sinyal", grade, row=row, certainty=Certainty.ASSUMED, source=source)
            known.change(replace(station, signal=(Signal("", grade),)), claim)


def _raised(known: Known, *, survey: Survey) -> None:
    """Raised stations of Kota Pekalongan: floods come from the sea in the north, so the northernmost."""
    for row in _rows("raised", survey=survey):
        source = f"{row['source']}; {_PICKED}, yang paling utara"
        for station in sorted(known.farthest(row["area"]), key=_southwards)[: int(row["stations"])]:
            claim = _claim(
                station, "lantai-tinggi", "ya", row=row, certainty=Certainty.ASSUMED, source=source
            )
            known.change(replace(station, raised_floor=True), claim)


def _southwards(station: Station) -> tuple[float, StationCode]:
    return (-station.located.position.lat if station.located else 0, station.code)


def _classes(known: Known, *, survey: Survey) -> None:
    """Counts of police classes. Rows of one area and group speak of the same stations and may disagree."""
    for row in _rows("classes", survey=survey):
        before = _counted_before(row, survey=survey)
        chosen = known.farthest(row["area"])[before : before + int(row["stations"])]
        known.risks.extend(_risk(station, row=row) for station in chosen)


def _counted_before(row: Row, *, survey: Survey) -> int:
    """Stations that groups before this one took of the same area."""
    taken = {
        other["group"]: int(other["stations"])
        for other in _rows("classes", survey=survey)
        if other["area"] == row["area"] and int(other["group"]) < int(row["group"])
    }
    return sum(taken.values())


def _risk(station: Station, *, row: Row) -> RiskClaim:
    return RiskClaim(
        place=station.code,
        institution="polri",
        indicator="kelas",
        value=row["class"],
        day=day(row["day"]),
        source=f"{row['source']}; {_PICKED}, yang terjauh dari PPK",
        certainty=Certainty.ASSUMED,
        confidence=float(row["confidence"]),
    )


def _claim(station: Station, name: str, value: str, *, row: Row, certainty: Certainty, source: str) -> Claim:
    return Claim(
        subject=station.code,
        field=name,
        value=value,
        source=source,
        day=day(row["day"]),
        certainty=certainty,
        accepted=True,
    )


def _regional_claims(survey: Survey) -> Iterator[Claim]:
    for row in _rows("claims", survey=survey):
        yield Claim(
            subject=row["area"],
            field=row["field"],
            value=row["value"],
            source=row["source"],
            day=day(row["day"]),
            certainty=Certainty(row["certainty"]),
            confidence=float(row["confidence"]) if row["confidence"] else None,
            accepted=row["accepted"] == "ya",
        )


def _modes(row: Row) -> tuple[Mode, ...]:
    return tuple(Mode(mode) for mode in row["access"].split(";"))
