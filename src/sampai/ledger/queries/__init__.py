"""Reads of deeds, looks and documents."""

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import local
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy, secret, shown
from sampai.ledger.tables import AuditRow, ChangeRow, DocumentRow, LookRow

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One deed as it is listed."""

    at: datetime
    account: str
    institution: str
    role: str
    deed: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookLine:
    """One look at restricted fields as it is listed."""

    at: datetime
    account: str
    institution: str
    subject: str
    secrecy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One deed in the history of a register or plan."""

    at: datetime
    institution: str
    role: str
    deed: str
    detail: Mapping[str, Any]
    account: str = secret(Secrecy.AGENCIES, default="")


def history(scope: Scope, *, subject: str, region: str, most: int = 200) -> Sequence[HistoryLine]:
    """The deeds that concern one subject in a region that meets the scope, newest first.

    Every institution's deeds are in it: whoever sees the subject sees who signed and published it.
    """
    (first, last), (lowest, highest) = scope.span, span_of(RegionCode(region))
    if lowest > last or highest < first:
        raise Forbidden(Deed.SEE_AUDIT)
    lines = (
        HistoryLine(
            at=row.at,
            account=row.account,
            institution=row.institution,
            role=row.role,
            deed=row.deed,
            detail=row.detail,
        )
        for row in AuditRow.objects.filter(subject=subject).order_by("-id")[:most]
    )
    return [shown(line, scope=scope) for line in lines]


def audit_lines(scope: Scope, *, institution: str, most: int = 200) -> Sequence[AuditLine]:
    """The latest deeds of one institution, newest first."""
    _may_audit(scope)
    rows = AuditRow.objects.filter(institution=institution).order_by("-id")[:most]
    return [_line(row) for row in rows]


def look_lines(scope: Scope, *, institution: str, most: int = 200) -> Sequence[LookLine]:
    """The latest looks of one institution's people at restricted fields, newest first."""
    _may_audit(scope)
    rows = LookRow.objects.filter(institution=institution).order_by("-id")[:most]
    return [
        LookLine(
            at=row.at,
            account=row.account,
            institution=row.institution,
            subject=row.subject,
            secrecy=row.secrecy,
        )
        for row in rows
    ]


def _may_audit(scope: Scope) -> None:
    if Deed.SEE_AUDIT not in scope.deeds:
        raise Forbidden(Deed.SEE_AUDIT)


def document_bytes(digest: str) -> bytes:
    """A document's content. Who may have it is decided by whoever knows what it holds."""
    return zlib.decompress(bytes(DocumentRow.objects.get(digest=digest).body))


def rows_of(statement: str, *values: str | int | datetime | None) -> list[tuple[Any, ...]]:
    """The rows of a statement written out by hand, for what every request asks.

    Django takes ten times as long to put such a statement together as the store takes to answer it.
    """
    with _reading().cursor() as cursor:
        cursor.execute(statement, values)
        return [*cursor.fetchall()]


def _reading() -> BaseDatabaseWrapper:
    return connections[router.db_for_read(ChangeRow)]


def these(values: Sized) -> str:
    """The list of so many values in a statement, at least one."""
    return f"({', '.join(['%s'] * len(values))})"


def rows_as_stored(query: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a `values_list` as the store gives them: flags may be 0 and 1, JSON is a text.

    For thousands of rows, which Django takes longer to convert than the store to find.
    """
    try:
        statement, values = query.query.get_compiler(using=_reading().alias).as_sql()
    except EmptyResultSet:
        return []
    return rows_of(statement, *values)


def latest_change() -> tuple[str, int]:
    """Which store this is, and how many deeds were done in it: what was read is fresh while both stay."""
    if _moment.change is not None:
        return _moment.change
    number = rows_of("SELECT number FROM change WHERE id = 1")[0][0]
    found = (str(_reading().settings_dict["NAME"]), number)
    if _moment.is_open:
        _moment.change = found
    return found


class _Moment(local):
    """Each thread's own."""

    is_open = False
    change: tuple[str, int] | None = None


_moment = _Moment()


@contextmanager
def one_moment() -> Iterator[None]:
    """For a request that reads: how many deeds were done is asked once. Its own deed ends the moment."""
    _moment.is_open = True
    try:
        yield
    finally:
        end_moment()


def end_moment() -> None:
    """Ask anew from here on."""
    _moment.is_open = False
    _moment.change = None


class Remembered(Generic[T]):
    """A reading of the whole store, kept until the next deed.

    It is the same for all readers: whoever uses it narrows it to a scope, each time anew. Within a
    transaction nothing is kept, for that may still be undone.
    """

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._kept: tuple[tuple[str, int], T] | None = None

    def __call__(self) -> T:
        """What the store holds now."""
        if _reading().in_atomic_block:
            return self._read()
        change = latest_change()
        kept = self._kept
        if kept is None or kept[0] != change:
            kept = self._kept = (change, self._read())
        return kept[1]


def audit_of(scope: Scope, *, subjects: Sequence[str], most: int = 50) -> Sequence[AuditLine]:
    """The latest deeds on some subjects, of all institutions, newest first.

    Whoever asks must be allowed to see these subjects; it is checked here only that one may see audits.
    """
    _may_audit(scope)
    return [_line(row) for row in AuditRow.objects.filter(subject__in=subjects).order_by("-id")[:most]]


def _line(row: AuditRow) -> AuditLine:
    return AuditLine(
        at=row.at,
        account=row.account,
        institution=row.institution,
        role=row.role,
        deed=row.deed,
        subject=row.subject,
        detail=row.detail,
    )


def beginning(field: str, start: str) -> Mapping[str, str]:
    """What a filter is told for codes of digits, or hex ids, that begin so: from here to there in an index.

    SQLite looks at every row for `startswith`.
    """
    return {f"{field}__gte": start, f"{field}__lt": f"{start}z"} if start else {}
