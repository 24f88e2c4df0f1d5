"""When a link can be passed that waits for the tide: the hours that its row tells.

Written like `05.30-09.30; 17.45-21.30` for every day, or with the day, `H-1 05.30-09.30; H 06.15-10.15`.
Tides come some 50 minutes later each day, so hours of the very day are better.
"""

import re
from collections.abc import Iterable

from sampai.kernel.clock import DAY, HOUR, MINUTE
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.places.model import Link

Window = tuple[int, int]
"""From one moment to another, in seconds of election time."""

_WINDOW = re.compile(
    r"^(?:H\s*(?P<sign>[+-])?\s*(?P<days>\d{1,2})?\s+)?"
    r"(?P<h1>\d{1,2})[.:](?P<m1>\d{2})\s*(?:-|–|s\.?d\.?)\s*(?P<h2>\d{1,2})[.:](?P<m2>\d{2})$",
    re.IGNORECASE,
)


def has_hours(link: Link) -> bool:
    """Whether the link's tide is told in hours, so that journeys can keep to it."""
    return bool(link.tide) and _parsed(link.tide) is not None


def hours_unknown(links: Iterable[Link]) -> tuple[Link, ...]:
    """Links that wait for a tide of which nobody told the hours."""
    return tuple(link for link in links if link.tide and not has_hours(link))


def windows(link: Link, *, first_day: int, last_day: int) -> tuple[Window, ...]:
    """When a link can be passed on some days (0 is voting day), in order.

    Hours of every day hold on days of which none are told. Raises `Refused` where no hours are told.
    """
    parsed = _parsed(link.tide)
    if parsed is None:
        raise Refused(
            "tide",
            say("The tide of the link {code} is not told in hours.", code=link.code),
            say("Write hours such as 05.30-09.30; 17.45-21.30."),
        )
    told = {day for day, _, _ in parsed if day is not None}
    found = [
        (at * DAY + start, at * DAY + end)
        for at in range(first_day - 1, last_day + 1)
        for day, start, end in parsed
        if day == at or (day is None and at not in told)
    ]
    return tuple(sorted(found))


def _parsed(tide: str) -> tuple[tuple[int | None, int, int], ...] | None:
    """The day (None: every day), start and end of each window, seconds after midnight; None if unreadable."""
    found = []
    for part in re.split(r"[;,]", tide):
        match = _WINDOW.match(part.strip())
        if match is None:
            return None
        start = _clock(match["h1"], match["m1"])
        end = _clock(match["h2"], match["m2"])
        if start is None or end is None or start == end:
            return None
        found.append((_day(match, part=part.strip()), start, end if end > start else end + DAY))
    return tuple(found)


def _clock(hours: str, minutes: str) -> int | None:
    at = int(hours) * HOUR + int(minutes) * MINUTE
    return at if int(minutes) < 60 and at <= DAY else None


def _day(match: re.Match[str], *, part: str) -> int | None:
    if not part.upper().startswith("H"):
        return None
    days = int(match["days"] or 0)
    return -days if match["sign"] == "-" else days
