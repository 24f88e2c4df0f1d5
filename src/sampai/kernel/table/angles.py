"""Latitude and longitude written with degrees, minutes and seconds: `4°46'55" LS`, `103.33 BT`."""

import re

_NEGATIVE = {"ls": True, "s": True, "lu": False, "n": False, "u": False, "bt": False, "e": False, "t": False}
_NEGATIVE |= {"bb": True, "w": True}

_ANGLE = re.compile(
    r"""(?P<sign>-?)(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*°?\s*
        (?:(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*
           (?:(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:["″”]|''|′′)\s*)?)?
        (?P<side>LS|LU|BT|BB|[NSEWUT])?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def looks_like_angle(text: str) -> bool:
    """Whether a text has a degree sign or ends with a side of the world."""
    return "°" in text or text[-2:].casefold() in {"ls", "lu", "bt", "bb"}


def read_angle(text: str) -> float | None:
    """Degrees with sign, south and west negative, to seven decimals; None when it is no angle."""
    found = _ANGLE.fullmatch(text)
    if found is None or (found["sign"] and found["side"]):
        return None
    minutes, seconds = _part(found["minutes"]), _part(found["seconds"])
    if minutes >= 60 or seconds >= 60:
        return None
    degrees = round(_part(found["degrees"]) + minutes / 60 + seconds / 3600, 7)
    south = bool(found["sign"]) or _NEGATIVE.get((found["side"] or "").casefold(), False)
    return -degrees if south else degrees


def _part(text: str | None) -> float:
    return float((text or "0").replace(",", "."))
