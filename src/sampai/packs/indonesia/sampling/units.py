"""Police units of a sample: known strengths where the press gives them, else assumed and marked so."""

from collections.abc import Iterator

from sampai.guarding.model import Unit
from sampai.kernel.ids import PlaceCode, UnitCode
from sampai.kernel.quantity import Certainty
from sampai.packs.indonesia.sampling.facts import Row, assumptions, facts
from sampai.packs.indonesia.sampling.fleet import ASSUMED
from sampai.packs.indonesia.sampling.offices import police_name, polsek_of
from sampai.packs.indonesia.sampling.survey import Survey

POLICE = "polri"


def make_units(survey: Survey) -> tuple[Unit, ...]:
    """The Polres, a Polsek per post, and the units that the press names.

    A known strength of the Polres is that of the whole regency's police, so the Polsek are taken off it.
    """
    rows = {row["code"]: row for row in facts("units", area=survey.region, election=survey.election.code)}
    posts = tuple(_polsek(survey))
    told = rows.pop("polres", None)
    polres = _known_polres(survey, row=told, posts=posts) if told else _assumed_polres(survey, posts=posts)
    return (polres, *posts, *(_known(survey, row=row) for row in rows.values()))


def _polsek(survey: Survey) -> Iterator[Unit]:
    given = assumptions().police
    for code, name, _ in polsek_of(survey):
        yield Unit(
            code=UnitCode(f"polsek-{code}"),
            name=name,
            institution=POLICE,
            parent=UnitCode(f"polres-{survey.region}"),
            base=PlaceCode(f"polsek-{code}"),
            strength=given["polsek_strength"],
            available=given["polsek_available"],
            source=ASSUMED,
            certainty=Certainty.ASSUMED,
        )


def _assumed_polres(survey: Survey, *, posts: tuple[Unit, ...]) -> Unit:
    given = assumptions().police
    wanted = sum(survey.counts.values()) * given["available_percent_of_stations"] // 100
    available = max(given["least_available"], wanted - sum(post.available for post in posts))
    return Unit(
        code=UnitCode(f"polres-{survey.region}"),
        name=police_name(survey),
        institution=POLICE,
        parent=None,
        base=PlaceCode(f"polres-{survey.region}"),
        strength=available * given["strength_percent_of_available"] // 100,
        available=available,
        source=ASSUMED,
        certainty=Certainty.ASSUMED,
    )


def _known_polres(survey: Survey, *, row: Row, posts: tuple[Unit, ...]) -> Unit:
    return Unit(
        code=UnitCode(f"polres-{survey.region}"),
        name=row["name"],
        institution=POLICE,
        parent=None,
        base=PlaceCode(f"polres-{survey.region}"),
        strength=int(row["strength"]) - sum(post.strength for post in posts),
        available=int(row["available"]) - sum(post.available for post in posts),
        source=f"{row['source']}; tanpa personel Polsek yang diduga",
        certainty=Certainty.REPORTED,
    )


def _known(survey: Survey, *, row: Row) -> Unit:
    return Unit(
        code=UnitCode(f"{row['code']}-{survey.region}"),
        name=row["name"],
        institution=row["institution"],
        parent=UnitCode(f"polres-{survey.region}") if row["institution"] == POLICE else None,
        base=PlaceCode(f"polres-{survey.region}" if row["base"] == "polres" else row["base"]),
        strength=int(row["strength"]),
        available=int(row["available"]),
        source=row["source"],
        certainty=Certainty.REPORTED,
    )
