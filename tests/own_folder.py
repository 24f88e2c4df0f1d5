"""The folder of this test process. Imported first: what starts below reads these two variables."""

import os
import tempfile
from functools import cache
from pathlib import Path


@cache
def own_folder() -> Path:
    """A folder that is this process's alone, named to the settings and to the PostgreSQL wheel."""
    folder = Path(tempfile.mkdtemp(prefix="sampai-tests-"))
    os.environ["SAMPAI_DATA"] = str(folder / "data")  # noqa: TID251 -- this is the tests' main
    # The browser's driver keeps an event loop in the main thread; no store is used from within it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # noqa: TID251 -- see above
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # noqa: TID251 -- see above
    return folder


own_folder()
