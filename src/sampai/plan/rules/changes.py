"""What differs between two plans of one operation, and who must be told what.

Journeys are compared by what they carry, not by their codes. Every difference becomes sentences for those
whom it concerns: the driver of each vehicle, the store and the PPK where goods are loaded or come to, and the
units of the kecamatan that escort and guard. Places stand in the sentences by their codes, times as H-times;
pages put names and local times in their place.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from sampai.election.model import Direction
from sampai.kernel.clock import HTime, format_h_time
from sampai.kernel.ids import StationCode, village_of
from sampai.kernel.text import Text, say
from sampai.places.model import PlaceKind
from sampai.places.rules.closing import halves
from sampai.plan.model import OperationPlan
from sampai.plan.rules.naming import names_of
from sampai.transport.model import Absence, DeliveryPlan, Journey, Stop, Unplanned
from sampai.transport.rules.offices import KECAMATAN, Offices, offices
from sampai.transport.rules.pieces import is_station
from sampai.transport.rules.replan.match import Pair, pairs_of

NAMED = 6
"""Places or stations that one sentence names."""


class RecipientKind(StrEnum):
    """Who is told."""

    STORE = "store"
    PPK = "ppk"
    VEHICLE = "vehicle"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, order=True)
class Recipient:
    """Somebody who must be told; `code` is a place's, a unit's, or a vehicle's such as `TRUK-2`."""

    kind: RecipientKind
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One sentence for somebody. `by`: before when it should be told; `journey`: the journey it is about."""

    by: HTime
    text: Text
    journey: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """All that one recipient must be told, the most urgent first."""

    recipient: Recipient
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class JourneyChange:
    """A journey that changed, came or went, in words."""

    pair: Pair
    what: tuple[Text, ...]

    @property
    def code(self) -> str:
        """The journey's code, the new one where it has two."""
        journey = self.pair.after or self.pair.before
        assert journey is not None
        return journey.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs between two plans."""

    happened: tuple[Text, ...]
    """What is closed, lost or held up since."""
    journeys: tuple[JourneyChange, ...]
    same: int
    """Journeys that stay exactly as they were."""
    lost: tuple[Unplanned, ...]
    """Stations that were planned and are no longer."""
    not_back: tuple[Unplanned, ...]
    """Stations and committees whose boxes or goods no longer come all the way, out or back."""
    regained: tuple[StationCode, ...]
    notices: tuple[Notice, ...]


def changes_between(before: OperationPlan, after: OperationPlan, *, now: HTime | None = None) -> Changes:
    """The differences from one plan to another, and everybody's share of them.

    `now`: nobody can be told before it.
    """
    was, now_is = before.delivery, after.delivery
    pairs = pairs_of((*was.journeys, *was.back), (*now_is.journeys, *now_is.back))
    different = sorted((pair for pair in pairs if not pair.is_same), key=_first_moment)
    teller = _teller(after)
    changes = tuple(JourneyChange(pair, tuple(teller.of_journey(pair))) for pair in different)
    failed = {left.station: left for left in after.delivery.unplanned}
    were = {left.station for left in before.delivery.unplanned}
    lost = tuple(left for code, left in sorted(failed.items()) if code not in were)
    stuck = _stuck(was, now_is)
    return Changes(
        happened=tuple(_happened(before, after)),
        journeys=changes,
        same=len(pairs) - len(different),
        lost=lost,
        regained=tuple(sorted(were - failed.keys())),
        not_back=stuck,
        notices=teller.notices(different, lost=lost, stuck=stuck, now=now),
    )


def _stuck(was: DeliveryPlan, now: DeliveryPlan) -> tuple[Unplanned, ...]:
    """Whose boxes or own goods no longer come all the way."""
    known = {left.station for left in (*was.not_back, *was.own_left)}
    return tuple(left for left in (*now.not_back, *now.own_left) if left.station not in known)


def _first_moment(pair: Pair) -> tuple[int, str]:
    times = [journey.loads for journey in (pair.before, pair.after) if journey is not None]
    journey = pair.after or pair.before
    assert journey is not None
    return min(times), journey.code


def _happened(before: OperationPlan, after: OperationPlan) -> Iterator[Text]:
    known = set(before.operation.closures)
    names = names_of(after.operation.register, territory=after.rules.territory)
    for closure in after.operation.closures:
        if closure not in known:
            subject = _called(closure.subject, names=names)
            yield say("Closed: {subject}. Nobody passes there.", subject=subject)
    for absence in after.delivery.absences:
        if absence not in before.delivery.absences:
            yield _absent(absence)


def _called(subject: str, *, names: Mapping[str, str]) -> str:
    """What people call a closed place, or the two ends of a closed way."""
    for a, b in halves(subject):
        if a in names and b in names:
            return f"{names[a]} – {names[b]}"
    return names.get(subject, subject)


def _absent(absence: Absence) -> Text:
    vehicle = f"{absence.vehicle}-{absence.ordinal}"
    if absence.until is None:
        return say(
            "{vehicle} cannot be used from {since} on.", vehicle=vehicle, since=format_h_time(absence.since)
        )
    return say(
        "{vehicle} cannot be used from {since} to {until}.",
        vehicle=vehicle,
        since=format_h_time(absence.since),
        until=format_h_time(absence.until),
    )


@dataclass(frozen=True, slots=True)
class _Teller:
    """Knows what things are called and whom they concern."""

    names: Mapping[str, str]
    offices: Offices
    regions: Mapping[str, str]
    units: Mapping[str, tuple[str, ...]]
    """Codes of units by the kecamatan in which they are based."""

    def of_journey(self, pair: Pair) -> Iterator[Text]:
        """What is different about a journey, in words."""
        before, after = pair.before, pair.after
        if after is None and before is not None:
            yield say(
                "Journey {journey} of {vehicle} from {origin} at {departs} is cancelled.",
                journey=before.code,
                vehicle=vehicles_of(before),
                origin=before.origin,
                departs=format_h_time(before.departs),
            )
        elif before is None and after is not None:
            yield self._whole(after)
        elif before is not None and after is not None:
            told = list(self._differences(before, after))
            another = say("Journey {journey} takes another way; its hours stay.", journey=after.code)
            yield from told or [another]

    def _whole(self, journey: Journey) -> Text:
        if journey.direction is Direction.BACK:
            return say(
                "New journey {journey}: {vehicle} leaves {origin} at {departs}, fetches goods at {stops} "
                "and hands them over at {place} at {arrives}.",
                journey=journey.code,
                vehicle=vehicles_of(journey),
                origin=journey.origin,
                departs=format_h_time(journey.departs),
                stops=self.stops(journey.stops),
                place=self.names.get(journey.home, journey.home),
                arrives=format_h_time(journey.free),
            )
        return say(
            "New journey {journey}: {vehicle} loads at {origin} at {loads}, leaves at {departs} "
            "and goes to {stops}.",
            journey=journey.code,
            vehicle=vehicles_of(journey),
            origin=journey.origin,
            loads=format_h_time(journey.loads),
            departs=format_h_time(journey.departs),
            stops=self.stops(journey.stops),
        )

    def _differences(self, before: Journey, after: Journey) -> Iterator[Text]:
        vehicle = vehicles_of(after)
        if vehicle != vehicles_of(before):
            yield say(
                "{vehicle} makes journey {journey} in place of {was}.",
                vehicle=vehicle,
                journey=after.code,
                was=vehicles_of(before),
            )
        if after.departs != before.departs:
            yield say(
                "{vehicle} leaves {origin} at {departs} instead of {was}.",
                vehicle=vehicle,
                origin=after.origin,
                departs=format_h_time(after.departs),
                was=format_h_time(before.departs),
            )
        yield from self._stops_differ(before, after, vehicle=vehicle)
        if after.direction is Direction.BACK and after.home != before.home:
            codes = [code for stop in after.stops for code in stop.stations]
            yield _under_guard(self.stations(codes), place=after.home)
        if after.returns != before.returns:
            yield say(
                "Journey {journey} ends at {returns} instead of {was}.",
                journey=after.code,
                returns=format_h_time(after.returns),
                was=format_h_time(before.returns),
            )

    def _stops_differ(self, before: Journey, after: Journey, *, vehicle: str) -> Iterator[Text]:
        old, new = [s.place for s in before.stops], [s.place for s in after.stops]
        gone = [stop for stop in before.stops if stop.place not in new]
        come = [stop for stop in after.stops if stop.place not in old]
        back = [stop for stop in come if _is_back(stop, after)]
        for stop in back:
            yield self._handed_back(stop, after)
        if gone:
            yield say("{vehicle} no longer goes to {stops}.", vehicle=vehicle, stops=self.stops(gone))
        if fresh := [stop for stop in come if stop not in back]:
            yield say("{vehicle} also goes to {stops}.", vehicle=vehicle, stops=self.stops(fresh))
        if new and old and [p for p in new if p in old] != [p for p in old if p in new]:
            yield say(
                "The new order: {vehicle} goes to {stops}.", vehicle=vehicle, stops=self.stops(after.stops)
            )
        else:
            yield from self._later_there(before, after)

    def _later_there(self, before: Journey, after: Journey) -> Iterator[Text]:
        """The first stop that is reached at another time, where that is not said by the departure."""
        were = {stop.place: stop.arrives for stop in before.stops}
        for stop in after.stops:
            if stop.place in were and stop.arrives != were[stop.place]:
                yield say(
                    "{vehicle} comes to {place} at {arrives} instead of {was}.",
                    vehicle=vehicles_of(after),
                    place=stop.place,
                    arrives=format_h_time(stop.arrives),
                    was=format_h_time(were[stop.place]),
                )
                return

    def _handed_back(self, stop: Stop, journey: Journey) -> Text:
        if stop.place == journey.origin:
            return say(
                "Bring the goods of {stations} back to {place}: the way ahead is closed.",
                stations=self.stations(stop.stations),
                place=stop.place,
            )
        return _under_guard(self.stations(stop.stations), place=stop.place)

    def stops(self, stops: Sequence[Stop]) -> str:
        """Stops in order, by name."""
        names = list(dict.fromkeys(self.names.get(stop.place, stop.place) for stop in stops))
        return " – ".join([*names[:NAMED], "…"] if len(names) > NAMED else names)

    def stations(self, codes: Iterable[StationCode]) -> str:
        """Stations by village: `TPS 001, 003 Selasih`."""
        villages = [
            f"TPS {', '.join(code[10:] for code in members)} {self.names.get(village, village)}"
            for village, members in groupby(sorted(codes), key=village_of)
        ]
        return "; ".join([*villages[:NAMED], "…"] if len(villages) > NAMED else villages)

    def notices(
        self,
        pairs: Sequence[Pair],
        *,
        lost: Sequence[Unplanned],
        stuck: Sequence[Unplanned] = (),
        now: HTime | None,
    ) -> tuple[Notice, ...]:
        """Everybody's messages, in order of kind and code."""
        found: dict[Recipient, list[Message]] = defaultdict(list)
        for pair in pairs:
            self._tell_drivers(pair, found)
            self._tell_places(pair, found)
        self._tell_arrivals(pairs, found)
        for left in lost:
            for recipient in self._of_station(left.station):
                found[recipient].append(self._lost(left, now=now))
        for left in stuck:
            for recipient in self._of_station(left.station):
                found[recipient].append(self._stuck(left, now=now))
        return tuple(
            Notice(recipient, _in_order(messages, now=now)) for recipient, messages in sorted(found.items())
        )

    def _lost(self, left: Unplanned, *, now: HTime | None) -> Message:
        text = say(
            "{stations} can no longer be reached in time. {reason} {remedy}",
            stations=self.stations([left.station]),
            reason=left.reason,
            remedy=left.remedy,
        )
        return Message(by=HTime(0) if now is None else now, text=text)

    def _stuck(self, left: Unplanned, *, now: HTime | None) -> Message:
        whose = (
            self.stations([left.station])
            if is_station(left.station)
            else self.names.get(left.station, left.station)
        )
        text = say(
            "The goods of {stations} do not come all the way. {reason} {remedy}",
            stations=whose,
            reason=left.reason,
            remedy=left.remedy,
        )
        return Message(by=HTime(0) if now is None else now, text=text)

    def _tell_drivers(self, pair: Pair, found: dict[Recipient, list[Message]]) -> None:
        old, new = (set() if journey is None else _vehicles(journey) for journey in (pair.before, pair.after))
        for vehicle in sorted(old | new):
            texts = list(self.of_journey(pair))
            if pair.after is not None and vehicle not in new:
                texts = [self._taken_over(pair)]
            elif pair.after is not None and vehicle not in old:
                texts = [self._whole(pair.after)]
            found[Recipient(RecipientKind.VEHICLE, vehicle)] += _messages(pair, texts)

    def _taken_over(self, pair: Pair) -> Text:
        assert pair.before is not None
        assert pair.after is not None
        return say(
            "Do not make journey {journey} from {origin} at {departs}: {vehicle} makes it.",
            journey=pair.before.code,
            origin=pair.before.origin,
            departs=format_h_time(pair.before.departs),
            vehicle=vehicles_of(pair.after),
        )

    def _tell_places(self, pair: Pair, found: dict[Recipient, list[Message]]) -> None:
        """Those who load, and the units that escort, hear what the driver hears."""
        journeys = [journey for journey in (pair.before, pair.after) if journey is not None]
        loaders = {r for journey in journeys for r in self._of_place(journey.origin)}
        regions = {c[:KECAMATAN] for j in journeys for stop in j.stops for c in stop.stations}
        if len(regions) == 1:
            loaders |= {
                Recipient(RecipientKind.UNIT, unit)
                for region in regions
                for unit in self.units.get(region, ())
            }
        for recipient in sorted(loaders):
            found[recipient] += _messages(pair, self.of_journey(pair))

    def _tell_arrivals(self, pairs: Sequence[Pair], found: dict[Recipient, list[Message]]) -> None:
        """Those who receive hear when the goods come now."""
        was = {key: at for pair in pairs if pair.before is not None for key, at in _arrivals(pair.before)}
        now = {key: at for pair in pairs if pair.after is not None for key, at in _arrivals(pair.after)}
        rows: dict[tuple[str, int, int | None], list[StationCode]] = defaultdict(list)
        for key, (at, _) in sorted(now.items()):
            place, code, _ = key
            old = was.get(key, (None, ""))[0]
            if at != old:
                rows[place, at, old].append(code)
        for (place, at, old), codes in rows.items():
            text = self._comes(place, codes, at=HTime(at), was=None if old is None else HTime(old))
            receivers = {r for code in codes for r in self._of_place(place if place != code else code)}
            for recipient in sorted(receivers):
                found[recipient].append(Message(by=HTime(min(at, at if old is None else old)), text=text))

    def _comes(self, place: str, codes: Sequence[StationCode], *, at: HTime, was: HTime | None) -> Text:
        stations = self.stations(codes)
        if place in codes:
            return _arrive(stations, at=at, was=was)
        if was is None:
            return say(
                "The goods of {stations} come to {place} at {arrives}.",
                stations=stations,
                place=place,
                arrives=format_h_time(at),
            )
        return say(
            "The goods of {stations} come to {place} at {arrives} instead of {was}.",
            stations=stations,
            place=place,
            arrives=format_h_time(at),
            was=format_h_time(was),
        )

    def _of_place(self, code: str) -> list[Recipient]:
        """Who answers for a place: the store, or the PPK of its kecamatan."""
        if code in self.offices.stores:
            return [Recipient(RecipientKind.STORE, code)]
        office = self.offices.ppk.get(self.regions.get(code, code)[:KECAMATAN])
        return [] if office is None else [Recipient(RecipientKind.PPK, office)]

    def _of_station(self, code: StationCode) -> list[Recipient]:
        stores = [Recipient(RecipientKind.STORE, store) for store in self.offices.stores]
        units = [Recipient(RecipientKind.UNIT, unit) for unit in self.units.get(code[:KECAMATAN], ())]
        return [*self._of_place(code), *stores, *units]


def _teller(plan: OperationPlan) -> _Teller:
    register = plan.operation.register
    places = {str(place.code): str(place.region) for place in register.places}
    units: dict[str, list[str]] = defaultdict(list)
    for unit in plan.operation.units:
        base = register.place(unit.base)
        if base is not None and base.kind is not PlaceKind.POLRES:
            units[base.region[:KECAMATAN]].append(str(unit.code))
    return _Teller(
        names=names_of(register, territory=plan.rules.territory),
        offices=offices(register),
        regions=places,
        units={region: tuple(codes) for region, codes in units.items()},
    )


def vehicles_of(journey: Journey) -> str:
    """The vehicles of a journey: `TRUK-2`, in convoy `TRUK-2, TRUK-3`."""
    return ", ".join(f"{journey.vehicle}-{ordinal}" for ordinal in journey.vehicles)


def _vehicles(journey: Journey) -> set[str]:
    return {f"{journey.vehicle}-{ordinal}" for ordinal in journey.vehicles}


def _is_back(stop: Stop, journey: Journey) -> bool:
    """Whether a stop is none that the goods were meant for: the vehicle turned round, or was lost there."""
    if journey.direction is Direction.BACK:
        return False
    return stop is journey.stops[-1] and (stop.place == journey.origin or stop.departs >= journey.returns)


def _under_guard(stations: str, *, place: str) -> Text:
    return say(
        "The goods of {stations} stay under guard at {place} until another vehicle fetches them.",
        stations=stations,
        place=place,
    )


def _arrive(stations: str, *, at: HTime, was: HTime | None) -> Text:
    if was is None:
        return say(
            "The goods of {stations} arrive at {arrives}.", stations=stations, arrives=format_h_time(at)
        )
    return say(
        "The goods of {stations} arrive at {arrives} instead of {was}.",
        stations=stations,
        arrives=format_h_time(at),
        was=format_h_time(was),
    )


def _in_order(messages: Iterable[Message], *, now: HTime | None) -> tuple[Message, ...]:
    """Each once, the most urgent first."""
    late = (replace(m, by=m.by if now is None else max(m.by, now)) for m in messages)
    return tuple(sorted(dict.fromkeys(late), key=lambda message: (message.by, message.journey)))


def _messages(pair: Pair, texts: Iterable[Text]) -> list[Message]:
    journeys = [journey for journey in (pair.before, pair.after) if journey is not None]
    by = HTime(min(journey.loads for journey in journeys))
    return [Message(by=by, text=text, journey=journeys[-1].code) for text in texts]


def _arrivals(journey: Journey) -> Iterator[tuple[tuple[str, StationCode, Direction], tuple[int, str]]]:
    """When each station's goods come where: on the way out to the stops, on the way back to its end."""
    way = journey.direction
    for stop in journey.stops:
        at = (stop.place, stop.arrives) if way is Direction.OUT else (journey.home, journey.free)
        for code in stop.stations:
            yield (at[0], code, way), (at[1], journey.code)
