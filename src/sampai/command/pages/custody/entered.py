"""What clerks write into the forms of custody, as bodies of statements."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sampai.custody.model import (
    KINDS,
    Approved,
    BoxCode,
    BoxRead,
    Condition,
    Content,
    Copied,
    Copy,
    Departed,
    Diverted,
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
)
from sampai.custody.queries import BoxView
from sampai.election.model import Level
from sampai.kernel.clock import ZONES
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Institution
from sampai.kernel.text import say

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
    Departed: Asked(texts=("journey", "to", "mode", "passengers", "life_vests"), condition=False),
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


def read_step(post: Post, *, kind: Kind, box: BoxView, zone: str) -> Touch:
    """The body of a step. Raises `Refused` for what cannot be read, naming the field."""
    body, asked = KINDS[kind].body, asked_of(kind)
    fields: dict[str, object] = {
        "boxes": (_read(post, box=box, asked=asked),),
        "by": read_keeper(post, "by"),
        "second": read_keeper(post, "second") if post.get("second_name", "").strip() else None,
        "overrides": _overrides(post),
        "note": _text(post, "note"),
    }
    if asked.other:
        fields |= {"other": read_keeper(post, "other"), "handover": "", "journey": _text(post, "journey")}
        fields["witness"] = read_keeper(post, "witness") if post.get("witness_name", "").strip() else None
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


def _read(post: Post, *, box: BoxView, asked: Asked) -> BoxRead:
    return BoxRead(
        box=BoxCode(box.code),
        seals=_numbers(post, "seals") if asked.seals else (),
        broken=_numbers(post, "broken") if asked.seals else (),
        no_seal=(_whole(post, "no_seal") or 0) if asked.seals else 0,
        condition=tuple(one for one in Condition if post.get(f"condition_{one.value}"))
        if asked.condition
        else (),
        contents=_contents(post, box) if asked.contents else (),
        dapil=_text(post, "dapil"),
        label=_text(post, "label"),
    )


def _contents(post: Post, box: BoxView) -> tuple[Content, ...]:
    counted = ((one.item, _whole(post, f"count_{one.item}")) for one in box.contents)
    return tuple(Content(item=item, count=count) for item, count in counted if count is not None)


def _numbers(post: Post, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.split(r"[,;\s]+", _text(post, name)))) if _text(post, name) else ()


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
        case "passengers" | "life_vests":
            return _whole(post, name)
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
