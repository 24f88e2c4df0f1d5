"""Sessions as Django keeps them, read by a statement written out by hand: every request asks for one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from sampai.ledger.queries import rows_of

_STATEMENT = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing where it has ended, and then its key is not used again."""
        moment = connection.ops.adapt_datetimefield_value(timezone.now())
        found = rows_of(_STATEMENT, self.session_key, moment)
        if found:
            return dict(self.decode(found[0][0]))
        self._session_key = None
        return {}
