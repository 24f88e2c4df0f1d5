"""Reads a pack's hours of drivers."""

from sampai.kernel.clock import HOUR, MINUTE
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import read_toml
from sampai.transport.model import DriverRules


def load_drivers(*, pack: str = PACK) -> DriverRules:
    """How long drivers may drive and work. Raises `Unreadable` for a fault in the file."""
    table = read_toml(pack_folder(pack) / "drivers.toml")
    driving, rest = table.table("driving"), table.table("rest")
    rules = driving.make(
        "drive_h",
        lambda: DriverRules(
            most_duty_s=driving.whole("most_duty_h") * HOUR,
            drive_s=driving.whole("drive_h") * HOUR,
            pause_s=driving.whole("pause_min") * MINUTE,
            basis=driving.basis(),
            rest_s=rest.whole("rest_h") * HOUR,
            rest_basis=rest.basis(),
        ),
    )
    for read in (driving, rest, table):
        read.close()
    return rules
