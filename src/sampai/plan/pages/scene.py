"""A scene of the plan in words: parts of the operation, who is where, where the boxes lie."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sampai.election.model import Direction, Election, Level, Stage
from sampai.guarding.model import Duty, DutyKind
from sampai.kernel.clock import DAY, HOUR, HTime
from sampai.kernel.geo import Position
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import Text, say
from sampai.places.model import PlaceKind
from sampai.plan.model import OperationPlan
from sampai.plan.pages.spots import Spots, kecamatan_of, spots
from sampai.plan.rules.scene import Doing, Present, Scene, Track, goods_tracks, people_tracks, scene
from sampai.transport.model import Journey
from sampai.transport.rules.pieces import STATION_LENGTH

DOING: Mapping[Doing, Text] = {
    Doing.READY: say("gets ready at"),
    Doing.UNDER_WAY: say("is under way to"),
    Doing.THERE: say("is at"),
    Doing.HOME: say("is on the way home to"),
    Doing.ENDING: say("hands over at"),
}
VOTING = "pemungutan"
VILLAGE_LENGTH, KECAMATAN_LENGTH = 10, 6

LEVEL_OF = {PlaceKind.STORE: Level.KPU, PlaceKind.KPU_OFFICE: Level.KPU, PlaceKind.PPK: Level.PPK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the operation: a stage of the goods, or voting day."""

    code: str
    title: Text
    starts: HTime
    ends: HTime


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleLine:
    """People at one place, or on the way there, doing one thing."""

    kind: DutyKind
    doing: Doing
    place: str
    people: int
    units: tuple[str, ...]
    is_estimated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RestLine:
    """Boxes that lie in one kecamatan, or at the store where `kecamatan` is empty, by level."""

    kecamatan: str
    boxes: Mapping[Level, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One day of a part: journeys that leave, the boxes on them, and the most boxes under way at once."""

    day: int
    journeys: int
    boxes: int
    most: int


@dataclass(frozen=True)
class Floor:
    """What somebody may see of a plan on the floor of a TFG: tracks of goods and of people."""

    plan: OperationPlan
    journeys: Sequence[Journey]
    duties: Sequence[Duty]
    within: str = ""
    """A kecamatan; empty: the whole territory."""

    @cached_property
    def spots(self) -> Spots:
        """Positions and names."""
        return spots(self.plan)

    @cached_property
    def goods(self) -> list[Track]:
        """Journeys that serve what is looked at."""
        return [one for one in goods_tracks(self.journeys) if any(self._holds(h.place) for h in one.halts)]

    @cached_property
    def people(self) -> list[Track]:
        """Duties in what is looked at."""
        tracks = people_tracks(self.plan, self.duties)
        return [one for one in tracks if any(self._holds(halt.place) for halt in one.halts)]

    def _holds(self, place: str) -> bool:
        return self.region(place).startswith(self.within)

    def region(self, place: str) -> str:
        """The region in which a place lies; a station's or region's code is one itself."""
        return self._regions.get(place, place)

    @cached_property
    def _regions(self) -> Mapping[str, str]:
        return {str(one.code): str(one.region) for one in self.plan.operation.register.places}

    @cached_property
    def _kinds(self) -> Mapping[str, PlaceKind]:
        return {str(one.code): one.kind for one in self.plan.operation.register.places}

    @cached_property
    def parts(self) -> list[Part]:
        """The parts in order; each as long as its last visible journey."""
        return list(_parts(self.plan.rules.election, goods=self.goods))

    def scene(self, at: HTime) -> Scene:
        """Everybody at a moment."""
        return scene(at, goods=self.goods, people=self.people, positions=self.spots.positions)

    def level(self, place: str) -> Level:
        """At which level of the commission a place is; a landing place counts as the village's."""
        if place in self._kinds:
            return LEVEL_OF.get(self._kinds[place], Level.PPS)
        lengths = {STATION_LENGTH: Level.STATION, VILLAGE_LENGTH: Level.PPS, KECAMATAN_LENGTH: Level.PPK}
        return lengths.get(len(place), Level.KPU)

    def people_lines(self, shown: Iterable[Present]) -> list[PeopleLine]:
        """People by what they do and where, most important first."""
        groups: dict[tuple[str, str, str, bool], list[Present]] = defaultdict(list)
        for one in shown:
            duty = one.track.duty
            if duty is not None:
                groups[duty.kind, one.doing, one.place, one.is_estimated].append(one)
        return [_people_line(key, groups[key]) for key in sorted(groups)]

    def rest_lines(self, resting: Mapping[str, int]) -> list[RestLine]:
        """Where boxes lie, the store first, then by kecamatan."""
        found: dict[str, Counter[Level]] = defaultdict(Counter)
        for place, boxes in resting.items():
            level = self.level(place)
            found["" if level is Level.KPU else kecamatan_of(self.region(place))][level] += boxes
        return [RestLine(kecamatan=code, boxes=found[code]) for code in sorted(found)]

    def busiest(self, part: Part) -> HTime:
        """The moment of a part at which most boxes are under way, the first of them; else its start."""
        moments = [h.at for one in self.goods for h in one.halts if part.starts <= h.at < part.ends]
        loads = {at: _aboard(self.goods, at) for at in sorted({_quarter(at) for at in moments})}
        return max(loads, key=lambda at: (loads[at], -at), default=part.starts)

    def days(self, part: Part) -> list[DayLine]:
        """What leaves on each day of a part; days on which nothing leaves are left out."""
        of: dict[int, list[Track]] = defaultdict(list)
        for one in self.goods:
            if part.starts <= one.starts < part.ends:
                of[one.starts // DAY].append(one)
        return [_day_line(day, of[day], goods=self.goods) for day in sorted(of)]

    def data(self) -> dict[str, Any]:
        """The tracks for a program that draws them at any moment, by the same rule."""
        places = {halt.place for one in (*self.goods, *self.people) for halt in one.halts}
        known = self.spots.positions
        return {
            "tempat": {code: _point(known[code]) for code in sorted(places) if code in known},
            "barang": [_goods(one) for one in self.goods],
            "orang": [_people(one) for one in self.people],
        }


def _parts(election: Election, *, goods: Sequence[Track]) -> Iterator[Part]:
    for stage in election.stages:
        yield _part(stage, goods=goods)
    yield Part(code=VOTING, title=say("Voting day"), starts=HTime(0), ends=HTime(DAY))
    for stage in election.way_back.stages if election.way_back else ():
        yield _part(stage, goods=goods)


def _part(stage: Stage, *, goods: Sequence[Track]) -> Part:
    mine = [one for one in goods if one.journey and _step(one.journey) == (stage.giver, stage.receiver)]
    first = min((one.starts for one in mine), default=stage.earliest)
    last = max((one.ends for one in mine), default=stage.latest)
    levels = {"giver": stage.giver.upper(), "receiver": stage.receiver.upper()}
    out = say("Goods go from {giver} to {receiver}", **levels)
    back = say("Boxes go back from {giver} to {receiver}", **levels)
    return Part(
        code=f"{stage.giver.value}-{stage.receiver.value}",
        title=back if stage.direction is Direction.BACK else out,
        starts=HTime(min(first, stage.earliest) // HOUR * HOUR),
        ends=HTime(-(-max(last, stage.earliest + HOUR) // HOUR) * HOUR),
    )


def _step(journey: Journey) -> tuple[Level, Level]:
    return journey.giver, journey.receiver


def _people_line(key: tuple[str, str, str, bool], shown: Sequence[Present]) -> PeopleLine:
    kind, doing, place, is_estimated = key
    units = {str(one.track.duty.unit) for one in shown if one.track.duty is not None}
    return PeopleLine(
        kind=DutyKind(kind),
        doing=Doing(doing),
        place=place,
        people=sum(one.track.people for one in shown),
        units=tuple(sorted(units)),
        is_estimated=is_estimated,
    )


def _quarter(at: int) -> HTime:
    return HTime(at // (HOUR // 4) * (HOUR // 4))


def _aboard(goods: Iterable[Track], at: int) -> int:
    return sum(one.boxes_at(at) for one in goods)


def _day_line(day: int, leaving: Sequence[Track], *, goods: Sequence[Track]) -> DayLine:
    hours = range(day * DAY, (day + 1) * DAY, HOUR)
    return DayLine(
        day=day,
        journeys=len(leaving),
        boxes=sum(max(halt.boxes for halt in one.halts) for one in leaving),
        most=max(_aboard(goods, at) for at in hours),
    )


def _point(at: Position) -> tuple[float, float]:
    return at.lon, at.lat


def _goods(one: Track) -> tuple[str, list[tuple[int, str, int]]]:
    return one.code, [(halt.at, halt.place, halt.boxes) for halt in one.halts]


def _people(one: Track) -> tuple[str, int, list[tuple[int, str, int]]]:
    kind = one.duty.kind.value if one.duty else ""
    return kind, one.people, [(halt.at, halt.place, 0) for halt in one.halts]


def within(journeys: Iterable[Journey], *, region: RegionCode) -> Iterator[Journey]:
    """Journeys with stops for stations of a region, and of them those stops alone."""
    for one in journeys:
        stops = tuple(stop for stop in one.stops if any(code.startswith(region) for code in stop.stations))
        if stops:
            yield replace(one, stops=stops)
