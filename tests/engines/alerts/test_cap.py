from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.worlds import FIELD, FULL, PORT, at

from sampai.engines.alerts.cap import cap_xml, read_cap
from sampai.incidents.model.alerts import Alert, AlertArea, AlertInfo, AlertSeverity, Likelihood, Urgency
from sampai.incidents.rules.alerts import closure_alert, touched
from sampai.kernel.errors import Refused, Unreadable
from sampai.places.model import Closure

JAKARTA = ZoneInfo("Asia/Jakarta")
SENT = datetime(2024, 11, 26, 13, tzinfo=JAKARTA)

BMKG = b"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>2.49.0.1.360.0.2024.11.26.1</identifier>
<sender>bmkg@bmkg.go.id</sender><sent>2024-11-26T13:00:00+07:00</sent><status>Actual</status><msgType>Alert</msgType>
<scope>Public</scope><info><language>id</language><category>Met</category><event>Hujan Lebat</event>
<urgency>Immediate</urgency><severity>Moderate</severity><certainty>Observed</certainty>
<onset>2024-11-26T13:10:00+07:00</onset><expires>2024-11-26T16:00:00+07:00</expires><senderName>BMKG</senderName>
<headline>Hujan lebat</headline><area><areaDesc>Pesisir</areaDesc>
<polygon>-4.6,102.9 -4.6,103.02 -4.4,103.02 -4.4,102.9 -4.6,102.9</polygon></area></info></alert>"""


def test_an_alert_of_the_met_office_touches_the_stations_in_its_polygon() -> None:
    alert = read_cap(BMKG)
    stations = [one.code for one in FULL.register.stations]
    positions = {str(one.code): one.located.position for one in FULL.register.stations if one.located}

    hit = touched(alert, stations, positions=positions)

    assert (alert.infos[0].urgency, alert.infos[0].severity) == (Urgency.IMMEDIATE, AlertSeverity.MODERATE)
    assert {code[:10] for code in hit} == {PORT}


def test_what_is_written_is_read_back() -> None:
    ring = tuple((one.lon, one.lat) for one in (at(0, 0), at(3, 0), at(3, 3)))
    info = AlertInfo(
        event="Banjir",
        category="Met",
        urgency=Urgency.EXPECTED,
        severity=AlertSeverity.SEVERE,
        likelihood=Likelihood.LIKELY,
        starts=SENT,
        ends=SENT.replace(hour=18),
        headline="Banjir & tanah longsor <awas>",
        areas=(AlertArea(name="Bukit", rings=(ring,), codes=("990102",)),),
    )
    alert = Alert(identifier="a-1", sender="kpu@x", sent=SENT, infos=(info,))

    again = read_cap(cap_xml(alert))

    assert again.infos[0].headline == info.headline
    assert again.infos[0].areas[0].codes == ("990102",)
    assert [round(lon, 5) for lon, _ in again.infos[0].areas[0].rings[0]] == [round(x, 5) for x, _ in ring]
    assert cap_xml(again) == cap_xml(alert)


def test_closures_go_out_with_their_zone() -> None:
    closure = Closure(
        subject=FIELD,
        starts=datetime(2024, 11, 25, 6),  # noqa: DTZ001 -- local time of the operation
        ends=datetime(2024, 11, 26, 6),  # noqa: DTZ001 -- local time of the operation
        reason="Jembatan putus",
    )

    alert = closure_alert(
        [closure], identifier="x", sender="y", sent=SENT, zone=JAKARTA, names={FIELD: "Sawah"}
    )

    text = cap_xml(alert).decode()
    assert "<onset>2024-11-25T06:00:00+07:00</onset>" in text
    assert "<headline>Sawah</headline>" in text
    assert "<value>9901012003</value>" in text
    assert touched(alert, [one.code for one in FULL.register.stations], positions={})


BOMB = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]>' + BMKG.partition(b"?>")[2]


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        BOMB.decode().encode("utf-16"),
        b"<alert/>",
        b"",
        BMKG.replace(b"1.2", b"1.1", 1).replace(b"cap:1.2", b"cap:1.1"),
        BMKG.replace(b"<sent>2024-11-26T13:00:00+07:00</sent>", b""),
        BMKG.replace(b"-4.4,102.9 -4.6,102.9</polygon>", b"-4.4,102.9</polygon>"),
        BMKG.replace(b"-4.6,103.02", b"-94.6,103.02"),
        BMKG.replace(b"13:00:00+07:00</sent>", b"13:00:00</sent>"),
        b"x" * 3_000_000,
    ],
    ids=[
        "entities",
        "entities-utf16",
        "no-space",
        "empty",
        "cap-1.1",
        "no-sent",
        "open-ring",
        "pole",
        "no-zone",
        "long",
    ],
)
def test_what_is_no_alert_or_means_harm_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_cap(content)


def test_an_alert_needs_a_zone_and_a_plain_name() -> None:
    with pytest.raises(Refused):
        Alert(identifier="a b", sender="x", sent=SENT)
    with pytest.raises(Refused):
        Alert(identifier="a", sender="x", sent=datetime(2024, 1, 1))  # noqa: DTZ001 -- that is what is refused
