"""Fixtures that every test may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from tests.own_folder import own_folder
from tests.store import KINDS, store

# Two processes share a machine with other work: a slow example says nothing about the code.
settings.register_profile("sampai", deadline=None)
settings.load_profile("sampai")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let what tests write go with the run's folder, unless somebody says where to keep it."""
    config.option.basetemp = config.option.basetemp or own_folder() / "pytest"


@pytest.fixture(params=KINDS)
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh store of each kind, one after the other; the value is its PostgreSQL address or empty."""
    with store(request.param, folder=tmp_path) as url:
        yield url


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Path]:
    """A fresh SQLite store; its value is the file."""
    with store("sqlite", folder=tmp_path):
        yield tmp_path / "sampai.sqlite3"
