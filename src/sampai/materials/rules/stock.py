"""Stock against needs: what is short, what is too much, what is damaged."""

from collections.abc import Mapping, Sequence

from sampai.materials.model import KitBook, StockBalance, StockLine


def balances(
    needed: Mapping[str, int], stock: Sequence[StockLine], *, kits: KitBook
) -> tuple[StockBalance, ...]:
    """One balance for every item of the kit book, then for every other word that the stock uses.

    `needed` has pieces by item, as `Needs.totals` gives them. Where the stock names a family (`surat_suara`),
    the family has one balance and its members only where they have lines of their own. What no rule needs is
    surplus.
    """
    named = sorted({line.item for line in stock})
    counted_together = {item.key for item in kits.items if item.family in named and item.key not in named}
    keys = dict.fromkeys((*(item.key for item in kits.items), *named))
    return tuple(_balance(key, needed, stock, kits=kits) for key in keys if key not in counted_together)


def _balance(
    key: str, needed: Mapping[str, int], stock: Sequence[StockLine], *, kits: KitBook
) -> StockBalance:
    members = {key, *(item.key for item in kits.items if item.family == key)}
    lines = [line for line in stock if line.item in members]
    return StockBalance(
        item=key,
        needed=sum(needed.get(member, 0) for member in members),
        good=sum(line.good for line in lines),
        damaged=sum(line.damaged for line in lines),
    )


def packs_to_order(balance: StockBalance, *, kits: KitBook) -> int:
    """Whole packs of the maker that cover what is short; single pieces for what is not in the book."""
    pack = next((item.pack_size for item in kits.items if item.key == balance.item), 1)
    return -(-balance.short // pack)
