"""Which identity providers the operator trusts: a file in the data folder."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sampai.kernel.rights import Institution
from sampai.main.web.options import options
from sampai.packs.toml_table import Table, read_toml

if TYPE_CHECKING:
    from sampai.engines.oidc import OpenIdProvider


@cache
def providers() -> Mapping[str, "OpenIdProvider"]:
    """The providers of this installation by code."""
    return read_providers(options().providers)


def read_providers(file: Path) -> Mapping[str, "OpenIdProvider"]:
    """The providers by code; none where there is no file. Raises `Unreadable` for a faulty one."""
    if not file.exists():
        return {}
    table = read_toml(file)
    found = {row.text("code"): _provider(row) for row in table.tables("provider")}
    table.close()
    return found


def _provider(row: Table) -> "OpenIdProvider":
    from sampai.engines.oidc import OpenIdProvider  # noqa: PLC0415 -- slow, and few servers need it

    found: OpenIdProvider = row.make(
        "issuer",
        lambda: OpenIdProvider(
            name=row.text("name"),
            issuer=row.text("issuer"),
            client=row.text("client"),
            secret=row.text("secret", default=""),
            institution=row.choice("institution", Institution),
        ),
    )
    row.close()
    return found
