"""Papers of people on duty: order, duty card, roster."""

from sampai.coordination.pages.papers.shape import Column, Shape, Table
from sampai.coordination.pages.papers.shapes.shared import KECAMATAN, NO, PLACE
from sampai.kernel.text import say

ORDER_LIST = Shape(
    code="lampiran-sprin",
    short="SP",
    title=say("Appendix to the order (Sprin): who guards what"),
    office="polri",
    series="SP",
    entries=(("satuan", say("Unit")), ("jumlah", say("People"))),
    tables=(
        Table(
            "personel",
            None,
            (
                NO,
                Column(say("Name, rank, number"), 26),
                Column(say("People"), 7, is_number=True),
                Column(say("Duty"), 14),
                Column(say("Where"), 34),
                Column(say("From when to when"), 24),
                Column(say("Reports to"), 20),
            ),
            blanks=20,
        ),
    ),
    signers=(say("Kapolres"),),
)

DUTY_CARD = Shape(
    code="kartu-tugas",
    short="KT",
    title=say("Duty card"),
    office="polri",
    entries=(
        ("nama", say("Name")),
        ("satuan", say("Unit")),
        KECAMATAN,
        ("padal", say("Reports to")),
        ("telepon", say("Telephone of the Padal")),
    ),
    tables=(
        Table(
            "tugas",
            None,
            (
                Column(say("Duty"), 23),
                Column(say("Where"), 34),
                Column(say("From when to when"), 25),
                Column(say("With"), 18),
            ),
            blanks=4,
        ),
    ),
    sentences=(
        (
            "sikap",
            say(
                "Stay outside the station; enter only when the KPPS asks. Do not leave the boxes. Report "
                "arrival, incidents and the end of voting to the Padal."
            ),
        ),
    ),
)

ROSTER = Shape(
    code="jadwal-jaga",
    short="JJ",
    title=say("Roster of the guarded place"),
    office="polri",
    series="SP",
    entries=(PLACE, ("satuan", say("Units"))),
    tables=(
        Table(
            "giliran",
            None,
            (
                NO,
                Column(say("Day"), 22),
                Column(say("Hour"), 14),
                Column(say("Unit and squad"), 26),
                Column(say("Officers"), 8, is_number=True),
                Column(say("Names"), 26),
                Column(say("Report at the change, signature"), 22),
            ),
            blanks=21,
        ),
    ),
    signers=(say("Padal"),),
)
