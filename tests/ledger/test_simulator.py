import pytest
from tests.ledger.simulator import Bug, World, faults_of

EVERY_PUSH = 1_000
SOAK = 100_000
PARTS = 8


def failures(seeds: range) -> list[str]:
    """Each seed whose schedule breaks a promise, with what it breaks; the seed alone repeats it."""
    return [f"seed {seed}: {faults}" for seed in seeds if (faults := faults_of(seed))]


@pytest.mark.parametrize("part", range(PARTS))
def test_no_schedule_loses_doubles_or_alters_an_event(part: int) -> None:
    assert failures(range(part, EVERY_PUSH, PARTS)) == []


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_no_schedule_of_very_many_does(part: int) -> None:
    seeds = range(part, SOAK, PARTS)
    print(f"seeds {seeds.start} to {seeds.stop} in steps of {seeds.step}")  # noqa: T201

    assert failures(seeds) == []


@pytest.mark.parametrize("bug", Bug, ids=lambda bug: bug.name.lower())
def test_every_planted_bug_is_caught(bug: Bug) -> None:
    caught = [seed for seed in range(100) if faults_of(seed, bug=bug)]

    assert len(caught) >= 3, f"{bug} was seen in seeds {caught} only"


def test_the_same_seed_is_the_same_schedule() -> None:
    one, other = World(17), World(17)

    assert one.run() == other.run()
    assert (one.made, one.node.disk, one.crashes) == (other.made, other.node.disk, other.crashes)


def test_the_schedules_hold_what_they_are_for() -> None:
    worlds = [World(seed) for seed in range(60)]
    for world in worlds:
        world.run()

    assert sum(world.crashes for world in worlds) > 50
    assert sum(len(world.made) for world in worlds) > 400
    assert sum(len(world.node.quarantine) for world in worlds) > 20
    assert sum(bool(world.cloned) for world in worlds) > 5
