from datetime import datetime

from tests.worlds import CALENDAR, FLEET, HARD_STATION, MODES, ROAD_STATIONS, TRUCK

from sampai.election.model import Level
from sampai.kernel.clock import HTime, parse_h_time
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.kernel.table.page import TableSheet
from sampai.kernel.text import PLAIN, say
from sampai.transport.model import DeliveryPlan, Journey, Stop, Unplanned
from sampai.transport.pages import Voice, journey_sheets

VOICE = Voice(
    name=str,
    calendar=CALENDAR,
    fleet={group.code: group for group in FLEET},
    modes={rule.mode: rule for rule in MODES},
    words=PLAIN,
)
START = parse_h_time("H-1 07:00")
CONVOY = Journey(
    code="PPK-TPS-0001",
    vehicle=VehicleCode("TRUK"),
    ordinal=1,
    convoy=(2,),
    mode=TRUCK,
    giver=Level.PPK,
    receiver=Level.STATION,
    origin="PPK-1",
    loads=START,
    departs=HTime(START + 601),
    returns=HTime(START + 7_200),
    stops=(
        Stop(
            place=ROAD_STATIONS[0].code,
            arrives=HTime(START + 3_000),
            departs=HTime(START + 3_600),
            stations=(ROAD_STATIONS[0].code,),
            load=Load(2, 232, 9_500),
        ),
    ),
    load=Load(2, 232, 9_500),
    distance_m=12_340,
)
LEFT = Unplanned(
    station=StationCode(HARD_STATION.code),
    giver=Level.PPK,
    receiver=Level.STATION,
    reason=say("No cart."),
    remedy=say("Find one."),
)


def _sheets() -> dict[str, TableSheet]:
    delivery = DeliveryPlan(
        journeys=(CONVOY,), unplanned=(LEFT,), engine="none", network="none", seed=1, effort=1
    )
    return {sheet.name: sheet for sheet in journey_sheets(delivery, voice=VOICE)}


def _row(sheet: TableSheet, number: int = 0) -> dict[str, object]:
    return dict(zip(sheet.headers, sheet.rows[number], strict=True))


def test_a_convoy_names_all_its_vehicles_and_local_times_round_up_to_the_minute() -> None:
    row = _row(_sheets()["Journeys"])

    assert row["Vehicles"] == "TRUK-1, TRUK-2"
    assert row["Loading (WIB)"] == datetime(2024, 11, 26, 7, 0)  # noqa: DTZ001 -- local time is meant
    assert row["Departure (WIB)"] == datetime(2024, 11, 26, 7, 11)  # noqa: DTZ001 -- local time is meant
    assert (row["Hours"], row["Distance (km)"], row["Certainty"]) == (2.0, 12.3, "estimated")


def test_idle_vehicles_are_listed_and_convoy_vehicles_share_the_road_but_not_the_boxes() -> None:
    sheet = _sheets()["Vehicles"]

    used = {
        row["Vehicle"]: (row["Journeys"], row["Boxes carried"])
        for row in (_row(sheet, number) for number in range(len(sheet.rows)))
    }
    assert len(used) == sum(group.count for group in FLEET)
    assert (used["TRUK-1"], used["TRUK-2"], used["PERAHU-1"]) == ((1, 2), (1, 0), (0, 0))


def test_stations_not_planned_have_reason_and_remedy() -> None:
    row = _row(_sheets()["Not planned"])

    assert (row["Code"], row["Reason"], row["What would help"]) == (
        HARD_STATION.code,
        "No cart.",
        "Find one.",
    )
