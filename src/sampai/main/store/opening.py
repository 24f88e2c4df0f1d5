"""Opening the store outside a server: tables brought up to date, the gazetteer in, the file locked."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = "sampai.main.web.settings"


def set_up() -> None:
    """Make Django ready in this process. `SAMPAI_…` variables must be set before."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415 -- slow, and only for commands that use the store

    django.setup()


@contextmanager
def open_store() -> Iterator[None]:
    """The store, locked for this process and ready for use.

    Raises `Refused` where a server is using the SQLite file.
    """
    set_up()
    from django.conf import settings  # noqa: PLC0415 -- see above
    from django.db import connections  # noqa: PLC0415 -- see above

    from sampai.main.store.lock import take_lock  # noqa: PLC0415 -- see above
    from sampai.main.store.sqlite.base import close_writers  # noqa: PLC0415 -- see above

    held = None if settings.OPTIONS.database_url else take_lock(Path(settings.OPTIONS.file))
    try:
        prepare()
        yield
    finally:
        # Django's wrapper forgets the shared connection too, so that the store can be opened once more.
        connections.close_all()
        close_writers()
        if held is not None:
            held.close()


def prepare() -> None:
    """Bring the tables up to date, and put the nation's regions in where there are none."""
    from django.core.management import call_command  # noqa: PLC0415 -- see above

    from sampai.places.queries import knows_regions  # noqa: PLC0415 -- see above

    call_command("migrate", verbosity=0, interactive=False)
    if not knows_regions():
        _fill_regions()


def _fill_regions() -> None:
    from django.db import transaction  # noqa: PLC0415 -- see above

    from sampai.packs.indonesia.regions import IndonesiaGazetteer  # noqa: PLC0415 -- see above
    from sampai.places.actions import keep_regions  # noqa: PLC0415 -- see above

    with transaction.atomic():
        keep_regions(IndonesiaGazetteer().regions())
