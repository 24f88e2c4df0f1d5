"""A store with the boxes of one kecamatan of the Kaur sample, and phones that state whole lives of boxes."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from scripts.custody_cases import STATION, Phone, Said, Way, random_bytes
from tests.ledger.nodes import take
from tests.store import as_role

from sampai.custody.actions.boxes import boxes_of_plan, keep_boxes
from sampai.custody.model import Box, Kind, Touch
from sampai.custody.reactions import BoxStates
from sampai.engines.signing import read_key
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.ledger.actions.append import enrol_device
from sampai.ledger.actions.react import catch_up
from sampai.ledger.model import Event
from sampai.ledger.rules.envelope import seal
from sampai.main.operations import load_operation
from sampai.main.web.wiring import rights
from sampai.plan.actions import check_plan, import_plan, import_register, publish_plan, sign_plan
from sampai.plan.forms.kept import kept_bytes
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import make_plan

KAUR = RegionCode("1704")


@cache
def small_plan() -> OperationPlan:
    """The plan of one kecamatan."""
    loaded = load_operation("sample:kaur")
    register = loaded.operation.register
    kecamatan = register.stations[0].code[:6]
    stations = tuple(one for one in register.stations if one.code.startswith(kecamatan))
    operation = replace(loaded.operation, register=replace(register, stations=stations))
    return make_plan(operation, rules=loaded.rules, solver=SavingsSolver(), seed=1, effort=1, scenarios=0)


@cache
def boxes() -> dict[str, Box]:
    """Its boxes by code."""
    return {box.code: box for box in boxes_of_plan(small_plan())}


def station(number: int = 0) -> str:
    """The code of a station."""
    return small_plan().needs.stations[number]


def published() -> None:
    """The plan, published, with its boxes."""
    clerk, police = (as_role(role, territory=KAUR) for role in ("kpu-logistik", "kabag-ops"))
    import_register(clerk, now(), operation=small_plan().operation, document=b"tables")
    number = import_plan(clerk, now(), plan=small_plan(), document=kept_bytes(small_plan()))
    check_plan(clerk, now(), plan=number, note="read")
    sign_plan(clerk, now(), plan=number)
    sign_plan(police, now(), plan=number)
    publish_plan(clerk, now(), plan=number, signers=rights().signers)
    keep_boxes(number, boxes=boxes().values())


class KeyedPhone(Phone):
    """A phone with a key, at the station that its box belongs to."""

    def __init__(self, name: str, *, station: str) -> None:
        super().__init__(name)
        self.station = station
        self.secret = read_key(random_bytes("key", name, length=32))
        self.device = self.secret.key.id

    def says(self, kind: Kind, body: Touch, *, place: str = STATION, **said: Any) -> Said:
        """One statement, at the own station where the story means the station."""
        return super().says(kind, body, place=self.station if place == STATION else place, **said)


class SentWay(Way):
    """A way whose phones have keys and bring what they stated."""

    def __init__(self, box: Box) -> None:
        super().__init__(box)
        self.sent = 0
        for name in ("store", "driver", "ppk", "pps", "kpps"):
            setattr(self, name, KeyedPhone(f"{name} {box.code}", station=box.owner))

    def send(self) -> None:
        """Bring what was not brought yet."""
        phones = (self.store, self.driver, self.ppk, self.pps, self.kpps)
        new, self.sent = [one.event for one in self.said[self.sent :]], len(self.said)
        for phone in phones:
            assert isinstance(phone, KeyedPhone)
            bring(phone, [event for event in new if event.device == phone.device])


def bring(phone: KeyedPhone, events: Iterable[Event]) -> None:
    """One phone's statements, signed and taken in."""
    found = sorted(events, key=lambda one: one.counter)
    if found:
        enrol_device(phone.secret.key, holder=phone.name, at=now(), territory=KAUR)
        take(seal(found, sign=phone.secret))


def folded() -> None:
    """Bring the boxes up to date."""
    catch_up(BoxStates())
