"""Reads of custody, each for a scope: boxes as they stand, one box with its chain, journeys, seals."""

from sampai.custody.queries.boxes import (
    BoxFilter,
    BoxView,
    boxes,
    boxes_at,
    boxes_of_station,
    boxes_on_journey,
    count_boxes,
    counts_by_region,
    lone_handovers,
    phone_boxes,
    troubled,
)

__all__ = [
    "BoxFilter",
    "BoxView",
    "boxes",
    "boxes_at",
    "boxes_of_station",
    "boxes_on_journey",
    "count_boxes",
    "counts_by_region",
    "lone_handovers",
    "phone_boxes",
    "troubled",
]
