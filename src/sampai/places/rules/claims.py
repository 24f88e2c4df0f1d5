"""Claims: which statement about a field is shown, and what it changes in the register.

All statements are kept. The accepted one of a field that the register knows is what the register shows, with
its source; a field that it does not know stays a statement.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from sampai.kernel.errors import Refused
from sampai.kernel.geo import Position
from sampai.places.model import Claim, Located, Mode, Place, Register, Signal, SignalGrade, Station

YES = frozenset({"ya", "yes", "y", "1", "benar", "true"})
NO = frozenset({"tidak", "no", "n", "t", "0", "salah", "false"})


def field_key(name: str) -> str:
    """A field's name without case, spaces and underscores: `TPS sulit` is `tps-sulit`."""
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())


def settle(register: Register) -> Register:
    """The register as its accepted claims say. Settling twice changes nothing more."""
    accepted = accepted_by_subject(register.claims)
    return replace(
        register,
        stations=tuple(_settled_station(one, claims=accepted.get(one.code, ())) for one in register.stations),
        places=tuple(_settled_place(one, claims=accepted.get(one.code, ())) for one in register.places),
    )


def accepted_by_subject(claims: Iterable[Claim]) -> Mapping[str, tuple[Claim, ...]]:
    """The accepted claims, by the code of what they are about."""
    of: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.accepted:
            of[claim.subject].append(claim)
    return {subject: tuple(about) for subject, about in of.items()}


def as_claimed_station(station: Station, *, claim: Claim) -> Station | None:
    """The station as a claim says; itself where it has no such field; None for an unreadable value."""
    change = _STATION_FIELDS.get(field_key(claim.field))
    return change(station, claim) if change else station


def as_claimed_place(place: Place, *, claim: Claim) -> Place | None:
    """The place as a claim says; itself where it has no such field; None for an unreadable value."""
    change = _PLACE_FIELDS.get(field_key(claim.field))
    return change(place, claim) if change else place


def _settled_station(station: Station, *, claims: Iterable[Claim]) -> Station:
    for claim in claims:
        station = as_claimed_station(station, claim=claim) or station
    return station


def _settled_place(place: Place, *, claims: Iterable[Claim]) -> Place:
    for claim in claims:
        place = as_claimed_place(place, claim=claim) or place
    return place


def _located(claim: Claim) -> Located | None:
    lat, comma, lon = claim.value.partition(";" if ";" in claim.value else ",")
    try:
        position = Position(float(lat.replace(",", ".")), float(lon.replace(",", ".")))
    except (ValueError, Refused):
        return None
    return Located(position, claim.source, claim.certainty) if comma else None


def _moved(station: Station, claim: Claim) -> Station | None:
    located = _located(claim)
    return replace(station, located=located) if located else None


def _moved_place(place: Place, claim: Claim) -> Place | None:
    located = _located(claim)
    return replace(place, located=located) if located else None


def _renamed(station: Station, claim: Claim) -> Station:
    return replace(station, name=claim.value)


def _renamed_place(place: Place, claim: Claim) -> Place:
    return replace(place, name=claim.value)


def _count(claim: Claim) -> int | None:
    digits = claim.value.replace(".", "").replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _men(station: Station, claim: Claim) -> Station | None:
    count = _count(claim)
    if count is None:
        return None
    return replace(station, voters_m=count, voters_source=claim.source, voters_certainty=claim.certainty)


def _women(station: Station, claim: Claim) -> Station | None:
    count = _count(claim)
    if count is None:
        return None
    return replace(station, voters_f=count, voters_source=claim.source, voters_certainty=claim.certainty)


def _hard(station: Station, claim: Claim) -> Station | None:
    said = claim.value.strip().casefold()
    return replace(station, hard=said in YES) if said in YES | NO else None


def _signalled(station: Station, claim: Claim) -> Station | None:
    word = field_key(claim.value)
    if word not in set(SignalGrade):
        return None
    rest = tuple(signal for signal in station.signal if signal.operator)
    return replace(station, signal=(Signal("", SignalGrade(word)), *rest))


def _reached(station: Station, claim: Claim) -> Station:
    modes = claim.value.replace(";", ",").replace("/", ",").split(",")
    return replace(station, access=tuple(Mode(mode.strip()) for mode in modes if mode.strip()))


_STATION_FIELDS: Mapping[str, Callable[[Station, Claim], Station | None]] = MappingProxyType(
    {
        "posisi": _moved,
        "lokasi": _renamed,
        "pemilih-l": _men,
        "pemilih-p": _women,
        "tps-sulit": _hard,
        "sinyal": _signalled,
        "akses": _reached,
    }
)
_PLACE_FIELDS: Mapping[str, Callable[[Place, Claim], Place | None]] = MappingProxyType(
    {"posisi": _moved_place, "nama": _renamed_place}
)
