"""The grammar reads what lawyers write, refuses the rest by position, and counts exactly."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampai.kernel.errors import Refused
from sampai.materials.model.formula import MOST, Formula, Joined, Node, Number, Operator, Quantity, Rounded

ONE_STATION = {"dpt": 300, "tps": 1, "kontes": 5, "kotak": 5, "bilik": 4}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2),
        ("4 per tps", 4),
        ("6 * kotak", 30),
        ("6 per kotak", 30),
        ("dpt + ceil(2% * dpt)", 306),
        ("DPT + CEIL(2% * DPT)", 306),
        ("dpt + ceil(2.5% * dpt)", 308),
        ("dpt + ceil(2% * dpt) + 1", 307),
        ("ceil(dpt / 7)", 43),
        ("floor(dpt / 7)", 42),
        ("max(dpt - 280, 0)", 20),
        ("min(dpt, 500)", 300),
        ("max(0, dpt - 500)", 0),
        ("6 * kontes + 4", 34),
        ("6 * (kontes + 4)", 54),
        ("10 - 3 - 2", 5),
        ("ceil(dpt / 500) + ceil(1.5)", 3),
        ("  bilik  ", 4),
    ],
)
def test_formula_counts_as_a_lawyer_would(text: str, value: int) -> None:
    assert Formula(text).value(ONE_STATION) == value


@pytest.mark.parametrize(
    ("text", "position", "cause"),
    [
        ("", 1, "something is missing"),
        ("dpt +", 6, "something is missing"),
        ("dpt + voters", 7, "“voters” was not expected here"),
        ("dpt dpt", 5, "“dpt” was not expected here"),
        ("2,5% * dpt", 2, "“,” was not expected here"),
        ("dpt * $", 7, "“$” cannot be read"),
        ("ceil(dpt", 9, "“)” is missing"),
        ("ceil dpt", 6, "“(” is missing"),
        ("max(dpt)", 8, "“,” is missing"),
        ("ceil(dpt / 500) + ceil(dpt / tps)", 28, "only a number other than zero can divide"),
        ("ceil(dpt / 0)", 10, "only a number other than zero can divide"),
        ("dpt / 2", 1, "the result may be a fraction"),
        ("dpt - 1", 1, "the result may fall below zero"),
        ("dpt * dpt * dpt", 1, "the result can become too large"),
        ("ceil(dpt / 999999999999 / 999999999999)", 1, "the result can become too large"),
        ("ceil(dpt / 999999999989 + dpt / 999999999961)", 1, "its fractions are too fine"),
        ("(" * 21 + "1" + ")" * 21, 21, "the formula is nested too deeply"),
        ("1 + " * 60 + "1", 201, "it is too long"),
        ("__import__('os')", 12, "“'” cannot be read"),
        ("dpt.real", 4, "“.” cannot be read"),
    ],
)
def test_bad_formula_is_refused_with_position_and_cause(text: str, position: int, cause: str) -> None:
    with pytest.raises(Refused) as refused:
        Formula(text)

    assert f"at character {position}: {cause}." in str(refused.value)


def test_formula_names_what_it_uses_and_shows_the_numbers_put_in() -> None:
    formula = Formula("kontes * 2 * ceil(dpt / 20)")

    assert formula.names == ("dpt", "kontes")
    assert formula.filled(ONE_STATION) == "5 * 2 * ceil(300 / 20)"


def test_quantity_outside_its_range_is_refused_before_it_can_overflow() -> None:
    with pytest.raises(Refused, match="“dpt” is negative or above"):
        Formula("dpt").value({"dpt": -1})
    with pytest.raises(Refused, match="“dpt” is negative or above"):
        Formula("dpt * 2").column({"dpt": np.array([1, MOST["dpt"] + 1])}, count=2)


def nodes() -> st.SearchStrategy[Node]:
    numbers = st.builds(Number, st.integers(0, 10**4), st.sampled_from([1, 2, 5, 10, 100, 1000])).map(
        lambda n: Number(n.numerator // (g := math.gcd(n.numerator, n.denominator)), n.denominator // g)
    )
    leaves = numbers | st.builds(Quantity, st.sampled_from(sorted(MOST)))
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds(Joined, st.sampled_from(Operator), inner, inner)
            | st.builds(Rounded, st.booleans(), inner)
        ),
        max_leaves=6,
    )


def written(node: Node) -> str:
    match node:
        case Number(n, 1):
            return str(n)
        case Number(n, d):
            return f"{n} / {d}"
        case Quantity(name):
            return name
        case Rounded(up, inner):
            return f"{'ceil' if up else 'floor'}({written(inner)})"
        case Joined(Operator.LARGER | Operator.SMALLER as chooser, left, right):
            return f"{chooser}({written(left)}, {written(right)})"
        case Joined(sign, left, right):
            return f"({written(left)}) {sign} ({written(right)})"


def exact(node: Node, quantities: dict[str, int]) -> Fraction:
    """The value by fractions, one place at a time: an independent reading of the grammar."""
    match node:
        case Number(n, d):
            return Fraction(n, d)
        case Quantity(name):
            return Fraction(quantities[name])
        case Rounded(up, inner):
            return Fraction((math.ceil if up else math.floor)(exact(inner, quantities)))
        case Joined(sign, left, right):
            a, b = exact(left, quantities), exact(right, quantities)
            return {"+": a + b, "-": a - b, "*": a * b, "max": max(a, b), "min": min(a, b)}[sign]


def places() -> st.SearchStrategy[dict[str, int]]:
    return st.fixed_dictionaries({name: st.integers(0, most) for name, most in MOST.items()})


@given(nodes(), st.lists(places(), min_size=1, max_size=5))
def test_columns_scalars_and_exact_fractions_agree_over_the_whole_range(
    node: Node, rows: list[dict[str, int]]
) -> None:
    try:
        formula = Formula(written(node))
    except Refused:
        return
    columns = {name: np.array([row[name] for row in rows], dtype=np.int64) for name in MOST}

    counted = formula.column(columns, count=len(rows)).tolist()

    assert counted == [exact(node, row) for row in rows]
    assert counted == [formula.value(row) for row in rows]
    assert min(counted) >= 0


@given(st.text(alphabet="dpt kos()+-*/%.,0123456789ceilmaxper", max_size=60))
def test_any_text_gives_a_formula_or_a_refusal(text: str) -> None:
    try:
        assert Formula(text).value(ONE_STATION) >= 0
    except Refused as refused:
        assert refused.code == "formula"  # noqa: PT017 -- both ends are fine


@given(st.integers(0, 800), st.sampled_from(["2", "2.5"]))
def test_reserve_is_the_smallest_whole_number_not_below_the_law(dpt: int, percent: str) -> None:
    reserve = Formula(f"ceil({percent}% * dpt)").value({**ONE_STATION, "dpt": dpt})

    assert reserve - 1 < Fraction(percent) / 100 * dpt <= reserve
