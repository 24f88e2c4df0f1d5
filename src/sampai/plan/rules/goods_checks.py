"""Checks of goods: room in stores, stock, voters at a station."""

from collections.abc import Iterator, Sequence

from sampai.election.model import Election
from sampai.kernel.text import say
from sampai.materials.model import KitBook, Needs, StockBalance, StockLine
from sampai.materials.rules.stock import balances
from sampai.places.model import Place, PlaceKind, Register
from sampai.plan.model import PlanProblem, Severity, StoreDay
from sampai.plan.rules.stores import fullest


def voters(register: Register, *, election: Election) -> Iterator[PlanProblem]:
    """Stations with more voters than the law or the commission's own rule allows."""
    for station in register.stations:
        if station.voters > election.most_voters_law:
            yield _too_many(station.code, station.voters, most=election.most_voters_law, by_law=True)
        elif station.voters > election.most_voters_rule:
            yield _too_many(station.code, station.voters, most=election.most_voters_rule, by_law=False)


def _too_many(station: str, count: int, *, most: int, by_law: bool) -> PlanProblem:
    return PlanProblem(
        code="voters-above-law" if by_law else "voters-above-rule",
        severity=Severity.STOP if by_law else Severity.WARN,
        subject=station,
        what=say(
            "TPS {station} has {count} voters; at most {most} are allowed.",
            station=station,
            count=count,
            most=most,
        ),
        remedy=say("Check the number of voters, or open another TPS in this village."),
    )


def rooms(needs: Needs, *, register: Register) -> Iterator[PlanProblem]:
    """Stores that are too small for all that lies there before the first journey."""
    places = register.of_kind(PlaceKind.STORE)
    load = needs.total_load()
    if not places or any(place.volume_m3 is None for place in places):
        return
    volume_l = round(sum(place.volume_m3 or 0 for place in places) * 1000)
    if volume_l < load.volume_l:
        yield PlanProblem(
            code="store-too-small",
            severity=Severity.WARN,
            subject=places[0].code,
            what=say(
                "{place} has {room} m3 of room; {load} m3 lie there at the fullest hour.",
                place=", ".join(place.name for place in places),
                room=volume_l / 1000,
                load=load.volume_l / 1000,
            ),
            remedy=say("Rent more room, or let the goods leave in several batches."),
        )


def overfull(days: Sequence[StoreDay], *, register: Register) -> Iterator[PlanProblem]:
    """Places on the way with less room than the plan lays down there, each on its fullest day.

    One store alone is left to `rooms`: before the first journey everything lies there, whatever the plan. Of
    several, each is held against what the plan fetches there.
    """
    alone = len(register.of_kind(PlaceKind.STORE)) == 1
    for code, one in fullest(days).items():
        place = register.place(code)
        if place is None or place.volume_m3 is None or (place.kind is PlaceKind.STORE and alone):
            continue
        room_l = round(place.volume_m3 * 1000)
        if room_l < one.peak_l:
            yield _overfull(place, day=one, room_l=room_l)


def _overfull(place: Place, *, day: StoreDay, room_l: int) -> PlanProblem:
    return PlanProblem(
        code="store-overfull",
        severity=Severity.WARN,
        subject=place.code,
        what=say(
            "{place} has {room} m3 of room; by the plan {load} m3 lie there on H{day}.",
            place=place.name,
            room=room_l / 1000,
            load=day.peak_l / 1000,
            day=f"{day.day:+d}" if day.day else "",
        ),
        remedy=say(
            "Find {missing} m3 more room nearby, or let goods come later and leave earlier.",
            missing=(day.peak_l - room_l) / 1000,
        ),
    )


def rooms_unknown(register: Register) -> Iterator[PlanProblem]:
    """One note about stores and PPK whose size nobody said."""
    unknown = [
        place
        for kind in (PlaceKind.STORE, PlaceKind.PPK)
        for place in register.of_kind(kind)
        if place.volume_m3 is None
    ]
    if unknown:
        yield PlanProblem(
            code="store-size-unknown",
            severity=Severity.NOTE,
            subject=unknown[0].code,
            what=say(
                "The room of {count} stores and PPK is not known, so nobody checked it.", count=len(unknown)
            ),
            remedy=say("Write their volume in m3 in the sheet tempat."),
        )


def stock(needs: Needs, *, lines: Sequence[StockLine], kits: KitBook) -> Iterator[PlanProblem]:
    """Items of which fewer good pieces lie ready than are needed, and a note on those nobody counted."""
    counted = {line.item for line in lines}
    uncounted = 0
    for balance in balances(needs.totals(), lines, kits=kits):
        if counted.isdisjoint(_words_for(balance.item, kits=kits)):
            uncounted += balance.needed > 0
        elif balance.short:
            name = next((item.name for item in kits.items if item.key == balance.item), balance.item)
            yield _short(balance, name=name)
    if uncounted:
        yield PlanProblem(
            code="stock-unknown",
            severity=Severity.NOTE,
            subject="",
            what=say(
                "The stock of {count} items is not in the tables, so nobody checked it.", count=uncounted
            ),
            remedy=say("Write what was counted in the sheet stok."),
        )


def _words_for(key: str, *, kits: KitBook) -> set[str]:
    """What a line of stock may call an item: its key, its family, or a member of it."""
    return {
        key,
        *(i.key for i in kits.items if i.family == key),
        *(i.family for i in kits.items if i.key == key),
    }


def _short(balance: StockBalance, *, name: str) -> PlanProblem:
    return PlanProblem(
        code="stock-short",
        severity=Severity.WARN,
        subject=balance.item,
        what=say(
            "{item}: {needed} needed, {good} ready, {damaged} damaged, {short} missing.",
            item=name,
            needed=balance.needed,
            good=balance.good,
            damaged=balance.damaged,
            short=balance.short,
        ),
        remedy=say("Order them, or move them from a regency with a surplus."),
    )
