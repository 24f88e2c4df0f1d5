"""Papers of stations: receipt, minutes of what is short, replaced or destroyed, special events, moves."""

from sampai.coordination.pages.papers.shape import Column, Shape, Table
from sampai.coordination.pages.papers.shapes.shared import (
    COUNTED,
    DAY,
    HEAD_OF_LOGISTICS,
    HOUR,
    KECAMATAN,
    KPPS,
    NO,
    PLACE,
    STATION,
    STATION_CODE,
    SUPERVISOR,
    VILLAGE,
    VOTERS,
    WITNESSES,
)
from sampai.kernel.text import say

RECEIPT = Shape(
    code="tanda-terima",
    short="TT",
    title=say("Receipt of the station's goods"),
    series="TT",
    entries=(
        STATION,
        STATION_CODE,
        VILLAGE,
        KECAMATAN,
        VOTERS,
        ("tiba", say("Planned arrival")),
        ("perjalanan", say("Journey")),
    ),
    tables=(Table("barang", None, COUNTED, blanks=20),),
    sentences=(
        (
            "batas",
            say("By law the KPPS has the goods at the latest on the day before voting: {day}.", day=""),
        ),
        (
            "kurang",
            say(
                "If something is short, damaged or for another station: call the PPS at once, and write a "
                "note of special event."
            ),
        ),
    ),
    signers=(say("Handed over by (PPS)"), KPPS, say("Supervisor of the station (PTPS)")),
)

DIFFERENCE = Shape(
    code="ba-selisih",
    short="BS",
    title=say("Minutes of goods short or over"),
    series="BA",
    entries=(STATION, STATION_CODE, VILLAGE, KECAMATAN, ("sumber", say("Found at"))),
    tables=(
        Table(
            "barang",
            None,
            (
                NO,
                Column(say("Item"), 34),
                Column(say("Should be"), 12, is_number=True),
                Column(say("Counted"), 12),
                Column(say("Short"), 10),
                Column(say("Over"), 10),
                Column(say("From where filled or where to"), 26),
            ),
            blanks=12,
        ),
    ),
    sentences=(
        (
            "pembuka",
            say(
                "On {day}, at {hour}, we counted the following goods of the {election}.",
                day="",
                hour="",
                election="",
            ),
        ),
    ),
    signers=(say("Counted by"), say("Chair of the KPPS, PPS or PPK"), SUPERVISOR),
)

REPLACEMENT = Shape(
    code="ba-penggantian",
    short="BG",
    title=say("Minutes of replacement"),
    series="BA",
    entries=(
        STATION,
        STATION_CODE,
        VILLAGE,
        KECAMATAN,
        ("kejadian", say("What happened")),
    ),
    tables=(
        Table(
            "ganti",
            None,
            (
                NO,
                Column(say("Item or box"), 28),
                Column(say("Quantity"), 9),
                Column(say("Old box or seal number"), 20),
                Column(say("New box or seal number"), 20),
                Column(say("Why"), 26),
            ),
            blanks=12,
        ),
    ),
    sentences=(
        (
            "pembuka",
            say(
                "On {day}, at {hour}, the following goods of the {election} were replaced, in the sight of "
                "those who sign.",
                day="",
                hour="",
                election="",
            ),
        ),
    ),
    signers=(HEAD_OF_LOGISTICS, KPPS, *WITNESSES),
)

DESTRUCTION = Shape(
    code="ba-pemusnahan",
    short="BP",
    title=say("Minutes of destruction"),
    series="BA",
    entries=(PLACE, ("cara", say("How"))),
    tables=(
        Table(
            "musnah",
            None,
            (
                NO,
                Column(say("Ballots of"), 36),
                Column(say("Damaged"), 14),
                Column(say("More than needed"), 16),
                Column(say("Destroyed in all"), 16),
                Column(say("Remark"), 20),
            ),
            blanks=8,
        ),
    ),
    sentences=(
        (
            "pembuka",
            say(
                "On {day}, at {hour}, ballots of the {election} that were damaged or more than needed were "
                "destroyed, witnessed by police and supervisor.",
                day="",
                hour="",
                election="",
            ),
        ),
    ),
    signers=(
        say("Chair of the KPU"),
        say("Witness: police"),
        say("Witness: supervisor"),
        say("Witness: army"),
    ),
)

SPECIAL_EVENT = Shape(
    code="kejadian-khusus",
    short="KK",
    title=say("Note of a special event"),
    entries=(
        STATION,
        STATION_CODE,
        VILLAGE,
        KECAMATAN,
        DAY,
        HOUR,
        ("apa", say("What")),
        ("siapa", say("Who")),
        ("bagaimana", say("How, and with what effect")),
        ("tindakan", say("What was done")),
    ),
    tables=(
        Table(
            "uraian",
            say("In the order of time"),
            (
                Column(say("Hour"), 12),
                Column(say("What happened"), 60),
                Column(say("Told to, and their answer"), 28),
            ),
            blanks=12,
        ),
    ),
    signers=(KPPS, say("Witnesses of the participants"), say("Supervisor of the station (PTPS)")),
)

MOVED_SIGN = Shape(
    code="tanda-pindah",
    short="TP",
    title=say("This station has moved"),
    entries=(
        STATION,
        VILLAGE,
        ("lama", say("Old place")),
        ("baru", say("New place")),
        ("arah", say("How to get there")),
        ("jam", say("Voting hours")),
        ("tanya", say("Ask")),
    ),
    sentences=(("berlaku", say("Your invitation stays valid. Bring it to the new place.")),),
)
