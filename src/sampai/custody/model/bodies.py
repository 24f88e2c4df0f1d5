"""What statements about boxes say: one body per kind, its fields as they stand in the event's body.

All keys are texts, as the envelope wants it; fields with their usual value are left out.
"""

from dataclasses import dataclass

from sampai.custody.model.boxes import BoxCode, Content
from sampai.custody.model.life import Condition, Entry, Guard, Trouble
from sampai.election.model import Level
from sampai.kernel.rights import Institution

MOST_BOXES = 60
"""In one statement; a longer list is stated in parts, so that an event stays within its 8,192 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """A person who has, gives, takes or watches. `level` is the committee's; drivers have none."""

    name: str
    institution: Institution
    level: Level | None = None
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where the phone was, in units of 1e-7 degrees."""

    lat_e7: int
    lon_e7: int
    accuracy_m: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxRead:
    """One box as somebody saw it. Seal numbers are typed without seeing what they should be, or scanned."""

    box: BoxCode
    seals: tuple[str, ...] = ()
    no_seal: int = 0
    """Places for a seal that are empty."""
    broken: tuple[str, ...] = ()
    """Numbers, where still readable, of seals that were broken when the box was looked at."""
    scanned: bool = False
    condition: tuple[Condition, ...] = ()
    contents: tuple[Content, ...] = ()
    """What was counted, where it was."""
    envelopes: int | None = None
    dapil: str = ""
    """As the ballots say it."""
    label: str = ""
    """The text of the label, where it was scanned."""
    after: tuple[bytes, ...] = ()
    """Digests of the last statements on this box that the device knew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A step against a guard: who answers for it, and why."""

    guard: Guard
    by: Keeper
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relayed:
    """What a clerk or operator states for a person who was there: who, and which report it was."""

    reporter: str
    """The person's device in hex, or the name as the paper has it."""
    counter: int | None = None
    """The number of the device's own statement, where it is known."""
    code: str = ""
    """The voice code, where one was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """What every statement on boxes has in common."""

    boxes: tuple[BoxRead, ...]
    """None where a journey or place as a whole is meant; then no box changes."""
    by: Keeper
    second: Keeper | None = None
    entry: Entry = Entry.PHONE
    photos: tuple[bytes, ...] = ()
    """SHA-256 of each picture."""
    position: Position | None = None
    overrides: tuple[Override, ...] = ()
    relayed: Relayed | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """No box twice, pictures by digest."""
        if len(self.boxes) > MOST_BOXES or len({read.box for read in self.boxes}) < len(self.boxes):
            raise ValueError("boxes")
        if any(len(photo) != 32 for photo in self.photos):
            raise ValueError("photos")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stocked(Touch):
    """Taken in at the store against label and waybill (BTTB)."""

    minutes: str = ""
    waybill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readied(Touch):
    """Ready to go: wrapped against water, the vehicle looked at."""

    wraps: int = 0
    vehicle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded(Touch):
    """On the vehicle."""

    journey: str
    vehicle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed(Touch):
    """Under way."""

    journey: str
    to: str
    mode: str = ""
    passengers: int | None = None
    life_vests: int | None = None
    room_for_people: int | None = None
    """By the boat's papers, as whoever departs reads them."""
    room_for_boxes: int | None = None
    weather_go: bool | None = None
    """What whoever looked at the road or the water says."""
    dark: bool | None = None
    """Whether it is dark, or will be before arrival."""
    rain_mm_h: int | None = None
    wave_cm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving(Touch):
    """Passed a checkpoint, or arrived."""

    journey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diverted(Touch):
    """Goes another way or elsewhere."""

    journey: str
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waybill:
    """The rest of a handover form: who carries it, by what, by which way (ACE Project, vcf01c)."""

    authorised_by: str = ""
    transporter: str = ""
    driver: str = ""
    vehicle: str = ""
    plate: str = ""
    schedule: str = ""
    """Of the boat or plane."""
    itinerary: tuple[str, ...] = ()
    overnight: tuple[str, ...] = ()
    dispatcher_phone: str = ""
    pick_up_ms: int | None = None
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing(Touch):
    """One half of a handover: what the giver, or the receiver, states. The station is in each box's code."""

    handover: str
    """Shared by both halves, from the giver's QR code: 32 hex digits. Empty where phones did not meet."""
    other: Keeper
    """To whom, or from whom."""
    journey: str = ""
    destination: str = ""
    part: int = 1
    parts: int = 1
    goods: tuple[Content, ...] = ()
    """Loose goods."""
    witness: Keeper | None = None
    """Of the supervisor, where one was there."""
    signers: tuple[Keeper, ...] = ()
    """Other officers and parties who signed the paper."""
    waybill: Waybill | None = None

    def __post_init__(self) -> None:
        """A part of all parts."""
        Touch.__post_init__(self)
        if not 1 <= self.part <= self.parts:
            raise ValueError("part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored(Touch):
    """Put down at a place, watched."""

    raised: bool = False
    """Off the floor."""
    guards: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Sheets of one form, each photographed."""

    form: str
    sheets: int
    photos: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied(Touch):
    """Results photographed before the box goes back."""

    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Touch):
    """Archived, kept for a court, or disposed of: by which paper."""

    minutes: str
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excepted(Touch):
    """Something is wrong."""

    trouble: Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved(Touch):
    """How one exception ended. `cause` is the digest of the statement that opened it."""

    trouble: Trouble
    cause: bytes
    how: str
    minutes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced(Touch):
    """Another box takes the place of this one."""

    by_box: BoxCode
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(Touch):
    """Another institution's own signature under a step against a guard."""

    guard: Guard
    reason: str
    step: bytes | None = None
    """Digest of the step, where it is known already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet(Touch):
    """Nothing will be heard for a while: battery, no signal, switched off for safety."""

    journey: str
    reason: str
    until_ms: int
