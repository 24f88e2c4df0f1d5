"""Reads of clusters, and of talks with people of the community. Who stands where is restricted (R3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from sampai.guarding.model import RiskClaim
from sampai.guarding.tables import ClusterRow, ContactRow, TalkRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy, secret, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterView:
    """Neighbouring stations that one group of officers guards."""

    code: str
    risk: str
    stations: tuple[str, ...]
    linmas: int
    officers: int | None = secret(Secrecy.RESTRICTED, default=None)
    unit: str = secret(Secrecy.RESTRICTED, default="")


def clusters(scope: Scope, *, plan: int) -> Sequence[ClusterView]:
    """A plan's clusters in the scope's territory, by place."""
    rows = ClusterRow.objects.filter(plan=plan, label__range=scope.span).order_by("label", "code")
    return [shown(_view(row), scope=scope) for row in rows]


def every_cluster(plan: int) -> Sequence[ClusterView]:
    """All clusters of a plan with everything in them; for the plan's own deeds."""
    return [_view(row) for row in ClusterRow.objects.filter(plan=plan).order_by("label", "code")]


def _view(row: ClusterRow) -> ClusterView:
    return ClusterView(
        code=row.code,
        risk=row.risk,
        stations=tuple(row.stations.split()),
        linmas=row.linmas,
        officers=row.officers,
        unit=row.unit,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """Somebody of the community, with how often and when last somebody talked to them."""

    pk: int
    kind: str
    name: str
    phone: str
    region: RegionCode
    talks: int
    last_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkView:
    """One visit or talk."""

    pk: int
    contact: int
    name: str
    kind: str
    day: date
    note: str
    promise: str
    promise_until: date | None
    is_kept: bool
    worry: str
    worry_value: str
    place: str


def contacts(scope: Scope) -> Sequence[ContactView]:
    """The contacts in the scope's territory, those longest not talked to first."""
    _keeps_contacts(scope)
    rows = ContactRow.objects.filter(label__range=scope.span, region__startswith=scope.territory)
    rows = rows.annotate(talks=Count("talkrow"), last=Max("talkrow__day"))
    found = [
        ContactView(
            pk=row.pk,
            kind=row.kind,
            name=row.name,
            phone=row.phone,
            region=RegionCode(row.region),
            talks=row.talks,
            last_day=row.last,
        )
        for row in rows.order_by("pk")
    ]
    return sorted(found, key=lambda one: (one.last_day or date.min, one.pk))


def talks(scope: Scope, *, most: int = 100) -> Sequence[TalkView]:
    """The talks with contacts in the scope's territory, the newest first."""
    _keeps_contacts(scope)
    rows = TalkRow.objects.select_related("contact")
    rows = rows.filter(contact__label__range=scope.span, contact__region__startswith=scope.territory)
    return [
        TalkView(
            pk=row.pk,
            contact=row.contact.pk,
            name=row.contact.name,
            kind=row.contact.kind,
            day=row.day,
            note=row.note,
            promise=row.promise,
            promise_until=row.promise_until,
            is_kept=row.kept_at is not None,
            worry=row.worry,
            worry_value=row.worry_value,
            place=row.place,
        )
        for row in rows.order_by("-day", "-pk")[:most]
    ]


def worries(scope: Scope) -> Sequence[RiskClaim]:
    """What people of the community worry about, as claims of the police on vulnerability, by place and day.

    They go into the register as rows of the sheet `kerawanan`. The source names the kind of contact, nobody.
    """
    return sorted(
        (
            RiskClaim(
                place=one.place,
                institution="polri",
                indicator=one.worry,
                value=one.worry_value,
                day=one.day,
                source=f"Kunjungan {one.kind}",
                certainty=Certainty.REPORTED,
            )
            for one in talks(scope, most=5_000)
            if one.worry
        ),
        key=lambda claim: (claim.place, claim.iso_day, claim.indicator, claim.value),
    )


def _keeps_contacts(scope: Scope) -> None:
    if Deed.KEEP_CONTACTS not in scope.deeds or not scope.sees(Secrecy.RESTRICTED):
        raise Forbidden(Deed.KEEP_CONTACTS)
