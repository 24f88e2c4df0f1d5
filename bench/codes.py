"""Slips that voice codes miss, length of short messages, speed of both: python bench/codes.py [--out FILE].

Slips are tried on random codes; beside our two check symbols the common single check character (mod 37, as
Crockford's) is counted on the same slips. Rates are per second of CPU of this process. `--seed` chooses.
"""

import argparse
import json
import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from time import process_time

import numpy as np

from sampai.engines.signing import read_key, verify
from sampai.fieldwork.model import MOST_COUNTER, ReportKind, ShortReport
from sampai.fieldwork.rules.sms import is_signed_by, read_sms, sms_text
from sampai.fieldwork.rules.symbols import ALPHABET, LENGTH, belong_together, read
from sampai.fieldwork.rules.voice import hear, voice_code
from sampai.ledger.model import Digest

Code = tuple[int, ...]
Slips = Callable[[Code, np.random.Generator], Iterator[Code]]
KEY = bytes(range(32))
ALIKE = ("BCDEGPTVZ", "MN", "FSX", "AHKJ8", "QRW", "05", "19", "69")
"""Letters and numbers that are taken for one another on a bad line."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codes", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    chance = np.random.Generator(np.random.PCG64(options.seed))
    found = {
        "machine": f"{os.cpu_count()} CPUs, {platform.machine()}, Python {platform.python_version()}",
        "seed": options.seed,
        "slips": slips(codes(options.codes, chance), chance),
        "sms_characters": sms_lengths(options.codes, chance),
        "per_cpu_second": rates(chance),
    }
    text = json.dumps(found, indent=1)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


def report(chance: np.random.Generator) -> ShortReport:
    """A report of any kind."""
    kinds = list(ReportKind)
    return ShortReport(
        kind=kinds[int(chance.integers(len(kinds)))],
        argument=int(chance.integers(32)),
        counter=int(chance.integers(MOST_COUNTER)),
        place=f"{chance.integers(10**13):013d}",
    )


def codes(count: int, chance: np.random.Generator) -> list[Code]:
    """True codes of random reports."""
    read_codes = (read(voice_code(report(chance), key=KEY)) for _ in range(count))
    return [code for code in read_codes if code]


def ones(code: Code, _: np.random.Generator) -> Iterator[Code]:
    """Each one character another."""
    for at in range(LENGTH):
        for symbol in range(32):
            if symbol != code[at]:
                yield (*code[:at], symbol, *code[at + 1 :])


def swaps(code: Code, _: np.random.Generator) -> Iterator[Code]:
    """Two neighbours, or two with one between, in each other's place."""
    for far in (1, 2):
        for at in range(LENGTH - far):
            changed = list(code)
            changed[at], changed[at + far] = changed[at + far], changed[at]
            if tuple(changed) != code:
                yield tuple(changed)


def alikes(code: Code, _: np.random.Generator) -> Iterator[Code]:
    """Any two characters heard as others that sound alike."""
    heard = [
        [
            ALPHABET.index(other)
            for group in ALIKE
            if ALPHABET[one] in group
            for other in group
            if other != ALPHABET[one]
        ]
        for one in code
    ]
    for first, second in combinations(range(LENGTH), 2):
        for one in heard[first]:
            for other in heard[second]:
                changed = list(code)
                changed[first], changed[second] = one, other
                yield tuple(changed)


def some(count: int) -> Slips:
    """So many random other characters, 300 times."""

    def change(code: Code, chance: np.random.Generator) -> Iterator[Code]:
        for _ in range(300):
            changed = list(code)
            for at in chance.choice(LENGTH, count, replace=False):
                changed[at] ^= int(chance.integers(1, 32))
            yield tuple(changed)

    return change


KINDS: Mapping[str, Slips] = {
    "any one character": ones,
    "swapped with the next or the next but one": swaps,
    "two that sound alike": alikes,
    "any two characters": some(2),
    "any three characters": some(3),
}


def slips(true: Sequence[Code], chance: np.random.Generator) -> Mapping[str, Mapping[str, int]]:
    """For each kind of slip: how many were tried, and how many each check misses."""
    found = {}
    for name, kind in KINDS.items():
        tried = missed = by_one_check = 0
        for code in true:
            whole = _mod_37(code)
            for wrong in kind(code, chance):
                tried += 1
                missed += belong_together(wrong)
                by_one_check += _mod_37(wrong) == whole
        found[name] = {"tried": tried, "missed": missed, "missed_by_mod_37": by_one_check}
    return found


def _mod_37(code: Sequence[int]) -> int:
    value = 0
    for symbol in code:
        value = (value * 32 + symbol) % 37
    return value


def sms_lengths(count: int, chance: np.random.Generator) -> Mapping[str, int]:
    """The shortest and the longest message, of 160."""
    lengths = [len(text) for text in _messages(count, chance)]
    return {"shortest": min(lengths), "longest": max(lengths), "most": 160}


def _messages(count: int, chance: np.random.Generator) -> list[str]:
    secret = read_key(KEY)
    return [
        sms_text(
            report(chance),
            device=secret.key.id,
            event=Digest(chance.bytes(32)),
            at_ms=1_732_665_600_000,
            sign=secret,
        )
        for _ in range(count)
    ]


def rates(chance: np.random.Generator) -> Mapping[str, int]:
    """What one core does."""
    reports = [report(chance) for _ in range(1_000)]
    said = [(voice_code(one, key=KEY), one) for one in reports]
    messages = _messages(1_000, chance)
    key = read_key(KEY).key
    return {
        "voice codes made": _rate(lambda: [voice_code(one, key=KEY) for one in reports]),
        "voice codes heard": _rate(
            lambda: [hear(code, place=one.place, key=KEY, last=one.counter - 1) for code, one in said]
        ),
        "messages read and verified": _rate(
            lambda: [is_signed_by(read_sms(text), key=key, verify=verify) for text in messages]
        ),
    }


def _rate(work: Callable[[], object]) -> int:
    start = process_time()
    work()
    return round(1_000 / (process_time() - start))


if __name__ == "__main__":
    main()
