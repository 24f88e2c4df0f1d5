"""What a pack says of incidents: kinds, chains of offices, playbooks, legal paths."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from sampai.custody.model import Trouble
from sampai.election.model import Basis
from sampai.fieldwork.model import MOST_ARGUMENT, ReportKind
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Institution
from sampai.kernel.text import say

OTHER = "other"
"""The kind of what fits no other."""


class Severity(StrEnum):
    """How much an incident matters."""

    LIGHT = "light"
    SERIOUS = "serious"
    SEVERE = "severe"


class Colour(StrEnum):
    """What a map and a list show: green, yellow, red."""

    GREEN = "hijau"
    YELLOW = "kuning"
    RED = "merah"


class Effect(StrEnum):
    """What an incident may do to voting at a station."""

    NONE = "none"
    DELAY = "delay"
    PSS = "pss"
    """Pemungutan suara susulan: voting that could not begin is held later."""
    PSL = "psl"
    """Pemungutan suara lanjutan: voting that was broken off is carried on later."""
    PSU = "psu"
    """Pemungutan suara ulang: voting is held again."""


class Reach(StrEnum):
    """Within what two claims of one kind may be about the same thing."""

    STATION = "station"
    VILLAGE = "village"
    KECAMATAN = "kecamatan"
    JOURNEY = "journey"


class Media(StrEnum):
    """By what a notice goes out."""

    IN_APP = "in-app"
    EMAIL = "e-mail"
    SMS = "sms"
    WEBHOOK = "webhook"


class RuleName(StrEnum):
    """Which rule raised a claim."""

    LONE_HANDOVER = "lone-handover"
    OVERDUE = "overdue-journey"
    SEAL_MISMATCH = "seal-mismatch"
    DEADLINE = "deadline-at-risk"
    SILENCE = "silence"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentKind:
    """One kind of incident. `window_s` and `reach` say which claims are about the same thing."""

    key: str
    name: str
    name_en: str
    severity: Severity
    colour: Colour
    effects: tuple[Effect, ...]
    reach: Reach
    window_s: int
    chains: tuple[str, ...]
    playbook: str
    basis: Basis
    troubles: tuple[Trouble, ...] = ()
    """Exceptions of boxes that are incidents of this kind."""
    raised_by: tuple[RuleName, ...] = ()
    code: int = 0
    """Its number in short reports, 1 to 31; 0: it has none. Never given to another kind."""
    reports: tuple[ReportKind, ...] = ()
    """Short reports that say it by their own name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStep:
    """One office of a chain, and within how many seconds it answers, by severity."""

    office: str
    answer_s: Mapping[Severity, int]
    roles: tuple[str, ...] = ()
    """Codes of the roles of the people who are this office."""
    digits: int = 0
    """Of the code of the region that the office works in."""

    def __post_init__(self) -> None:
        """Everybody gets time to answer."""
        if set(self.answer_s) != set(Severity) or min(self.answer_s.values()) < 1:
            raise Refused(
                "chain",
                say("The office {office} has no time to answer.", office=self.office),
                say("Write minutes for light, serious and severe."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Who is asked first, and who next where nobody answers, within one institution."""

    key: str
    institution: Institution
    steps: tuple[ChainStep, ...]
    basis: Basis

    def __post_init__(self) -> None:
        """A chain begins somewhere."""
        if not self.steps:
            raise Refused(
                "chain", say("The chain {key} has no office.", key=self.key), say("Write at least one.")
            )


class Lead(StrEnum):
    """Where a playbook goes on in other rooms."""

    INSPECT = "inspect"
    REPLACE = "replace"
    REPLAN = "replan"
    MOVE = "move"
    POSTPONE = "postpone"
    OVERSIGHT = "oversight"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayStep:
    """One thing to do, by whom."""

    do: str
    do_en: str
    by: Institution


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """What is done about a kind of incident, who may decide, which forms are printed."""

    key: str
    steps: tuple[PlayStep, ...]
    decides: str
    forms: tuple[str, ...]
    leads: tuple[Lead, ...]
    basis: Basis


class LegalPath(StrEnum):
    """How a station's voters vote after all."""

    CONTINUE = "continue"
    MOVE = "move"
    PSS = "pss"
    PSL = "psl"
    PSU = "psu"


class Work(StrEnum):
    """What a path asks of the plan before voting."""

    REKIT = "rekit"
    REROUTE = "reroute"
    REGUARD = "reguard"
    TELL_VOTERS = "tell-voters"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathRule:
    """One legal path: until when, who proposes and decides, what is done how many days before voting."""

    path: LegalPath
    within_days: int
    """Voting at the latest so many days after voting day; 0 is voting day itself."""
    proposes: str
    decides: str
    works: Mapping[Work, int]
    """Days before the new vote by which the work is done."""
    new_ballots: bool
    """Whether another lot of ballots is used, as for a re-vote."""
    forms: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentBook:
    """A pack's rules of incidents."""

    kinds: Mapping[str, IncidentKind]
    chains: Mapping[str, Chain]
    playbooks: Mapping[str, Playbook]
    paths: Mapping[LegalPath, PathRule]
    media: Mapping[Severity, tuple[Media, ...]]
    sources: Mapping[Severity, int]
    """Independent sources that make an incident verified."""
    on_site_is_enough: tuple[Severity, ...]
    at_once: Mapping[Severity, int]
    """How many offices of a chain are told at once."""
    settle_s: Mapping[Severity, int]
    """After an answer, how long until it is asked whether the matter is settled."""
    reminders: int
    """How often the last office of a chain is reminded."""
    call_back_s: int
    """After a matter is called settled, how long until the reporter is asked."""
    basis: Basis
    by_trouble: Mapping[Trouble, str] = field(init=False)
    by_rule: Mapping[RuleName, str] = field(init=False)
    by_report: Mapping[ReportKind, str] = field(init=False)
    by_code: Mapping[int, str] = field(init=False)

    def __post_init__(self) -> None:
        """Every name leads somewhere, and every rule and exception to one kind."""
        _must_be_known(OTHER, (OTHER,), self.kinds)
        for kind in self.kinds.values():
            _must_be_known(kind.key, kind.chains, self.chains)
            _must_be_known(kind.key, (kind.playbook,), self.playbooks)
        kinds = self.kinds.values()
        by_trouble = {trouble: kind.key for kind in kinds for trouble in kind.troubles}
        by_rule = {rule: kind.key for kind in kinds for rule in kind.raised_by}
        object.__setattr__(self, "by_trouble", MappingProxyType(by_trouble))
        object.__setattr__(self, "by_rule", MappingProxyType(by_rule))
        by_report = {report: kind.key for kind in kinds for report in kind.reports}
        by_code = {kind.code: kind.key for kind in kinds if kind.code}
        if len(by_code) != sum(kind.code > 0 for kind in kinds) or max(by_code, default=0) > MOST_ARGUMENT:
            raise Refused(
                "incident-code",
                say("Two kinds have one number, or a number is too large."),
                say("Give each kind a number of its own up to {most}.", most=MOST_ARGUMENT),
            )
        object.__setattr__(self, "by_report", MappingProxyType(by_report))
        object.__setattr__(self, "by_code", MappingProxyType(by_code))

    def kind_of(self, key: str) -> IncidentKind:
        """The kind of a claim; what the pack does not know is something else."""
        return self.kinds.get(key) or self.kinds[OTHER]

    def step_of(self, chain: str, *, office: str) -> ChainStep | None:
        """An office in a chain; None for a unit, and for who reported."""
        found = self.chains.get(chain)
        return next((one for one in found.steps if one.office == office), None) if found else None

    def offices_of(self, role: str, *, digits: int) -> tuple[tuple[str, str], ...]:
        """Chain and office of everything that somebody of a role is, in a region with so long a code."""
        return tuple(
            (chain.key, step.office)
            for chain in self.chains.values()
            for step in chain.steps
            if role in step.roles and step.digits == digits
        )


def _must_be_known(kind: str, names: tuple[str, ...], known: Mapping[str, object]) -> None:
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise Refused(
            "incident-kind",
            say("The kind {kind} names “{name}”, which is not there.", kind=kind, name=", ".join(unknown)),
            say("Name a chain and a playbook of the same file."),
        )
