"""Papers of the supervisor and of meetings: Form A, checklists, attendance."""

from sampai.coordination.pages.papers.shape import Column, Shape, Table
from sampai.coordination.pages.papers.shapes.shared import DAY, HOUR, NO, PLACE
from sampai.kernel.text import say

FORM_A = Shape(
    code="form-a",
    short="FA",
    title=say("Supervision report (Form A)"),
    office="bawaslu",
    series="LHP",
    entries=(
        ("tahapan", say("I. Stage that is supervised")),
        ("nama", say("Name of the supervisor")),
        ("jabatan", say("Office")),
        ("surat-tugas", say("Number of the letter of duty")),
        ("alamat", say("Address")),
        ("bentuk", say("II. How: directly, prevention, analysis, other")),
        ("tujuan", say("Aim")),
        ("sasaran", say("Target")),
        ("waktu", say("When and where")),
    ),
    tables=(
        Table(
            "uraian", say("III. What was seen, in short and complete sentences"), (Column("", 100),), blanks=9
        ),
        Table(
            "dugaan",
            say("IV. Suspected violation"),
            (Column("", 34), Column("", 66)),
            blanks=0,
        ),
    ),
    signers=(say("Supervisor"),),
)

CHECKLIST = Shape(
    code="alat-kerja",
    short="AK",
    title=say("Checklist of the supervisor"),
    office="bawaslu",
    entries=(
        ("tahap", say("Stage of the goods")),
        PLACE,
        DAY,
        ("pengawas", say("Supervisor")),
    ),
    tables=(
        Table(
            "pertanyaan",
            None,
            (
                NO,
                Column(say("Principle"), 12),
                Column(say("Question"), 44),
                Column(say("Yes"), 6),
                Column(say("No"), 6),
                Column(say("Not seen"), 8),
                Column(say("Note and evidence"), 24),
            ),
            blanks=8,
        ),
    ),
    sentences=(("ya", say("Yes is as it should be. A no proposes a step; the supervisor decides.")),),
    signers=(say("Supervisor"), say("Who was there")),
)

ATTENDANCE = Shape(
    code="daftar-hadir",
    short="DH",
    title=say("Attendance"),
    entries=(("rapat", say("Meeting")), DAY, HOUR, PLACE),
    tables=(
        Table(
            "hadir",
            None,
            (
                NO,
                Column(say("Name"), 28),
                Column(say("Institution"), 22),
                Column(say("Office"), 22),
                Column(say("Signature"), 24),
            ),
            blanks=24,
            spare=6,
        ),
    ),
)
