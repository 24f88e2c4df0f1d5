"""Answers of a weather service kept on the disk, one file for each village and analysis."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the service said of one village: when computed, when fetched (UTC), and its slots as they came."""

    adm4: str
    analysed: datetime | None
    fetched: datetime
    slots: tuple[Mapping[str, Any], ...]


def store(folder: Path | None, answer: Answer) -> None:
    """Keep an answer. A folder that cannot be written to keeps nothing: the next run asks again."""
    if folder is None:
        return
    analysed = "" if answer.analysed is None else answer.analysed.isoformat()
    text = json.dumps(
        {"fetched": answer.fetched.isoformat(), "analysed": analysed, "slots": answer.slots},
        ensure_ascii=False,
    )
    name = f"{answer.adm4}_{analysed.replace(':', '')}.json"
    half = folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        half.write_text(text, encoding="utf-8")
        half.replace(folder / name)
    except OSError:
        half.unlink(missing_ok=True)


def newest(folder: Path | None, *, adm4: str) -> Answer | None:
    """The answer fetched last, or None. A damaged file counts as none."""
    if folder is None or not folder.is_dir():
        return None
    read = (_read(file, adm4=adm4) for file in sorted(folder.glob(f"{adm4}_*.json")))
    return max((one for one in read if one is not None), key=lambda one: one.fetched, default=None)


def _read(file: Path, *, adm4: str) -> Answer | None:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        analysed = datetime.fromisoformat(kept["analysed"]) if kept["analysed"] else None
        fetched = datetime.fromisoformat(kept["fetched"])
        slots = tuple(slot for slot in kept["slots"] if isinstance(slot, dict))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (
        None if fetched.tzinfo is None else Answer(adm4=adm4, analysed=analysed, fetched=fetched, slots=slots)
    )
