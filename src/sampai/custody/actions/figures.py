"""Keeping the sums of boxes by region: kecamatan, regency, province, nation.

A transaction writes a region's row once, however many of its events lie there, as an addition to what stands,
and last before its commit. So the nation's row is written once for a thousand events; two transactions that
write it wait for each other for a moment and lose nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from sampai.custody.model import BoxKind
from sampai.custody.queries.figures import KEPT_DIGITS, NAMES, Counts, counted_boxes
from sampai.custody.tables import BoxFigureRow, BoxRow
from sampai.election.tables import OperationRow
from sampai.kernel.ids import RegionCode
from sampai.places.actions import parent_of

CHUNK = 500
_NOTHING: Counts = (0,) * len(NAMES)
_FIELDS = ("event", "region", "parent", *NAMES)
_INSERT = f"INSERT INTO custody_figure ({', '.join(_FIELDS)}) VALUES "  # noqa: S608 -- our own names
_ADD = " ON CONFLICT (event, region) DO UPDATE SET " + ", ".join(
    f"{name} = custody_figure.{name} + excluded.{name}" for name in NAMES
)
Moves = dict[tuple[str, str], Counts]
"""By how much counts change, by election and owner, whole or cut to its kecamatan."""


def counts_of(row: BoxRow) -> Counts:
    """What one box adds to the sums of its regions."""
    if row.plan is None:
        return _NOTHING
    to_come = row.kind != BoxKind.CONTAINER.value
    marks = {
        "total": True,
        "silent": row.count == 0,
        "troubled": row.troubles != "",
        "with_gaps": row.gaps > 0,
        "lone": row.lone_ms is not None,
        "misfits": row.misfits > 0,
        "due": to_come,
        "arrived": to_come and row.received_ms is not None,
    }
    return tuple(int(marks[name]) for name in NAMES)


def move(moves: Moves, *, event: str, owner: str, before: Counts, after: Counts) -> None:
    """Note that what lies at an owner counts otherwise than before."""
    if before != after:
        key = (event, owner[: KEPT_DIGITS[-1]])
        known = moves.get(key, _NOTHING)
        moves[key] = tuple(one - old + new for one, old, new in zip(known, before, after, strict=True))


def lock_operations(operations: Sequence[int]) -> None:
    """Let nobody else count or fold boxes of these operations before this transaction ends."""
    rows = OperationRow.objects.select_for_update(no_key=True).filter(pk__in=operations)
    list(rows.order_by("pk").values_list("pk"))


@contextmanager
def recounting(operation: int) -> Iterator[None]:
    """Boxes of one operation come, go or change within; what that makes of the sums is written at the end."""
    with transaction.atomic():
        lock_operations([operation])
        event = OperationRow.objects.values_list("event", flat=True).get(pk=operation)
        before = counted_boxes([operation])
        yield
        after, moves = counted_boxes([operation]), Moves()
        for owner in sorted({*before, *after}):
            old, new = before.get(owner, _NOTHING), after.get(owner, _NOTHING)
            move(moves, event=event, owner=owner, before=old, after=new)
        add_to_figures(moves)
        BoxFigureRow.objects.filter(event=event, total=0).delete()


def count_all() -> None:
    """Make all sums anew from the boxes as they stand."""
    BoxFigureRow.objects.all().delete()
    operations: dict[str, list[int]] = defaultdict(list)
    for number, event in OperationRow.objects.order_by("pk").values_list("pk", "event"):
        operations[event].append(number)
    add_to_figures(
        {
            (event, owner): counts
            for event, numbers in operations.items()
            for owner, counts in counted_boxes(numbers).items()
        }
    )


def _the_nation_last(one: tuple[tuple[str, str], object]) -> tuple[str, int, str]:
    event, region = one[0]
    return event, -len(region), region


def add_to_figures(moves: Mapping[tuple[str, str], Counts]) -> None:
    """Add to the sums of all regions that the owners lie in; the nation's row is locked last."""
    sums: dict[tuple[str, str], list[int]] = {}
    for (event, owner), counts in moves.items():
        for digits in KEPT_DIGITS:
            if digits <= len(owner):
                known = sums.setdefault((event, owner[:digits]), [0] * len(NAMES))
                known[:] = [one + more for one, more in zip(known, counts, strict=True)]
    rows: list[tuple[str | int, ...]] = [
        (event, region, parent_of(RegionCode(region)), *counts)
        for (event, region), counts in sorted(sums.items(), key=_the_nation_last)
        if any(counts)
    ]
    marks = f"({', '.join(['%s'] * len(_FIELDS))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            values: list[str | int] = [value for row in part for value in row]
            cursor.execute(_INSERT + ", ".join([marks] * len(part)) + _ADD, values)
