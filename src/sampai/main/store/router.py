"""Which connection a statement goes to."""

from django.db import connections

WRITER = "default"
READER = "reader"


class StoreRouter:
    """Reads go to the reader, unless a transaction is open: what it wrote, it also reads."""

    def db_for_read(self, model: object, **_hints: object) -> str:  # noqa: ARG002 -- Django's signature
        """The writer within a transaction or where there is no reader."""
        alone = READER not in connections.settings
        return WRITER if alone or connections[WRITER].in_atomic_block else READER

    def db_for_write(self, model: object, **_hints: object) -> str:  # noqa: ARG002 -- Django's signature
        """Always the writer."""
        return WRITER

    def allow_relation(self, one: object, other: object, **_hints: object) -> bool:  # noqa: ARG002 -- Django's signature
        """There is one store; both connections lead to it."""
        return True

    def allow_migrate(self, db: str, app_label: str, **_hints: object) -> bool:  # noqa: ARG002 -- Django's signature
        """Only the writer changes the tables' shape."""
        return db == WRITER
