"""The WSGI application of the server process, which holds the store's lock as long as it lives."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sampai.main.web.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from sampai.main.store.lock import take_lock

LOCK = None if settings.OPTIONS.database_url else take_lock(settings.OPTIONS.file)
application = get_wsgi_application()
