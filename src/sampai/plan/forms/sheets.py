"""The sheets of an operation, in the order of the workbook, and the lists of choices that a pack fills in."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sampai.guarding.forms import agreements, patterns, posts, risks, units
from sampai.kernel.table.sheet import Column, Sheet
from sampai.materials import forms as stock
from sampai.materials.model import Item
from sampai.places.forms import claims, links, places, regions, stations, weather
from sampai.plan.forms import settings
from sampai.transport import forms as fleet
from sampai.transport.model import ModeRule

SHEETS: tuple[Sheet, ...] = (
    settings.SHEET,
    regions.SHEET,
    stations.SHEET,
    places.SHEET,
    links.SHEET,
    fleet.SHEET,
    units.UNITS,
    units.OFFICERS,
    risks.SHEET,
    agreements.SHEET,
    patterns.SHEET,
    stock.SHEET,
    posts.SHEET,
    weather.CLOSURES,
    weather.FORECASTS,
    claims.SHEET,
)
"""As declared; the columns of modes and items have no choices yet."""

_OF_MODE = frozenset({("tps", "access"), ("lintasan", "mode"), ("armada", "mode")})
_OF_ITEM = frozenset({("stok", "item")})

Choices = Mapping[str, tuple[str, ...]]


def sheets_with(*, modes: Iterable[ModeRule], items: Iterable[Item]) -> tuple[Sheet, ...]:
    """The sheets with the pack's modes and items as choices; names are accepted as well as codes."""
    of_mode: Choices = {rule.mode: (rule.name, rule.name_en) for rule in modes}
    of_item: Choices = {item.key: (item.name, item.name_en) for item in items}
    return tuple(_filled(sheet, of_mode=of_mode, of_item=of_item) for sheet in SHEETS)


def _filled(sheet: Sheet, *, of_mode: Choices, of_item: Choices) -> Sheet:
    return replace(
        sheet,
        columns=tuple(_with_choices(sheet.key, c, of_mode=of_mode, of_item=of_item) for c in sheet.columns),
    )


def _with_choices(sheet: str, column: Column, *, of_mode: Choices, of_item: Choices) -> Column:
    if (sheet, column.key) in _OF_MODE:
        return replace(column, choices=of_mode)
    if (sheet, column.key) in _OF_ITEM:
        return replace(column, choices=of_item)
    return column
