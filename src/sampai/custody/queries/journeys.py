"""One journey: which boxes were loaded and which arrived, against those that the plan puts on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sampai.custody.model import Kind
from sampai.custody.queries.boxes import BoxView, rows_of, views_of
from sampai.custody.queries.rows import said_of, statements_on
from sampai.custody.tables import BoxRow, WayRow
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyBoxes:
    """The boxes of a journey, and what was heard of it, the newest first."""

    planned: int
    loaded: tuple[BoxView, ...]
    arrived: tuple[BoxView, ...]
    not_loaded: tuple[BoxView, ...]
    strange: tuple[BoxView, ...]
    """Loaded, though the plan does not put them on it."""
    heard: tuple[tuple[datetime, Kind], ...]

    @property
    def odd(self) -> tuple[BoxView, ...]:
        """Boxes on it with a gap, an exception, a lone half of a handover or a seal that did not fit."""
        known = {one.code: one for one in (*self.loaded, *self.not_loaded, *self.arrived)}
        return tuple(
            one
            for one in known.values()
            if one.gaps or one.troubles or one.misfits or one.lone_ms is not None
        )


def journey_boxes(scope: Scope, journey: str, *, operation: int, stations: Collection[str]) -> JourneyBoxes:
    """What was stated of a journey's boxes. Raises `Forbidden` below R4.

    `stations`: whose boxes the plan puts on it.
    """
    if not scope.sees(Secrecy.EMBARGO):
        raise Forbidden(Deed.SEE_CUSTODY)
    rows = rows_of(scope).filter(operation=operation)
    planned = {
        one.code: one for one in views_of(scope, rows.filter(owner__in=sorted(stations)).order_by("code"))
    }
    on_it = {one.code: one for one in views_of(scope, rows.filter(journey=journey).order_by("code"))}
    known = planned | on_it
    steps = _steps(journey, operation=operation, codes=[one.code for one in known.values() if one.count])
    loaded = [known[code] for code in sorted(known) if Kind.LOADED in steps.get(code, ())]
    return JourneyBoxes(
        planned=len(planned),
        loaded=tuple(loaded),
        arrived=tuple(known[code] for code in sorted(known) if Kind.ARRIVED in steps.get(code, ())),
        not_loaded=tuple(
            one for code, one in sorted(planned.items()) if Kind.LOADED not in steps.get(code, ())
        ),
        strange=tuple(one for one in loaded if one.code not in planned),
        heard=tuple(_heard(journey, operation=operation)),
    )


def _steps(journey: str, *, operation: int, codes: Sequence[str]) -> dict[str, frozenset[Kind]]:
    """Which steps of this journey were stated of each box."""
    said = statements_on(codes)
    rows = BoxRow.objects.select_related("operation").filter(operation=operation, code__in=codes)
    return {
        row.code: frozenset(
            one.kind
            for one in said_of(row.operation, said.get(row.code, ()))
            if getattr(one.body, "journey", "") == journey
        )
        for row in rows
    }


def _heard(journey: str, *, operation: int) -> list[tuple[datetime, Kind]]:
    row = BoxRow.objects.select_related("operation").filter(operation=operation).first()
    if row is None:
        return []
    elections = (row.operation.profile, row.operation.event)
    rows = WayRow.objects.filter(journey=journey, election__in=elections).order_by("-at_ms")
    return [(datetime.fromtimestamp(way.at_ms / 1000, tz=UTC), Kind(way.kind)) for way in rows[:50]]
