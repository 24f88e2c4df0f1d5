"""What papers are made with: the plan as the field tells it, letterheads, codes, and what is wanted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as kept
from functools import cached_property

from sampai.coordination.pages.papers.shape import Filled, Shape, paper_of
from sampai.custody.model import Box, BoxKind, box_code
from sampai.custody.rules.labels import boxes_of
from sampai.election.model import Level
from sampai.kernel.clock import HTime
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.paper import Letterhead, PaperText
from sampai.kernel.text import Text, Words
from sampai.materials.model import Item
from sampai.materials.rules.packing import PackingList, packing_list
from sampai.oversight.model import Checklist
from sampai.places.model import Station
from sampai.plan.model import OperationPlan
from sampai.plan.pages.field import Field
from sampai.plan.pages.spots import kecamatan_of
from sampai.plan.rules.make import own_goods_of
from sampai.transport.model import OWN, Journey, Stop
from sampai.transport.rules.plan import own_parts

KECAMATAN_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class Desk:
    """How an office prints: letterhead by office, number by series, QR texts by paper and box."""

    words: Words
    head: Callable[[str], Letterhead]
    number: Callable[[str], str]
    code: Callable[[str, str], str]
    """By the paper's short name and its subject."""
    label: Callable[[Box], str]
    checklists: tuple[Checklist, ...] = ()

    def paper(self, shape: Shape, filled: Filled) -> PaperText:
        """A paper with what is known."""
        return paper_of(
            shape,
            filled,
            words=self.words,
            head=self.head(shape.office),
            code=self.code(shape.short, filled.subject),
            number=self.number(shape.series) if shape.series else "",
        )


@dataclass(frozen=True, kw_only=True)
class Press:
    """A plan and a desk, with what is wanted of the plan: everything where nothing is named."""

    field: Field
    desk: Desk
    kecamatan: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    """Codes of journeys, stations, villages, places, units or boxes."""
    tells_times: bool = True
    """Whether papers of stations tell journeys and hours (class R4)."""
    lists: dict[StationCode, PackingList] = kept(default_factory=dict, repr=False)

    @property
    def plan(self) -> OperationPlan:
        """The plan."""
        return self.field.plan

    def say(self, text: Text) -> str:
        """A sentence."""
        return self.field.say(text)

    def number(self, value: float) -> str:
        """A number as people write it."""
        return self.field.words.number(value)

    def moment(self, at: HTime) -> str:
        """A local day and hour with its zone: `Sel 26 Nov 13.00 WIB`."""
        return f"{self.field.short_day(at)} {self.field.clock(at)} {self.field.zone}"

    def wants(self, *codes: str) -> bool:
        """Whether something with these codes, the last one telling where it is, is wanted."""
        where = codes[-1]
        if self.kecamatan and not any(where.startswith(code) for code in self.kecamatan):
            return False
        return not self.only or not self.only.isdisjoint(codes)

    def wants_journey(self, journey: Journey) -> bool:
        """Whether a journey is wanted: itself, or for the kecamatan that it serves."""
        if self.only and journey.code not in self.only:
            return False
        served = {kecamatan_of(code) for stop in journey.stops for code in stop.stations}
        return not self.kecamatan or not self.kecamatan.isdisjoint(served)

    @cached_property
    def journeys(self) -> list[Journey]:
        """The wanted journeys of the way out, in order of time."""
        found = [one for one in self.plan.delivery.journeys if self.wants_journey(one)]
        return sorted(found, key=lambda one: (one.loads, one.code))

    @cached_property
    def back(self) -> list[Journey]:
        """The wanted journeys of the way back, in order of time."""
        found = [one for one in self.plan.delivery.back if self.wants_journey(one)]
        return sorted(found, key=lambda one: (one.loads, one.code))

    @cached_property
    def stations(self) -> list[Station]:
        """The wanted stations, in code order."""
        return [
            one
            for one in self.plan.operation.register.stations
            if self.wants(one.code, one.village, one.code)
        ]

    @cached_property
    def regions(self) -> Mapping[str, str]:
        """Where places lie, and units by their bases; a region's code by theirs."""
        operation = self.plan.operation
        places = {str(place.code): str(place.region) for place in operation.register.places}
        return places | {str(unit.code): places.get(unit.base, "") for unit in operation.units}

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Items by key."""
        return {item.key: item for item in self.plan.rules.kits.items}

    def item(self, key: str) -> str:
        """What people call an item."""
        item = self.items[key]
        return item.name_en if self.field.words.lang == "en" else item.name

    def packing(self, station: StationCode) -> PackingList:
        """What a station gets."""
        if station not in self.lists:
            rules = self.plan.rules
            self.lists[station] = packing_list(
                station, needs=self.plan.needs, election=rules.election, kits=rules.kits
            )
        return self.lists[station]

    def boxes(self, stations: Iterable[StationCode]) -> list[Box]:
        """The labelled boxes and kits of some stations."""
        return [box for code in stations for box in boxes_of(self.packing(code))]

    def committee_boxes(self, office: str) -> Sequence[Box]:
        """The ballot boxes that a PPK or PPS gets for itself, each of one contest as far as there are any."""
        level = Level.PPK if len(office) == KECAMATAN_DIGITS else Level.PPS
        totals = self.plan.needs.totals(office, level=level)
        count = sum(totals.get(item.key, 0) for item in self.items.values() if item.is_box)
        contests = [one.code for one in self.plan.rules.election.contests_in(RegionCode(office))]
        return [
            Box(
                code=box_code(office, kind=BoxKind.BALLOT_BOX, number=number),
                kind=BoxKind.BALLOT_BOX,
                owner=office,
                contest=contests[number - 1] if number <= len(contests) else "",
            )
            for number in range(1, count + 1)
        ]

    @cached_property
    def _parts(self) -> Mapping[str, Sequence[Box]]:
        """Which of a committee's boxes are in each part of its own goods: parts share them in order."""
        found: dict[str, Sequence[Box]] = {}
        given: dict[str, int] = {}
        for committee, load in own_parts(own_goods_of(self.plan.needs)):
            office = committee.code.partition(OWN)[0]
            first = given.get(office, 0)
            found[committee.code] = self.committee_boxes(office)[first : first + load.boxes]
            given[office] = first + load.boxes
        return found

    def own_boxes(self, stop: Stop) -> list[Box]:
        """The committees' own boxes that stay at a stop."""
        return [box for part in stop.own for box in self._parts.get(part, ())]

    def contest(self, box: Box) -> str:
        """What people call a box: its contest, or that it is the kit beside the boxes."""
        return self.field.contests.get(box.contest, box.contest.upper())

    @property
    def election(self) -> str:
        """What people call the election."""
        return self.plan.rules.election.name
