"""Boxes of a published plan: written once for every station, kept in step with the next version."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from sampai.custody.actions.figures import recounting
from sampai.custody.actions.fold import fold_boxes
from sampai.custody.model import Box, BoxKind, ContainerRule
from sampai.custody.rules.labels import boxes_of, containers_of
from sampai.custody.tables import BoxLinkRow, BoxRow
from sampai.election.model import Level
from sampai.election.tables import OperationRow
from sampai.kernel.ids import VILLAGE_DIGITS, RegionCode, span_of
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.ledger.actions import Done, deed, write_rows
from sampai.materials.rules.packing import packing_list
from sampai.plan.model import OperationPlan
from sampai.plan.tables import PlanRow

FIELDS = ("operation", "plan", "code", "owner", "kind", "contest", "dapil", "contents", "label", *(
    "count", "phase", "direction", "place", "journey", "holder", "holder_institution", "holder_level",
    "troubles", "gaps", "seals", "misfits", "copied", "proven", "last_kind", "heads", "digest",
))  # fmt: skip
FROM_PLAN = ("owner", "kind", "contest", "contents", "label", "plan")
CHUNK = 5_000
LEVEL_DIGITS = {Level.KPU: 4, Level.PPK: 6, Level.PPS: 10, Level.STATION: 13}


def plans_without_boxes() -> list[tuple[int, str]]:
    """Number and document of published plans whose boxes were not written yet."""
    boxes = BoxRow.objects.filter(operation=OuterRef("operation"), plan=OuterRef("pk"))
    rows = PlanRow.objects.filter(~Exists(boxes), status="published")
    return list(rows.order_by("pk").values_list("pk", "document"))


def boxes_of_plan(plan: OperationPlan, *, containers: Sequence[ContainerRule] = ()) -> Iterable[Box]:
    """The boxes of every station, by its packing list, then the committees' containers of the way back."""
    election, kits = plan.rules.election, plan.rules.kits
    for station in plan.needs.stations:
        packing = packing_list(station, needs=plan.needs, election=election, kits=kits)
        yield from boxes_of(packing)
    for rule in containers:
        owners = {station[: LEVEL_DIGITS[rule.level]] for station in plan.needs.stations}
        for owner in sorted(owners):
            yield from containers_of(owner, count=rule.count)


def keep_boxes(number: int, *, boxes: Iterable[Box]) -> int:
    """Write the boxes of a plan in the store; how many are new.

    Boxes that are there already keep their states. Those of an earlier version that this one lacks go, unless
    something was stated of them; then they stay, of no plan.
    """
    operation = PlanRow.objects.values_list("operation", flat=True).get(pk=number)
    with recounting(operation):
        known = {row.code: row for row in BoxRow.objects.filter(operation=operation).defer("heads", "digest")}
        planned: dict[str, Box] = {box.code: box for box in boxes}
        write_rows(
            BoxRow,
            FIELDS,
            (_values(operation, number, box) for code, box in planned.items() if code not in known),
        )
        _bring_up_to_date(operation, number, known=known, planned=planned)
        new = [code for code in planned if code not in known]
        linked: set[str] = set()
        for start in range(0, len(new), CHUNK):
            found = BoxLinkRow.objects.filter(box__in=new[start : start + CHUNK])
            linked |= set(found.values_list("box", flat=True))
    fold_boxes(sorted(linked))
    return len(new)


def _bring_up_to_date(
    operation: int, number: int, *, known: Mapping[str, BoxRow], planned: Mapping[str, Box]
) -> None:
    """Write what a later version has otherwise; most boxes differ in nothing but the version."""
    BoxRow.objects.filter(operation=operation).update(plan=number)
    changed = [
        row
        for code, row in known.items()
        if code in planned and _take_over(row, planned[code], number=number)
    ]
    BoxRow.objects.bulk_update(changed, FROM_PLAN, batch_size=CHUNK)
    gone = [row for code, row in known.items() if code not in planned]
    for start in range(0, len(gone), CHUNK):
        rows = BoxRow.objects.filter(pk__in=[row.pk for row in gone[start : start + CHUNK]])
        rows.filter(count=0).delete()
        rows.update(plan=None)


def _take_over(row: BoxRow, box: Box, *, number: int) -> bool:
    """Give a row what the plan has of its box; whether that is something else than before."""
    new = dict(zip(FROM_PLAN, _of_plan(number, box), strict=True))
    if all(getattr(row, name) == value for name, value in new.items() if name != "plan"):
        return False
    for name, value in new.items():
        setattr(row, name, value)
    return True


def _of_plan(number: int, box: Box) -> tuple[Any, ...]:
    label = span_of(RegionCode(box.owner[:VILLAGE_DIGITS]))[0]
    contents = [[one.item, one.count] for one in box.contents]
    return (box.owner, box.kind.value, box.contest, contents, label, number)


def _values(operation: int, number: int, box: Box) -> tuple[Any, ...]:
    owner, kind, contest, contents, label, plan = _of_plan(number, box)
    said = (operation, plan, box.code, owner, kind, contest, box.dapil, json.dumps(contents), label)
    return (*said, 0, "planned", "out", "", "", "", "", "", "", 0, 0, 0, False, 0, "", b"", b"")


@deed(Deed.ENTER_CUSTODY)
def set_districts(
    by: Actor, at: datetime, *, operation: int, districts: Sequence[tuple[str, str, str]]
) -> Done[int]:
    """Say of which electoral district (dapil) the ballots of some boxes are: contest, region, name.

    A later line counts over an earlier one; how many boxes have one now. Raises `Forbidden` for a region
    outside the territory.
    """
    rows = BoxRow.objects.filter(operation=operation, kind=BoxKind.BALLOT_BOX.value)
    if not OperationRow.objects.filter(pk=operation, region__startswith=by.scope.territory).exists():
        raise Forbidden(Deed.ENTER_CUSTODY)
    for contest, region, name in districts:
        by.needs(Deed.ENTER_CUSTODY, region=region)
        rows.filter(contest=contest, label__range=span_of(RegionCode(region))).update(dapil=name[:60])
    fold_boxes(sorted(rows.filter(count__gt=0).exclude(dapil="").values_list("code", flat=True)))
    detail = {"lines": len(districts), "at": at.isoformat()}
    return Done(rows.exclude(dapil="").count(), f"operation:{operation}", detail)
