"""Reads a pack's rules: election profiles, means of transport, guard patterns.

A profile is known by its code (`pilkada-2024`) or by the path of an own TOML file, which may say
`extends = "pilkada-2024"` and give only what differs; an item of the same key is replaced as a whole.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from sampai.election.model import Contest, Counting, Deadline, Election, Level, Stage, WayBack
from sampai.guarding.model import Pattern, PatternOverride, PatternSet, RiskClass
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Load
from sampai.kernel.text import say
from sampai.materials.model import Formula, Item, ItemGroup, KitBook, NeedRule, Packing
from sampai.packs.toml_table import Table, read_toml
from sampai.places.model import Mode
from sampai.transport.model import (
    Medium,
    ModeRule,
    RainClass,
    RoadClass,
    Slowing,
    WeatherLimit,
    WeatherRules,
)

PACK = "indonesia"

_RULE_FILES = (
    "command",
    "drivers",
    "escorts",
    "guard",
    "journeys",
    "modes",
    "objective",
    "patterns",
    "replan",
    "risks",
    "spread",
    "stores",
    "weather",
)
"""The pack's rules beside the election profile, by the name of their file."""

_PATTERN = re.compile(r"(\d{1,6}):(?:(\d{1,6})-)?(\d{1,6})(?::(\d{1,6}))?")
"""Officers, the least stations where there is a range, stations, Linmas where the source says them."""

LINMAS_PER_STATION = 2
"""Civil guards per station where a source names none; it reproduces 2-20-40, 2-12-24 and most others."""


def elections(*, pack: str = PACK) -> tuple[str, ...]:
    """Codes of the pack's election profiles."""
    names = (file.name for file in (pack_folder(pack) / "elections").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_election(code: str, *, staging: str = "", pack: str = PACK) -> Election:
    """The election of a profile, with one of its stagings (empty: the profile's first).

    Raises `Refused` for a profile or staging that is not there, `Unreadable` for a fault in the file.
    """
    table = _profile(code, pack=pack)
    for key in ("item", "extends"):
        table.has(key)
    contests = tuple(_contest(row) for row in table.tables("contest"))
    limits = table.table("most_voters")
    way = _staging(table, staging)
    election = Election(
        code=table.text("code"),
        name=table.text("name"),
        voting_day=table.day("voting_day"),
        contests=contests,
        most_voters_law=limits.whole("law"),
        most_voters_rule=limits.whole("rule"),
        most_voters_basis=limits.basis(),
        deadlines=tuple(_deadline(row) for row in way.tables("deadline")),
        stages=tuple(_stage(row) for row in way.tables("stage")),
        staging=way.text("code"),
        way_back=_way_back(table, way.text("way_back", default="")),
    )
    for read in (limits, way, table):
        read.close()
    return election


def stagings(code: str, *, pack: str = PACK) -> tuple[str, ...]:
    """Codes of a profile's stagings, its usual one first."""
    return tuple(row.text("code") for row in _profile(code, pack=pack).tables("staging"))


def load_kits(code: str, *, pack: str = PACK) -> KitBook:
    """The items and need rules of a profile.

    Raises `Refused` for a profile that is not there, `Unreadable` for a fault in the file.
    """
    table = _profile(code, pack=pack)
    contests = tuple(_contest(row) for row in table.tables("contest"))
    items: list[Item] = []
    rules: list[NeedRule] = []
    for row in table.tables("item"):
        members = tuple(_items(row, contests))
        items += members
        for need in row.tables("need"):
            rules += _rules(need, members)
        row.close()
    return table.make(
        "item", lambda: KitBook(election=table.text("code"), items=tuple(items), rules=tuple(rules))
    )


def load_modes(*, pack: str = PACK) -> tuple[ModeRule, ...]:
    """The pack's means of transport, in the order of its file."""
    table = read_toml(pack_folder(pack) / "modes.toml")
    modes = tuple(_mode(row) for row in table.tables("mode"))
    table.close()
    return modes


def load_weather(*, pack: str = PACK) -> WeatherRules:
    """What the pack makes of rain, wind and waves. Raises `Unreadable` for a fault in the file."""
    table = read_toml(pack_folder(pack) / "weather.toml")
    rain = tuple(_rain(row) for row in table.tables("rain"))
    rates = {one.code: one.from_tenth_mm for one in rain}
    rules = WeatherRules(
        rain=rain,
        slowings=tuple(_slowing(row, rates=rates) for row in table.tables("slow")),
        limits=tuple(limit for row in table.tables("limit") for limit in _limits(row, rain=rain)),
    )
    table.close()
    return rules


def pattern_sets(*, pack: str = PACK) -> tuple[str, ...]:
    """Codes of the pack's pattern sets, the default first."""
    return tuple(patterns.code for patterns in _pattern_sets(pack))


def load_patterns(code: str = "", *, pack: str = PACK) -> PatternSet:
    """A pattern set by its code; the pack's default for an empty code.

    Raises `Refused` when there is no such set.
    """
    sets = _pattern_sets(pack)
    found = next((patterns for patterns in sets if patterns.code == code), None)
    if code and found is None:
        raise Refused(
            "pattern",
            say("There is no pattern set “{code}”.", code=code),
            say("Choose one of: {codes}.", codes=", ".join(patterns.code for patterns in sets)),
        )
    return found or sets[0]


def pack_digest(election: str, *, pack: str = PACK) -> str:
    """SHA-256 over the files that the rules of an election come from, as `sha256:…`."""
    folder = pack_folder(pack)
    seal = hashlib.sha256()
    names = tuple(f"{stem}.toml" for stem in _RULE_FILES)
    for file in (*_profile_files(election, pack=pack), *(folder / name for name in names)):
        data = file.read_bytes()
        seal.update(f"{file.name} {len(data)}\n".encode() + data)
    return f"sha256:{seal.hexdigest()}"


# Files


def pack_folder(pack: str) -> Traversable:
    """The folder of a pack's data files."""
    return files("sampai") / "packs" / pack


def _file(code: str, *, pack: str) -> Traversable:
    if code.endswith(".toml"):
        return Path(code)
    known = elections(pack=pack)
    if code not in known:
        raise Refused(
            "election",
            say("There is no election profile “{code}”.", code=code),
            say("Choose one of {codes}, or give the path of a TOML file.", codes=", ".join(known)),
        )
    return pack_folder(pack) / "elections" / f"{code}.toml"


def _profile_files(code: str, *, pack: str) -> tuple[Traversable, ...]:
    """The profile's file and, when it extends one of the pack, that one."""
    file = _file(code, pack=pack)
    base = read_toml(file).text("extends", default="")
    return (file, _file(base, pack=pack)) if base in elections(pack=pack) else (file,)


def _profile(code: str, *, pack: str) -> Table:
    table = read_toml(_file(code, pack=pack))
    base = table.text("extends", default="")
    if not base:
        return table
    if base not in elections(pack=pack):
        table.stop(
            "extends",
            say("there is no election profile “{code}”", code=base),
            say("Choose one of: {codes}.", codes=", ".join(elections(pack=pack))),
        )
    return table.over(read_toml(_file(base, pack=pack)), lists=("contest", "item", "staging", "way_back"))


# Elections


def _regions(table: Table, key: str) -> tuple[RegionCode, ...]:
    codes = table.texts(key)
    for code in codes:
        if not code.isdecimal() or len(code) not in {2, 4, 6, 10}:
            table.stop(
                key,
                say("“{value}” is no region code", value=code),
                say("Write a code without points, such as 31 for DKI Jakarta."),
            )
    return tuple(RegionCode(code) for code in codes)


def _contest(table: Table) -> Contest:
    contest = Contest(
        code=table.text("code"),
        name=table.text("name"),
        name_en=table.text("name_en"),
        not_in=_regions(table, "not_in"),
        only_in=_regions(table, "only_in"),
    )
    table.close()
    return contest


def _staging(table: Table, code: str) -> Table:
    ways = table.tables("staging")
    if not ways:
        table.stop("staging", say("it is missing"), say("Say how goods go through the levels."))
    found = next((way for way in ways if way.text("code") == code), None)
    if code and found is None:
        raise Refused(
            "staging",
            say("The profile has no staging “{code}”.", code=code),
            say("Choose one of: {codes}.", codes=", ".join(way.text("code") for way in ways)),
        )
    way = found or ways[0]
    way.text("name")
    return way


def _way_back(table: Table, code: str) -> WayBack | None:
    """The way back that a staging names; None where it names none."""
    ways = table.tables("way_back")
    counting = _counting(table.table("counting")) if table.has("counting") else None
    returns = table.table("returns") if table.has("returns") else None
    if not code:
        return None
    found = next((way for way in ways if way.text("code") == code), None)
    if found is None or counting is None or returns is None:
        table.stop(
            "way_back",
            say("there is no way back “{code}” with its counting and what returns", code=code),
            say("Write the tables [[way_back]], [counting] and [returns], or leave out the way back."),
        )
    found.text("name")
    way = found.make(
        "stage",
        lambda: WayBack(
            counting=counting,
            items=returns.texts("items"),
            items_basis=returns.basis(),
            stages=tuple(_stage(row) for row in found.tables("stage")),
            deadlines=tuple(_deadline(row) for row in found.tables("deadline")),
        ),
    )
    for read in (found, returns):
        read.close()
    return way


def _counting(table: Table) -> Counting:
    counting = Counting(
        voting_ends=table.h_time("voting_ends"),
        s_per_ballot=table.whole("s_per_ballot"),
        closing_s=60 * table.whole("closing_min"),
        basis=table.basis(),
    )
    table.close()
    return counting


def _deadline(table: Table) -> Deadline:
    deadline = Deadline(level=table.choice("level", Level), at=table.h_time("at"), basis=table.basis())
    table.close()
    return deadline


def _stage(table: Table) -> Stage:
    stage = table.make(
        "earliest",
        lambda: Stage(
            giver=table.choice("giver", Level),
            receiver=table.choice("receiver", Level),
            earliest=table.h_time("earliest"),
            latest=table.h_time("latest"),
            opens_s=table.clock("opens"),
            closes_s=table.clock("closes"),
            hard_days=table.whole("hard_days", default=1),
            basis=table.basis(),
        ),
    )
    table.close()
    return stage


# Items and need rules


def _items(table: Table, contests: tuple[Contest, ...]) -> Iterator[Item]:
    """One item, or one for every contest when the table says `per_contest = true`."""
    if not table.flag("per_contest"):
        yield _item(table, table.table("size"))
        return
    sizes = table.table("size")
    for contest in contests:
        item = _item(table, sizes.table(contest.code))
        yield replace(
            item,
            key=f"{item.key}_{contest.code}",
            name=f"{item.name} {contest.name}",
            name_en=f"{item.name_en} {contest.name_en}",
            family=item.key,
            contest=contest.code,
            packing=table.choice("packing", Packing),
        )
    sizes.close()


def _item(table: Table, size: Table) -> Item:
    packing = table.choice("packing", Packing)
    item = table.make(
        "size",
        lambda: Item(
            key=table.text("key"),
            name=table.text("name"),
            name_en=table.text("name_en"),
            group=table.choice("group", ItemGroup),
            unit=table.text("unit"),
            packing=Packing.OUTSIDE if packing is Packing.OWN_BOX else packing,
            weight_mg=size.thousandths("weight_g"),
            volume_ml=size.thousandths("volume_l"),
            pack_size=size.whole("pack", default=1),
            basis=table.basis(),
            size_basis=size.basis(),
            is_serialised=table.flag("serialised"),
            is_booth=table.flag("booth"),
        ),
    )
    size.close()
    return item


def _rules(table: Table, items: tuple[Item, ...]) -> Iterator[NeedRule]:
    """The rules of one `need` table: one for every item that it is meant for."""
    wanted = table.texts("contests")
    meant = tuple(item for item in items if not wanted or item.contest in wanted)
    for unknown in sorted(set(wanted) - {item.contest for item in items}):
        table.stop(
            "contests",
            say("there is no contest “{code}”", code=unknown),
            say("Choose from the contests of the profile."),
        )
    level = table.text("level")
    rule = NeedRule(
        item="",
        level=Level.KPU if level == PROVINCIAL else table.choice("level", Level),
        formula=table.make("formula", lambda: Formula(table.text("formula"))),
        basis=table.basis(),
        only_in=_regions(table, "only_in"),
        not_in=_regions(table, "not_in"),
        provincial=level == PROVINCIAL,
    )
    table.close()
    return (replace(rule, item=item.key) for item in meant)


PROVINCIAL = "kpu-prov"
"""The level of a need that lies at the KPU of the province."""


# Means of transport and patterns


def _mode(table: Table) -> ModeRule:
    mode = ModeRule(
        mode=Mode(table.text("code")),
        name=table.text("name"),
        name_en=table.text("name_en"),
        medium=table.choice("medium", Medium),
        speed_kmh=_speeds(table),
        room=_room(table.table("room")),
        cost_rp_km=table.whole("cost_rp_km"),
        cost_rp_h=table.whole("cost_rp_h"),
        load_s_per_box=table.whole("load_s_per_box"),
        stop_s=table.whole("stop_s"),
        daylight_only=table.flag("daylight_only"),
        escort_seats=table.whole("escort_seats"),
        basis=table.basis(),
    )
    table.close()
    return mode


def _speeds(table: Table) -> tuple[tuple[RoadClass, int], ...]:
    if not table.has("speed_kmh"):
        return ()
    speeds = table.table("speed_kmh")
    found = tuple((road, speeds.whole(road)) for road in RoadClass if speeds.has(road))
    speeds.close()
    for road, speed in found:
        if speed == 0:
            speeds.stop(road, say("a speed is never zero"), say("Leave out roads that the mode cannot use."))
    return found


def _room(table: Table) -> Load:
    room = Load(table.whole("boxes"), table.thousandths("volume_m3"), table.thousandths("weight_kg"))
    table.close()
    return room


def _rain(table: Table) -> RainClass:
    rain = RainClass(
        code=table.text("code"),
        name_en=table.text("name_en"),
        from_tenth_mm=10 * table.whole("from_mm_h"),
        is_wet=table.flag("wet"),
        words=table.texts("words"),
        basis=table.basis(),
    )
    table.close()
    return rain


def _slowing(table: Table, *, rates: Mapping[str, int]) -> Slowing:
    shares = table.table("percent")
    percent = tuple((road, shares.whole(road)) for road in RoadClass if shares.has(road))
    shares.close()
    slowing = table.make(
        "percent",
        lambda: Slowing(
            from_tenth_mm=rates[_rain_code(table, "rain", known=rates)],
            medium=table.choice("medium", Medium),
            percent=percent,
            basis=table.basis(),
        ),
    )
    table.close()
    return slowing


def _limits(table: Table, *, rain: tuple[RainClass, ...]) -> Iterator[WeatherLimit]:
    """One limit for each mode of a row. Rain is told as the heaviest class that still lets it go."""
    codes = [one.code for one in rain]
    most = _rain_code(table, "most_rain", known=codes) if table.has("most_rain") else None
    heavier = rain[codes.index(most) + 1 :] if most else ()
    basis = table.basis()
    for mode in table.texts("modes"):
        yield WeatherLimit(
            mode=Mode(mode),
            basis=basis,
            most_wave_dm=table.thousandths("most_wave_m") // 100 if table.has("most_wave_m") else None,
            most_wind_kmh=table.whole("most_wind_kmh") if table.has("most_wind_kmh") else None,
            below_rain_tenth_mm=heavier[0].from_tenth_mm if heavier else None,
        )
    table.close()


def _rain_code(table: Table, key: str, *, known: Iterable[str]) -> str:
    code = table.text(key)
    if code not in known:
        table.stop(
            key,
            say("“{value}” is not known", value=code),
            say("Choose one of: {choices}.", choices=", ".join(known)),
        )
    return code


def _pattern_sets(pack: str) -> tuple[PatternSet, ...]:
    table = read_toml(pack_folder(pack) / "patterns.toml")
    sets = tuple(_pattern_set(row) for row in table.tables("set"))
    table.close()
    return sets


def _pattern_set(table: Table) -> PatternSet:
    said, assumed = table.table("said"), table.table("assumed")
    remote = table.table("remote") if table.has("remote") else None
    patterns = PatternSet(
        code=table.text("code"),
        name=table.text("name"),
        patterns=tuple(_pattern(risk, said, assumed) for risk in RiskClass),
        basis=table.basis(),
        overrides=tuple(_remote(remote)) if remote else (),
    )
    for read in (said, assumed, table):
        read.close()
    return patterns


def _remote(table: Table) -> Iterator[PatternOverride]:
    for risk in RiskClass:
        if table.has(risk):
            yield PatternOverride(pattern=_pattern(risk, table, table), remote=True)
    table.close()


def _pattern(risk: RiskClass, said: Table, assumed: Table) -> Pattern:
    source = said if said.has(risk) else assumed
    found = _PATTERN.fullmatch(source.text(risk).replace(" ", ""))
    if found is None:
        source.stop(
            risk,
            say("“{value}” is no pattern", value=source.text(risk)),
            say("Write officers : stations : linmas, such as 2 : 5 : 10 or 2 : 12-20 : 40."),
        )
    officers, least, stations = int(found[1]), int(found[2] or 0), int(found[3])
    unsaid = () if found[4] else ("linmas",)
    doubtful = unsaid if said.has(risk) else ("officers", "stations", "linmas")
    return source.make(
        risk,
        lambda: Pattern(
            risk=risk,
            officers=officers,
            stations=stations,
            linmas=int(found[4]) if found[4] else LINMAS_PER_STATION * stations,
            assumed=doubtful,
            least_stations=least,
        ),
    )
