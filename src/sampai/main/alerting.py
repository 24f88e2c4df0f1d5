"""Runs of `sampai alert`."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sampai.engines.alerts.cap import cap_xml, read_cap
from sampai.incidents.model.alerts import AlertStatus
from sampai.incidents.rules.alerts import closure_alert, touched
from sampai.kernel.clock import ZONES, now
from sampai.kernel.errors import Refused
from sampai.kernel.text import Words, say
from sampai.main.paper_runs import opened
from sampai.main.results import write_files
from sampai.plan.pages.spots import spots

LISTED = 20
"""Stations that are printed; all of them with --json."""


def read_alert(file: Path, *, plan: Path, words: Words, as_json: bool) -> Iterator[str]:
    """What an alert says and which stations it touches."""
    alert = read_cap(file.read_bytes())
    found = opened(plan)
    where = spots(found)
    codes = [station.code for station in found.operation.register.stations]
    hit = touched(alert, codes, positions=where.positions)
    if as_json:
        told = {"identifier": alert.identifier, "status": alert.status.value, "stations": list(hit)}
        yield json.dumps(told, ensure_ascii=False)
        return
    if alert.status is not AlertStatus.ACTUAL:
        yield words.say(say("This alert is not meant: its status is {status}.", status=alert.status.value))
    for info in alert.infos:
        yield " · ".join(filter(None, (info.event, info.headline, info.sender_name)))
        yield from (f"  {words.moment(at)}" for at in (info.starts, info.ends) if at)
    yield words.say(say("{count} stations lie in it.", count=len(hit)))
    yield from (f"  - {where.name(code)}" for code in hit[:LISTED])


def write_alert(plan: Path, *, sender: str, out: Path, is_exercise: bool, words: Words) -> Iterator[str]:
    """Write the closures of a plan."""
    found = opened(plan)
    settings = found.operation.settings
    if not found.operation.closures:
        raise Refused(
            "no-closures",
            say("The plan knows no closure."),
            say("Write closures into the sheet penutupan, or carry the plan on with sampai replan --close."),
        )
    zone = ZoneInfo(ZONES[settings.calendar.zone])
    alert = closure_alert(
        found.operation.closures,
        identifier=f"sampai-{settings.region}-{found.digest[-12:]}",
        sender=sender,
        sent=now().astimezone(zone),
        zone=zone,
        names=spots(found).names,
        status=AlertStatus.EXERCISE if is_exercise else AlertStatus.ACTUAL,
    )
    files = write_files([(out.name, partial(Path.write_bytes, data=cap_xml(alert)))], out=out.parent)
    yield words.say(say("{count} closures written: {file}", count=len(alert.infos), file=str(files[0])))
