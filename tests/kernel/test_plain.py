"""Nouns kept as plain data and read again."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import pytest
from tests import worlds

from sampai.kernel.plain import noun, plain
from sampai.kernel.text import Text, say
from sampai.plan.model import Operation


class Colour(StrEnum):
    RED = "merah"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    colour: Colour = Colour.RED
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    parts: tuple[Part, ...] = ()
    pair: tuple[str, int] = ("", 0)
    share: float = 0.0
    at: datetime | None = None
    text: Text | None = None


def through_json(value: object) -> object:
    return json.loads(json.dumps(plain(value)))


def test_a_noun_comes_back_as_it_was() -> None:
    whole = Whole(
        parts=(Part(name="a", day=date(2024, 11, 27)), Part(name="b")),
        pair=("x", 3),
        share=0.1 + 0.2,
        at=datetime(2024, 11, 27, 7, 30),  # noqa: DTZ001 -- local time is meant
        text=say("{a} in {b}", a=1, b=say("{c}", c="d")),
    )

    assert noun(Whole, through_json(whole)) == whole


def test_usual_values_are_left_out_and_come_back() -> None:
    assert plain(Part(name="a")) == {"name": "a"}
    assert noun(Part, {"name": "a"}) == Part(name="a")


@pytest.mark.parametrize("operation", [worlds.PLAIN, worlds.FULL], ids=["plain", "full"])
def test_an_operation_comes_back_as_it_was(operation: Operation) -> None:
    assert noun(Operation, through_json(operation)) == operation


def test_a_field_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError):
        noun(Part, {"name": "a", "weight": 3})
