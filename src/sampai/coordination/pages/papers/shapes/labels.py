"""Labels of boxes, of what goes beside them, and of envelopes."""

from sampai.coordination.pages.papers.shape import Shape
from sampai.coordination.pages.papers.shapes.shared import KECAMATAN, STATION, VILLAGE
from sampai.kernel.text import say

BOX_LABEL = Shape(
    code="label-kotak",
    short="LK",
    title=say("Label of a box"),
    entries=(
        ("kotak", say("Box")),
        ("jenis", say("Contest")),
        STATION,
        VILLAGE,
        KECAMATAN,
        ("pemilihan", say("Election")),
        ("urut", say("Box number")),
    ),
)

KIT_LABEL = Shape(
    code="label-perlengkapan",
    short="LP",
    title=say("Label of the goods beside the boxes"),
    entries=BOX_LABEL.entries,
)

ENVELOPE_LABEL = Shape(
    code="label-sampul",
    short="LS",
    title=say("Label of an envelope"),
    entries=(*BOX_LABEL.entries[:-1], ("isi", say("Contents"))),
)
