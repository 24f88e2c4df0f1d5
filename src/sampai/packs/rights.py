"""Reads a pack's table of rights."""

from collections.abc import Mapping
from dataclasses import dataclass

from sampai.kernel.rights import Deed, Institution, Role, Secrecy
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """All roles by code, and which institutions sign a plan before it is published."""

    roles: Mapping[str, Role]
    signers: tuple[Institution, ...]


def load_rights(*, pack: str = PACK) -> Rights:
    """The pack's roles and sign-offs."""
    table = read_toml(pack_folder(pack) / "rights.toml")
    roles = {row.text("code"): _role(row) for row in table.tables("role")}
    signers = table.table("signoffs").texts("publish")
    return Rights(roles=roles, signers=tuple(Institution(one) for one in signers))


def _role(row: Table) -> Role:
    return Role(
        code=row.text("code"),
        name=row.text("name"),
        institution=Institution(row.text("institution")),
        deeds=frozenset(Deed(one) for one in row.texts("deeds")),
        secrecy=Secrecy(row.whole("secrecy")),
        guaranteed=row.flag("guaranteed") if row.has("guaranteed") else False,
    )
