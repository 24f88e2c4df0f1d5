"""Where the store is: a SQLite file or a PostgreSQL server, as a setting says it."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.main.store.router import READER, WRITER

_POSTGRESQL = ("postgres", "postgresql")


def databases(*, url: str, file: Path) -> dict[str, dict[str, Any]]:
    """Django's databases: those of a PostgreSQL address, or a SQLite file where the address is empty."""
    return _postgresql(url) if url else _sqlite(file)


def _sqlite(file: Path) -> dict[str, dict[str, Any]]:
    engine = {"ENGINE": "sampai.main.store.sqlite", "NAME": str(file), "CONN_MAX_AGE": None}
    return {
        WRITER: engine | {"OPTIONS": {"writes": True, "timeout": 30}},
        READER: engine | {"OPTIONS": {"writes": False, "timeout": 30}},
    }


def _postgresql(url: str) -> dict[str, dict[str, Any]]:
    parts = urlsplit(url)
    if parts.scheme not in _POSTGRESQL:
        raise Refused(
            "database",
            say("“{url}” is no address of a PostgreSQL database.", url=url),
            say("Write it like postgresql://user:password@host:5432/name, or leave it out for SQLite."),
        )
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    found = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
    }
    return {WRITER: found}
