"""Rows of boxes as nouns, and all that was stated on them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sampai.custody.model import Box, BoxCode, BoxKind, Content, Statement
from sampai.custody.rules.bodies import statement_of
from sampai.custody.rules.indicators import Indicator
from sampai.custody.tables import BoxLinkRow, BoxRow
from sampai.election.tables import OperationRow
from sampai.kernel.clock import ZONES
from sampai.ledger.model import Malformed
from sampai.ledger.queries.record import Stored, stored_at
from sampai.plan.tables import PlanRow

INDICATORS = tuple(Indicator)
"""In the order of their bits in a row."""
LINKS = 5_000


@dataclass(frozen=True, slots=True)
class Said:
    """One statement with the event that states it."""

    stored: Stored
    statement: Statement


def statements_on(codes: Iterable[str]) -> Mapping[str, Sequence[Said]]:
    """All statements that name some boxes, by box."""
    wanted = sorted(set(codes))
    links: list[tuple[str, int]] = []
    for start in range(0, len(wanted), LINKS):
        links += BoxLinkRow.objects.filter(box__in=wanted[start : start + LINKS]).values_list("box", "seq")
    events = {one.position: one for one in stored_at([seq for _, seq in links])}
    read = {position: _said(one) for position, one in events.items()}
    found: dict[str, list[Said]] = defaultdict(list)
    for box, seq in links:
        said = read.get(seq)
        if said is not None:
            found[box].append(said)
    return found


def _said(one: Stored) -> Said | None:
    try:
        statement = statement_of(one.event, digest=one.digest)
    except Malformed:
        return None
    return None if statement is None else Said(one, statement)


def said_of(operation: OperationRow, said: Sequence[Said]) -> list[Statement]:
    """The statements made in an operation's election."""
    return [
        one.statement for one in said if one.stored.event.election in (operation.profile, operation.event)
    ]


def box_of(row: BoxRow) -> Box:
    """The box as the plan has it."""
    return Box(
        code=BoxCode(row.code),
        kind=BoxKind(row.kind),
        owner=row.owner,
        contest=row.contest,
        dapil=row.dapil,
        contents=tuple(Content(item=item, count=count) for item, count in row.contents),
    )


def deadline_ms(operation: OperationRow) -> int | None:
    """By when goods must be at stations, as the published plan has it; None without one."""
    return deadlines_ms([operation])[operation.pk]


def deadlines_ms(operations: Iterable[OperationRow]) -> Mapping[int, int | None]:
    """The same for several operations, by number."""
    known = {operation.pk: operation for operation in operations}
    plans = PlanRow.objects.filter(operation__in=sorted(known), status="published").order_by("-pk")
    seconds = {plan.operation_id: plan.figures.get("station_deadline_h") for plan in plans}
    return {
        number: None if (due := seconds.get(number)) is None else h_ms(operation, due)
        for number, operation in known.items()
    }


def deadline_of(operation: int) -> int | None:
    """The same for an operation by its number."""
    row = OperationRow.objects.filter(pk=operation).first()
    return None if row is None else deadline_ms(row)


def h_ms(operation: OperationRow, seconds: int) -> int:
    """A moment of election time, in ms since 1970."""
    midnight = datetime.combine(operation.voting_day, time(), tzinfo=ZoneInfo(ZONES[operation.zone]))
    return round((midnight + timedelta(seconds=seconds)).timestamp() * 1000)
