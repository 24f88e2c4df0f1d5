import pytest
from tests.ledger.log import checkpoint_of, cosigned, entries, log_key, witness_key

from sampai.engines.signing import verify
from sampai.ledger.model import Malformed
from sampai.ledger.rules.merkle import Tree
from sampai.ledger.rules.policy import Policy, accepted, fork_views, read_policy, smallest_plot

NAMES = ("kpu", "bawaslu", "polri", "dkpp", "kampus")


def policy(*lines: str) -> Policy:
    known = [f"log {log_key()} https://log.kpu.example/", "# who watches"]
    known += [f"witness {name} {witness_key(name)}" for name in NAMES]
    return read_policy("\n".join([*known, *lines]) + "\n")


def institution_of(name: str) -> str:
    return name


def plot(found: Policy) -> tuple[str, ...]:
    return smallest_plot(found, institution_of=institution_of, operator="kpu")


NOTES = Tree(entries(9))


def test_a_quorum_counts_groups_and_thresholds() -> None:
    found = policy(
        "group own any kpu",
        "group rivals 2 bawaslu polri dkpp",
        "group all-of all own rivals",
        "quorum all-of",
    )

    assert found.holds({"kpu", "bawaslu", "dkpp"})
    assert not found.holds({"kpu", "bawaslu"})
    assert not found.holds({"bawaslu", "polri", "dkpp"})


def test_a_checkpoint_is_accepted_with_the_log_and_enough_witnesses_only() -> None:
    found = policy("group rivals 2 bawaslu polri dkpp", "quorum rivals")
    checkpoint = checkpoint_of(NOTES)
    two = cosigned(checkpoint, by=["bawaslu", "dkpp"])

    assert accepted(two, policy=found, verify=verify) == checkpoint
    assert accepted(cosigned(checkpoint, by=["bawaslu", "kpu"]), policy=found, verify=verify) is None
    assert accepted(type(two)(two.text, two.lines[1:]), policy=found, verify=verify) is None


def test_two_of_three_with_the_operators_own_witness_lets_it_fork_alone() -> None:
    broken = policy("group three 2 kpu bawaslu polri", "quorum three")

    assert plot(broken) == ("kpu",)
    views = list(fork_views(broken, institution_of=institution_of, cheats=["kpu"]))
    assert any("bawaslu" in one and "polri" in other for one, other in views)


@pytest.mark.parametrize(
    ("lines", "needed"),
    [
        (["group g 2 bawaslu polri", "quorum g"], 3),
        (["group g 2 bawaslu polri dkpp", "quorum g"], 2),
        (["group g 3 bawaslu polri dkpp kampus", "quorum g"], 3),
        (["group g any bawaslu polri", "quorum g"], 1),
        (["quorum none"], 1),
        (["quorum kpu"], 1),
        (["quorum bawaslu"], 2),
        (["group g all bawaslu polri dkpp kampus", "quorum g"], 5),
    ],
)
def test_how_many_must_plot(lines: list[str], needed: int) -> None:
    assert len(plot(policy(*lines))) == needed


def test_two_witnesses_of_one_institution_count_as_one_plotter() -> None:
    found = policy("group g 2 bawaslu polri dkpp", "quorum g")

    owner = {"bawaslu": "bawaslu", "polri": "kpu", "dkpp": "dkpp"}

    assert smallest_plot(found, institution_of=lambda name: owner.get(name, name), operator="kpu") == ("kpu",)


@pytest.mark.parametrize(
    "line",
    [
        "quorum nobody",
        "group g 4 bawaslu polri dkpp\nquorum g",
        "group g 0 bawaslu\nquorum g",
        "group g all bawaslu bawaslu\nquorum g",
        "group g all none\nquorum g",
        "group g all bawaslu\ngroup h all bawaslu\nquorum g",
        "group kpu all bawaslu\nquorum kpu",
        f"witness other {witness_key('kpu')}\nquorum none",
        f"witness other {log_key()}\nquorum none",
        "quorum kpu\nquorum none",
        "quorum",
        "surprise",
        "",
    ],
)
def test_no_policy(line: str) -> None:
    with pytest.raises(Malformed):
        policy(line)


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_what_every_threshold_needs_is_what_the_arithmetic_says(count: int, *, own: bool) -> None:
    """t of n rivals: the operator and 2t - n of them; its own witness among the n takes one of these away."""
    members = ["kpu", *NAMES[1:count]] if own else NAMES[1 : count + 1]
    for least in range(1, count + 1):
        found = policy(f"group g {least} {' '.join(members)}", "quorum g")
        assert len(plot(found)) == 1 + max(0, 2 * least - count - own), (members, least)
