"""What a program asks for in an address or a body."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from sampai.command.model import MEASURE_WORDS, STATE_WORDS, Filter
from sampai.kernel.ids import RegionCode

NATION = "nasional"
"""The nation in an address; its code is empty."""
USUAL, MOST = 100, 500
"""Rows of one answer."""
_CODE = "[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10}"
Code = Annotated[str, StringConstraints(pattern=f"^({_CODE}|{NATION})$")]
StationDigits = Annotated[str, StringConstraints(pattern="^[0-9]{13}$")]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=80)]
Event = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=100)]
MEASURES = {name: word for word, name in MEASURE_WORDS.items()}
STATES = {"unknown": "belum", "right": "tepat", "doubt": "ragu", "wrong": "salah"}
assert {*STATES.values()} == {*STATE_WORDS}


class Paged(Schema):
    """Which part of a long list: `after` is the `next` of the answer before."""

    after: Annotated[str, StringConstraints(pattern="^[0-9]{0,18}$")] = ""
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL


class Narrowing(Paged):
    """What a list is narrowed by; empty fields narrow nothing."""

    region: Annotated[str, StringConstraints(pattern=f"^({_CODE})?$")] = ""
    text: Line = ""

    def filter(self) -> Filter:
        """The filter of the lists' pages."""
        return Filter(region=RegionCode(self.region), text=" ".join(self.text.split()))


class StationNarrowing(Narrowing):
    """What stations are narrowed by."""

    after: Annotated[str, StringConstraints(pattern="^([0-9]{14,24})?$")] = ""
    event: Event = ""
    risk: Line = ""
    signal: Line = ""
    access: Line = ""
    hard: bool | None = None
    measure: Literal["count", "kind", "time", "target", "quality"] = "time"
    state: Literal["", "unknown", "right", "doubt", "wrong"] = ""
    """Only stations whose `measure` is in this state."""

    def filter(self) -> Filter:
        """The filter of the lists' pages."""
        state = f"{MEASURES[self.measure]}-{STATES[self.state]}" if self.state else ""
        hard = {None: "", True: "ya", False: "tidak"}[self.hard]
        more: dict[str, Any] = {"risk": self.risk, "signal": self.signal, "access": self.access}
        return Filter(
            event=self.event,
            region=RegionCode(self.region),
            text=" ".join(self.text.split()),
            hard=hard,
            state=state,
            **more,
        )


class PlaceNarrowing(Narrowing):
    """What places are narrowed by."""

    event: Event = ""


class Remark(Schema):
    """Why somebody checks or signs a version of a plan."""

    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=400)] = ""


def region_of(code: str) -> RegionCode:
    """The region that an address names."""
    return RegionCode("" if code == NATION else code)
