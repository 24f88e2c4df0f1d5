"""Classes that the institutions agreed on: versions, each with the signatures under it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from sampai.guarding.model import Acceptance, Agreement, RiskBook


def agreements_of(acceptances: Iterable[Acceptance], *, book: RiskBook) -> tuple[Agreement, ...]:
    """Every version of every place, in order of place and version.

    Of each place at most one is in force: the last one with all signatures that it needs. A later version
    that still lacks one leaves it in force.
    """
    versions = [
        _agreement(tuple(signed), book=book)
        for _, signed in groupby(sorted(acceptances, key=_order), key=_key)
    ]
    last = {one.place: one for one in versions if one.in_force}
    return tuple(replace(one, in_force=last.get(one.place) is one) for one in versions)


def in_force(agreements: Sequence[Agreement]) -> Mapping[str, Agreement]:
    """The agreement that holds for each place, by its code."""
    return {one.place: one for one in agreements if one.in_force}


def covering(code: str, *, agreed: Mapping[str, Agreement]) -> Agreement | None:
    """The agreement on a station, else on the smallest region around it."""
    return next((agreed[code[:digits]] for digits in (13, 10, 6, 4) if code[:digits] in agreed), None)


def _key(one: Acceptance) -> tuple[str, int, str]:
    return one.place, one.version, one.risk


def _order(one: Acceptance) -> tuple[str, int, str, str, str, str]:
    return *_key(one), one.institution, one.who, one.day.isoformat()


def _agreement(signed: tuple[Acceptance, ...], *, book: RiskBook) -> Agreement:
    hands = {one.institution for one in signed}
    return Agreement(
        place=signed[0].place,
        version=signed[0].version,
        risk=signed[0].risk,
        signed=signed,
        in_force=hands.issuperset(book.needed),
        missing=tuple(one for one in (*book.needed, *book.asked) if one not in hands),
    )
