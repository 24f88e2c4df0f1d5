"""The server's settings: one frozen noun, read once from `SAMPAI_…` variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = "sampai.sqlite3"
PROVIDERS = "oidc.toml"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

PAGES = 4
"""Pages at the same time in one process. More of them wait for each other: with 16 the slowest hundredth of
searches took four times as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where the data lie and how the server is reached."""

    data: Path
    """Folder of the database, keys and uploads."""
    database_url: str = ""
    """Address of a PostgreSQL database; empty: a SQLite file in `data`."""
    secure: bool = False
    """Whether people come over HTTPS, so that cookies ask for it."""
    hosts: tuple[str, ...] = LOOPBACK
    exercise: bool = False
    """Whether everything here is an exercise: every page says so, and the record takes nothing else."""
    demo: bool = False
    """Whether the login page names the demonstration's accounts."""
    node: str = ""
    """How receipts call this server; empty: after its key."""
    address: str = ""
    """Where telephones of the local network come in; empty: only this machine does."""

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.data / FILE

    @property
    def providers(self) -> Path:
        """The file that names institutions' identity providers; there need not be one."""
        return self.data / PROVIDERS


def options(environ: Mapping[str, str] | None = None) -> Options:
    """The settings of this process."""
    found = os.environ if environ is None else environ
    more = tuple(filter(None, found.get("SAMPAI_HOSTS", "").split(",")))
    return Options(
        data=Path(found.get("SAMPAI_DATA") or "sampai-data").resolve(),
        database_url=found.get("SAMPAI_DATABASE_URL", ""),
        secure=found.get("SAMPAI_SECURE") == "1",
        hosts=(*LOOPBACK, *more),
        exercise=found.get("SAMPAI_EXERCISE") == "1",
        demo=found.get("SAMPAI_DEMO") == "1",
        node=found.get("SAMPAI_NODE", ""),
        address=found.get("SAMPAI_ADDRESS", ""),
    )
