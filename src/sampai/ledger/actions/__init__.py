"""Every deed passes here: allowed, in one transaction, noted in the same transaction."""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from itertools import islice
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from django.db import connection, models, transaction
from django.db.models import F

from sampai.kernel.rights import Actor, Deed, Institution, Secrecy
from sampai.ledger.queries import end_moment
from sampai.ledger.tables import AuditRow, ChangeRow, DocumentRow, LookRow

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What a deed returns: its result, and what the audit row says of it."""

    value: T
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)


CATALOGUE: dict[str, tuple[Deed, str]] = {}
"""Each deed's function by its path, with the right that it needs and its first line; for docs and tests."""


def deed(
    right: Deed,
) -> Callable[
    [Callable[Concatenate[Actor, datetime, P], Done[T]]], Callable[Concatenate[Actor, datetime, P], T]
]:
    """Make a function a deed, called as `function(by, at, ...)`.

    The caller's role must have `right`; the function itself checks the territory with `by.needs`. Its writes
    and the audit row stand or fall together.
    """

    def wrap(
        function: Callable[Concatenate[Actor, datetime, P], Done[T]],
    ) -> Callable[Concatenate[Actor, datetime, P], T]:
        name = f"{function.__module__}.{function.__name__}".removeprefix("sampai.")
        CATALOGUE[name] = (right, (function.__doc__ or "").partition("\n")[0])

        @wraps(function)
        def run(by: Actor, at: datetime, /, *args: P.args, **kwargs: P.kwargs) -> T:
            by.needs(right)
            with transaction.atomic():
                done = function(by, at, *args, **kwargs)
                note(by, at, right.value, subject=done.subject, detail=done.detail)
            return done.value

        return cast("Callable[Concatenate[Actor, datetime, P], T]", run)

    return wrap


def note(
    by: Actor, at: datetime, what: str, /, *, subject: str, detail: Mapping[str, Any] | None = None
) -> None:
    """Write an audit row, and say that the store has changed."""
    AuditRow.objects.create(
        at=at,
        account=by.account,
        institution=by.institution.value,
        role=by.role.code,
        deed=what,
        subject=subject,
        detail=dict(detail or {}),
    )
    changed()


def changed() -> None:
    """Say that what was read before is old. Every deed does; so must whatever writes beside deeds.

    Last in a transaction: others wait for the number from here to the commit, so that it never goes back.
    """
    ChangeRow.objects.filter(pk=1).update(number=F("number") + 1)
    end_moment()


def looked(by: Actor, at: datetime, *, subject: str, secrecy: Secrecy) -> None:
    """Note a look at restricted fields (R3 and R4); looks at the others are not noted."""
    if secrecy >= Secrecy.RESTRICTED:
        note_look(by.account, at, institution=by.institution, subject=subject, secrecy=secrecy)


def note_look(
    account: str, at: datetime, *, institution: Institution, subject: str, secrecy: Secrecy
) -> None:
    """Note a look of somebody who is no actor here: a person on a phone."""
    LookRow.objects.create(
        at=at, account=account, institution=institution.value, subject=subject, secrecy=secrecy.value
    )


def keep_document(content: bytes, *, kind: str) -> str:
    """Keep a document under its digest; the same content is kept once. Returns the digest."""
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    DocumentRow.objects.get_or_create(
        digest=digest,
        defaults={"kind": kind, "size": len(content), "body": zlib.compress(content, level=6)},
    )
    return digest


def drop_document(digest: str) -> None:
    """Forget a document that nobody accepted. Whoever calls makes sure that nothing else names it."""
    DocumentRow.objects.filter(digest=digest).delete()


CHUNK = 5_000
WRITTEN_OVER = 500


def write_over(rows: Sequence[models.Model], *, names: Sequence[str]) -> None:
    """Write some columns of rows that are in the store. Many times faster than an update for each."""
    if rows:
        type(rows[0])._default_manager.bulk_create(  # noqa: SLF001 -- Django documents it
            rows,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*names],
            batch_size=WRITTEN_OVER,
        )


def write_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Append rows given as values in the order of `names`. Many times faster than row objects."""
    meta = model._meta  # noqa: SLF001 -- Django documents it
    fields = {field.name: field.column for field in meta.concrete_fields}
    quoted = connection.ops.quote_name
    table = f"{quoted(meta.db_table)} ({', '.join(quoted(str(fields[name])) for name in names)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        values = ", ".join(["%s"] * len(names))
        for chunk in _chunks(rows):
            cursor.executemany(f"INSERT INTO {table} VALUES ({values})", chunk)  # noqa: S608 -- our own names


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
