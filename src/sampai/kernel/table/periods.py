"""Columns for a time that begins and ends, and the check that it does so in this order."""

from collections.abc import Iterator

from sampai.kernel.faults import Fault
from sampai.kernel.table.sheet import Column, Kind, Row
from sampai.kernel.table.values import moment
from sampai.kernel.text import say

STARTS = Column(
    key="starts",
    header_id="Mulai",
    header_en="From",
    kind=Kind.MOMENT,
    help_id="Tanggal dan jam mulai, waktu setempat, misalnya 26-11-2024 06:00.",
    help_en="Date and clock time of the beginning, local time, such as 26-11-2024 06:00.",
    aliases=("dari", "mulai pukul", "start"),
    required=True,
    example="26-11-2024 06:00",
)
ENDS = Column(
    key="ends",
    header_id="Selesai",
    header_en="Until",
    kind=Kind.MOMENT,
    help_id="Tanggal dan jam selesai, waktu setempat.",
    help_en="Date and clock time of the end, local time.",
    aliases=("sampai", "hingga", "end"),
    required=True,
    example="28-11-2024 18:00",
)


def ends_too_early(row: Row) -> Iterator[Fault]:
    """A fault when the end is not after the beginning."""
    starts, ends = moment(row, "starts"), moment(row, "ends")
    if starts is not None and ends is not None and ends <= starts:
        yield row.fault(
            "ends",
            code="ends-before-start",
            wrong=say("The end is not after the beginning."),
            mend=say("Correct one of the two; write day, month, year and clock time."),
        )
