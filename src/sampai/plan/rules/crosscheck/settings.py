"""Checks of the sheet `operasi` against the pack and the calendar."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from sampai.kernel.faults import Fault, Note
from sampai.kernel.text import Text, say
from sampai.plan.rules.crosscheck.tables import Known, Tables

VALUE = "value"
"""Key of the column that holds the settings."""


def check_settings(tables: Tables, known: Known) -> Iterator[Fault | Note]:
    """What the settings name is known; the voting day is ahead and is the profile's."""
    sheet = tables.settings
    if sheet.pack and sheet.pack != known.pack:
        yield _unknown("pack", sheet.pack, tables=tables, among=(known.pack,))
    if sheet.election and known.election is None:
        yield _unknown("election", sheet.election, tables=tables, among=known.elections)
    if sheet.region and known.territory is None:
        yield _unknown("region", sheet.region, tables=tables)
    if sheet.patterns and sheet.patterns not in known.patterns:
        yield _unknown("patterns", sheet.patterns, tables=tables, among=known.patterns)
    if sheet.staging and known.election is not None and sheet.staging not in known.stagings:
        yield _unknown("staging", sheet.staging, tables=tables, among=known.stagings)
    yield from _check_day(tables, known)


def close_to(word: str, *, among: Iterable[str]) -> Text:
    """What to write instead: the codes that look like this one, or all when they are few."""
    codes = sorted(among)
    near = get_close_matches(word, codes, n=3, cutoff=0.6) or codes[:10]
    if not near:
        return say("Correct the code.")
    return say("Write one of: {codes}.", codes=", ".join(near))


_WRONG = {
    "pack": say("There is no pack of this name."),
    "election": say("There is no election profile of this name."),
    "region": say("No region has this code."),
    "patterns": say("There is no pattern set of this name."),
    "staging": say("The election profile has no way of the goods with this code."),
}


def _unknown(setting: str, value: str, *, tables: Tables, among: Iterable[str] = ()) -> Fault:
    mend = close_to(value, among=among)
    if setting == "region":
        mend = say("Write the code of the operation's regency (4 digits), kecamatan or province.")
    row = tables.settings.rows[setting]
    return row.fault(VALUE, code=f"{setting}-setting-unknown", wrong=_WRONG[setting], mend=mend)


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
