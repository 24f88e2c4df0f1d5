"""A nation's plan: its regencies in short, added up by province, and the balance between them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sampai.kernel.ids import RegionCode, digest
from sampai.plan.rules.nation.balance import Balance, BalanceRules, balance_of
from sampai.plan.rules.nation.tally import Sums, Tally, Unplannable, sums_of

PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Nation:
    """All regencies, in code order. `digest` is over their digests, the unplannable ones and the balance."""

    tallies: tuple[Tally, ...]
    unplannable: tuple[Unplannable, ...]
    provinces: tuple[Sums, ...]
    total: Sums
    balance: Balance
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    digest: str = ""


def nation_of(
    tallies: Iterable[Tally],
    *,
    unplannable: Iterable[Unplannable],
    names: Mapping[str, str],
    rules: BalanceRules,
    parameters: Mapping[str, str | int],
) -> Nation:
    """Everything added up and balanced. `names` of provinces and of the nation, whose code is empty."""
    known = tuple(sorted(tallies, key=lambda one: one.code))
    left = tuple(sorted(unplannable, key=lambda one: one.code))
    nation = Nation(
        tallies=known,
        unplannable=left,
        provinces=tuple(_province(code, known, left, names) for code in _provinces(known, left)),
        total=sums_of("", name=names[""], tallies=known, unplannable=len(left)),
        balance=balance_of(known, rules=rules),
        parameters=parameters,
    )
    return replace(nation, digest=_digest(nation, rules=rules))


def province_of(code: RegionCode) -> str:
    """The province of a regency."""
    return code[:PROVINCE_DIGITS]


def _provinces(known: tuple[Tally, ...], left: tuple[Unplannable, ...]) -> list[str]:
    return sorted({province_of(code) for code in (*(one.code for one in known), *(one.code for one in left))})


def _province(
    code: str, known: tuple[Tally, ...], left: tuple[Unplannable, ...], names: Mapping[str, str]
) -> Sums:
    return sums_of(
        code,
        name=names.get(code, code),
        tallies=[one for one in known if province_of(one.code) == code],
        unplannable=sum(province_of(one.code) == code for one in left),
    )


def _digest(nation: Nation, *, rules: BalanceRules) -> str:
    return digest(
        {
            "regencies": {one.code: one.digest for one in nation.tallies},
            "unplannable": [one.code for one in nation.unplannable],
            "balance": nation.balance,
            "rules": rules,
            "parameters": nation.parameters,
        }
    )
