"""Cases in a store, for tests of deeds and pages."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from tests.store import as_role

from sampai.election.tables import OperationRow
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Actor
from sampai.main.web.supervision import means
from sampai.oversight.actions.cases import open_finding, open_report, take_step
from sampai.oversight.model import (
    Activity,
    ActivityForm,
    Office,
    Person,
    ReportingSupervisor,
    SupervisionReport,
    Suspicion,
    ViolationKind,
)

KAUR, NASAL = RegionCode("1704"), RegionCode("170401")
STATION = RegionCode("1704012003001")
FEBRUARY = datetime(2024, 2, 12, 3, tzinfo=UTC)
"""10.00 in Kaur, two days before the voting; a Monday."""
SECRET = "Kotak ditukar di dermaga"
REPORTER = Person(name="Pelapor Rahasia", phone="0811-777")


def operation_of_kaur(profile: str = "pemilu-2024") -> None:
    """An operation without stations."""
    first, last = span_of(KAUR)
    OperationRow.objects.create(
        name="Kaur",
        profile=profile,
        event=f"{profile} 2024-02-14",
        region=KAUR,
        first=first,
        last=last,
        voting_day=date(2024, 2, 14),
        zone="WIB",
        made_at=now(),
    )


@cache
def person(role: str, territory: RegionCode = NASAL) -> Actor:
    """Somebody of a role, usually in the kecamatan Nasal."""
    return as_role(role, territory=territory)


def operation_number() -> int:
    return int(OperationRow.objects.get(region=KAUR).pk)


def form(description: str = SECRET, *, at: datetime = FEBRUARY) -> SupervisionReport:
    """A Form A with a suspicion."""
    return SupervisionReport(
        supervisor=ReportingSupervisor(
            stage="distribusi",
            name="Sari",
            post="Panwaslu Kecamatan Nasal",
            office=Office.PANWASCAM,
            letter_number="12/ST/2024",
        ),
        activity=Activity(
            form=ActivityForm.DIRECT,
            aim="Distribusi",
            target="Kotak suara",
            begins_at=at - timedelta(hours=3),
            ends_at=at - timedelta(hours=1),
            place="Dermaga",
        ),
        description=description,
        made_at=at,
        made_in="Nasal",
        suspicions=(
            Suspicion(event="Tertukar", place="Dermaga", at=at, witnesses=(Person(name="Saksi Rahasia"),)),
        ),
    )


def finding(by: Actor | None = None, *, at: datetime = FEBRUARY, region: RegionCode = STATION) -> int:
    """The draft of a finding; its number."""
    return open_finding(
        by or person("panwascam"),
        at,
        means=means(),
        operation=operation_number(),
        region=region,
        subject=f"station:{STATION}",
        found_at=at - timedelta(hours=2),
        form=form(at=at),
    )


def report(by: Actor | None = None, *, at: datetime = FEBRUARY) -> int:
    """A report that somebody brought; its number."""
    return open_report(
        by or person("panwascam"),
        at,
        means=means(),
        operation=operation_number(),
        region=STATION,
        subject=f"station:{STATION}",
        known_at=at - timedelta(days=1),
        event=SECRET,
        reporters=(REPORTER,),
    )


def steps(
    case: int, *keys: str, by: Actor | None = None, at: datetime = FEBRUARY, kind: ViolationKind | None = None
) -> None:
    """Take steps one after the other."""
    for key in keys:
        take_step(by or person("panwascam"), at, means=means(), case=case, key=key, kind=kind)
