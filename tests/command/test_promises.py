"""Publishing shows a plan's promises at stations and in the figures, or changes nothing at all."""

import pytest
from tests.command.conftest import KAUR, World, publish
from tests.store import as_role

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.main.web.wiring import rights
from sampai.places.queries import figures
from sampai.plan.actions import check_plan, publish_plan

EVENT = "pilkada-2024 2024-11-27"
CLERK = as_role("kpu-logistik", territory=KAUR)
NATION = as_role("kpu-pimpinan", territory=RegionCode(""))


def test_figures_of_all_regions_above_show_the_plan(draft: World) -> None:
    publish(draft.number)

    count = draft.plan.figures.stations
    for code in ("1704", "17", ""):
        found = figures(NATION.scope, event=EVENT, region=RegionCode(code))
        assert found is not None
        assert found.states["time"] == (0, count, 0, 0)
        assert found.states["quality"] == (count, 0, 0, 0)
        assert found.officers_needed == draft.plan.figures.officers_needed
        assert sum((found.risks or {}).values()) == count


def test_a_publication_that_is_refused_promises_nothing(draft: World) -> None:
    check_plan(CLERK, now(), plan=draft.number, note="read")

    with pytest.raises(Refused):
        publish_plan(CLERK, now(), plan=draft.number, signers=rights().signers)

    found = figures(CLERK.scope, event=EVENT, region=KAUR)
    assert found is not None
    assert found.states["time"] == (draft.plan.figures.stations, 0, 0, 0)


def test_officers_are_not_for_the_public(world: World) -> None:
    found = figures(as_role("publik", territory=RegionCode("")).scope, event=EVENT, region=KAUR)

    assert found is not None
    assert (found.officers_needed, found.stations) == (None, world.plan.figures.stations)
