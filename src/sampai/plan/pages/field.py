"""What papers for the field are made of: names, local times, loads by kind of box, company, whom to call."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sampai.election.model import Level
from sampai.guarding.model import Duty, Officer
from sampai.kernel.clock import MINUTE, HTime
from sampai.kernel.ids import StationCode, UnitCode, VehicleCode
from sampai.kernel.text import Text, Words, say
from sampai.materials.rules.packing import boxes_by_contest, outside_items
from sampai.plan.model import NOT_FILLED_IN, Convoy, OperationPlan
from sampai.plan.pages.labels import mode_names
from sampai.plan.pages.spots import Spots, by_village, kecamatan_of, numbers_of, spots
from sampai.plan.rules.arrivals import Arrival, arrivals
from sampai.transport.model import Journey, Stop
from sampai.transport.rules.company import Company, company_of
from sampai.transport.rules.lines import NO_LINES, Lines

FEW_VILLAGES = 3
"""So many are named in large letters."""

_HARD_SPACE = "\u00a0"

CALLED = 2
"""Officers of one unit whose telephone a paper gives."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """A plan told to people in the field, in one language."""

    plan: OperationPlan
    spots: Spots
    words: Words
    lines: Lines = field(default_factory=dict, repr=False)
    """Journeys along mapped roads, where there is a road map."""

    boxes_of: dict[tuple[StationCode, ...], Mapping[str, int]] = field(default_factory=dict, repr=False)
    """Counted so far: the same stations' boxes stand on several papers."""

    outside_of: dict[tuple[StationCode, ...], str] = field(default_factory=dict, repr=False)
    """Told so far, goods beside the boxes."""

    def say(self, key: Text) -> str:
        """A sentence."""
        return self.words.say(key)

    def name(self, code: str) -> str:
        """What people call a place or station."""
        return self.spots.name(code)

    def clock(self, at: HTime) -> str:
        """A local clock time, rounded up to the minute: `07.15`."""
        return self.words.clock(
            self.plan.operation.settings.calendar.instant(HTime(-(-at // MINUTE) * MINUTE))
        )

    def day(self, at: HTime) -> str:
        """A local day in full: `Selasa, 19 November 2024`."""
        calendar = self.plan.operation.settings.calendar
        return self.words.day(calendar.instant(HTime(-(-at // MINUTE) * MINUTE)).date())

    def short_day(self, at: HTime) -> str:
        """A local day for narrow columns."""
        calendar = self.plan.operation.settings.calendar
        return self.words.short_day(calendar.instant(HTime(-(-at // MINUTE) * MINUTE)).date())

    def span(self, journey: Journey) -> str:
        """From leaving to coming home: `Selasa, 19 November 2024 07.15–09.40 WIB`."""
        times = f"{self.clock(journey.departs)}–{self.clock(journey.returns)}"
        return f"{self.day(journey.departs)} {times} {self.zone}"

    @property
    def zone(self) -> str:
        """`WIB`, `WITA` or `WIT`."""
        return self.plan.operation.settings.calendar.zone

    @cached_property
    def contests(self) -> Mapping[str, str]:
        """Names of the contests by code, in ballot order."""
        is_english = self.words.lang == "en"
        return {
            contest.code: contest.name_en if is_english and contest.name_en else contest.name
            for contest in self.plan.rules.election.contests
        }

    @cached_property
    def modes(self) -> Mapping[str, str]:
        """Names of the means of transport by code."""
        names = mode_names(self.plan.rules.modes, lang=self.words.lang)
        return {str(mode): name for mode, name in names.items()}

    @cached_property
    def arrivals(self) -> Mapping[StationCode, Mapping[Level, Arrival]]:
        """When goods arrive where."""
        return arrivals(self.plan.delivery)

    @cached_property
    def vehicles(self) -> Mapping[tuple[VehicleCode, int], list[Journey]]:
        """The journeys of each vehicle that has some, in order of time; vehicles by code and number."""
        used: dict[tuple[VehicleCode, int], list[Journey]] = defaultdict(list)
        for journey in sorted(self.plan.delivery.journeys, key=lambda j: (j.loads, j.code)):
            for ordinal in journey.vehicles:
                used[journey.vehicle, ordinal].append(journey)
        return dict(sorted(used.items()))

    def boxes(self, stations: Iterable[StationCode]) -> Mapping[str, int]:
        """How many boxes of each contest some stations get."""
        key = tuple(stations)
        if key not in self.boxes_of:
            plan = self.plan
            self.boxes_of[key] = boxes_by_contest(
                key, needs=plan.needs, election=plan.rules.election, kits=plan.rules.kits
            )
        return self.boxes_of[key]

    def boxes_in_short(self, stations: Iterable[StationCode]) -> str:
        """The same for large letters, by the contests' codes: `12 PILGUB, 12 PILBUP`."""
        return ", ".join(
            f"{count}{_HARD_SPACE}{code.replace('_', _HARD_SPACE).upper()}".rstrip()
            for code, count in self.boxes(stations).items()
        )

    def boxes_said(self, stations: Iterable[StationCode]) -> str:
        """`12 Pilgub, 12 Pilbup`."""
        return ", ".join(
            f"{count} {self.contests.get(code, code)}".rstrip()
            for code, count in self.boxes(stations).items()
        )

    def outside_said(self, stations: Iterable[StationCode]) -> str:
        """Goods beside the boxes: `48 bilik suara`."""
        key = tuple(stations)
        if key not in self.outside_of:
            is_english = self.words.lang == "en"
            items = outside_items(key, needs=self.plan.needs, kits=self.plan.rules.kits)
            self.outside_of[key] = ", ".join(
                f"{count} {item.name_en if is_english else item.name}" for item, count in items
            )
        return self.outside_of[key]

    def villages_said(self, stations: tuple[StationCode, ...]) -> str:
        """Stations by village: `Selasih TPS 001–003; Sinar Banten TPS 001`."""
        return "; ".join(
            f"{self.name(village)} TPS {numbers_of(codes)}" for village, codes in by_village(stations)
        )

    def stop_said(self, stop: Stop) -> str:
        """A stop's place and the stations whose goods stay there; a station stands for itself."""
        stations = self.villages_said(stop.stations)
        return stations if stop.place in stop.stations else f"{self.name(stop.place)}: {stations}"

    def stop_in_short(self, stop: Stop) -> str:
        """The same for large letters: many villages at an office are only counted."""
        if stop.place in stop.stations or len(by_village(stop.stations)) <= FEW_VILLAGES:
            return self.stop_said(stop)
        return f"{self.name(stop.place)}: {len(stop.stations)} TPS"

    @cached_property
    def convoys(self) -> Mapping[str, Convoy]:
        """The convoy of each journey that is escorted."""
        return {code: one for one in self.plan.manning.escorts.convoys for code in one.journeys}

    @cached_property
    def escorts(self) -> Mapping[str, Sequence[Duty]]:
        """Who escorts each convoy, by its code: one duty for each unit."""
        sent: dict[str, list[Duty]] = defaultdict(list)
        for duty in self.plan.manning.escorts.duties:
            sent[duty.subject].append(duty)
        return sent

    @cached_property
    def _units(self) -> Mapping[UnitCode, str]:
        return {unit.code: unit.name for unit in self.plan.operation.units}

    @cached_property
    def _companies(self) -> Mapping[str, Company]:
        delivery = self.plan.delivery
        return {one.code: self.company_of(one) for one in (*delivery.journeys, *delivery.back)}

    def company_of(self, journey: Journey) -> Company:
        """Crew and papers of a journey that is not one of the plan's, such as a part of one."""
        modes = {rule.mode: rule for rule in self.plan.rules.modes}
        convoy = self.convoys.get(journey.code)
        is_escorted = convoy is not None and convoy.needed + convoy.with_boxes > 0
        return company_of(journey, rules=self.plan.rules.journeys, modes=modes, is_escorted=is_escorted)

    def company(self, journey: Journey) -> Company:
        """Crew and papers of a journey."""
        return self._companies[journey.code]

    def crew_said(self, journey: Journey) -> str:
        """Who is on the vehicles."""
        company = self.company(journey)
        if company.drivers is None:
            return self.say(NOT_FILLED_IN)
        return self.say(
            say(
                "drivers: {drivers}, helpers: {helpers}",
                drivers=company.drivers,
                helpers=company.helpers or 0,
            )
        )

    def escort_said(self, journey: Journey) -> str:
        """Who escorts it: those of its convoy together, and the units that send them."""
        convoy = self.convoys.get(journey.code)
        if convoy is None or not convoy.needed + convoy.with_boxes:
            return self.say(say("none planned"))
        parts = {
            say("with the vehicles: {count}", count=convoy.officers): convoy.officers,
            say("outriders: {count}", count=convoy.outriders): convoy.outriders,
            say(
                "officers of the TPS with their own boxes: {count}", count=convoy.with_boxes
            ): convoy.with_boxes,
            self._together(convoy): len(convoy.journeys) > 1,
        }
        said = [self.say(part) for part, count in parts.items() if count]
        return ", ".join([*said, *self.escort_units(convoy)])

    def _together(self, convoy: Convoy) -> Text:
        return say("shared by {count} journeys of one convoy", count=len(convoy.journeys))

    def escort_units(self, convoy: Convoy) -> list[str]:
        """The units that send a convoy's escorts: `Polres Kaur (3)`; and how many are missing."""
        sent = [
            f"{self._units.get(duty.unit, duty.unit)} ({duty.officers})" for duty in self.escorts[convoy.code]
        ]
        missing = convoy.needed - sum(duty.officers for duty in self.escorts[convoy.code])
        return [*sent, self.say(say("missing: {count}", count=missing))] if missing else sent

    def papers_said(self, journey: Journey) -> str:
        """The papers to carry: `1 Surat Jalan, 4 BAST`."""
        is_english = self.words.lang == "en"
        return ", ".join(
            f"{paper.copies} {paper.rule.name_en if is_english else paper.rule.name}"
            for paper in self.company(journey).papers
        )

    @cached_property
    def _phones(self) -> Mapping[UnitCode, list[Officer]]:
        found: dict[UnitCode, list[Officer]] = defaultdict(list)
        for officer in self.plan.operation.officers:
            if officer.phone:
                found[officer.unit].append(officer)
        return found

    @cached_property
    def _kecamatan_of_units(self) -> Mapping[UnitCode, str | None]:
        """Where each unit is based; None where nobody knows."""
        regions = {place.code: place.region for place in self.plan.operation.register.places}
        return {
            unit.code: kecamatan_of(regions[unit.base]) if unit.base in regions else None
            for unit in self.plan.operation.units
        }

    def contacts(self, kecamatan: Iterable[str]) -> list[str]:
        """Officers to call whose number the tables have: of units based in these kecamatan, then of the head.

        Each as `Polsek Kinal, Aiptu Budi, 0812…`.
        """
        wanted = set(kecamatan)
        units = [unit for unit in self.plan.operation.units if unit.institution == "polri"]
        here = [unit for unit in units if unit.parent and self._kecamatan_of_units[unit.code] in wanted]
        heads = [unit for unit in units if unit.parent is None]
        return [
            ", ".join(filter(None, (unit.name, f"{officer.rank} {officer.name}".strip(), officer.phone)))
            for unit in (*here, *heads)
            for officer in self._phones.get(unit.code, [])[:CALLED]
        ]


def field_of(plan: OperationPlan, *, words: Words, lines: Lines = NO_LINES) -> Field:
    """A plan as papers tell it."""
    return Field(plan=plan, spots=spots(plan), words=words, lines=lines)


def served(journey: Journey) -> list[str]:
    """The kecamatan whose stations' goods a journey carries, in code order."""
    return sorted({str(kecamatan_of(station)) for stop in journey.stops for station in stop.stations})
