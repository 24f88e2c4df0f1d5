"""Finding regions, stations and places by code, name and alias. Every read goes by an index."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from sampai.kernel.ids import VILLAGE_DIGITS, RegionCode, span_of
from sampai.kernel.rights import Deed, Scope
from sampai.ledger.queries import rows_of, these
from sampai.places.model import LEVEL_OF_LENGTH, RegionLevel
from sampai.places.queries import region_names
from sampai.places.rules.own_regions import fold_name
from sampai.places.tables import PlaceRow

MOST = 20
KECAMATAN_DIGITS = 6
"""Results of one kind."""
LOOKED_AT = 400
"""Words that are looked at for one query; a query that means more is too short to be of use."""
LONGEST = 80
STATION_DIGITS = 13
_HIGHEST = "\U0010ffff"
_NUMBERED = re.compile(
    r"^(?:tps\s*\.?\s*)0*(\d{1,3})\s+(.+)$|^(.+?)\s+tps\s*\.?\s*0*(\d{1,3})$|^0*(\d{1,3})\s+(\D.+)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One result: a region, station or place, and the names of the regions that it lies in."""

    code: str
    name: str
    within: tuple[str, ...]
    region: RegionCode
    level: RegionLevel | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a query found, by kind."""

    regions: Sequence[Hit] = ()
    stations: Sequence[Hit] = ()
    places: Sequence[Hit] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.regions or self.stations or self.places)


def search(scope: Scope, query: str) -> Found:
    """What lies in the scope and is called so."""
    asked = " ".join(query.split()).casefold()[:LONGEST]
    if len(fold_name(asked)) < 2 or Deed.SEE_REGISTER not in scope.deeds:
        return Found()
    code = asked.replace(".", "").replace(" ", "")
    if code.isdecimal() and code.isascii():
        return Found(
            regions=_named([RegionCode(code)] if _is_region(scope, code) else []),
            stations=_stations_by_code(scope, code),
            places=_places(scope, asked),
        )
    number, name = _numbered(asked)
    regions = _regions(scope, name)
    return Found(
        regions=_named(regions[:MOST]) if number is None else (),
        stations=() if number is None else _stations_by_number(scope, regions, number=number),
        places=_places(scope, asked),
    )


def _numbered(asked: str) -> tuple[int | None, str]:
    """The station's number and the rest: `TPS 3 Tanjung Kemuning`, `tanjung kemuning tps 03`."""
    found = _NUMBERED.match(asked)
    if found is None:
        return None, asked
    number = found[1] or found[4] or found[5]
    return int(number), found[2] or found[3] or found[6]


def _is_region(scope: Scope, code: str) -> bool:
    return len(code) in LEVEL_OF_LENGTH and scope.covers(code)


def _begun(text: str) -> tuple[str, Sequence[str]]:
    """The condition that a word begins so, as the store's index understands it, and its values.

    Words are folded to letters and digits, so there is no sign in them that `LIKE` would take otherwise.
    """
    if connection.vendor == "postgresql":
        return "word LIKE %s", [f"{text}%"]
    return "word >= %s AND word < %s", [text, text + _HIGHEST]


def _regions(scope: Scope, name: str) -> list[RegionCode]:
    """Codes of regions in the scope under a name, the larger ones first."""
    found = _region_words(scope, fold_name(name))
    if not found and " " in name:
        each = [_region_words(scope, fold_name(word)) for word in name.split() if fold_name(word)]
        found = set.intersection(*each) if each else set()
    return sorted(found, key=lambda code: (len(code), code))


def _region_words(scope: Scope, word: str) -> set[RegionCode]:
    if not word:
        return set()
    first = scope.territory
    begun, values = _begun(word[:60])
    rows = rows_of(
        f"SELECT region_id FROM region_word WHERE {begun} AND region_id >= %s AND region_id <= %s LIMIT %s",  # noqa: S608 -- only signs
        *values,
        first,
        first.ljust(VILLAGE_DIGITS, "9"),
        LOOKED_AT,
    )
    return {RegionCode(code) for (code,) in rows}


def _named(codes: Sequence[RegionCode]) -> Sequence[Hit]:
    names = region_names(RegionCode(code[:length]) for code in codes for length in LEVEL_OF_LENGTH)
    return [
        Hit(
            code=code,
            name=names[code],
            within=_above(code, names=names),
            level=LEVEL_OF_LENGTH[len(code)],
            region=code,
        )
        for code in codes
        if code in names
    ]


def _above(code: str, *, names: Any) -> tuple[str, ...]:  # noqa: ANN401 -- a mapping of names
    lengths = sorted((length for length in LEVEL_OF_LENGTH if 0 < length < len(code)), reverse=True)
    return tuple(names[code[:length]] for length in lengths if code[:length] in names)


def _stations_by_code(scope: Scope, code: str) -> Sequence[Hit]:
    if not 4 <= len(code) <= STATION_DIGITS:
        return ()
    first = max(code.ljust(STATION_DIGITS, "0"), scope.territory.ljust(STATION_DIGITS, "0"))
    last = min(code.ljust(STATION_DIGITS, "9"), scope.territory.ljust(STATION_DIGITS, "9"))
    return _stations("code >= %s AND code <= %s ORDER BY code", first, last)


def _stations_by_number(scope: Scope, regions: Sequence[RegionCode], *, number: int) -> Sequence[Hit]:
    """Stations of a number in the villages of a name, then in its kecamatan; larger regions have too many."""
    villages = [code for code in regions if len(code) == VILLAGE_DIGITS][:LOOKED_AT]
    kecamatan = [code for code in regions if len(code) == KECAMATAN_DIGITS][:MOST]
    labels = [int(code) for code in villages]
    found = _stations(f"number = %s AND label IN {these(labels)}", number, *labels) if villages else []
    if kecamatan and len(found) < MOST:
        inside = " OR ".join(["label BETWEEN %s AND %s"] * len(kecamatan))
        spans = [label for code in kecamatan for label in span_of(code)]
        found += _stations(f"number = %s AND ({inside})", number, *spans)
    unique = {hit.code: hit for hit in found if scope.covers(hit.code)}
    return list(unique.values())[:MOST]


def _stations(which: str, *values: str | int) -> list[Hit]:
    """The first of these stations. Those of a number come unordered, lest the order chooses the index."""
    listed = rows_of(f"SELECT code, number, name FROM station WHERE {which} LIMIT {MOST}", *values)  # noqa: S608 -- our own words
    found = {code: (number, name) for code, number, name in listed}
    names = region_names(RegionCode(code[:length]) for code in found for length in (4, 6, 10))
    return [
        Hit(
            code=code,
            name=name,
            number=number,
            within=_above(code, names=names),
            region=RegionCode(code[:10]),
        )
        for code, (number, name) in found.items()
    ]


def _places(scope: Scope, asked: str) -> Sequence[Hit]:
    words = sorted({fold_name(word)[:60] for word in asked.split()} - {""}, key=len, reverse=True)
    if not words:
        return ()
    begun, values = _begun(words[0])
    rows = rows_of(
        f"SELECT place_id FROM place_word WHERE {begun} AND label BETWEEN %s AND %s LIMIT %s",  # noqa: S608 -- only signs
        *values,
        *scope.span,
        LOOKED_AT,
    )
    pks = {pk for (pk,) in rows}
    if not pks:
        return ()
    found = PlaceRow.objects.filter(pk__in=pks).order_by("name", "code")
    return [
        Hit(code=code, name=name, within=(kind,), region=RegionCode(f"{label:010d}"[:4]))
        for code, name, kind, label in found.values_list("code", "name", "kind", "label")
        if all(any(part.startswith(word) for part in _parts(name, code)) for word in words)
    ][:MOST]


def _parts(name: str, code: str) -> list[str]:
    return [fold_name(part) for part in (*name.split(), name, code)]
