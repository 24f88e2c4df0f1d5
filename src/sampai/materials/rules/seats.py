"""Which station has how many sheets of which contest for whom: what the search for moves begins with."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.materials.model.arrivals import Arrivals, ShortageForecast, Turnout
from sampai.materials.model.ballots import Account
from sampai.materials.model.moves import Came
from sampai.materials.model.surplus import Seat
from sampai.materials.rules.shortage import forecast

Sheets = Mapping[Account, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """A station's voters and what the law gives it of each contest: by contest, sheets and district."""

    station: StationCode
    voters: int
    due: Mapping[str, int]
    """With the reserve of the law."""
    districts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Seats, and forecasts of stations whose voters were counted; of all, where seats rest on them."""

    seats: tuple[Seat, ...]
    forecasts: Mapping[tuple[StationCode, str], ShortageForecast]


def seats_of(
    rolls: Iterable[Roll],
    *,
    sheets: Mapping[tuple[str, str], Sheets],
    came: Mapping[str, Came],
    came_by: Mapping[str, HTime],
    arrivals: Arrivals,
    now: HTime,
    by_forecast: bool,
) -> Held:
    """A seat for each station and contest, from what was counted there.

    Every voter on the list who has not come yet may still come; with `by_forecast`, as many as come to 95 of
    100 such stations. Who came has used one sheet. Nobody counted what came in: nothing is known to be held.
    """
    found = [
        _seat(roll, contest, sheets.get((roll.station, contest), {}), came.get(roll.station))
        for roll in rolls
        for contest in roll.due
    ]
    forecasts = {
        (seat.station, seat.contest): _forecast(
            seat, roll, came.get(seat.station), came_by.get(seat.station), arrivals=arrivals, now=now
        )
        for seat, roll in found
        if seat.held is not None and (by_forecast or seat.station in came)
    }
    return Held(
        seats=tuple(_expecting(seat, forecasts) if by_forecast else seat for seat, _roll in found),
        forecasts=forecasts,
    )


def held_of(sheets: Sheets) -> int | None:
    """What came in and was not given away; None where nobody counted what came in."""
    received = sheets.get(Account.RECEIVED)
    if received is None:
        return None
    return max(0, received + sheets.get(Account.MOVED_IN, 0) - sheets.get(Account.MOVED_OUT, 0))


def _seat(roll: Roll, contest: str, sheets: Sheets, came: Came | None) -> tuple[Seat, Roll]:
    held, used = held_of(sheets), came.came if came else 0
    listed = roll.voters + (came.transferred if came else 0)
    seat = Seat(
        station=roll.station,
        contest=contest,
        district=roll.districts.get(contest, ""),
        held=None if held is None else max(0, held - used),
        expected=max(0, listed - used),
        reserve=max(0, roll.due[contest] - roll.voters),
    )
    return seat, roll


def _forecast(
    seat: Seat, roll: Roll, came: Came | None, came_by: HTime | None, *, arrivals: Arrivals, now: HTime
) -> ShortageForecast:
    return forecast(
        Turnout(
            voters=roll.voters,
            transferred=came.transferred if came else 0,
            additional=came.additional if came else 0,
            held=seat.held or 0,
            came=came.came if came else None,
            came_by=came_by if came else None,
        ),
        arrivals=arrivals,
        now=now,
    )


def _expecting(seat: Seat, forecasts: Mapping[tuple[StationCode, str], ShortageForecast]) -> Seat:
    known = forecasts.get((seat.station, seat.contest))
    if known is None:
        return seat
    return Seat(
        station=seat.station,
        contest=seat.contest,
        district=seat.district,
        held=seat.held,
        expected=known.upper,
        reserve=seat.reserve,
    )


def at_risk(held: Held) -> Iterator[tuple[Seat, ShortageForecast]]:
    """Seats whose sheets may end before closing, the earliest first."""
    by_key = {(seat.station, seat.contest): seat for seat in held.seats}
    late = [(key, one) for key, one in held.forecasts.items() if one.short_upper]
    for key, one in sorted(late, key=lambda pair: (pair[1].runs_out_early or 0, pair[0])):
        yield by_key[key], one
