"""A store with one operation, and people who have a part in cases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.oversight.cases import operation_of_kaur
from tests.store import KINDS, store


@pytest.fixture(params=KINDS)
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh store of each kind with an operation of the Pemilu in Kaur."""
    with store(request.param, folder=tmp_path, recipe=operation_of_kaur) as url:
        yield url
