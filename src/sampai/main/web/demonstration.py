"""The demonstration's store: sample regencies with their plans, and one account per role and regency."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sampai.engines.tables.reader import read_tables
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Role, Scope
from sampai.kernel.text import Text, Words, say
from sampai.main.planning import Outcome, plan_to_folder
from sampai.main.rebuilding import rebuilt
from sampai.main.store.opening import open_store
from sampai.main.web.bundle import packed
from sampai.main.web.options import options
from sampai.main.web.serving import check_kind
from sampai.packs.indonesia.regions import IndonesiaGazetteer
from sampai.packs.indonesia.sampler import SHIPPED, shipped_samples
from sampai.plan.forms import kept

if TYPE_CHECKING:
    from sampai.plan.model import OperationPlan
    from sampai.plan.queries import PlanView

FIRST = "kaur"
"""The regency whose plan is published; the plans of the others wait for their signatures."""

SCENARIOS = 100
IN_KECAMATAN = frozenset({"ppk", "kapolsek", "panwascam"})
"""Roles that work in one kecamatan."""

_CONSONANTS, _VOWELS = "bdgjklmnprst", "aiueo"
Steps = Callable[[Text], None]
"""Told what is done next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample regency in the demonstration's folder."""

    name: str
    region: RegionCode
    tables: Path
    results: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """An account of the demonstration as its list keeps it."""

    username: str
    password: str
    role: str
    territory: str


def samples(out: Path, *, names: Sequence[str]) -> list[Sample]:
    """The samples of these names, with the folders that they have or get."""
    shipped = shipped_samples()
    return [
        Sample(
            name=name,
            region=SHIPPED[name],
            tables=out / shipped[name].name,
            results=out / ("plan" if name == FIRST else f"plan-{name}"),
        )
        for name in names
    ]


def build(
    data: Path, *, accounts: Path, all_of: Sequence[Sample], jobs: int | None, words: Words, step: Steps
) -> tuple[list[Login], list[Outcome]]:
    """Make missing accounts, and plan and import what is missing or has other tables than before.

    Returns all accounts, and what was planned now. Tables that are there already are kept. `accounts`: the
    list of the store's accounts with their passwords.
    """
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    with open_store():
        check_kind(exercise=options().exercise)
        logins = _with_accounts(_read(accounts), all_of, step=step)
        _write(accounts, logins)
        made = [_taken_in(sample, jobs=jobs, words=words, step=step) for sample in all_of]
    return logins, [one for one in made if one is not None]


def _taken_in(sample: Sample, *, jobs: int | None, words: Words, step: Steps) -> Outcome | None:
    if not sample.tables.exists():
        shutil.copytree(shipped_samples()[sample.name], sample.tables)
    planned = _planned(sample)
    if planned is not None and planned.digest in _stored(sample):
        return None
    plan = None if planned is None else _whole(planned)
    if plan is not None:
        step(say("Into the store: {name} …", name=sample.name))
        _import(sample, plan)
        return None
    step(say("Planning {name} …", name=sample.name))
    outcome = plan_to_folder(
        sample.tables, out=sample.results, seed=1, effort=1, jobs=jobs, words=words, scenarios=SCENARIOS
    )
    step(say("Into the store: {name} …", name=sample.name))
    _import(sample, outcome.plan)
    return outcome


def _planned(sample: Sample) -> kept.KeptPlan | None:
    """The results, where they are those of the tables as they are now."""
    file = sample.results / kept.NAME
    if not file.is_file():
        return None
    found = kept.read_kept(file.read_bytes())
    tables = {name: seal for name, seal in found.inputs.items() if name.endswith(".csv")}
    return found if tables == read_tables(sample.tables).digest else None


def _whole(planned: kept.KeptPlan) -> "OperationPlan | None":
    """The plan worked out again; None where the pack's rules have changed since."""
    try:
        return rebuilt(planned)
    except Refused:
        return None


def _stored(sample: Sample) -> frozenset[str]:
    """The digests of the plans that the store has."""
    return frozenset(one.digest for one in _versions(person("kpu-logistik", sample).scope))


def _versions(scope: Scope) -> list["PlanView"]:
    from sampai.election.queries import operations  # noqa: PLC0415 -- after Django is ready
    from sampai.plan.queries import plans  # noqa: PLC0415 -- see above

    return [one for mine in operations(scope) for one in plans(scope, operation=mine.number)]


def _import(sample: Sample, plan: "OperationPlan") -> None:
    """As the commission's clerk would; the first plan of the first regency is signed and published too."""
    # After Django is ready.
    from sampai.main.web.wiring import rights  # noqa: PLC0415 -- see above
    from sampai.plan.actions import (  # noqa: PLC0415 -- see above
        check_plan,
        import_plan,
        import_register,
        publish_plan,
        sign_plan,
    )

    clerk, police = person("kpu-logistik", sample), person("kabag-ops", sample)
    import_register(clerk, now(), operation=plan.operation, document=packed(sample.tables))
    number = import_plan(clerk, now(), plan=plan, document=(sample.results / kept.NAME).read_bytes())
    if sample.name == FIRST and not any(one.published_at for one in _versions(clerk.scope)):
        check_plan(clerk, now(), plan=number, note="Contoh untuk demonstrasi")
        sign_plan(clerk, now(), plan=number)
        sign_plan(police, now(), plan=number)
        publish_plan(clerk, now(), plan=number, signers=rights().signers)


def person(code: str, sample: Sample) -> Actor:
    """The holder of the account of a role in a regency."""
    from sampai.main.web.wiring import roles  # noqa: PLC0415 -- after Django is ready

    role = roles()[code]
    scope = Scope(territory=sample.region, secrecy=role.secrecy, deeds=role.deeds)
    return Actor(account=f"{code}-{sample.name}", name=role.name, role=role, scope=scope)


def _with_accounts(known: Mapping[str, Login], all_of: Sequence[Sample], *, step: Steps) -> list[Login]:
    from sampai.main.web.accounts import ready_account  # noqa: PLC0415 -- after Django is ready
    from sampai.main.web.wiring import roles  # noqa: PLC0415 -- see above

    logins = dict(known)
    for sample in all_of:
        wanted = [role for role in roles().values() if f"{role.code}-{sample.name}" not in known]
        if wanted:
            step(say("Accounts of {name} …", name=sample.name))
        for role in wanted:
            login = Login(
                username=f"{role.code}-{sample.name}",
                password=_password(),
                role=role.code,
                territory=_territory(role, sample),
            )
            name = f"{role.name} ({sample.name})"
            ready_account(
                login.username,
                name=name,
                role=role,
                territory=_territory(role, sample),
                password=login.password,
            )
            logins[login.username] = login
    return list(logins.values())


def _territory(role: Role, sample: Sample) -> RegionCode:
    if role.code not in IN_KECAMATAN:
        return sample.region
    inside = IndonesiaGazetteer().territory(sample.region).villages()
    return RegionCode(min(village.code for village in inside)[:6])


def _password() -> str:
    """Four short words that can be typed from paper; 47 bits."""
    return "-".join("".join(_syllables()) for _ in range(4))


def _syllables() -> Iterator[str]:
    for _ in range(2):
        yield secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS)


def _read(file: Path) -> dict[str, Login]:
    if not file.exists():
        return {}
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    return {
        name: Login(username=name, password=password, role=role, territory=territory)
        for name, password, role, territory in rows
    }


def _write(file: Path, logins: Sequence[Login]) -> None:
    """Only the owner reads the list, from its first byte on."""
    half = file.with_name(f".{file.name}.part")
    half.unlink(missing_ok=True)
    with os.fdopen(
        os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as handle:
        handle.writelines(f"{one.username}\t{one.password}\t{one.role}\t{one.territory}\n" for one in logins)
    half.replace(file)
