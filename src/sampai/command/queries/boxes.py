"""Reads of boxes for lists."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from sampai.command.queries.lists import Asked, Point, positions
from sampai.custody.model import Phase
from sampai.custody.queries import BoxFilter, BoxView, boxes
from sampai.custody.queries.boxes import ODD, wanted
from sampai.custody.tables import BoxRow
from sampai.kernel.rights import Deed, Forbidden, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxLine:
    """A box as it is listed."""

    mark: str
    view: BoxView


def box_filter(asked: Asked) -> BoxFilter:
    """What a list's filter means for boxes."""
    found = BoxFilter(event=asked.wanted.event, region=asked.wanted.region, code=asked.wanted.text.upper())
    if asked.wanted.box in list(Phase):
        return replace(found, phases=(Phase(asked.wanted.box),))
    return replace(found, only=asked.wanted.box if asked.wanted.box in ODD else "")


def box_rows(scope: Scope, asked: Asked) -> QuerySet[BoxRow]:
    """The boxes that a filter means. Raises `Forbidden` outside the scope."""
    if not scope.covers(asked.wanted.region):
        raise Forbidden(Deed.SEE_CUSTODY)
    return wanted(scope, box_filter(asked))


def box_lines(scope: Scope, asked: Asked, *, after: str = "", most: int) -> Sequence[BoxLine]:
    """A page of them."""
    if not scope.covers(asked.wanted.region):
        raise Forbidden(Deed.SEE_CUSTODY)
    found = boxes(scope, box_filter(asked), after=int(after or 0), most=most)
    return [BoxLine(mark=str(one.number), view=one) for one in found]


def box_points(scope: Scope, asked: Asked, lines: Sequence[BoxLine]) -> Sequence[Point | None]:
    """Where their owners' stations lie."""
    where = positions(scope, asked, {line.view.owner for line in lines})
    return [where.get(line.view.owner) for line in lines]
