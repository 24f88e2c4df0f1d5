"""Writes tests/vectors/custody/: lives of boxes and what follows from them, for every language that folds."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scripts.custody_cases import (
    EVE_MS,
    MINUTE_MS,
    SEAL_LOOKS,
    SEALS,
    SEALS_ELSEWHERE,
    Story,
    seen,
    stories,
)

from sampai.custody.model import KINDS, BoxKind, BoxState, Phase, Trouble
from sampai.custody.rules.bodies import statement_of
from sampai.custody.rules.fold import replay, state_data, state_digest, walk
from sampai.custody.rules.handovers import PAIR_WINDOW_MS, lone_halves
from sampai.custody.rules.life import ALWAYS, FOLLOWS, STOPPING, TO_PHASE, UNSEALED
from sampai.custody.rules.seals import differences, findings
from sampai.kernel.ids import canonical
from sampai.ledger.rules.envelope import event_bytes, readable, readable_event

LONE_AFTER_MS = 2 * 3_600_000
FOLDER = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "custody"


def folded(story: Story) -> BoxState:
    """The state that a story makes."""
    read = (statement_of(said.event, digest=said.digest) for said in story.events)
    return replay(story.box, [statement for statement in read if statement])


def lives() -> Mapping[str, Any]:
    """Every story with its events and its state. The TypeScript fold must arrive at the same digests."""
    said = {one.digest.hex(): one.event for story in stories() for one in story.events}
    return {
        "events": {
            digest: {"cbor": event_bytes(event).hex(), "json": readable_event(event)}
            for digest, event in said.items()
        },
        "stories": [_life(story) for story in stories()],
    }


def _life(story: Story) -> Mapping[str, Any]:
    state = folded(story)
    return {
        "name": story.name,
        "says": story.says,
        "box": readable(canonical(story.box)),
        "events": [said.digest.hex() for said in story.events],
        "state": readable(state_data(state)),
        "state_digest": state_digest(state).hex(),
    }


def table() -> Mapping[str, Any]:
    """The life of a box as a table."""
    return {
        "phases": [phase.value for phase in Phase],
        "kinds": {
            kind.value: {
                "version": rule.version,
                "secrecy": rule.audience.secrecy.value,
                "until_arrival": rule.audience.until_arrival,
            }
            for kind, rule in KINDS.items()
        },
        "follows": {phase.value: _values(kinds) for phase, kinds in FOLLOWS.items()},
        "kit_follows": {phase.value: _values(kinds) for phase, kinds in UNSEALED.items()},
        "always": _values(ALWAYS),
        "stopping": _values(STOPPING),
        "to_phase": {kind.value: phase.value for kind, phase in TO_PHASE.items()},
        "troubles": _values(Trouble),
        "box_kinds": _values(BoxKind),
    }


def _values(members: Iterable[Any]) -> list[str]:
    return [member.value for member in members]


def handovers() -> Mapping[str, Any]:
    """Pairs, what differs, and whose half is missing at a given time."""
    now_ms = EVE_MS + 10_000 * MINUTE_MS
    cases = []
    for story in stories():
        state = folded(story)
        lone = lone_halves(
            state.handovers, statements=state.statements, now_ms=now_ms, after_ms=LONE_AFTER_MS
        )
        cases.append(
            {
                "story": story.name,
                "pairs": readable([[one.given, one.taken, list(one.differs)] for one in state.handovers]),
                "lone": readable([[one.given or one.taken, side.value] for one, side in lone]),
            }
        )
    return {"now_ms": now_ms, "window_ms": PAIR_WINDOW_MS, "lone_after_ms": LONE_AFTER_MS, "cases": cases}


def seals() -> Mapping[str, Any]:
    """Seals that do not fit, with the interval and the holders in it; phones never see this."""
    cases = []
    for story in stories():
        state = folded(story)
        looks = tuple(walk(state.box, state.statements))
        found = findings(state, looks=looks, elsewhere={})
        cases.append({"story": story.name, "findings": [readable(_finding(one)) for one in found]})
    return {"applied": list(SEALS), "elsewhere": SEALS_ELSEWHERE, "looks": _looks(), "cases": cases}


def _looks() -> list[Mapping[str, Any]]:
    return [
        {
            "look": readable(canonical(look)),
            "differences": readable(
                canonical(differences(SEALS, read=seen(**look)[0], elsewhere=SEALS_ELSEWHERE))
            ),
        }
        for look, _ in SEAL_LOOKS
    ]


_SHOWN = ("mismatch", "expected", "read", "last_right", "found", "holders")


def _finding(one: Any) -> Mapping[str, Any]:  # noqa: ANN401 -- a finding, field by field
    return {name: getattr(one, name) for name in _SHOWN}


FILES = {"lives.json": lives, "table.json": table, "handovers.json": handovers, "seals.json": seals}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, made in FILES.items():
        (FOLDER / name).write_text(json.dumps(made(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
