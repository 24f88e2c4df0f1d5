"""What clerks write into the forms of custody, as bodies of statements."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sampai.command.pages.custody.words import word
from sampai.custody.model import (
    KINDS,
    MOST_BOXES,
    Approved,
    BoxCode,
    BoxRead,
    Condition,
    Content,
    Copied,
    Copy,
    Departed,
    Diverted,
    Entry,
    Excepted,
    Guard,
    Handing,
    Keeper,
    Kept,
    Kind,
    Loaded,
    Moving,
    Override,
    Quiet,
    Readied,
    Replaced,
    Resolved,
    SealRun,
    SealsMoved,
    Stocked,
    Stored,
    Touch,
    Trouble,
    Waybill,
    parts_of,
)
from sampai.custody.queries import BoxView
from sampai.election.model import Level
from sampai.kernel.clock import ZONES
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Institution
from sampai.kernel.text import Words, say

LONGEST = 200
_RUN = re.compile(
    r"^\s*([A-Za-z .\-/_]*)(\d{1,12})\s*(?:\.\.|–|s/d|-)?\s*(?:[A-Za-z .\-/_]*?)(\d{1,12})?\s*$"
)
Post = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the form of a step asks for, beside who and when."""

    seals: bool = False
    contents: bool = False
    condition: bool = True
    second: bool = False
    other: bool = False
    texts: tuple[str, ...] = ()
    """Names of further fields."""


ASKED: Mapping[type[Touch], Asked] = {
    Touch: Asked(seals=True, contents=True, second=True),
    Stocked: Asked(texts=("minutes", "waybill")),
    Readied: Asked(texts=("wraps", "vehicle")),
    Loaded: Asked(texts=("journey", "vehicle")),
    Departed: Asked(
        texts=(
            "journey",
            "to",
            "mode",
            "passengers",
            "life_vests",
            "room_for_people",
            "room_for_boxes",
            "weather_go",
            "dark",
        ),
        condition=False,
    ),
    Moving: Asked(texts=("journey",)),
    Diverted: Asked(texts=("journey", "to", "reason"), condition=False),
    Handing: Asked(seals=True, other=True, texts=("journey",)),
    Stored: Asked(texts=("raised", "guards")),
    Copied: Asked(texts=("form", "sheets"), condition=False),
    Kept: Asked(texts=("minutes", "how")),
    Excepted: Asked(texts=("trouble",)),
    Resolved: Asked(texts=("trouble", "cause", "how", "minutes"), condition=False),
    Replaced: Asked(texts=("by_box", "reason"), condition=False),
    Approved: Asked(texts=("guard", "reason"), condition=False),
    Quiet: Asked(texts=("journey", "reason", "until_ms"), condition=False),
}


def asked_of(kind: Kind) -> Asked:
    """What is asked at a step."""
    body = KINDS[kind].body
    assert issubclass(body, Touch)
    return ASKED[body]


def read_moment(text: str, *, zone: str) -> int:
    """A local time as the browser writes it, in ms since 1970. Raises `Refused` for anything else."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            "time", say("This is no time: {text}.", text=text), say("Write day and clock.")
        ) from error
    return round(local.replace(tzinfo=ZoneInfo(ZONES[zone])).timestamp() * 1_000)


MANIFEST = (
    Kind.TAKEN,
    Kind.GIVEN,
    Kind.LOADED,
    Kind.DEPARTED,
    Kind.ARRIVED,
    Kind.STORED,
    Kind.CHECKED,
)
"""Steps that one paper states of many boxes."""
_COLUMNS = 5
"""Of a manifest's line: box, seals, broken seals, what is wrong with it, envelopes."""


def entry_of(post: Post) -> Entry:
    """Whether it is from paper or was told by mouth."""
    return Entry.WORD if post.get("bukti") == Entry.WORD.value else Entry.DESK


def read_lines(text: str, *, words: Words) -> tuple[BoxRead, ...]:
    """The boxes of a manifest, one a line, its columns with semicolons between.

    Raises `Refused`, naming the line.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not 1 <= len(lines) <= MOST_BOXES:
        raise Refused(
            "manifest",
            say("{count} boxes are listed.", count=len(lines)),
            say("Write 1 to {most} boxes, one a line; enter a longer list in parts.", most=MOST_BOXES),
        )
    called = {words.say(word(one)).lower(): one for one in Condition} | {one.value: one for one in Condition}
    reads = tuple(_read_line(line, number, called) for number, line in enumerate(lines, start=1))
    twice = [one.box for at, one in enumerate(reads) if one.box in {other.box for other in reads[:at]}]
    if twice:
        raise Refused("manifest", say("{box} is listed twice.", box=twice[0]), say("Write each box once."))
    return reads


def _read_line(line: str, number: int, called: Mapping[str, Condition]) -> BoxRead:
    cells = [cell.strip() for cell in line.split(";")] + [""] * _COLUMNS
    conditions = [one.strip().lower() for one in cells[3].split(",") if one.strip()]
    unknown = [one for one in conditions if one not in called]
    envelopes = cells[4]
    if unknown or (envelopes and not envelopes.isdecimal()) or any(cells[_COLUMNS:]):
        raise Refused(
            "manifest",
            say("Line {number} cannot be read: {text}.", number=number, text=line[:80]),
            say("Write box; seals; broken seals; what is wrong with it; envelopes."),
        )
    parts_of(cells[0].upper())
    return BoxRead(
        box=BoxCode(cells[0].upper()),
        seals=_split(cells[1]),
        broken=_split(cells[2]),
        condition=tuple(called[one] for one in conditions),
        envelopes=int(envelopes) if envelopes else None,
    )


def read_step(post: Post, *, kind: Kind, reads: tuple[BoxRead, ...], zone: str) -> Touch:
    """The body of a step. Raises `Refused` for what cannot be read, naming the field."""
    body, asked = KINDS[kind].body, asked_of(kind)
    fields: dict[str, object] = {
        "boxes": reads,
        "by": read_keeper(post, "by"),
        "second": read_keeper(post, "second") if post.get("second_name", "").strip() else None,
        "overrides": _overrides(post),
        "note": _text(post, "note"),
    }
    if asked.other:
        fields |= {"other": read_keeper(post, "other"), "handover": "", "journey": _text(post, "journey")}
        fields["witness"] = read_keeper(post, "witness") if post.get("witness_name", "").strip() else None
        fields |= {
            "destination": _text(post, "destination"),
            "goods": _goods(post),
            "signers": _signers(post),
        }
        fields["waybill"] = _waybill(post, zone=zone)
    rest = (name for name in asked.texts if name not in {*fields, "form", "sheets"})
    fields |= {name: _field(post, name, zone=zone) for name in rest}
    if body is Copied:
        fields["copies"] = (Copy(form=_needed(post, "form"), sheets=_whole(post, "sheets") or 0, photos=()),)
    try:
        made = body(**fields)  # type: ignore[arg-type]  # the form gives just the fields of this kind
    except ValueError as error:
        raise Refused("step", say("The step is not complete."), say("Fill in all fields.")) from error
    assert isinstance(made, Touch)
    return made


def _waybill(post: Post, *, zone: str) -> Waybill | None:
    """The rest of the form; None where all of it is empty."""
    picked = _text(post, "pick_up")
    found = Waybill(
        authorised_by=_text(post, "authorised_by"),
        transporter=_text(post, "transporter"),
        driver=_text(post, "driver"),
        vehicle=_text(post, "vehicle"),
        plate=_text(post, "plate"),
        schedule=_text(post, "schedule"),
        dispatcher_phone=_text(post, "dispatcher_phone"),
        itinerary=_listed(_text(post, "itinerary")),
        overnight=_listed(_text(post, "overnight")),
        copies=_whole(post, "copies") or 0,
        pick_up_ms=read_moment(picked, zone=zone) if picked else None,
    )
    return None if found == Waybill() else found


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _signers(post: Post) -> tuple[Keeper, ...]:
    """Officers of other institutions and witnesses of parties who signed the paper, by name."""
    return tuple(
        Keeper(name=name, institution=Institution.PUBLIC) for name in _listed(_text(post, "signers"))
    )


def _goods(post: Post) -> tuple[Content, ...]:
    """Loose goods: `tinta 2, bilik 4`."""
    found = []
    for one in _listed(_text(post, "goods")):
        item, _, count = one.rpartition(" ")
        if not item or not count.isdecimal():
            raise _missing("goods")
        found.append(Content(item=item.strip().lower().replace(" ", "_"), count=int(count)))
    return tuple(found)


def read_one(post: Post, *, box: BoxView, kind: Kind) -> BoxRead:
    """What the form of one box says of it."""
    asked = asked_of(kind)
    return BoxRead(
        box=BoxCode(box.code),
        seals=_numbers(post, "seals") if asked.seals else (),
        broken=_numbers(post, "broken") if asked.seals else (),
        no_seal=(_whole(post, "no_seal") or 0) if asked.seals else 0,
        condition=tuple(one for one in Condition if post.get(f"condition_{one.value}"))
        if asked.condition
        else (),
        contents=_contents(post, box) if asked.contents else (),
        envelopes=_whole(post, "envelopes") if asked.seals else None,
        dapil=_text(post, "dapil"),
        label=_text(post, "label"),
    )


def _contents(post: Post, box: BoxView) -> tuple[Content, ...]:
    counted = ((one.item, _whole(post, f"count_{one.item}")) for one in box.contents)
    return tuple(Content(item=item, count=count) for item, count in counted if count is not None)


def _numbers(post: Post, name: str) -> tuple[str, ...]:
    return _split(_text(post, name))


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in re.split(r"[,;\s]+", text) if one))


def read_keeper(post: Post, who: str) -> Keeper:
    """Who did it, by the fields of a form. Raises `Refused` where name or institution is missing."""
    try:
        institution = Institution(post.get(f"{who}_institution", ""))
        level = Level(post[f"{who}_level"]) if post.get(f"{who}_level") else None
    except ValueError as error:
        raise Refused(
            "keeper",
            say("It is not said for which institution somebody acts."),
            say("Choose the institution."),
        ) from error
    return Keeper(name=_needed(post, f"{who}_name"), institution=institution, level=level)


def _overrides(post: Post) -> tuple[Override, ...]:
    """Guards that somebody answers for."""
    return tuple(
        Override(
            guard=guard,
            by=read_keeper(post, f"guard_{guard.value}"),
            reason=_needed(post, f"guard_{guard.value}_reason"),
        )
        for guard in Guard
        if post.get(f"guard_{guard.value}_name", "").strip()
    )


def _field(post: Post, name: str, *, zone: str) -> object:
    match name:
        case "wraps" | "guards":
            return _whole(post, name) or 0
        case "passengers" | "life_vests" | "room_for_people" | "room_for_boxes":
            return _whole(post, name)
        case "weather_go" | "dark":
            return {"ya": True, "tidak": False}.get(post.get(name, ""))
        case "raised":
            return bool(post.get(name))
        case "until_ms":
            return read_moment(post.get(name, ""), zone=zone)
        case "trouble":
            return _one_of(Trouble, post, name)
        case "guard":
            return _one_of(Guard, post, name)
        case "cause":
            return _digest(post, name)
        case "by_box" | "journey" | "to" | "reason" | "how" | "minutes":
            return _needed(post, name)
        case _:
            return _text(post, name)


def _one_of(kind: type[Trouble] | type[Guard], post: Post, name: str) -> Trouble | Guard:
    try:
        return kind(post.get(name, ""))
    except ValueError as error:
        raise _missing(name) from error


def _digest(post: Post, name: str) -> bytes:
    try:
        found = bytes.fromhex(post.get(name, ""))
    except ValueError as error:
        raise _missing(name) from error
    if len(found) != 32:
        raise _missing(name)
    return found


def _needed(post: Post, name: str) -> str:
    if not _text(post, name):
        raise _missing(name)
    return _text(post, name)


def _missing(name: str) -> Refused:
    return Refused(
        "step",
        say("A field is empty or cannot be read: {name}.", name=name),
        say("Fill it in as the paper has it."),
    )


def _text(post: Post, name: str) -> str:
    return post.get(name, "").strip()[:LONGEST]


def _whole(post: Post, name: str) -> int | None:
    text = post.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise _missing(name)
    return int(text)


def read_seals(post: Post) -> SealsMoved:
    """A move of seals. Raises `Refused` for numbers that are none."""
    lines = [line for line in post.get("runs", "").splitlines() if line.strip()]
    if not lines:
        raise _missing("runs")
    return SealsMoved(
        batch=_needed(post, "batch"),
        runs=tuple(_run(line) for line in lines[:200]),
        by=read_keeper(post, "by"),
        second=read_keeper(post, "second") if post.get("second_name", "").strip() else None,
        to=_text(post, "to"),
        holder=_text(post, "holder"),
        reason=_text(post, "reason"),
        minutes=_text(post, "minutes"),
        note=_text(post, "note"),
    )


def _run(line: str) -> SealRun:
    """`KPU-0017 .. KPU-0040`, or one number."""
    found = _RUN.match(line)
    refused = Refused(
        "seals",
        say("“{text}” is no row of seal numbers.", text=line.strip()[:60]),
        say("Write the first and the last number, such as KPU-0017 .. KPU-0040."),
    )
    if found is None:
        raise refused
    prefix, first, last = found[1].strip(), found[2], found[3] or found[2]
    try:
        return SealRun(
            prefix=prefix, first=int(first), last=int(last), width=len(first) if first[0] == "0" else 0
        )
    except ValueError as error:
        raise refused from error
