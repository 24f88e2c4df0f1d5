"""Nouns of materials: formulas, items and rules, needs as columns, stock."""

from sampai.materials.model.formula import MOST, Formula
from sampai.materials.model.kits import (
    PROVINCE_DIGITS,
    REGION_DIGITS,
    Item,
    ItemGroup,
    KitBook,
    NeedRule,
    Packing,
)
from sampai.materials.model.needs import Loads, Needs, PlaceNeeds, RegionSums, StationColumns
from sampai.materials.model.stock import StockBalance, StockLine

__all__ = [
    "MOST",
    "PROVINCE_DIGITS",
    "REGION_DIGITS",
    "Formula",
    "Item",
    "ItemGroup",
    "KitBook",
    "Loads",
    "NeedRule",
    "Needs",
    "Packing",
    "PlaceNeeds",
    "RegionSums",
    "StationColumns",
    "StockBalance",
    "StockLine",
]
