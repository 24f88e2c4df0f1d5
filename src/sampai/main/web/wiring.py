"""What the pages are given by the pack."""

from collections.abc import Mapping
from functools import cache

from sampai.kernel.rights import Institution, Role
from sampai.packs.rights import Rights, load_rights


@cache
def rights() -> Rights:
    """The pack's table of rights."""
    return load_rights()


def roles() -> Mapping[str, Role]:
    """All roles by code."""
    return rights().roles


def signers() -> tuple[Institution, ...]:
    """Who signs a plan before it is published."""
    return rights().signers
