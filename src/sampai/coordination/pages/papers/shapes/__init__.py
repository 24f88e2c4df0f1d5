"""What each paper has before anything is known: entries, tables, sentences, who signs. Blank twins are that.

Names are what templates call the parts; they are Indonesian, as templates are. The order in a shape is the
order on paper where a template does not say another.
"""

from sampai.coordination.pages.papers.shapes import boxes, journeys, labels, people, stations, watch

SHAPES = (
    journeys.WAYBILL,
    journeys.MANIFEST,
    boxes.BOX_MANIFEST,
    journeys.HANDOVER,
    journeys.HANDOVER_BACK,
    stations.RECEIPT,
    boxes.GOODS_RECEIPT,
    boxes.SEAL_REGISTER,
    journeys.ROUTE_CARD,
    journeys.ORDERS,
    people.ORDER_LIST,
    people.DUTY_CARD,
    people.ROSTER,
    stations.DIFFERENCE,
    stations.REPLACEMENT,
    stations.DESTRUCTION,
    stations.SPECIAL_EVENT,
    watch.FORM_A,
    watch.CHECKLIST,
    watch.ATTENDANCE,
    stations.MOVED_SIGN,
    labels.BOX_LABEL,
    labels.KIT_LABEL,
    labels.ENVELOPE_LABEL,
)
"""All kinds of papers, in the order in which they are listed."""
