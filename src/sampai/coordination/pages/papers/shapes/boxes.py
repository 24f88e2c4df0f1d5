"""Papers of boxes and stores: what is inside, goods received, seals."""

from sampai.coordination.pages.papers.shape import Column, Shape, Table
from sampai.coordination.pages.papers.shapes.shared import (
    DAY,
    HEAD_OF_LOGISTICS,
    KECAMATAN,
    NO,
    POLICE,
    STATION,
    SUPERVISOR,
    VILLAGE,
    WITNESSES,
)
from sampai.kernel.text import say

BOX_MANIFEST = Shape(
    code="manifes-kotak",
    short="MK",
    title=say("What is in the box"),
    entries=(
        ("kotak", say("Box")),
        ("jenis", say("Contest")),
        STATION,
        VILLAGE,
        KECAMATAN,
        ("berat", say("Weight")),
    ),
    tables=(
        Table(
            "isi",
            None,
            (
                NO,
                Column(say("Item"), 36),
                Column(say("By the plan"), 12, is_number=True),
                Column(say("First count"), 12),
                Column(say("Second count"), 12),
                Column(say("At opening"), 12),
            ),
            blanks=18,
        ),
    ),
    sentences=(
        ("segel", say("Seal numbers: {seals}", seals="")),
        ("dua", say("Two people count, each alone. The same paper lies in the box and is kept by the KPU.")),
    ),
    signers=(say("Counted by"), say("Counted again by"), SUPERVISOR),
)

GOODS_RECEIPT = Shape(
    code="bttb",
    short="BT",
    title=say("Goods receipt (BTTB)"),
    series="BT",
    entries=(
        ("gudang", say("Store")),
        ("pengirim", say("Sender")),
        ("surat-jalan", say("Waybill of the sender, number and date")),
        DAY,
        ("kendaraan", say("Vehicle and number plate")),
    ),
    tables=(
        Table(
            "barang",
            None,
            (
                NO,
                Column(say("Item"), 32),
                Column(say("Needed"), 11, is_number=True),
                Column(say("By the waybill"), 11),
                Column(say("Counted"), 11),
                Column(say("Good"), 10),
                Column(say("Damaged"), 10),
                Column(say("Remark"), 15),
            ),
            blanks=16,
            spare=2,
        ),
    ),
    sentences=(
        (
            "periksa",
            say(
                "Kind and quantity were compared with label and waybill; the waybill was signed and returned."
            ),
        ),
    ),
    signers=(say("Sender"), say("Store keeper"), *WITNESSES),
)

SEAL_REGISTER = Shape(
    code="register-segel",
    short="RS",
    title=say("Seal register"),
    series="RS",
    entries=(KECAMATAN, VILLAGE, ("jumlah", say("Boxes"))),
    tables=(
        Table(
            "segel",
            None,
            (
                NO,
                Column(say("Box"), 18),
                Column(say("Contest"), 14),
                Column(say("Seal 1"), 11),
                Column(say("Seal 2"), 11),
                Column(say("Seal 3"), 11),
                Column(say("Seal 4"), 11),
                Column(say("Applied by, day and hour"), 18),
                Column(say("Replaced by seal, why, act"), 20),
            ),
            blanks=22,
        ),
    ),
    signers=(HEAD_OF_LOGISTICS, POLICE, SUPERVISOR),
)
