"""The WSGI application of the server process, which holds the store's lock as long as it lives."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sampai.main.web.settings")

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from sampai.main.store.lock import take_lock


def _begun() -> WSGIHandler:
    found = get_wsgi_application()
    from sampai.main.web.chores import start_chores  # noqa: PLC0415 -- after Django is ready

    start_chores()
    return found


LOCK = None if settings.OPTIONS.database_url else take_lock(settings.OPTIONS.file)
application = _begun()
