"""Who leads: a Padal for each group of stations and each guarded place, a Pamatwil for each kecamatan."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from sampai.guarding.model import Cluster, Command, CommandKind, CommandRules, Duty, DutyKind, Officer
from sampai.kernel.ids import UnitCode


def commands_of(
    clusters: Sequence[Cluster],
    *,
    duties: Sequence[Duty],
    officers: Iterable[Officer],
    rules: CommandRules,
    central: UnitCode | None,
) -> tuple[Command, ...]:
    """All leading officers, by name where the unit has one of leading rank who leads none of that kind yet.

    A Padal comes from the unit that sends most people there, a Pamatwil from the `central` one, the Polres.
    """
    unnamed = [
        *_of_stations(clusters, duties=duties, rules=rules),
        *_of_places(duties),
        *_of_areas(clusters, central=central),
    ]
    return tuple(_with_names(unnamed, officers=officers, rules=rules))


def _of_stations(
    clusters: Sequence[Cluster], *, duties: Sequence[Duty], rules: CommandRules
) -> Iterator[Command]:
    sent = _sent(duties, kind=DutyKind.STATIONS)
    ordered = sorted(clusters, key=lambda cluster: (cluster.kecamatan, cluster.code))
    for kecamatan, members in groupby(ordered, key=lambda cluster: cluster.kecamatan):
        for number, group in enumerate(_groups(members, most=rules.stations_per_padal), start=1):
            codes = tuple(cluster.code for cluster in group)
            unit = _most(sent, subjects=codes)
            if unit is not None:
                yield Command(
                    kind=CommandKind.PADAL,
                    code=f"{kecamatan}-{number}",
                    unit=unit,
                    area=kecamatan,
                    subjects=codes,
                )


def _groups(clusters: Iterable[Cluster], *, most: int) -> Iterator[list[Cluster]]:
    """Clusters in order, as many as hold so many stations; one alone may hold more."""
    group: list[Cluster] = []
    stations = 0
    for cluster in clusters:
        if group and stations + len(cluster.stations) > most:
            yield group
            group, stations = [], 0
        group.append(cluster)
        stations += len(cluster.stations)
    if group:
        yield group


def _of_places(duties: Sequence[Duty]) -> Iterator[Command]:
    sent = _sent(duties, kind=DutyKind.PLACE)
    for place in sorted(sent):
        unit = _most(sent, subjects=(place,))
        if unit is not None:
            yield Command(kind=CommandKind.PADAL, code=place, unit=unit, area=place, subjects=(place,))


def _of_areas(clusters: Iterable[Cluster], *, central: UnitCode | None) -> Iterator[Command]:
    if central is None:
        return
    for kecamatan in sorted({cluster.kecamatan for cluster in clusters}):
        yield Command(
            kind=CommandKind.PAMATWIL, code=kecamatan, unit=central, area=kecamatan, subjects=(kecamatan,)
        )


Sent = Mapping[str, Counter[UnitCode]]


def _sent(duties: Iterable[Duty], *, kind: DutyKind) -> Sent:
    sent: dict[str, Counter[UnitCode]] = {}
    for duty in duties:
        if duty.kind is kind:
            sent.setdefault(duty.subject, Counter())[duty.unit] += duty.officers
    return sent


def _most(sent: Sent, *, subjects: Iterable[str]) -> UnitCode | None:
    total: Counter[UnitCode] = Counter()
    for subject in subjects:
        total.update(sent.get(subject, {}))
    return min(total, key=lambda unit: (-total[unit], unit), default=None)


def _with_names(
    commands: Iterable[Command], *, officers: Iterable[Officer], rules: CommandRules
) -> Iterator[Command]:
    """The highest rank of the unit that is left leads; nobody leads twice in one kind."""
    leaders = sorted(
        (officer for officer in officers if rules.leads(officer)),
        key=lambda officer: (rules.height(officer.rank), officer.service_number),
    )
    taken: set[tuple[CommandKind, str]] = set()
    for command in commands:
        free = (
            officer
            for officer in leaders
            if officer.unit == command.unit and (command.kind, officer.service_number) not in taken
        )
        leader = next(free, None)
        if leader is None:
            yield command
            continue
        taken.add((command.kind, leader.service_number))
        yield replace(command, service_number=leader.service_number)
