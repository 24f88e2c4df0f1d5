from datetime import datetime

import pytest
from tests.oversight.worlds import at

from sampai.kernel.errors import Refused
from sampai.kernel.rights import Secrecy, classes
from sampai.oversight.model import (
    Activity,
    ActivityForm,
    Case,
    Office,
    ReportingSupervisor,
    SupervisionReport,
    Suspicion,
)

MORNING, NOON = at("2024-02-14 06:30"), at("2024-02-14 12:00")


def activity(*, begins: datetime = MORNING, ends: datetime = NOON) -> Activity:
    return Activity(
        form=ActivityForm.DIRECT,
        aim="Memastikan perlengkapan tepat jumlah",
        target="TPS 001 Suku Tiga",
        begins_at=begins,
        ends_at=ends,
        place="TPS 001",
    )


def test_form_a_holds_all_four_parts() -> None:
    report = SupervisionReport(
        supervisor=ReportingSupervisor(
            stage="Pemungutan suara", name="Sari", post="PTPS", office=Office.PTPS, letter_number="12/ST/2024"
        ),
        activity=activity(),
        description="Kotak dibuka pukul 06.40.",
        made_at=NOON,
        made_in="Nasal",
        suspicions=(Suspicion(event="Surat suara tertukar", place="TPS 001", at=MORNING),),
    )

    assert (report.number, report.suspicions[0].witnesses) == ("", ())


def test_activity_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refused, match="ends before it begins"):
        activity(begins=NOON, ends=MORNING)


def test_people_of_a_case_are_restricted() -> None:
    found = classes(Case)

    assert {name for name, secrecy in found.items() if secrecy is Secrecy.RESTRICTED} == {
        "reporters",
        "reported",
        "witnesses",
    }
    assert classes(Suspicion)["witnesses"] is Secrecy.RESTRICTED
