"""How far a short report is to be believed, and what the phone's own event makes of one heard before.

The phone keeps each short report as an event `report.said`; who reads an SMS or hears a voice code states
`report.heard`. The two meet by device and number.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sampai.fieldwork.model import (
    MOST_ARGUMENT,
    MOST_COUNTER,
    Carried,
    Evidence,
    ReportKind,
    ReportRecord,
    ShortReport,
    Telling,
)
from sampai.ledger.model import ID_BYTES, Data, DeviceId, Digest, Event, Malformed

SAID = "report.said"
HEARD = "report.heard"

CLASSES = {
    Carried.SYNC: Evidence.A,
    Carried.SMS: Evidence.B,
    Carried.VOICE: Evidence.C,
    Carried.WORD: Evidence.D,
}


def said_body(report: ShortReport) -> Mapping[str, Data]:
    """The body of the phone's own event, version 1; the place stands in the envelope."""
    return {"said": report.kind.name.lower(), "argument": report.argument, "counter": report.counter}


def heard_body(report: ShortReport, *, reporter: DeviceId, carried: Carried, text: str) -> Mapping[str, Data]:
    """The body of what an operator or gateway states, version 1: whose report, how it came, word for word."""
    return {**said_body(report), "reporter": reporter, "carried": carried.value, "text": text}


def report_of(event: Event) -> ShortReport:
    """The short report that an event states. Raises `Malformed`, naming the field."""
    name = event.body.get("said")
    kind = next((kind for kind in ReportKind if kind.name.lower() == name), None)
    if kind is None:
        raise Malformed("said")
    return ShortReport(
        kind=kind,
        argument=_number(event.body, "argument", most=MOST_ARGUMENT),
        counter=_number(event.body, "counter", most=MOST_COUNTER),
        place=event.place,
    )


def _number(body: Mapping[str, Any], name: str, *, most: int) -> int:
    value = body.get(name)
    if type(value) is not int or not 0 <= value <= most:
        raise Malformed(name)
    return value


def telling_of(event: Event, *, digest: Digest) -> Telling:
    """One statement on a short report, the phone's own or another's. Raises `Malformed`, naming the field."""
    report = report_of(event)
    if event.kind == SAID:
        return Telling(device=event.device, report=report, digest=digest, carried=Carried.SYNC)
    reporter, carried = event.body.get("reporter"), event.body.get("carried")
    if not isinstance(reporter, bytes) or len(reporter) != ID_BYTES:
        raise Malformed("reporter")
    if carried not in list(Carried) or carried == Carried.SYNC:
        raise Malformed("carried")
    return Telling(device=DeviceId(reporter), report=report, digest=digest, carried=Carried(str(carried)))


def records(tellings: Sequence[Telling]) -> tuple[ReportRecord, ...]:
    """Each report once, with the best evidence for it; equal for equal statements in any order.

    Where statements under one number disagree, the record names them: an incident.
    """
    by_report: dict[tuple[DeviceId, int], list[Telling]] = {}
    for one in sorted(tellings, key=lambda one: (CLASSES[one.carried], one.digest)):
        by_report.setdefault((one.device, one.report.counter), []).append(one)
    return tuple(_record(by_report[key]) for key in sorted(by_report))


def _record(versions: Sequence[Telling]) -> ReportRecord:
    best = versions[0]
    return ReportRecord(
        device=best.device,
        report=best.report,
        evidence=CLASSES[best.carried],
        statements=tuple(dict.fromkeys(one.digest for one in versions)),
        contradicted_by=tuple(dict.fromkeys(one.digest for one in versions if one.report != best.report)),
    )
