"""The places of a sample: store, offices, police; each in the village that it is taken to be in."""

from collections.abc import Iterator

from sampai.kernel.geo import Position
from sampai.kernel.ids import PlaceCode, RegionCode
from sampai.kernel.quantity import Certainty
from sampai.packs.indonesia.regions import read_rows
from sampai.packs.indonesia.sampling.facts import facts
from sampai.packs.indonesia.sampling.survey import Hub, Survey
from sampai.places.model import Located, Place, PlaceKind

_BASIS = {
    "village named as the capital": "desa yang senama dengan ibu kota",
    "kecamatan named as the capital": "kecamatan yang senama dengan ibu kota",
    "village and kecamatan named as the capital": "desa dan kecamatan yang senama dengan ibu kota",
    "village named as the kecamatan": "desa yang senama dengan kecamatan",
    "village nearest the TPS-weighted centre": "desa terdekat dengan titik tengah TPS",
    "village nearest the TPS-weighted centre of the main landmass": (
        "desa terdekat dengan titik tengah TPS di daratan dengan TPS terbanyak"
    ),
    "press: warehouse in Desa Selasih": "gudang di Desa Selasih (harianrakyatbengkulu.bacakoran.co/amp/6918)",
    "press: warehouse in Pekon Way Redak": "gudang di Pekon Way Redak (tvonenews.com/daerah/sumatera/187118)",
    "press: warehouse in Kelurahan Setono": "gudang di Jalan Industri, Kelurahan Setono (mercusuar.co)",
}
_LISTED_POLSEK = "Daftar satuan Polda Lampung; letak diduga di dekat PPK"
_ASSUMED_POLSEK = "Dugaan: satu Polsek per kecamatan"
_OFFICIAL = "list of units of Polda Lampung"


def make_offices(survey: Survey) -> tuple[Place, ...]:
    """Store, offices of KPU and Bawaslu, PPK, PPS, police, transfer points, airstrips."""
    return (
        *_of_the_regency(survey),
        *_of_the_kecamatan(survey),
        *_of_the_villages(survey),
        *_police(survey),
        *_known(survey),
        *_airstrips(survey),
    )


def _of_the_regency(survey: Survey) -> Iterator[Place]:
    hub = survey.hubs[survey.region]
    name = f"Gudang KPU {survey.name}"
    yield _place(survey, PlaceKind.STORE, name=name, of=survey.region, village=hub.village, source=_why(hub))
    told = {row["kind"]: row for row in facts("places", area=survey.region)}
    for kind, body in ((PlaceKind.KPU_OFFICE, "KPU"), (PlaceKind.BAWASLU_OFFICE, "Bawaslu")):
        row = told.get(kind)
        yield _place(
            survey,
            kind,
            name=f"{body} {survey.name}",
            of=survey.region,
            village=RegionCode(row["village"]) if row else hub.village,
            source=row["source"] if row else f"Dugaan: dekat gudang KPU, {_why(hub)}",
        )


def _of_the_kecamatan(survey: Survey) -> Iterator[Place]:
    for code in survey.kecamatan:
        hub = survey.hubs[code]
        name = f"PPK {survey.region_name(code)}"
        yield _place(survey, PlaceKind.PPK, name=name, of=code, village=hub.village, source=_why(hub))


def _of_the_villages(survey: Survey) -> Iterator[Place]:
    source = "Dugaan: di permukiman desa"
    for code in survey.counts:
        name = f"PPS {survey.region_name(code)}"
        yield _place(survey, PlaceKind.PPS, name=name, of=code, village=code, source=source)


def _police(survey: Survey) -> Iterator[Place]:
    hub = survey.hubs[survey.region]
    yield _place(
        survey,
        PlaceKind.POLRES,
        name=police_name(survey),
        of=survey.region,
        village=hub.village,
        source=f"Dugaan: di ibu kota, {_why(hub)}",
    )
    for code, name, is_listed in polsek_of(survey):
        source = _LISTED_POLSEK if is_listed else _ASSUMED_POLSEK
        village = survey.hubs[code].village
        yield _place(survey, PlaceKind.POLSEK, name=name, of=code, village=village, source=source)


def polsek_of(survey: Survey) -> list[tuple[RegionCode, str, bool]]:
    """Kecamatan and name of each Polsek, and whether a list names it; else one is assumed per kecamatan."""
    listed = [
        (RegionCode(row["kecamatan"]), row["name"], True)
        for row in read_rows("police")
        if row["regency"] == survey.region
        and row["kecamatan"] in survey.kecamatan
        and row["kind"] == "Polsek"
        and row["basis"].startswith(_OFFICIAL)
    ]
    assumed = [(code, f"Polsek {survey.region_name(code)}", False) for code in survey.kecamatan]
    return sorted(listed) or assumed


def _known(survey: Survey) -> Iterator[Place]:
    for row in facts("places", area=survey.region):
        if row["kind"] == PlaceKind.TRANSFER:
            at = RegionCode(row["village"])
            yield _place(
                survey, PlaceKind.TRANSFER, name=row["name"], of=at, village=at, source=row["source"]
            )


def _airstrips(survey: Survey) -> Iterator[Place]:
    for row in read_rows("airports"):
        if row["village"].startswith(survey.region):
            yield Place(
                code=PlaceCode(f"bandara-{row['icao'].lower()}"),
                kind=PlaceKind.AIRSTRIP,
                name=row["name"],
                region=RegionCode(row["village"]),
                located=Located(
                    Position(float(row["lat"]), float(row["lon"])),
                    "OpenFlights (ODbL)",
                    Certainty.REPORTED,
                    1000,
                ),
            )


def _place(
    survey: Survey, kind: PlaceKind, *, name: str, of: RegionCode, village: RegionCode, source: str
) -> Place:
    """A place that serves the region `of` and lies in a village."""
    located = survey.located(village, source=source)
    return Place(code=PlaceCode(f"{kind}-{of}"), kind=kind, name=name, region=village, located=located)


def _why(hub: Hub) -> str:
    return _BASIS[hub.basis]


def police_name(survey: Survey) -> str:
    """The name of the regency's police: as listed, else after the regency."""
    listed = [
        row["name"]
        for row in read_rows("police")
        if (row["regency"], row["kind"]) == (survey.region, "Polres")
    ]
    return listed[0] if listed else f"Polres {survey.name.removeprefix('Kabupaten ')}"
