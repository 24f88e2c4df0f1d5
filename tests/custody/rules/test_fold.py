import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripts.custody_cases import BOX, DRIVER, KPPS, Phone, Story, Way, seen, stories
from scripts.custody_vectors import FILES, FOLDER, folded

from sampai.custody.model import BoxCode, Handing, Kind, Phase, Quiet, Statement, Touch
from sampai.custody.rules.bodies import statement_of
from sampai.custody.rules.fold import fold, new_box, replay, state_data, state_digest
from sampai.custody.rules.life import FOLLOWS, may_follow
from sampai.election.model import Level

STORIES = stories()


def statements(story: Story) -> list[Statement]:
    read = (statement_of(said.event, digest=said.digest) for said in story.events)
    return [statement for statement in read if statement]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_story_ends_as_a_reader_can_check_by_hand(story: Story) -> None:
    state = folded(story)
    data = {
        **state_data(state),
        "gaps": [gap.kind.value for gap in state.gaps],
        "troubles": [one.trouble.value for one in state.open_troubles],
    }

    assert {key: data[key] for key in story.expects} == story.expects


@pytest.mark.parametrize("name", FILES)
def test_vectors_are_what_the_rules_say(name: str) -> None:
    kept = json.loads((FOLDER / name).read_text(encoding="utf-8"))

    assert kept == json.loads(json.dumps(FILES[name]()))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_order_of_arrival_and_any_repetition_gives_the_same_state(data: st.DataObject) -> None:
    story = data.draw(st.sampled_from([story for story in STORIES if story.events]))
    there = data.draw(st.lists(st.sampled_from(statements(story)), unique_by=lambda one: one.digest))
    again = data.draw(st.permutations([*there, *there[:2]]))

    state = new_box(story.box)
    for statement in again:
        state = fold(state, statement)

    assert state == replay(story.box, there)
    assert state_digest(state) == state_digest(replay(story.box, reversed(there)))


def test_state_digest_tells_a_statement_that_is_missing() -> None:
    story = next(story for story in STORIES if story.name == "way-out")
    digests = {state_digest(replay(story.box, [*statements(story)[:at]])) for at in range(len(story.events))}

    assert len(digests) == len(story.events)


def test_statement_on_another_box_changes_nothing() -> None:
    state = new_box(replace(BOX, code=BoxCode("1704012003001-B3")))
    said = Phone("store").says(Kind.CHECKED, Touch(boxes=seen(), by=DRIVER), at=1)
    statement = statement_of(said.event, digest=said.digest)

    assert statement is not None
    assert fold(state, statement) is state


def test_circle_that_only_a_cloned_device_can_make_is_cut_alike_in_any_order() -> None:
    story = next(story for story in STORIES if story.name == "way-out")
    first, second, *rest = statements(story)
    circle = [replace(first, after=(second.digest,)), second, *rest]

    assert replay(story.box, circle) == replay(story.box, circle[::-1])
    assert len(replay(story.box, circle).statements) == len(circle)


def test_every_phase_but_the_last_offers_a_step() -> None:
    assert [phase for phase, kinds in FOLLOWS.items() if not kinds] == [Phase.DISPOSED]
    assert set(FOLLOWS) == set(Phase)


def test_steps_of_a_whole_life_are_offered_before_each_is_done() -> None:
    story = next(story for story in STORIES if story.name == "whole-life")

    state = new_box(story.box)
    for statement in statements(story):
        assert statement.kind in may_follow(state)
        state = fold(state, statement)


def test_box_left_at_the_station_over_night_may_be_opened_there() -> None:
    way = Way()
    way.out()
    way.touch(Kind.STORED, KPPS, way.kpps, at=650)
    state = replay(BOX, [s for s in (statement_of(x.event, digest=x.digest) for x in way.said[:-1]) if s])

    assert Kind.OPENED in may_follow(replace(state, phase=Phase.STORED))
    assert Kind.OPENED not in may_follow(replace(state, phase=Phase.STORED, place="170401"))


def test_unknown_kind_and_the_register_of_seals_are_no_statements_on_boxes() -> None:
    said = Phone("store").says(Kind.CHECKED, Touch(boxes=seen(), by=DRIVER), at=1)

    assert statement_of(replace(said.event, kind="report.opened"), digest=said.digest) is None
    assert statement_of(replace(said.event, kind="seal.issued"), digest=said.digest) is None


def test_vectors_hold_no_seal_number_in_what_is_offered() -> None:
    table = (Path(FOLDER) / "table.json").read_text(encoding="utf-8")

    assert "KPU-" not in table


def test_receiver_at_a_station_on_the_way_back_is_no_arrival() -> None:
    way = Way()
    way.out()
    way.voted()
    body = way.said[-1].event
    way.hand((way.kpps, KPPS), (way.pps, replace(KPPS, level=Level.STATION)), at=2100)
    state = replay(BOX, [s for s in (statement_of(x.event, digest=x.digest) for x in way.said) if s])

    assert body.kind == Kind.SEALED
    assert state.phase is Phase.HANDED_OVER
    assert isinstance(state.statements[-1].body, Handing)


def test_statement_on_a_journey_as_a_whole_changes_no_box() -> None:
    said = Phone("driver").says(Kind.QUIET, _quiet(), at=1, subject="journey:J1")
    statement = statement_of(said.event, digest=said.digest)
    state = new_box(BOX)

    assert statement is not None
    assert fold(state, statement) is state


def _quiet() -> Quiet:
    return Quiet(boxes=(), by=DRIVER, journey="J1", reason="baterai", until_ms=0)


def test_paper_that_a_clerk_enters_counts_until_the_phone_has_spoken() -> None:
    story = next(story for story in STORIES if story.name == "paper-entered-too")
    *before, gave, took, paper = statements(story)
    alone = replay(story.box, [*before, gave, paper])
    both = replay(story.box, [*before, gave, took, paper])

    assert [(one.given, one.taken) for one in alone.handovers] == [(gave.digest, paper.digest)]
    assert [(one.given, one.taken) for one in both.handovers] == [(gave.digest, took.digest)]
    assert alone.phase is both.phase is Phase.HANDED_OVER
