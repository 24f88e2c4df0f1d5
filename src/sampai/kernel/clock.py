"""Election time: seconds counted from 00:00 local time on voting day H.

Plans are made in H-time, so that a plan has the same digest whatever the date; pages turn it into local
dates and clock times with the zone's abbreviation.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

from sampai.kernel.errors import Refused
from sampai.kernel.text import say

HTime = NewType("HTime", int)
"""Seconds from 00:00 local time of voting day H; negative before it."""

MINUTE = 60
HOUR = 3_600
DAY = 86_400

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
"""Indonesia's three zones (Keppres 41/1987)."""

_H_TIME = re.compile(r"^H\s*(?:([+-])\s*(\d{1,3}))?\s+(\d{1,2})[:.](\d{2})$")


def parse_h_time(text: str) -> HTime:
    """Read `H-1 18:00`, `H 07:00`, `H+10 24:00`.

    Raises `Refused` for anything else.
    """
    found = _H_TIME.match(text.strip())
    if found is None or int(found[3]) * 60 + int(found[4]) > 24 * 60 or int(found[4]) > 59:
        raise Refused(
            "h-time",
            say("“{value}” is not a time relative to voting day.", value=text),
            say("Write it like H-1 18:00."),
        )
    days = int((found[1] or "+") + (found[2] or "0"))
    return HTime(days * DAY + int(found[3]) * HOUR + int(found[4]) * MINUTE)


def format_h_time(at: HTime) -> str:
    """`H-1 18:00`; seconds are rounded up to the minute."""
    minutes = -(-at // MINUTE)
    days, minute_of_day = divmod(minutes, 24 * 60)
    sign = f"{days:+d}" if days else ""
    return f"H{sign} {minute_of_day // 60:02d}:{minute_of_day % 60:02d}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Voting day H in one time zone: turns H-time into local dates and back."""

    voting_day: date
    zone: str

    def __post_init__(self) -> None:
        """Refuse a zone that Indonesia does not have."""
        if self.zone not in ZONES:
            raise Refused(
                "zone", say("“{value}” is no time zone.", value=self.zone), say("Write WIB, WITA or WIT.")
            )

    def instant(self, at: HTime) -> datetime:
        """The local date and time of an H-time, with its zone."""
        midnight = datetime.combine(self.voting_day, time(), tzinfo=ZoneInfo(ZONES[self.zone]))
        return midnight + timedelta(seconds=at)

    def h_time(self, local: datetime) -> HTime:
        """The H-time of a local date and time, written without its zone."""
        return HTime(round((local - datetime.combine(self.voting_day, time())).total_seconds()))

    def day(self, at: HTime) -> date:
        """The local date of an H-time."""
        return self.voting_day + timedelta(days=at // DAY)


def today() -> date:
    """The machine's date. Only `main` asks; everything else is told."""
    return date.today()  # noqa: DTZ011 -- the office's own wall calendar is meant


def now() -> datetime:
    """The machine's time in UTC. Only faces ask; everything else is told."""
    return datetime.now(tz=UTC)
