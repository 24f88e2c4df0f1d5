"""The Common Alerting Protocol 1.2 (OASIS, 1 July 2010) as XML.

Read with care: no document type, no entities, bounded in bytes, areas and corners; what the protocol asks for
must be there. What we do not use is left out.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from xml.etree import ElementTree as ET
from xml.parsers import expat

from sampai.incidents.model.alerts import (
    Alert,
    AlertArea,
    AlertInfo,
    AlertSeverity,
    AlertStatus,
    Likelihood,
    MessageType,
    Urgency,
)
from sampai.kernel.errors import Refused, SampaiError, Unreadable
from sampai.kernel.geo import Position
from sampai.kernel.text import say
from sampai.places.model import Rings

SPACE = "urn:oasis:names:tc:emergency:cap:1.2"
REGION = "kemendagri"
"""Name of our region codes among an area's codes."""

MOST_BYTES = 2_000_000
MOST_INFOS, MOST_AREAS, MOST_CORNERS = 20, 500, 50_000

Word = TypeVar("Word", bound=StrEnum)


def read_cap(content: bytes) -> Alert:
    """The alert in a file. Raises `Unreadable` where it is none, or is made to do harm."""
    try:
        _must_be_plain(content)
        return _alert(ET.fromstring(content))  # noqa: S314 -- no document type or entity got past the line above
    except (expat.ExpatError, ET.ParseError, ValueError, LookupError, Refused) as error:
        raise _no_alert(str(error)) from error


def _must_be_plain(content: bytes) -> None:
    """Raise `ValueError` for a file that is too long or declares a document type."""
    if len(content) > MOST_BYTES:
        raise ValueError(len(content))
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.Parse(content, True)  # noqa: FBT003 -- expat's signature


def _refuse(*_: object) -> None:
    raise ValueError("DOCTYPE")


def _no_alert(cause: str) -> SampaiError:
    return Unreadable(
        "cap",
        say("The file holds no CAP 1.2 alert: {cause}", cause=cause[:200]),
        say("Ask the sender for the alert as XML of the Common Alerting Protocol 1.2."),
    )


def _alert(root: ET.Element) -> Alert:
    if root.tag != f"{{{SPACE}}}alert":
        raise ValueError(root.tag)
    infos = root.findall(_q("info"))
    if len(infos) > MOST_INFOS:
        raise ValueError(len(infos))
    return Alert(
        identifier=_must(root, "identifier"),
        sender=_must(root, "sender"),
        sent=_moment(_must(root, "sent")),
        status=AlertStatus(_must(root, "status")),
        message=MessageType(_must(root, "msgType")),
        references=_text(root, "references"),
        infos=tuple(_info(one) for one in infos),
    )


def _info(part: ET.Element) -> AlertInfo:
    areas = part.findall(_q("area"))
    if len(areas) > MOST_AREAS:
        raise ValueError(len(areas))
    starts, ends = _text(part, "onset") or _text(part, "effective"), _text(part, "expires")
    return AlertInfo(
        event=_must(part, "event"),
        category=_text(part, "category") or "Other",
        urgency=_word(part, "urgency", Urgency),
        severity=_word(part, "severity", AlertSeverity),
        likelihood=_word(part, "certainty", Likelihood),
        language=_text(part, "language") or "en-US",
        starts=_moment(starts) if starts else None,
        ends=_moment(ends) if ends else None,
        headline=_text(part, "headline"),
        description=_text(part, "description"),
        instruction=_text(part, "instruction"),
        sender_name=_text(part, "senderName"),
        areas=tuple(_area(one) for one in areas),
    )


def _area(part: ET.Element) -> AlertArea:
    codes = [
        _text(one, "value")
        for one in part.findall(_q("geocode"))
        if _text(one, "valueName").lower() == REGION
    ]
    return AlertArea(
        name=_must(part, "areaDesc"),
        rings=tuple(_ring((one.text or "").split()) for one in part.findall(_q("polygon"))),
        codes=tuple(code.replace(".", "") for code in codes),
    )


def _ring(pairs: list[str]) -> tuple[tuple[float, float], ...]:
    """Corners of a polygon: written as latitude, longitude, the first one again at the end."""
    if not 4 <= len(pairs) <= MOST_CORNERS or pairs[0] != pairs[-1]:
        raise ValueError(pairs[:1])
    found = []
    for pair in pairs[:-1]:
        lat, _, lon = pair.partition(",")
        at = Position(float(lat), float(lon))
        found.append((at.lon, at.lat))
    return tuple(found)


def _q(name: str) -> str:
    return f"{{{SPACE}}}{name}"


def _text(part: ET.Element, name: str) -> str:
    return (part.findtext(_q(name)) or "").strip()


def _must(part: ET.Element, name: str) -> str:
    found = _text(part, name)
    if not found:
        raise LookupError(name)
    return found


def _word(part: ET.Element, name: str, kind: type[Word]) -> Word:
    """A word of the protocol; one that we do not know is unknown."""
    text = _text(part, name)
    return kind(text) if text in set(kind) else kind("Unknown")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


# --- out ---


def cap_xml(alert: Alert) -> bytes:
    """The alert as a file; equal alerts give equal bytes."""
    root = ET.Element("alert", xmlns=SPACE)
    fields: dict[str, Any] = {
        "identifier": alert.identifier,
        "sender": alert.sender,
        "sent": _said(alert.sent),
        "status": alert.status.value,
        "msgType": alert.message.value,
        "scope": "Public",
        "references": alert.references,
    }
    _put(root, fields)
    for info in alert.infos:
        _put_info(ET.SubElement(root, "info"), info)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _put_info(part: ET.Element, info: AlertInfo) -> None:
    _put(
        part,
        {
            "language": info.language,
            "category": info.category,
            "event": info.event,
            "urgency": info.urgency.value,
            "severity": info.severity.value,
            "certainty": info.likelihood.value,
            "onset": _said(info.starts) if info.starts else "",
            "expires": _said(info.ends) if info.ends else "",
            "senderName": info.sender_name,
            "headline": info.headline,
            "description": info.description,
            "instruction": info.instruction,
        },
    )
    for area in info.areas:
        one = ET.SubElement(part, "area")
        _put(one, {"areaDesc": area.name})
        for corners in _closed(area.rings):
            ET.SubElement(one, "polygon").text = corners
        for code in area.codes:
            _put(ET.SubElement(one, "geocode"), {"valueName": REGION, "value": code})


def _put(part: ET.Element, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        if value:
            ET.SubElement(part, name).text = value


def _closed(rings: Rings) -> Iterator[str]:
    for ring in rings:
        yield " ".join(f"{lat:.6f},{lon:.6f}" for lon, lat in (*ring, ring[0]))


def _said(at: datetime) -> str:
    """Seconds and the offset, as the protocol wants it; never `Z`."""
    return at.replace(microsecond=0).isoformat()
