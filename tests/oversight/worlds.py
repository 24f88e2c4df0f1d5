"""Cases and moments that tests of oversight begin with."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sampai.kernel.ids import RegionCode
from sampai.oversight.model import Case, CaseMachine, Door, Office, Person, Regime
from sampai.oversight.rules.cases import opened
from sampai.packs.oversight import load_case_machine

WIB = ZoneInfo("Asia/Jakarta")
MACHINE: CaseMachine = load_case_machine()
KAUR = RegionCode("1704")


def at(text: str) -> datetime:
    """A moment in western time, such as `2024-02-09 10:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


def case(
    door: Door,
    *,
    regime: Regime = Regime.PEMILU,
    holder: Office = Office.PANWASCAM,
    since: str = "2024-02-05 09:00",
    received: str = "2024-02-06 09:00",
) -> Case:
    """A case on a box at a station of Kaur."""
    return opened(
        MACHINE,
        number="001/LP/PL/Kec.Nasal/07.05/II/2024",
        regime=regime,
        door=door,
        holder=holder,
        region=RegionCode("1704012003"),
        subject="box:1704012003001-B1",
        since=at(since),
        at=at(received),
        reporters=(Person(name="Warga"),) if door is Door.REPORT else (),
    )
