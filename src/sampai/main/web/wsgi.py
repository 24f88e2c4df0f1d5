"""The WSGI application of the server process, which holds the store's lock as long as it lives."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sampai.main.web.settings")

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from sampai.main.store.lock import take_lock


def _begun() -> WSGIHandler:
    found = get_wsgi_application()
    from sampai.main.web.chores import start_chores  # noqa: PLC0415 -- after Django is ready
    from sampai.main.web.counts import keep_counts  # noqa: PLC0415 -- see above
    from sampai.main.web.templates import load_pages  # noqa: PLC0415 -- see above

    load_pages()
    _settle()
    keep_counts()
    if not settings.OPTIONS.database_url:  # else in a process beside
        start_chores()
    return found


def _settle() -> None:
    """Load all pages, and look through what is there now for rubbish once only.

    Python stops all threads for a tenth of a second to look through everything that a server has loaded, and
    does so the more often the more a page makes: the slowest answers waited for that.
    """
    assert get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RUBBISH)


RUBBISH = (20_000, 10, 50)
"""After how many new objects, such looks, and such longer looks, Python looks for rubbish."""
LOCK = None if settings.OPTIONS.database_url else take_lock(settings.OPTIONS.file)
application = _begun()
