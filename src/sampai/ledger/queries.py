"""Reads of deeds, looks and documents."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy, secret, shown
from sampai.ledger.tables import AuditRow, DocumentRow, LookRow


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


def latest_change() -> int:
    """A number that grows with every deed: what was drawn from the store is fresh while it stays."""
    return AuditRow.objects.aggregate(last=Max("id"))["last"] or 0


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
