"""The nearest surplus from the server's own machine: the same proposal as on the page, as a table."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sampai.kernel.clock import Calendar, HTime, format_h_time
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Scope, Secrecy
from sampai.kernel.table.page import TableSheet, sheet_name
from sampai.kernel.text import Words, say
from sampai.main.store.opening import open_store
from sampai.main.web.exports import WRITERS
from sampai.materials.model.surplus import Move

DEEDS = frozenset({Deed.SEE_CUSTODY, Deed.SEE_PLAN, Deed.SEE_REGISTER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """The proposal for one operation."""

    operation: str
    calendar: Calendar
    at: HTime
    short: int
    stays_short: int
    uncounted: int
    ways_by: str
    moves: tuple[Move, ...]


def proposals(data: Path, *, region: str, at: HTime | None, likely: bool) -> Sequence[Proposed]:
    """The moves for each operation of the newest election in a region.

    Raises `Refused` where there is no operation, or its tables cannot be read.
    """
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    with open_store():
        return _proposals(RegionCode(region), at=at, likely=likely)


def _proposals(region: RegionCode, *, at: HTime | None, likely: bool) -> Sequence[Proposed]:
    # After Django is ready.
    from sampai.command.queries.ballots import FULL, LIKELY, surplus  # noqa: PLC0415 -- after the settings
    from sampai.command.queries.plans import plans_in_force  # noqa: PLC0415 -- see above
    from sampai.command.queries.station import register_document  # noqa: PLC0415 -- see above
    from sampai.election.queries import operations  # noqa: PLC0415 -- see above
    from sampai.main.web.ballots import ballot_desk  # noqa: PLC0415 -- see above
    from sampai.main.web.documents import kept  # noqa: PLC0415 -- see above

    scope = Scope(territory=region, secrecy=Secrecy.EMBARGO, deeds=DEEDS)
    mine = operations(scope)
    if not mine:
        raise Refused(
            "no-operation",
            say("There is no operation in {region}.", region=region or "Indonesia"),
            say("Import the operation's tables first: sampai import"),
        )
    desk, made = ballot_desk(), []
    for one in (each for each in mine if each.event == mine[0].event):
        clock = desk.arrivals.opens if at is None else at
        found = surplus(
            scope,
            operation=one,
            region=max(region, one.region, key=len),
            plan=next(iter(plans_in_force(scope, operations=[one])), None),
            kept=kept(register_document(scope, one)),
            desk=desk,
            at=clock,
            cara=LIKELY if likely else FULL,
        )
        made.append(
            Proposed(
                operation=one.name,
                calendar=Calendar(one.voting_day, one.zone),
                at=clock,
                short=found.short,
                stays_short=sum(each.part.sheets for each in found.balance.uncovered),
                uncounted=len(found.balance.uncounted),
                ways_by=found.ways_by,
                moves=found.balance.moves,
            )
        )
    return made


def write_moves(found: Sequence[Proposed], *, out: Path, words: Words) -> None:
    """The moves as a CSV file or workbook, by the file's ending. Raises `Refused` for another ending."""
    ending = out.suffix.removeprefix(".")
    if ending not in WRITERS:
        raise Refused(
            "ending",
            say("{path} is no file for a table.", path=str(out)),
            say("Let the name end in .csv or .xlsx."),
        )
    out.write_bytes(WRITERS[ending](_table(found, words=words)))


def _table(found: Sequence[Proposed], *, words: Words) -> TableSheet:
    heads = ("From", "To", "Contest", "Dapil", "Sheets", "Minutes on the way", "Leaves by", "Decided by")
    title = words.say(say("The nearest surplus"))
    return TableSheet(
        name=sheet_name(title, taken=()),
        title=title,
        headers=tuple(words.say(say(head)) for head in (*heads, "Escort", "Papers")),
        rows=tuple(
            (
                move.giver,
                move.receiver,
                part.contest,
                part.district,
                part.sheets,
                -(-move.travel_s // 60),
                words.moment(one.calendar.instant(move.leave_by)),
                move.kind.decided_by,
                move.kind.officers,
                ", ".join(move.kind.papers),
            )
            for one in found
            for move in one.moves
            for part in move.parts
        ),
    )


def plain(one: Proposed) -> dict[str, object]:
    """A proposal as plain data, for programs."""
    return {
        "operation": one.operation,
        "at": format_h_time(one.at),
        "short": one.short,
        "stays_short": one.stays_short,
        "uncounted": one.uncounted,
        "ways_by": one.ways_by,
        "moves": [
            {
                "giver": move.giver,
                "receiver": move.receiver,
                "travel_s": move.travel_s,
                "leave_by": one.calendar.instant(move.leave_by).isoformat(),
                "decided_by": move.kind.decided_by,
                "officers": move.kind.officers,
                "papers": list(move.kind.papers),
                "ballots": {part.contest: part.sheets for part in move.parts},
            }
            for move in one.moves
        ],
    }
