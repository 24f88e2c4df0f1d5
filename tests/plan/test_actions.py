"""Importing a register: accepted as the present one, compared with the last, refused elsewhere."""

from dataclasses import replace

import pytest
from tests.store import as_role

from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Forbidden
from sampai.ledger.queries import audit_lines
from sampai.main.operations import load_operation
from sampai.places.model import Register
from sampai.places.queries import children_figures, figures
from sampai.plan.actions import import_register
from sampai.plan.model import Operation

KAUR = RegionCode("1704")
NATION = RegionCode("")
EVENT = "pilkada-2024 2024-11-27"


@pytest.fixture(scope="module")
def kaur() -> Operation:
    return load_operation("sample:kaur").operation


@pytest.mark.usefixtures("any_store")
def test_an_imported_register_is_counted_in_every_region_above_and_below(kaur: Operation) -> None:
    import_register(as_role("kpu-logistik", territory=KAUR), now(), operation=kaur, document=b"tables")

    scope = as_role("bawaslu", territory=NATION).scope
    found = [figures(scope, event=EVENT, region=code) for code in (NATION, RegionCode("17"), KAUR)]
    assert [one and (one.stations, one.hard) for one in found] == [(270, 29)] * 3
    below = children_figures(scope, event=EVENT, region=KAUR)
    assert sum(one.stations for one in below) == 270
    assert len(below) == 15


@pytest.mark.usefixtures("any_store")
def test_a_station_that_is_left_out_and_one_that_changes_are_told(kaur: Operation) -> None:
    clerk = as_role("kpu-logistik", territory=KAUR)
    import_register(clerk, now(), operation=kaur, document=b"1")
    gone, changed, *rest = kaur.register.stations
    stations = (replace(changed, voters_m=changed.voters_m + 1), *rest)
    after = replace(kaur, register=replace(kaur.register, stations=stations))

    done = import_register(clerk, now(), operation=after, document=b"2")

    assert (done.number, done.diff.removed, done.diff.changed) == (2, (gone.code,), (changed.code,))
    assert (done.diff.added, done.diff.moved) == ((), ())


@pytest.mark.usefixtures("any_store")
def test_the_same_tables_again_are_no_new_version(kaur: Operation) -> None:
    clerk = as_role("kpu-logistik", territory=KAUR)
    import_register(clerk, now(), operation=kaur, document=b"1")

    again = import_register(clerk, now(), operation=kaur, document=b"1")

    assert (again.number, again.is_new) == (1, False)


@pytest.mark.usefixtures("any_store")
@pytest.mark.parametrize(("role", "territory"), [("kpu-logistik", RegionCode("1703")), ("bawaslu", KAUR)])
def test_nobody_imports_elsewhere_or_for_another_institution(
    kaur: Operation, role: str, territory: RegionCode
) -> None:
    with pytest.raises(Forbidden):
        import_register(as_role(role, territory=territory), now(), operation=kaur, document=b"1")

    assert figures(as_role("bawaslu", territory=NATION).scope, event=EVENT, region=KAUR) is None


@pytest.mark.usefixtures("any_store")
def test_a_deed_that_fails_leaves_neither_rows_nor_audit(kaur: Operation) -> None:
    broken = replace(kaur, register=Register(stations=kaur.register.stations * 2))

    with pytest.raises(Exception, match=r"(?i)unique"):
        import_register(as_role("kpu-logistik", territory=KAUR), now(), operation=broken, document=b"1")

    chief = as_role("kpu-pimpinan", territory=KAUR)
    assert audit_lines(chief.scope, institution="kpu") == []
    assert figures(chief.scope, event=EVENT, region=KAUR) is None
