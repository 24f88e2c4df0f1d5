"""Papers of journeys: waybill, manifest, handovers, route card, letters of duty."""

from sampai.coordination.pages.papers.shape import Column, Shape, Table
from sampai.coordination.pages.papers.shapes.shared import (
    GIVER,
    HEAD_OF_LOGISTICS,
    JOURNEY,
    NO,
    PLACE,
    RECEIVER,
    SUPERVISOR,
    WITNESSES,
)
from sampai.kernel.text import say

WAYBILL = Shape(
    code="surat-jalan",
    short="SJ",
    title=say("Waybill (Surat Jalan)"),
    series="SJ",
    entries=JOURNEY,
    tables=(
        Table(
            "tujuan",
            say("Where to, in order"),
            (
                NO,
                Column(say("Place and stations"), 34),
                Column(say("Arrival"), 15),
                Column(say("Boxes"), 8, is_number=True),
                Column(say("Beside the boxes"), 18),
                Column(say("Receiver's name, hour and signature"), 24),
            ),
            blanks=8,
        ),
    ),
    sentences=(
        (
            "periksa",
            say(
                "The driver, the police and the supervisor have looked at vehicle, driver and papers before "
                "departure. The waybill comes back signed by every receiver."
            ),
        ),
    ),
    signers=(HEAD_OF_LOGISTICS, say("Driver"), say("Escort"), SUPERVISOR),
)

MANIFEST = Shape(
    code="manifes",
    short="MF",
    title=say("Load manifest"),
    series="MF",
    entries=JOURNEY[:3] + JOURNEY[7:9] + JOURNEY[10:],
    tables=(
        Table(
            "muatan",
            None,
            (
                NO,
                Column(say("Stop"), 8, is_number=True),
                Column(say("Box"), 18),
                Column(say("Contest"), 16),
                Column(say("Station"), 26),
                Column(say("Seal numbers"), 20),
                Column(say("Loaded"), 9),
                Column(say("Unloaded"), 10),
            ),
            blanks=24,
        ),
    ),
    signers=(say("Loaded by"), say("Driver"), SUPERVISOR),
)

HANDOVER = Shape(
    code="bast",
    short="BA",
    title=say("Handover minutes (BAST)"),
    series="BA",
    entries=(
        ("perjalanan", say("Journey")),
        ("dari", say("From")),
        ("kepada", say("To")),
        PLACE,
        ("rencana", say("Planned for")),
        ("kendaraan", say("Vehicle")),
    ),
    tables=(
        Table(
            "serah",
            say("What is handed over"),
            (
                NO,
                Column(say("Station"), 26),
                Column(say("Boxes"), 8, is_number=True),
                Column(say("Box codes"), 24),
                Column(say("Beside the boxes"), 14),
                Column(say("Seals whole"), 9),
                Column(say("Condition"), 15),
            ),
            blanks=14,
        ),
    ),
    sentences=(
        (
            "pembuka",
            say(
                "On {day}, at {hour}, the undersigned have handed over and received the following goods of "
                "the {election}, counted together and compared with label and waybill.",
                day="",
                hour="",
                election="",
            ),
        ),
        (
            "penutup",
            say(
                "A missing, wet or broken box, or a seal that differs, is written down here before anybody "
                "signs: {remark}",
                remark="",
            ),
        ),
    ),
    signers=(GIVER, RECEIVER, *WITNESSES),
)

HANDOVER_BACK = Shape(
    code="bast-kembali",
    short="BK",
    title=say("Handover minutes of the way back (BAST)"),
    series="BA",
    entries=HANDOVER.entries,
    tables=HANDOVER.tables,
    sentences=(
        *HANDOVER.sentences,
        (
            "salinan",
            say(
                "Pictures of form C were taken before departure: yes / no. No boat with goods leaves at "
                "night."
            ),
        ),
    ),
    signers=HANDOVER.signers,
)

ROUTE_CARD = Shape(
    code="kartu-rute",
    short="KR",
    title=say("Route card"),
    entries=(
        *JOURNEY[:3],
        JOURNEY[6],
        JOURNEY[8],
        JOURNEY[9],
        ("jarak", say("Distance")),
        ("cuaca", say("Rain, sea, night")),
    ),
    tables=(
        Table(
            "ruas",
            say("Legs"),
            (
                NO,
                Column(say("To"), 32),
                Column(say("Arrival"), 15),
                Column(say("Departure"), 15),
                Column(say("Boxes"), 8, is_number=True),
                Column(say("True hour"), 14),
            ),
            blanks=8,
        ),
        Table(
            "kontak",
            say("If something goes wrong, call"),
            (Column(say("Who"), 60), Column(say("Telephone"), 30)),
            blanks=4,
        ),
    ),
    sentences=(
        (
            "patokan",
            say(
                "Report at every stop. Wait for the go of the one who gives the goods. Without signal, call "
                "from the nearest place that has one."
            ),
        ),
    ),
)

ORDERS = Shape(
    code="surat-tugas",
    short="ST",
    title=say("Letter of duty (Surat Tugas)"),
    series="ST",
    entries=(
        ("perjalanan", say("Journey")),
        ("tugas", say("Task")),
        ("dari", say("From")),
        ("ke", say("To")),
        ("waktu", say("From when to when")),
        ("kendaraan", say("Vehicle")),
    ),
    tables=(
        Table(
            "petugas",
            say("Who is sent"),
            (
                NO,
                Column(say("Name"), 30),
                Column(say("Office or rank, number"), 26),
                Column(say("Task"), 20),
            ),
            blanks=6,
            spare=3,
        ),
    ),
    sentences=(
        (
            "dasar",
            say("Base: the operation plan {plan} of the {election}.", plan="", election=""),
        ),
        (
            "perintah",
            say("To be carried out with full responsibility, and reported when it is done."),
        ),
    ),
    signers=(say("Given by"),),
)
