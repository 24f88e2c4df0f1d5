"""What a paper has before anything is known: entries, tables, sentences, who signs. Blank twins are that.

Names are what templates call the parts; they are Indonesian, as templates are. The order here is the order on
paper where a template does not say another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sampai.kernel.paper import Entry, Grid, Letterhead, PaperText, Sentence, Signer
from sampai.kernel.text import Text, Words, say

DOTS = "…" * 12

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, its share of the width, whether it holds numbers."""

    header: Text | str
    share: int = 10
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a paper. `blanks`: empty rows of the blank twin; `spare`: those under known rows."""

    name: str
    title: Text | None
    columns: tuple[Column, ...]
    blanks: int = 12
    spare: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One kind of paper: `code` names it and its template, `short` stands in its QR code.

    `office` is whose letterhead it has, `series` how the office numbers such papers (empty: without a
    number).
    """

    code: str
    short: str
    title: Text
    office: str = "kpu"
    series: str = ""
    entries: tuple[tuple[str, Text], ...] = ()
    tables: tuple[Table, ...] = ()
    sentences: tuple[tuple[str, Text], ...] = ()
    signers: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What is known of one paper, by the names of its shape. What is not there stays to be filled in."""

    subject: str = ""
    entries: Mapping[str, str] | None = None
    rows: Mapping[str, Iterable[Row]] | None = None
    data: Mapping[str, str | int] | None = None
    """What stands in the places of sentences."""
    mark: str = ""
    map: str = ""
    title: str = ""


def paper_of(
    shape: Shape, filled: Filled, *, words: Words, head: Letterhead, code: str, number: str = ""
) -> PaperText:
    """The paper of a shape with what is known."""
    known = filled.entries or {}
    return PaperText(
        kind=shape.code,
        title=filled.title or words.say(shape.title),
        code=code,
        number=number,
        mark=filled.mark,
        head=head,
        entries=tuple(
            Entry(name=name, label=words.say(label), value=known.get(name, ""))
            for name, label in shape.entries
        ),
        grids=tuple(_grid(table, filled=filled, words=words) for table in shape.tables),
        sentences=tuple(
            Sentence(name=name, text=words.say(_with(text, filled.data))) for name, text in shape.sentences
        ),
        signers=tuple(Signer(role=words.say(role)) for role in shape.signers),
        map=filled.map,
    )


def _with(text: Text, data: Mapping[str, str | int] | None) -> Text:
    """The sentence with what is known in its places, and dots for the rest."""
    return Text(text.key, tuple((name, (data or {}).get(name, DOTS)) for name, _ in text.data))


def _grid(table: Table, *, filled: Filled, words: Words) -> Grid:
    rows = tuple(tuple(row) for row in (filled.rows or {}).get(table.name, ()))
    columns = table.columns
    return Grid(
        name=table.name,
        title="" if table.title is None else words.say(table.title),
        headers=tuple(c.header if isinstance(c.header, str) else words.say(c.header) for c in columns),
        shares=tuple(column.share for column in columns),
        rows=rows,
        right=tuple(at for at, column in enumerate(columns) if column.is_number),
        blanks=table.spare if rows else table.blanks,
    )


_NO = Column(say("No."), 4, is_number=True)
_DAY = ("hari", say("Day and date"))
_HOUR = ("jam", say("Hour"))
_PLACE = ("tempat", say("Place"))
_KECAMATAN = ("kecamatan", say("Kecamatan"))
_VILLAGE = ("desa", say("Village"))
_STATION = ("tps", say("Station"))
_STATION_CODE = ("kode", say("Code of the station"))
_VOTERS = ("pemilih", say("Registered voters"))

_GIVER, _RECEIVER = say("Handed over by"), say("Received by")
_POLICE, _SUPERVISOR = say("Witness: police"), say("Witness: supervisor")
_HEAD_OF_LOGISTICS = say("For the KPU")
_KPPS = say("Chair of the KPPS")
_WITNESSES = (_POLICE, _SUPERVISOR)

_JOURNEY = (
    ("perjalanan", say("Journey")),
    ("asal", say("From")),
    ("kendaraan", say("Vehicle")),
    ("polisi", say("Number plate")),
    ("pengemudi", say("Driver")),
    ("awak", say("Crew")),
    ("pengawal", say("Escort")),
    ("muat", say("Loading")),
    ("berangkat", say("Departure")),
    ("kembali", say("Return")),
    ("muatan", say("Load")),
)
_COUNTED = (
    _NO,
    Column(say("Item"), 34),
    Column(say("By the plan"), 11, is_number=True),
    Column(say("Counted"), 11),
    Column(say("Good"), 9),
    Column(say("Damaged"), 9),
    Column(say("Remark"), 20),
)

WAYBILL = Shape(
    code="surat-jalan",
    short="SJ",
    title=say("Waybill (Surat Jalan)"),
    series="SJ",
    entries=_JOURNEY,
    tables=(
        Table(
            "tujuan",
            say("Where to, in order"),
            (
                _NO,
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
    signers=(_HEAD_OF_LOGISTICS, say("Driver"), say("Escort"), _SUPERVISOR),
)

MANIFEST = Shape(
    code="manifes",
    short="MF",
    title=say("Load manifest"),
    series="MF",
    entries=_JOURNEY[:3] + _JOURNEY[7:9] + _JOURNEY[10:],
    tables=(
        Table(
            "muatan",
            None,
            (
                _NO,
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
    signers=(say("Loaded by"), say("Driver"), _SUPERVISOR),
)

BOX_MANIFEST = Shape(
    code="manifes-kotak",
    short="MK",
    title=say("What is in the box"),
    entries=(
        ("kotak", say("Box")),
        ("jenis", say("Contest")),
        _STATION,
        _VILLAGE,
        _KECAMATAN,
        ("berat", say("Weight")),
    ),
    tables=(
        Table(
            "isi",
            None,
            (
                _NO,
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
    signers=(say("Counted by"), say("Counted again by"), _SUPERVISOR),
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
        _PLACE,
        ("rencana", say("Planned for")),
        ("kendaraan", say("Vehicle")),
    ),
    tables=(
        Table(
            "serah",
            say("What is handed over"),
            (
                _NO,
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
    signers=(_GIVER, _RECEIVER, *_WITNESSES),
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

RECEIPT = Shape(
    code="tanda-terima",
    short="TT",
    title=say("Receipt of the station's goods"),
    series="TT",
    entries=(
        _STATION,
        _STATION_CODE,
        _VILLAGE,
        _KECAMATAN,
        _VOTERS,
        ("tiba", say("Planned arrival")),
        ("perjalanan", say("Journey")),
    ),
    tables=(Table("barang", None, _COUNTED, blanks=20),),
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
    signers=(say("Handed over by (PPS)"), _KPPS, say("Supervisor of the station (PTPS)")),
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
        _DAY,
        ("kendaraan", say("Vehicle and number plate")),
    ),
    tables=(
        Table(
            "barang",
            None,
            (
                _NO,
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
    signers=(say("Sender"), say("Store keeper"), *_WITNESSES),
)

SEAL_REGISTER = Shape(
    code="register-segel",
    short="RS",
    title=say("Seal register"),
    series="RS",
    entries=(_KECAMATAN, _VILLAGE, ("jumlah", say("Boxes"))),
    tables=(
        Table(
            "segel",
            None,
            (
                _NO,
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
    signers=(_HEAD_OF_LOGISTICS, _POLICE, _SUPERVISOR),
)

ROUTE_CARD = Shape(
    code="kartu-rute",
    short="KR",
    title=say("Route card"),
    entries=(
        *_JOURNEY[:3],
        _JOURNEY[6],
        _JOURNEY[8],
        _JOURNEY[9],
        ("jarak", say("Distance")),
        ("cuaca", say("Rain, sea, night")),
    ),
    tables=(
        Table(
            "ruas",
            say("Legs"),
            (
                _NO,
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
                _NO,
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
                _NO,
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
        _KECAMATAN,
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
    entries=(_PLACE, ("satuan", say("Units"))),
    tables=(
        Table(
            "giliran",
            None,
            (
                _NO,
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

DIFFERENCE = Shape(
    code="ba-selisih",
    short="BS",
    title=say("Minutes of goods short or over"),
    series="BA",
    entries=(_STATION, _STATION_CODE, _VILLAGE, _KECAMATAN, ("sumber", say("Found at"))),
    tables=(
        Table(
            "barang",
            None,
            (
                _NO,
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
    signers=(say("Counted by"), say("Chair of the KPPS, PPS or PPK"), _SUPERVISOR),
)

REPLACEMENT = Shape(
    code="ba-penggantian",
    short="BG",
    title=say("Minutes of replacement"),
    series="BA",
    entries=(
        _STATION,
        _STATION_CODE,
        _VILLAGE,
        _KECAMATAN,
        ("kejadian", say("What happened")),
    ),
    tables=(
        Table(
            "ganti",
            None,
            (
                _NO,
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
    signers=(_HEAD_OF_LOGISTICS, _KPPS, *_WITNESSES),
)

DESTRUCTION = Shape(
    code="ba-pemusnahan",
    short="BP",
    title=say("Minutes of destruction"),
    series="BA",
    entries=(_PLACE, ("cara", say("How"))),
    tables=(
        Table(
            "musnah",
            None,
            (
                _NO,
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
        _STATION,
        _STATION_CODE,
        _VILLAGE,
        _KECAMATAN,
        _DAY,
        _HOUR,
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
    signers=(_KPPS, say("Witnesses of the participants"), say("Supervisor of the station (PTPS)")),
)

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
        _PLACE,
        _DAY,
        ("pengawas", say("Supervisor")),
    ),
    tables=(
        Table(
            "pertanyaan",
            None,
            (
                _NO,
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
    entries=(("rapat", say("Meeting")), _DAY, _HOUR, _PLACE),
    tables=(
        Table(
            "hadir",
            None,
            (
                _NO,
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

MOVED_SIGN = Shape(
    code="tanda-pindah",
    short="TP",
    title=say("This station has moved"),
    entries=(
        _STATION,
        _VILLAGE,
        ("lama", say("Old place")),
        ("baru", say("New place")),
        ("arah", say("How to get there")),
        ("jam", say("Voting hours")),
        ("tanya", say("Ask")),
    ),
    sentences=(("berlaku", say("Your invitation stays valid. Bring it to the new place.")),),
)

BOX_LABEL = Shape(
    code="label-kotak",
    short="LK",
    title=say("Label of a box"),
    entries=(
        ("kotak", say("Box")),
        ("jenis", say("Contest")),
        _STATION,
        _VILLAGE,
        _KECAMATAN,
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

SHAPES = (
    WAYBILL,
    MANIFEST,
    BOX_MANIFEST,
    HANDOVER,
    HANDOVER_BACK,
    RECEIPT,
    GOODS_RECEIPT,
    SEAL_REGISTER,
    ROUTE_CARD,
    ORDERS,
    ORDER_LIST,
    DUTY_CARD,
    ROSTER,
    DIFFERENCE,
    REPLACEMENT,
    DESTRUCTION,
    SPECIAL_EVENT,
    FORM_A,
    CHECKLIST,
    ATTENDANCE,
    MOVED_SIGN,
    BOX_LABEL,
    KIT_LABEL,
    ENVELOPE_LABEL,
)
"""All kinds of papers, in the order in which they are listed."""
