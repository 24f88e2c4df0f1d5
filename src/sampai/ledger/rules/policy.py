"""Who must have signed a checkpoint (C2SP tlog-policy), and who could show two histories all the same."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from sampai.ledger.model import Malformed
from sampai.ledger.ports import Verify
from sampai.ledger.rules.notes import Checkpoint, Note, NoteKey, Type, read_checkpoint, read_vkey, signers

NONE = "none"


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses or groups, of which at least `least` must have signed."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The logs and witnesses that are known, and the quorum."""

    logs: tuple[NoteKey, ...]
    witnesses: Mapping[str, NoteKey]
    groups: Mapping[str, Group]
    quorum: str
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Where a witness is asked (tlog-witness submission prefix), by its name, where the file says."""

    def holds(self, names: Collection[str]) -> bool:
        """Whether these witnesses, by their names in the policy, are enough."""
        return self.quorum == NONE or self._signed(self.quorum, names)

    def _signed(self, name: str, names: Collection[str]) -> bool:
        if name not in self.groups:
            return name in names
        group = self.groups[name]
        return sum(self._signed(member, names) for member in group.members) >= group.least


def read_policy(text: str) -> Policy:
    """The policy of a file's text. Raises `Malformed` with the number of the line."""
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), start=1):
        words = [word for word in line.replace("\t", " ").split(" ") if word]
        if words and not words[0].startswith("#"):
            try:
                reader.line(words)
            except Malformed as error:
                raise Malformed(f"line {number}: {error}") from error
    if reader.quorum is None:
        raise Malformed("no quorum")
    return Policy(
        logs=tuple(reader.logs),
        witnesses=reader.witnesses,
        groups=reader.groups,
        quorum=reader.quorum,
        addresses=reader.addresses,
    )


class _Reader:
    """Takes a policy line by line."""

    def __init__(self) -> None:
        self.logs: list[NoteKey] = []
        self.witnesses: dict[str, NoteKey] = {}
        self.groups: dict[str, Group] = {}
        self.addresses: dict[str, str] = {}
        self.members: set[str] = set()
        self.quorum: str | None = None

    def line(self, words: Sequence[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self.logs.append(self._key(vkey, Type.LOG, self.logs))
            case ["witness", name, vkey, *address] if len(address) <= 1:
                self.witnesses[self._new(name)] = self._key(vkey, Type.COSIGNATURE, self.witnesses.values())
                self.addresses |= dict.fromkeys([name], *address) if address else {}
            case ["group", name, least, *members] if members:
                self.groups[self._new(name)] = self._group(least, members)
            case ["quorum", name] if self.quorum is None:
                self.quorum = name if name == NONE else self._known(name)
            case _:
                raise Malformed("no such line")

    def _key(self, vkey: str, kind: Type, others: Collection[NoteKey]) -> NoteKey:
        key = read_vkey(vkey)
        if key.type is not kind or any(other.public == key.public for other in others):
            raise Malformed("key of another type, or twice")
        return key

    def _new(self, name: str) -> str:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise Malformed(f"name {name} twice")
        return name

    def _known(self, name: str) -> str:
        if name not in self.witnesses and name not in self.groups:
            raise Malformed(f"name {name} unknown")
        return name

    def _group(self, least: str, members: Sequence[str]) -> Group:
        for member in members:
            if self._known(member) in self.members:
                raise Malformed(f"{member} is a member twice")
            self.members.add(member)
        count = {"any": 1, "all": len(members)}.get(least) or _count(least)
        if not 1 <= count <= len(members):
            raise Malformed("threshold")
        return Group(count, tuple(members))


def _count(text: str) -> int:
    if not text.isdecimal() or not text.isascii():
        raise Malformed("threshold")
    return int(text)


def accepted(note: Note, *, policy: Policy, verify: Verify) -> Checkpoint | None:
    """The checkpoint of a note, if a log of the policy and enough witnesses signed it; else None.

    Raises `Malformed` where the note is no checkpoint or a known key's signature is wrong.
    """
    checkpoint = read_checkpoint(note.text)
    origins = signers(note, keys=[key for key in policy.logs if key.name == checkpoint.origin], verify=verify)
    found = signers(note, keys=list(policy.witnesses.values()), verify=verify)
    names = [name for name, key in policy.witnesses.items() if key in found]
    return checkpoint if origins and policy.holds(names) else None


InstitutionOf = Callable[[str], str]
"""The institution that runs a witness, by its name in the policy."""


def fork_views(
    policy: Policy, *, institution_of: InstitutionOf, cheats: Collection[str]
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Each way to split the honest witnesses so that both halves accept a history of their own.

    The witnesses of a cheating institution sign both histories, an honest one signs the first that it sees.
    A fork needs the log's key, so the log's operator belongs to the cheats.
    """
    both = frozenset(name for name in policy.witnesses if institution_of(name) in cheats)
    honest = sorted(set(policy.witnesses) - both)
    for count in range(len(honest) // 2 + 1):
        for left in combinations(honest, count):
            one, other = both | frozenset(left), both | (frozenset(honest) - frozenset(left))
            if policy.holds(one) and policy.holds(other):
                yield one, other


def smallest_plot(policy: Policy, *, institution_of: InstitutionOf, operator: str) -> tuple[str, ...]:
    """The fewest institutions that together could show two histories: the log's operator first.

    If it is the operator alone, the policy is broken.
    """
    others = sorted({institution_of(name) for name in policy.witnesses} - {operator})
    plots = ((operator, *plot) for count in range(len(others) + 1) for plot in combinations(others, count))
    return next(
        plot
        for plot in plots
        if any(True for _ in fork_views(policy, institution_of=institution_of, cheats=plot))
    )
