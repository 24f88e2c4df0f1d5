"""Nouns of the command centre: what lists are narrowed by, and what the pages are handed by the program."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sampai.custody.model import CustodyRules
from sampai.election.model import Election
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.faults import Fault, Note
from sampai.kernel.geo import Outline
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Institution
from sampai.kernel.table.page import TableSheet
from sampai.kernel.text import say
from sampai.materials.model import KitBook, Needs
from sampai.places.rules.promises import State
from sampai.plan.model import Operation, OperationPlan

MEASURE_WORDS = {
    "jumlah": "count",
    "jenis": "kind",
    "waktu": "time",
    "sasaran": "target",
    "mutu": "quality",
}
"""The five measures as they are called in addresses, and in the store."""
STATE_WORDS = {
    "belum": State.UNKNOWN,
    "tepat": State.RIGHT,
    "ragu": State.DOUBT,
    "salah": State.WRONG,
}
FIELDS = {
    "peristiwa": "event",
    "wilayah": "region",
    "kelas": "risk",
    "sinyal": "signal",
    "akses": "access",
    "sulit": "hard",
    "keadaan": "state",
    "derajat": "severity",
    "teks": "text",
    "kotak": "box",
}
"""The filter's fields as addresses name them."""
LONGEST_TEXT = 80
NATION_CODE = RegionCode("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list is narrowed by; the same for all lists. Empty fields narrow nothing."""

    event: str = ""
    region: RegionCode = NATION_CODE
    risk: str = ""
    signal: str = ""
    access: str = ""
    hard: str = ""
    """`ya` or `tidak`."""
    state: str = ""
    """A measure and a state, such as `waktu-salah`."""
    severity: str = ""
    text: str = ""
    box: str = ""
    """A box's phase, or what is odd about boxes: `gaps`, `troubles`, `lone`, `misfits`, `silent`."""

    def __post_init__(self) -> None:
        """Refuse states that there are not, and texts that no name is as long as."""
        measure, _, state = self.state.partition("-")
        if self.state and (measure not in MEASURE_WORDS or state not in STATE_WORDS):
            raise Refused(
                "filter",
                say("“{value}” is no state.", value=self.state),
                say("Choose one from the list."),
            )
        if len(self.text) > LONGEST_TEXT:
            raise Refused(
                "filter",
                say("The text to look for is longer than {most} characters.", most=LONGEST_TEXT),
                say("Write fewer words."),
            )

    @property
    def measured(self) -> tuple[str, State] | None:
        """The measure and the state that stations must have."""
        measure, _, state = self.state.partition("-")
        return (MEASURE_WORDS[measure], STATE_WORDS[state]) if self.state else None

    @property
    def narrows_stations(self) -> bool:
        """Whether it asks for more of stations than where they are."""
        return any((self.risk, self.signal, self.access, self.hard, self.state))

    def said(self) -> Mapping[str, str]:
        """The fields that narrow something, as addresses name them."""
        found = {word: getattr(self, field) for word, field in FIELDS.items()}
        return {word: value for word, value in found.items() if value}

    def within(self, territory: RegionCode) -> "Filter":
        """The same, in a territory where no region is asked for."""
        return self if self.region else replace(self, region=territory)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An operation as its register's document tells it, with what its stations need."""

    operation: Operation
    needs: Needs
    kits: KitBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the program hands to the pages, so that they know neither the pack nor an engine."""

    election: Callable[[str], Election | None]
    """The pack's election by the code of its profile, in its usual staging."""
    kept: Callable[[str], Kept | None]
    """An operation by the digest of its register's document; None where the document cannot be read."""
    write: Mapping[str, Callable[[TableSheet], bytes]]
    """Makers of files by their ending: `csv`, `xlsx`."""
    custody: CustodyRules
    """The pack's rules of custody."""
    signers: tuple[Institution, ...] = ()
    """Who signs a plan before it is published."""
    clock: Callable[[], datetime] = now
    """By which plans are early or late: the wall's, or that of an exercise that is going on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPlan:
    """A kept plan, taken up again. `is_exact`: the pack's rules are those that it was made by."""

    plan: OperationPlan
    is_exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A file of a plan that can be taken away."""

    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTables:
    """Uploaded tables as they were read. `key`: under which the marked tables wait; empty without faults."""

    operation: Operation | None
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """What the program hands to the map."""

    outlines: Callable[[RegionCode], Mapping[RegionCode, Outline]]
    """The outlines of a regency's villages; none where nobody knows them."""
    base_maps: Callable[[], Sequence[str]]
    """Names of the archives of map tiles that the keeper of the server has laid into the data folder."""
    operation: Callable[[str], Operation | None]
    """The tables in a register's document, by its digest; None where they cannot be read any more."""
    sources: tuple[str, ...]
    """Whose data the base map is made of; named on the map."""
