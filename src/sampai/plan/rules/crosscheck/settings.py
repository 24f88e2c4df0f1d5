"""Checks of the sheet `operasi` against the pack and the calendar."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from sampai.kernel.faults import Fault, Note
from sampai.kernel.table.sheet import Row
from sampai.kernel.text import Text, say
from sampai.plan.rules.crosscheck.tables import Known, Tables

VALUE = "value"
"""Key of the column that holds the settings."""


def check_settings(tables: Tables, known: Known) -> Iterator[Fault | Note]:
    """The election, region and patterns are known; the voting day is ahead and is the profile's."""
    sheet = tables.settings
    if sheet.election and sheet.election not in known.elections and known.election is None:
        yield _unknown_election(sheet.rows["election"], code=sheet.election, known=known)
    if sheet.region and known.territory is None:
        yield _unknown_region(sheet.rows["region"], code=sheet.region)
    if sheet.patterns and sheet.patterns not in known.patterns:
        yield _unknown_patterns(sheet.rows["patterns"], code=sheet.patterns, known=known)
    yield from _check_day(tables, known)


def close_to(word: str, *, among: Iterable[str]) -> Text:
    """What to write instead: the codes that look like this one, or all when they are few."""
    codes = sorted(among)
    near = get_close_matches(word, codes, n=3, cutoff=0.6) or codes[:10]
    if not near:
        return say("Correct the code.")
    return say("Write one of: {codes}.", codes=", ".join(near))


def _unknown_election(row: Row, *, code: str, known: Known) -> Fault:
    return row.fault(
        VALUE,
        code="election-unknown",
        wrong=say("There is no election profile “{code}”.", code=code),
        mend=close_to(code, among=known.elections),
    )


def _unknown_region(row: Row, *, code: str) -> Fault:
    return row.fault(
        VALUE,
        code="operation-region-unknown",
        wrong=say("No region has the code {code}.", code=code),
        mend=say("Write the code of the regency (4 digits), kecamatan or province of the operation."),
    )


def _unknown_patterns(row: Row, *, code: str, known: Known) -> Fault:
    return row.fault(
        VALUE,
        code="patterns-unknown",
        wrong=say("There is no pattern set “{code}”.", code=code),
        mend=close_to(code, among=known.patterns),
    )


def _check_day(tables: Tables, known: Known) -> Iterator[Note]:
    day, row = tables.settings.voting_day, tables.settings.rows.get("voting_day")
    if day is None or row is None:
        return
    if day < known.today:
        yield row.note(VALUE, code="voting-day-past", said=say("The voting day lies in the past."))
    if known.election is not None and day != known.election.voting_day:
        yield row.note(
            VALUE,
            code="voting-day-differs",
            said=say(
                "The election profile says that voting day is {day}.",
                day=known.election.voting_day.isoformat(),
            ),
        )
