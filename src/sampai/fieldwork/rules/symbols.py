"""Thirty-two characters that are hard to mistake, and two check symbols that find every one or two slips.

The alphabet is Crockford's Base32. The check is a Reed-Solomon code (12, 10) over GF(32) with the polynomial
x^5 + x^2 + 1 and the generator (x - 2)(x - 4); its distance of 3 finds any two wrong characters. Measured
against one mod-37 check character, which misses 2.5 % of double slips.
"""

from collections.abc import Sequence

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No I, L, O, U."""
LENGTH = 12
GROUP = 4
CHECKS = 2

_HEARD_AS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None, ".": None})


def _powers() -> tuple[int, ...]:
    value, found = 1, []
    for _ in range(31):
        found.append(value)
        value = value << 1 ^ (0x25 if value & 16 else 0)
    return tuple(found)


POWERS = _powers()
"""Powers of 2 in the field."""
_LOGS = {value: power for power, value in enumerate(POWERS)}


def times(one: int, other: int) -> int:
    """The product in the field."""
    return POWERS[(_LOGS[one] + _LOGS[other]) % 31] if one and other else 0


def with_checks(symbols: Sequence[int]) -> tuple[int, ...]:
    """Ten symbols followed by their two checks."""
    first, second = POWERS[1] ^ POWERS[2], POWERS[3]
    rest = [0, 0]
    for symbol in symbols:
        head = symbol ^ rest[0]
        rest = [rest[1] ^ times(head, first), times(head, second)]
    return (*symbols, *rest)


def syndromes(symbols: Sequence[int]) -> tuple[int, int]:
    """Both zero where twelve symbols belong together."""
    found = [0, 0]
    for symbol in symbols:
        found = [times(found[0], POWERS[1]) ^ symbol, times(found[1], POWERS[2]) ^ symbol]
    return found[0], found[1]


def belong_together(symbols: Sequence[int]) -> bool:
    """Whether no slip is to be seen."""
    return len(symbols) == LENGTH and syndromes(symbols) == (0, 0)


def single_slip(symbols: Sequence[int]) -> tuple[int, int] | None:
    """Place from 1 and the symbol there that would make them belong together; None if no one symbol does."""
    first, second = syndromes(symbols)
    if not first or not second:
        return None
    place = LENGTH - (_LOGS[second] - _LOGS[first]) % 31
    if not 1 <= place <= LENGTH:
        return None
    error = times(first, POWERS[-(LENGTH - place) % 31])
    return place, symbols[place - 1] ^ error


def read(text: str) -> tuple[int, ...] | None:
    """The symbols of a text as heard or typed; None for a character that no code has."""
    plain = text.upper().translate(_HEARD_AS)
    return tuple(ALPHABET.index(one) for one in plain) if all(one in ALPHABET for one in plain) else None


def written(symbols: Sequence[int]) -> str:
    """Symbols in groups of four."""
    text = "".join(ALPHABET[symbol] for symbol in symbols)
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def of_bits(value: int, *, count: int) -> tuple[int, ...]:
    """A number as so many symbols, highest first."""
    return tuple(value >> 5 * at & 31 for at in range(count - 1, -1, -1))
