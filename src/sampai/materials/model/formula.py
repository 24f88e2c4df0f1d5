"""Formulas of need rules: data that a small grammar reads, never code that is run.

    formula  = term (("+" | "-") term)*
    term     = factor (("*" | "/" | "per") factor)*
    factor   = number ["%"] | quantity | function "(" formula ["," formula] ")" | "(" formula ")"
    function = "ceil" | "floor" | "max" | "min"
    quantity = "dpt" | "tps" | "kontes" | "kotak" | "bilik"

`4 per tps` is `4 * tps`. Numbers are exact: `2.5%` is 25/1000, not a floating-point number.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn, assert_never

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.errors import Refused
from sampai.kernel.text import Text, say

Whole = NDArray[np.int64]

MOST: Mapping[str, int] = {
    "dpt": 1_000_000_000,
    "tps": 10_000_000,
    "kontes": 100,
    "kotak": 100_000_000,
    "bilik": 100_000_000,
}
"""The quantities that a formula may name, with the most that each can be.

`dpt`: voters of the place and all below it; `tps`: stations of the place and all below it; `kontes`: contests
held there; `kotak`, `bilik`: boxes and booths that the place itself gets.
"""

MOST_CHARACTERS = 200
MOST_NESTED = 20
_ROOM = 2**62
"""No number on the way to a result may reach this; int64 columns hold twice as much."""


class Operator(StrEnum):
    """What joins two parts of a formula."""

    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    LARGER = "max"
    SMALLER = "min"


@dataclass(frozen=True, slots=True)
class Number:
    """A constant, as a fraction in lowest terms."""

    numerator: int
    denominator: int = 1


@dataclass(frozen=True, slots=True)
class Quantity:
    """One of the quantities in `MOST`."""

    name: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Two parts and what joins them."""

    operator: Operator
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Rounded:
    """A part rounded to a whole number, up (`ceil`) or down (`floor`)."""

    up: bool
    inner: "Node"


Node = Number | Quantity | Joined | Rounded


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that is valid: it parses, its result is whole, never negative, and never too large for int64.

    Raises `Refused` with the position and the cause for anything else.
    """

    text: str
    tree: Node = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Read the text and prove what the class promises."""
        tree = _Reader(self.text).formula()
        span = _span(tree, self.text)
        if span.denominator != 1:
            _refuse(
                self.text,
                at=0,
                cause=say("the result may be a fraction"),
                hint=say("Round it with ceil(...) or floor(...)."),
            )
        if span.low < 0:
            _refuse(
                self.text,
                at=0,
                cause=say("the result may fall below zero"),
                hint=say("Keep it up with max(0, ...)."),
            )
        object.__setattr__(self, "tree", tree)

    @property
    def names(self) -> tuple[str, ...]:
        """The quantities that the formula uses, in alphabetical order."""
        return tuple(sorted({word for word in re.findall(r"[a-z]+", self.text.lower()) if word in MOST}))

    def value(self, quantities: Mapping[str, int]) -> int:
        """The result for one place."""
        columns = {name: np.array([quantities[name]], dtype=np.int64) for name in self.names}
        return int(self.column(columns, count=1)[0])

    def column(self, quantities: Mapping[str, Whole], *, count: int) -> Whole:
        """The results for `count` places at once, int64. `quantities` has a column for every name used.

        Raises `Refused` where a quantity is negative or above what `MOST` allows.
        """
        for name in self.names:
            _check_range(self.text, name=name, column=quantities[name])
        share = _share(self.tree, quantities)
        return np.broadcast_to(share.numerator, (count,)).astype(np.int64)

    def filled(self, quantities: Mapping[str, int]) -> str:
        """The formula with numbers in the place of names, such as `300 + ceil(2% * 300)`."""
        return re.sub(
            r"[a-z]+",
            lambda word: str(quantities.get(word[0].lower(), word[0])),
            self.text,
            flags=re.IGNORECASE,
        )


def _check_range(text: str, *, name: str, column: Whole) -> None:
    if column.size and not 0 <= int(column.min()) <= int(column.max()) <= MOST[name]:
        _refuse(
            text,
            at=text.lower().index(name),
            cause=say("“{name}” is negative or above {most}", name=name, most=MOST[name]),
            hint=say("Look for a wrong number in the tables."),
        )


# Reading


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    at: int


_TOKEN = re.compile(r"\s*(?:(\d{1,12}(?:\.\d{1,6})?%?)|([a-zA-Z_]+)|([-+*/(),]))")
_FUNCTIONS = {"ceil": 1, "floor": 1, "max": 2, "min": 2}


class _Reader:
    """Reads a formula by recursive descent, at most `MOST_NESTED` deep."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.depth = 0

    def formula(self) -> Node:
        """The whole text as one formula."""
        node = self._sum()
        if self._next.text:
            self._stop(say("“{sign}” was not expected here", sign=self._next.text))
        return node

    @property
    def _next(self) -> _Token:
        return self.tokens[0]

    def _take(self) -> _Token:
        return self.tokens.pop(0)

    def _stop(self, cause: Text) -> NoReturn:
        _refuse(self.text, at=self._next.at, cause=cause, hint=_GRAMMAR_HINT)

    def _sum(self) -> Node:
        node = self._product()
        while self._next.text in {"+", "-"}:
            operator = Operator(self._take().text)
            node = Joined(operator, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._factor()
        while self._next.text in {"*", "/", "per"}:
            sign = self._take()
            factor = self._factor()
            node = Joined(Operator.TIMES, node, self._inverse(factor, sign) if sign.text == "/" else factor)
        return node

    def _inverse(self, divisor: Node, sign: _Token) -> Number:
        if not isinstance(divisor, Number) or divisor.numerator == 0:
            _refuse(
                self.text,
                at=sign.at,
                cause=say("only a number other than zero can divide"),
                hint=say("Write it like ceil(dpt / 500)."),
            )
        return Number(divisor.denominator, divisor.numerator)

    def _factor(self) -> Node:
        self.depth += 1
        if self.depth > MOST_NESTED:
            self._stop(say("the formula is nested too deeply"))
        node = self._single()
        self.depth -= 1
        return node

    def _single(self) -> Node:
        word = self._next.text
        if word[:1].isdigit():
            return _number(self._take().text)
        if word in MOST:
            return Quantity(self._take().text)
        if word in _FUNCTIONS:
            return self._call(self._take().text)
        if word != "(":
            self._stop(
                say("“{sign}” was not expected here", sign=word) if word else say("something is missing")
            )
        return self._bracketed()

    def _bracketed(self) -> Node:
        self._expect("(")
        node = self._sum()
        self._expect(")")
        return node

    def _call(self, function: str) -> Node:
        self._expect("(")
        first = self._sum()
        if _FUNCTIONS[function] == 1:
            self._expect(")")
            return Rounded(function == "ceil", first)
        self._expect(",")
        second = self._sum()
        self._expect(")")
        return Joined(Operator(function), first, second)

    def _expect(self, sign: str) -> None:
        if self._next.text != sign:
            self._stop(say("“{sign}” is missing", sign=sign))
        self._take()


_GRAMMAR_HINT = say(
    "Write it like “dpt + ceil(2.5% * dpt)”, “4 per tps” or “6 * kotak”, with the words {names}, and with a "
    "point in decimal numbers.",
    names=", ".join(MOST),
)


def _refuse(text: str, *, at: int, cause: Text, hint: Text) -> NoReturn:
    raise Refused(
        "formula",
        say(
            "The formula “{formula}” is not valid at character {position}: {cause}.",
            formula=text[:MOST_CHARACTERS],
            position=at + 1,
            cause=cause,
        ),
        hint,
    )


def _tokens(text: str) -> list[_Token]:
    if len(text) > MOST_CHARACTERS:
        _refuse(text, at=MOST_CHARACTERS, cause=say("it is too long"), hint=say("Split the rule into two."))
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            _refuse(text, at=at, cause=say("“{sign}” cannot be read", sign=text[at]), hint=_GRAMMAR_HINT)
        tokens.append(_Token(found[0].strip().lower(), found.end() - len(found[0].strip())))
        at = found.end()
    return [*tokens, _Token("", len(text))]


def _number(text: str) -> Number:
    whole, _, decimals = text.rstrip("%").partition(".")
    denominator = 10 ** len(decimals) * (100 if text.endswith("%") else 1)
    numerator = int(whole + decimals)
    shared = math.gcd(numerator, denominator)
    return Number(numerator // shared, denominator // shared)


# Proving: the lowest and highest value of every part, as fractions over one denominator


@dataclass(frozen=True, slots=True)
class _Span:
    """A part lies between `low / denominator` and `high / denominator`."""

    low: int
    high: int
    denominator: int = 1


def _span(node: Node, text: str) -> _Span:
    span = _plain_span(node, text)
    if max(abs(span.low), abs(span.high), span.denominator) >= _ROOM:
        _refuse(
            text,
            at=0,
            cause=say("the result can become too large"),
            hint=say("Do not multiply large numbers."),
        )
    return span


def _plain_span(node: Node, text: str) -> _Span:
    match node:
        case Number(numerator, denominator):
            return _Span(numerator, numerator, denominator)
        case Quantity(name):
            return _Span(0, MOST[name])
        case Rounded(up, inner):
            span = _span(inner, text)
            return _Span(_rounded(span.low, span.denominator, up), _rounded(span.high, span.denominator, up))
        case Joined(Operator.TIMES, left, right):
            return _product_span(_span(left, text), _span(right, text))
        case Joined(operator, left, right):
            return _aligned_span(operator, _span(left, text), _span(right, text), text)
        case _:
            assert_never(node)


def _product_span(a: _Span, b: _Span) -> _Span:
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    return _Span(min(corners), max(corners), a.denominator * b.denominator)


def _aligned_span(operator: Operator, a: _Span, b: _Span, text: str) -> _Span:
    denominator = math.lcm(a.denominator, b.denominator)
    a, b = _widened(a, denominator, text), _widened(b, denominator, text)
    if operator is Operator.PLUS:
        return _Span(a.low + b.low, a.high + b.high, denominator)
    if operator is Operator.MINUS:
        return _Span(a.low - b.high, a.high - b.low, denominator)
    choose = max if operator is Operator.LARGER else min
    return _Span(choose(a.low, b.low), choose(a.high, b.high), denominator)


def _widened(span: _Span, denominator: int, text: str) -> _Span:
    times = denominator // span.denominator
    if max(abs(span.low), abs(span.high)) * times >= _ROOM:
        _refuse(
            text,
            at=0,
            cause=say("its fractions are too fine"),
            hint=say("Use fewer decimals."),
        )
    return _Span(span.low * times, span.high * times, denominator)


def _rounded(numerator: int, denominator: int, up: bool) -> int:  # noqa: FBT001 -- mirrors Rounded
    return -(-numerator // denominator) if up else numerator // denominator


# Computing, on columns


@dataclass(frozen=True, slots=True)
class _Share:
    numerator: Whole
    denominator: int


def _share(node: Node, quantities: Mapping[str, Whole]) -> _Share:
    match node:
        case Number(numerator, denominator):
            return _Share(np.array(numerator, dtype=np.int64), denominator)
        case Quantity(name):
            return _Share(quantities[name], 1)
        case Rounded(up, inner):
            share = _share(inner, quantities)
            return _Share(_rounded_column(share, up=up), 1)
        case Joined(Operator.TIMES, left, right):
            a, b = _share(left, quantities), _share(right, quantities)
            return _Share(a.numerator * b.numerator, a.denominator * b.denominator)
        case Joined(operator, left, right):
            return _aligned(operator, _share(left, quantities), _share(right, quantities))
        case _:
            assert_never(node)


def _rounded_column(share: _Share, *, up: bool) -> Whole:
    if up:
        return -(-share.numerator // share.denominator)
    return share.numerator // share.denominator


def _aligned(operator: Operator, a: _Share, b: _Share) -> _Share:
    denominator = math.lcm(a.denominator, b.denominator)
    x = a.numerator * (denominator // a.denominator)
    y = b.numerator * (denominator // b.denominator)
    if operator is Operator.PLUS:
        return _Share(x + y, denominator)
    if operator is Operator.MINUS:
        return _Share(x - y, denominator)
    return _Share(np.maximum(x, y) if operator is Operator.LARGER else np.minimum(x, y), denominator)
