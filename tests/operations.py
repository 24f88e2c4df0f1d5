"""Hypothesis strategies: operations of the tiny world that obey every rule, with every field in use."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st
from tests.worlds import CENTRES, ELECTION, KITS, MODES, PATTERNS, REGENCY, REGIONS, STORE

from sampai.guarding.model import (
    Acceptance,
    GuardedPlace,
    Officer,
    Pattern,
    PatternOverride,
    RiskClaim,
    RiskClass,
    Unit,
)
from sampai.kernel.clock import ZONES, Calendar
from sampai.kernel.geo import Position
from sampai.kernel.ids import PlaceCode, RegionCode, UnitCode, VehicleCode
from sampai.kernel.quantity import Certainty, Load
from sampai.materials.model import StockLine
from sampai.places.model import (
    Claim,
    Closure,
    Forecast,
    Link,
    Located,
    Place,
    PlaceKind,
    Region,
    Register,
    Signal,
    SignalGrade,
    SpecialKind,
    Station,
)
from sampai.places.rules.claims import settle
from sampai.places.rules.own_regions import label
from sampai.plan.model import Operation, Settings
from sampai.transport.model import VehicleGroup

LETTERS = "abcdefgijklmnoprstuwyéABCDKMNPST"
VILLAGES = tuple(sorted(CENTRES))
MODE_CODES = tuple(rule.mode for rule in MODES)

certainties = st.sampled_from(Certainty)
days = st.none() | st.dates(date(2023, 1, 1), date(2024, 12, 31))
shares = st.none() | st.integers(0, 1000).map(lambda n: n / 1000)
moments = st.datetimes(datetime(2024, 11, 1), datetime(2024, 12, 1)).map(  # noqa: DTZ001 -- local time is meant
    lambda at: at.replace(second=0, microsecond=0)
)


def words(alphabet: str = LETTERS + " .,()/0123456789", *, least: int = 1) -> st.SearchStrategy[str]:
    """Texts as a person writes them: they begin with letters and have single spaces."""
    tails = st.text(alphabet, max_size=12).map(lambda tail: " ".join(tail.split()))
    texts = st.tuples(st.sampled_from("ABDKMS"), tails).map(lambda parts: f"{parts[0]}e{parts[1]}".strip())
    return texts if least else st.just("") | texts


names = words()
remarks = words(least=0)


def codes(prefix: str) -> st.SearchStrategy[str]:
    """Codes of an owner's own making."""
    return st.text("abc0123456789.-", max_size=4).map(lambda tail: f"{prefix}-{tail}x")


def several(
    one: st.SearchStrategy[Any], *, key: Callable[[Any], Any], most: int = 4
) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few that differ in their key."""
    return st.lists(one, max_size=most, unique_by=key).map(tuple)


def located(village: RegionCode) -> st.SearchStrategy[Located]:
    """A position within some kilometres of a village's centre."""
    shift = st.integers(-20_000, 20_000).map(lambda n: n / 1_000_000)
    centre = CENTRES[village]
    positions = st.builds(lambda dy, dx: Position(centre.lat + dy, centre.lon + dx), shift, shift)
    return st.builds(Located, positions, remarks, certainties, st.none() | st.integers(0, 5_000))


grades = st.sampled_from(SignalGrade)
operators = words(alphabet="abcd 23")


@st.composite
def signals(draw: st.DrawFn) -> tuple[Signal, ...]:
    """One for all operators, where known, and some of single ones."""
    overall = draw(st.lists(st.builds(Signal, st.just(""), grades), max_size=1))
    of_operators = draw(several(st.builds(Signal, operators, grades), key=lambda s: s.operator, most=2))
    return (*overall, *of_operators)


@st.composite
def stations(draw: st.DrawFn) -> Station:
    """A station of the tiny world."""
    village = draw(st.sampled_from(VILLAGES))
    return Station(
        village=village,
        number=draw(st.integers(1, 999)),
        name=draw(remarks),
        located=draw(st.none() | located(village)),
        voters_m=draw(st.integers(0, 400)),
        voters_f=draw(st.integers(0, 400)),
        voters_source=draw(remarks),
        voters_certainty=draw(certainties),
        special=draw(st.none() | st.sampled_from(SpecialKind)),
        access=draw(several(st.sampled_from(MODE_CODES), key=str, most=3)),
        hard=draw(st.booleans()),
        signal=draw(signals()),
        power=draw(st.sampled_from([None, True, False])),
        raised_floor=draw(st.sampled_from([None, True, False])),
    )


@st.composite
def places(draw: st.DrawFn) -> Place:
    """A place of the tiny world."""
    region = draw(st.sampled_from(REGIONS))
    village = region.code if region.code in CENTRES else VILLAGES[0]
    return Place(
        code=PlaceCode(draw(codes("tempat"))),
        kind=draw(st.sampled_from(PlaceKind)),
        name=draw(names),
        region=region.code,
        located=draw(located(village)),
        volume_m3=draw(st.none() | st.integers(0, 5_000).map(lambda n: n / 10)),
    )


@st.composite
def links(draw: st.DrawFn, *, ends: Sequence[str]) -> Link:
    """A link between two of the ends."""
    origin, target = draw(st.lists(st.sampled_from(ends), min_size=2, max_size=2, unique=True))
    dry = draw(st.integers(1, 600))
    return Link(
        code=draw(codes("lintas")),
        origin=origin,
        target=target,
        mode=draw(st.sampled_from(MODE_CODES)),
        length_m=draw(st.integers(0, 200_000)),
        minutes_dry=dry,
        minutes_wet=draw(st.integers(dry, 900)),
        boxes_per_trip=draw(st.none() | st.integers(1, 100)),
        daylight_only=draw(st.booleans()),
        max_wave_dm=draw(st.none() | st.integers(0, 60)),
        tide=draw(remarks),
        cost_rp=draw(st.integers(0, 5_000_000)),
        source=draw(remarks),
        certainty=draw(certainties),
    )


@st.composite
def vehicles(draw: st.DrawFn, *, bases: Sequence[PlaceCode]) -> VehicleGroup:
    """Vehicles at one of the bases."""
    first, last = draw(st.sampled_from([(None, None), (date(2024, 11, 1), None), (None, date(2024, 12, 1))]))
    return VehicleGroup(
        code=VehicleCode(draw(codes("armada"))),
        kind=draw(names),
        base=draw(st.sampled_from(bases)),
        count=draw(st.integers(0, 90)),
        room=Load(draw(st.integers(1, 500)), draw(st.integers(0, 30_000)), draw(st.integers(0, 9_000_000))),
        mode=draw(st.sampled_from(MODE_CODES)),
        cost_rp_km=draw(st.integers(0, 50_000)),
        cost_rp_h=draw(st.integers(0, 500_000)),
        available_from=first,
        available_until=last,
        owner=draw(remarks),
        driver=draw(remarks),
        source=draw(remarks),
        certainty=draw(certainties),
    )


@st.composite
def units(draw: st.DrawFn, *, bases: Sequence[PlaceCode]) -> Unit:
    """A unit at one of the bases, without a parent."""
    strength = draw(st.integers(0, 900))
    return Unit(
        code=UnitCode(draw(codes("satuan"))),
        name=draw(names),
        institution=draw(st.sampled_from(["polri", "tni", "linmas", "satpol-pp", "lain"])),
        parent=None,
        base=draw(st.sampled_from(bases)),
        strength=strength,
        available=draw(st.integers(0, strength)),
        source=draw(remarks),
        certainty=draw(certainties),
    )


def with_parents(found: Sequence[Unit], *, upper: Sequence[int]) -> tuple[Unit, ...]:
    """Units whose parents are units before them."""
    return tuple(
        replace(unit, parent=found[upper[i] % i].code if i and upper[i] else None)
        for i, unit in enumerate(found)
    )


def officers(of: Sequence[Unit]) -> st.SearchStrategy[Officer]:
    """An officer of one of the units."""
    return st.builds(
        Officer,
        service_number=st.integers(10_000_000, 99_999_999).map(str),
        name=names,
        rank=remarks,
        unit=st.sampled_from([unit.code for unit in of]),
        phone=st.sampled_from(["", "081234567", "+62 812-3456"]),
    )


@st.composite
def risks(draw: st.DrawFn, *, spots: Sequence[str]) -> RiskClaim:
    """A class by the police, or another's indicator."""
    by_police = draw(st.booleans())
    return RiskClaim(
        place=draw(st.sampled_from(spots)),
        institution="polri" if by_police else draw(st.sampled_from(["bawaslu", "pers"])),
        indicator="kelas" if by_police else draw(names),
        value=draw(st.sampled_from(RiskClass)).value if by_police else draw(names),
        day=draw(days),
        source=draw(remarks),
        certainty=draw(certainties),
        confidence=draw(shares),
    )


@st.composite
def acceptances(draw: st.DrawFn, *, spots: Sequence[str]) -> tuple[Acceptance, ...]:
    """Signatures under versions without gaps, one class a version, each institution once."""
    found: list[Acceptance] = []
    for place in draw(several(st.sampled_from(spots), key=str, most=2)):
        for version in range(1, draw(st.integers(1, 2)) + 1):
            risk = draw(st.sampled_from(RiskClass))
            found.extend(
                Acceptance(
                    place=place,
                    version=version,
                    risk=risk,
                    institution=institution,
                    who=draw(names),
                    day=draw(st.dates(date(2023, 1, 1), date(2024, 12, 31))),
                    reason=draw(names if version > 1 else remarks),
                )
                for institution in draw(st.sampled_from([("polri",), ("kpu",), ("polri", "kpu")]))
            )
    return tuple(found)


def overrides(*, spots: Sequence[str]) -> st.SearchStrategy[PatternOverride]:
    """A pattern for a part of the territory."""
    return st.builds(
        PatternOverride,
        pattern=st.builds(
            Pattern,
            risk=st.sampled_from(RiskClass),
            officers=st.integers(0, 4),
            stations=st.integers(5, 20),
            linmas=st.integers(0, 40),
            least_stations=st.integers(0, 5),
        ),
        within=st.sampled_from(["", *spots]),
        remote=st.booleans(),
        source=remarks,
    )


@st.composite
def claims(draw: st.DrawFn, *, spots: Sequence[str]) -> Claim:
    """A statement on a field that the register shows, or on another."""
    field, value = draw(
        st.sampled_from(
            [("pemilih-l", "123"), ("tps-sulit", "ya"), ("lokasi", "Balai desa"), ("sinyal", "sms-suara")]
        )
        | st.tuples(names, names)
    )
    return Claim(
        subject=draw(st.sampled_from(spots)),
        field=field,
        value=value,
        source=draw(remarks),
        day=draw(days),
        certainty=draw(certainties),
        confidence=draw(shares),
        accepted=draw(st.booleans()),
    )


@st.composite
def periods(draw: st.DrawFn) -> tuple[datetime, datetime]:
    """Two moments, the earlier first."""
    starts, ends = sorted(draw(st.lists(moments, min_size=2, max_size=2, unique=True)))
    return starts, ends


@st.composite
def guarded(draw: st.DrawFn, *, bases: Sequence[PlaceCode]) -> GuardedPlace:
    """A guarded place."""
    starts, ends = draw(periods())
    return GuardedPlace(
        place=draw(st.sampled_from(bases)),
        starts=starts,
        ends=ends,
        squad=draw(st.integers(1, 30)),
        shift_h=draw(st.integers(1, 24)),
    )


@st.composite
def closures(draw: st.DrawFn, *, spots: Sequence[str]) -> Closure:
    """A closure of a link or region, of several, or of an area drawn on a map."""
    starts, ends = draw(periods())
    subject = draw(st.sampled_from(spots))
    more = draw(st.lists(st.sampled_from(spots), max_size=2, unique=True))
    drawn = draw(st.booleans())
    return Closure(
        subject="banjir" if drawn else subject,
        starts=starts,
        ends=ends,
        reason=draw(remarks),
        source=draw(remarks),
        ways=(subject, *(code for code in more if code != subject))
        if set(more) - {subject} and not drawn
        else (),
        rings=(((103.0, -4.8), (103.25, -4.8), (103.25, -4.6)),) if drawn else (),
    )


def forecasts(spots: Sequence[str]) -> st.SearchStrategy[Forecast]:
    """Weather at one of the spots."""
    return st.builds(
        Forecast,
        place=st.sampled_from(spots),
        at=moments,
        rain_tenth_mm=st.none() | st.integers(0, 3_000),
        wind_kmh=st.none() | st.integers(0, 150),
        wave_dm=st.none() | st.integers(0, 90),
        source=remarks,
    )


own_regions = several(
    st.builds(
        Region,
        code=st.integers(4, 9).map(lambda n: RegionCode(f"990101200{n}")),
        name=names,
        first=st.just(0),
        last=st.just(0),
        position=st.none() | st.just(CENTRES[VILLAGES[0]]),
        aliases=several(words(alphabet="abc "), key=str, most=2),
    ),
    key=lambda region: region.code,
).map(label)

settings = st.builds(
    Settings,
    name=names,
    election=st.just(ELECTION.code),
    region=st.just(REGENCY),
    calendar=st.builds(
        Calendar, st.dates(date(2024, 1, 1), date(2099, 1, 1)), st.sampled_from(sorted(ZONES))
    ),
    pack=st.just("indonesia"),
    patterns=st.sampled_from(["", PATTERNS.code]),
    staging=st.sampled_from(["", "ppk"]),
)

stock = st.builds(
    StockLine,
    item=st.sampled_from([item.key for item in KITS.items]),
    place=st.just(STORE.code),
    good=st.integers(0, 2_000_000),
    damaged=st.integers(0, 999),
)


def _accepted_once(found: Sequence[Claim]) -> tuple[Claim, ...]:
    told: set[tuple[str, str]] = set()
    kept = []
    for claim in found:
        kept.append(replace(claim, accepted=claim.accepted and (claim.subject, claim.field) not in told))
        told.add((claim.subject, claim.field))
    return tuple(kept)


@st.composite
def operations(draw: st.DrawFn) -> Operation:
    """An operation that has something in every sheet, or nothing."""
    some_stations = draw(several(stations(), key=lambda s: s.code)) or (draw(stations()),)
    some_places = (STORE, *draw(several(places(), key=lambda p: p.code)))
    bases = [place.code for place in some_places]
    spots = [*bases, *(station.code for station in some_stations), *VILLAGES]
    some_links = draw(several(links(ends=spots), key=lambda link: link.code))
    found_units = draw(several(units(bases=bases), key=lambda unit: unit.code))
    upper = draw(st.lists(st.integers(0, 9), min_size=len(found_units), max_size=len(found_units)))
    some_units = with_parents(found_units, upper=upper)
    register = Register(
        stations=some_stations,
        places=some_places,
        links=some_links,
        claims=_accepted_once(
            draw(several(claims(spots=spots), key=lambda c: (c.subject, c.field, c.value, c.source, c.day)))
        ),
    )
    passable = [*(link.code for link in some_links), *VILLAGES]
    return Operation(
        settings=draw(settings),
        register=settle(register),
        fleet=draw(several(vehicles(bases=bases), key=lambda group: group.code)),
        units=some_units,
        officers=draw(several(officers(some_units), key=lambda o: o.service_number)) if some_units else (),
        risks=draw(several(risks(spots=spots), key=lambda r: (r.place, r.indicator, r.institution))),
        stock=draw(several(stock, key=lambda line: line.item)),
        guarded=draw(several(guarded(bases=bases), key=lambda post: (post.place, post.starts))),
        closures=draw(several(closures(spots=passable), key=lambda c: (c.subject, c.starts))),
        forecasts=draw(several(forecasts(spots), key=lambda f: (f.place, f.at))),
        regions=draw(own_regions),
        acceptances=draw(acceptances(spots=spots)),
        patterns=draw(
            several(overrides(spots=VILLAGES), key=lambda o: (o.within, o.pattern.risk, o.remote), most=3)
        ),
    )
