"""Section 3: needs, stock, what is short, what is damaged and replaced."""

from sampai.coordination.pages.pack.source import Source
from sampai.kernel.paper import Section
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import WHOLE, Heading, worded
from sampai.kernel.text import Text, say
from sampai.materials.model import StockBalance
from sampai.materials.rules.stock import balances


def needs(source: Source) -> Section:
    """Section 3. Of one kecamatan the needs alone: stock lies at the store."""
    plan = source.plan
    found = [
        one
        for one in balances(plan.needs.totals(source.within), plan.operation.stock, kits=plan.rules.kits)
        if one.needed or one.good or one.damaged
    ]
    has_stock = bool(plan.operation.stock) and not source.within
    lines = [] if has_stock else [source.say(_why_without_stock(source))]
    return Section(
        number=3,
        title=source.say(say("Needs, stock, what is short")),
        lines=tuple(lines),
        tables=(
            _balances(found, source=source, has_stock=has_stock),
            *((_replaced(found, source=source),) if has_stock else ()),
        ),
    )


def _why_without_stock(source: Source) -> Text:
    if source.within:
        return say("What lies in the store is told for the whole territory.")
    return say("The tables say nothing of stock (sheet stok); the columns stay to be filled in.")


def _item(key: str, *, source: Source) -> str:
    item = next((one for one in source.plan.rules.kits.items if one.key == key), None)
    if item is None:
        return key
    return item.name_en if source.words.lang == "en" else item.name


def _balances(found: list[StockBalance], *, source: Source, has_stock: bool) -> TableSheet:
    return worded(
        source.words,
        name=say("Needs"),
        title=say("Needs against stock"),
        headings=[
            Heading(say("Item"), width=52),
            Heading(say("Needed"), WHOLE, 14),
            Heading(say("Good in stock"), WHOLE, 14),
            Heading(say("Damaged"), WHOLE, 12),
            Heading(say("Short"), WHOLE, 12),
        ],
        rows=[
            [
                _item(one.item, source=source),
                one.needed,
                *((one.good, one.damaged, one.short) if has_stock else ("", "", "")),
            ]
            for one in found
        ],
    )


def _replaced(found: list[StockBalance], *, source: Source) -> TableSheet:
    return worded(
        source.words,
        name=say("Damaged"),
        title=say("Damaged goods and their replacement"),
        headings=[
            Heading(say("Item"), width=52),
            Heading(say("Damaged"), WHOLE, 12),
            Heading(say("To be ordered"), WHOLE, 14),
            Heading(say("Replaced on, minutes no."), width=28),
        ],
        rows=[
            [_item(one.item, source=source), one.damaged, one.short, ""]
            for one in found
            if one.damaged or one.short
        ],
        is_form=True,
    )
