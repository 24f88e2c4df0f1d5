from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.oversight.cases import (
    FEBRUARY,
    KAUR,
    REPORTER,
    SECRET,
    finding,
    form,
    operation_number,
    person,
    report,
    steps,
)

from sampai.election.tables import OperationRow
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Forbidden, Scope, Secrecy
from sampai.ledger.actions.react import catch_up
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import stored_from
from sampai.ledger.reactions import Trail
from sampai.ledger.tables import AuditRow, LookRow
from sampai.main.web.supervision import means
from sampai.oversight.actions.alarms import ring
from sampai.oversight.actions.cases import (
    add_evidence,
    answer,
    give_advice,
    open_finding,
    reveal,
    take_step,
)
from sampai.oversight.model import Office, Regime, ViolationKind
from sampai.oversight.queries import (
    CaseView,
    advice_lines,
    alarm_lines,
    case_lines,
    cases_by_deadline,
    form_a,
    one_case,
)
from sampai.oversight.tables import AdviceRow, AlarmRow, CaseRow

pytestmark = pytest.mark.usefixtures("any_store")
BAWASLU, CLERK, PUBLIC = (person(role, KAUR) for role in ("bawaslu", "kpu-logistik", "publik"))
PPK, POLICE = person("ppk"), person("kabag-ops", KAUR)
OUTSIDERS = (CLERK, PPK, POLICE, PUBLIC)


def seen(case: int, by: Actor | None = None) -> CaseView:
    return one_case(
        by or person("panwascam"),
        case,
        book=means().book,
        vault=means().vault,
        server=means().own.key.id,
        at=FEBRUARY,
    )


def may(case: int, by: Actor) -> list[str]:
    return [one.rule.key for one in seen(case, by).possible]


def test_draft_is_nobody_elses_and_its_words_do_not_lie_open_in_the_store() -> None:
    case = finding()

    assert seen(case).case.event == SECRET
    for by in OUTSIDERS:
        assert case_lines(by) == []
        with pytest.raises(Forbidden):
            seen(case, by)
        with pytest.raises(Forbidden):
            form_a(by, case, vault=means().vault)
    row = CaseRow.objects.values().get()
    assert not any(word in bytes(row["sealed"]).decode("latin-1") for word in (SECRET, "Saksi Rahasia"))
    assert SECRET not in str({name: value for name, value in row.items() if name != "sealed"})
    assert SECRET not in str([*AuditRow.objects.values()])
    assert list(stored_from(0, most=10)) == []


def test_neighbouring_kecamatan_does_not_know_of_the_case() -> None:
    case = finding()

    with pytest.raises(Forbidden):
        seen(case, person("panwascam", RegionCode("170402")))
    with pytest.raises(Forbidden):
        steps(case, "catat-dugaan", by=person("panwascam", RegionCode("170402")))


def test_finding_goes_to_its_end_by_all_offices_and_each_public_state_is_in_the_record() -> None:
    case = finding()
    steps(case, "catat-dugaan")
    assert seen(case).published == ()
    steps(case, "tetapkan-temuan", "registrasi-temuan")
    steps(case, "terbukti", kind=ViolationKind.ADMINISTRATIVE)
    take_step(person("panwascam"), FEBRUARY, means=means(), case=case, key="teruskan", note="Ganti kotak")
    assert may(case, CLERK) == ["tindak-lanjut-administratif"]
    answer(CLERK, FEBRUARY, means=means(), case=case, key="tindak-lanjut-administratif", note="Diganti")
    steps(case, "umumkan")

    for by in OUTSIDERS[:3]:
        view = seen(case, by)
        told = [(taken.step.key, taken.step.note) for taken in view.case.history]
        assert told == [
            ("tetapkan-temuan", ""),
            ("registrasi-temuan", ""),
            ("terbukti", ""),
            ("teruskan", "Ganti kotak"),
            ("tindak-lanjut-administratif", "Diganti"),
            ("umumkan", ""),
        ]
    events = [one.event for one in stored_from(0, most=20)]
    assert [one.body["state"] for one in events] == [
        "temuan",
        "kajian",
        "terbukti",
        "diteruskan",
        "tindak-lanjut",
        "selesai",
    ]
    assert {one.kind for one in events} == {"oversight.published"}
    assert SECRET not in str([one.body for one in events])
    assert [one.state for one in seen(case, PUBLIC).published] == [one.body["state"] for one in events]
    (line,) = case_lines(PUBLIC)
    assert (line.public, line.state, line.subject, line.holder) == ("selesai", "", "", "")


def test_no_step_hides_what_was_published() -> None:
    case = finding()
    steps(case, "catat-dugaan", "tetapkan-temuan")
    hidden = {state.key for state in means().book.machine.states if state.public is None}

    for rule in means().book.machine.steps:
        if rule.to in hidden:
            with pytest.raises(Refused):
                steps(case, rule.key)

    assert len(case_lines(CLERK)) == 1


@pytest.mark.parametrize(
    "change",
    [{"state": "selesai"}, {"state": "lhp", "public": "selesai", "published": []}, {"published": []}],
)
def test_who_changes_the_store_behind_the_record_is_found_out(change: dict[str, object]) -> None:
    case = finding()
    steps(case, "catat-dugaan", "tetapkan-temuan")
    catch_up(Trail())
    assert not seen(case, CLERK).is_altered

    CaseRow.objects.update(**change)

    assert seen(case).is_altered


def test_reporters_words_and_name_never_leave_the_supervisor() -> None:
    case = report()
    steps(case, "mulai-kajian-awal", "minta-perbaikan")
    take_step(
        person("panwascam"), FEBRUARY, means=means(), case=case, key="lengkapi-syarat", note="Kata Pelapor"
    )

    for by in OUTSIDERS:
        view = seen(case, by)
        assert (view.case.event, view.people) == ("", 0)
        assert not any(word in str(view) for word in (SECRET, "Rahasia", "Kata Pelapor", "0811-777"))
    assert "Rahasia" not in str(seen(case))
    assert seen(case).people == 1


def test_who_looks_at_the_reporter_says_why_and_it_is_noted_twice() -> None:
    case = report()

    with pytest.raises(Refused, match="says why"):
        reveal(BAWASLU, FEBRUARY, vault=means().vault, case=case, reason=" ")
    assert not LookRow.objects.exists()
    people = reveal(BAWASLU, FEBRUARY, vault=means().vault, case=case, reason="Klarifikasi")

    assert people.reporters == (REPORTER,)
    assert LookRow.objects.get().subject == f"case:{case}:people"
    assert AuditRow.objects.last().detail == {"looked": "people", "reason": "Klarifikasi"}  # type: ignore[union-attr] # it was written
    with pytest.raises(Refused, match="does not see"):
        reveal(person("ptps"), FEBRUARY, vault=means().vault, case=case, reason="Ingin tahu")
    for by in OUTSIDERS:
        with pytest.raises(Forbidden):
            reveal(by, FEBRUARY, vault=means().vault, case=case, reason="Ingin tahu")


def test_what_was_sealed_of_one_case_does_not_open_as_anothers() -> None:
    first, second = finding(), report()
    sealed = CaseRow.objects.get(pk=first).sealed
    CaseRow.objects.filter(pk=second).update(sealed=sealed)

    with pytest.raises(Refused, match="cannot be opened"):
        seen(second)


def test_advice_is_given_answered_late_and_accepted() -> None:
    case = finding()
    events = (Digest(b"e" * 32),)
    number = give_advice(
        person("panwascam"),
        FEBRUARY,
        means=means(),
        case=case,
        to="PPK Nasal",
        text="Ganti segel",
        questions=("keamanan",),
        events=events,
    )
    (line,) = advice_lines(PPK)
    assert (line.advice.number, line.advice.last_day, line.advice.events) == (
        number,
        date(2024, 2, 15),
        events,
    )
    assert may(case, PPK) == ["jawab-saran"]
    with pytest.raises(Refused, match="what was done"):
        answer(PPK, FEBRUARY, means=means(), case=case, key="jawab-saran", note="")

    late = FEBRUARY + timedelta(days=5)
    answer(PPK, late, means=means(), case=case, key="jawab-saran", note="Sudah diganti")

    view = seen(case)
    assert view.case.history[-1].late == ("pemilu-saran-perbaikan",)
    assert [one.rule.key for one in view.late] == ["pemilu-saran-perbaikan"]
    assert (view.advice[0].answer, advice_lines(PPK)) == ("Sudah diganti", [])
    assert len(advice_lines(BAWASLU, is_open=False)) == 1
    steps(case, "terima-jawaban", at=late)
    assert seen(case, PUBLIC).case.state == "selesai"


def test_the_commission_takes_none_of_the_supervisors_steps() -> None:
    case = report()

    with pytest.raises(Forbidden):
        steps(case, "mulai-kajian-awal", by=CLERK)
    with pytest.raises(Refused, match="may not take it now"):
        answer(CLERK, FEBRUARY, means=means(), case=case, key="mulai-kajian-awal", note="x")
    with pytest.raises(Refused, match="Advice says"):
        steps(finding(), "beri-saran")


def test_case_is_given_down_and_taken_over_and_its_holder_acts() -> None:
    case = report(BAWASLU)
    assert seen(case, BAWASLU).case.holder is Office.BAWASLU_REGENCY
    take_step(
        BAWASLU, FEBRUARY, means=means(), case=case, key="pelimpahan", to=Office.PANWASCAM, note="Lokal"
    )
    assert may(case, BAWASLU) == ["pengambilalihan"]
    steps(case, "mulai-kajian-awal")
    take_step(BAWASLU, FEBRUARY, means=means(), case=case, key="pengambilalihan", to=Office.BAWASLU_REGENCY)

    assert "nyatakan-lengkap" in may(case, BAWASLU)
    assert may(case, person("panwascam")) == []


def test_case_runs_out_only_when_its_deadline_has_passed() -> None:
    case = report()
    with pytest.raises(Refused):
        steps(case, "kedaluwarsa")

    steps(case, "kedaluwarsa", at=FEBRUARY + timedelta(days=3))

    assert (seen(case).case.state, seen(case).dues) == ("kedaluwarsa", ())


def test_alarms_ring_once_before_the_deadline_and_once_after_it() -> None:
    case = report()
    until = seen(case).dues[0].until

    rung = [ring(until - timedelta(hours=hours)) for hours in (49, 47, 47, 25, 23, 7, 5, 0, -1)]

    assert rung[0] == 0
    assert rung[2] == 0
    assert [bool(count) for count in rung] == [False, True, False, False, True, False, True, True, False]
    mine = alarm_lines(person("panwascam"), book=means().book)
    assert [one.has_passed for one in mine] == [True, False, False, False]
    assert {one.rule for one in mine} == {"pemilu-kajian-awal"}
    assert alarm_lines(BAWASLU, book=means().book)
    assert alarm_lines(CLERK, book=means().book) == []


def test_deadline_that_was_met_rings_no_more_and_advice_rings_at_the_commission() -> None:
    case = report()
    steps(case, "mulai-kajian-awal", "nyatakan-lengkap")
    assert not AlarmRow.objects.exists()
    other = finding()
    give_advice(person("panwascam"), FEBRUARY, means=means(), case=other, to="PPK", text="Ganti")

    ring(FEBRUARY + timedelta(days=3))

    assert {one.case for one in alarm_lines(PPK, book=means().book)} == {other}


def test_cases_are_told_by_the_deadline_that_passes_first() -> None:
    slow = finding()
    quick = report()

    assert [one.pk for one in cases_by_deadline(BAWASLU)] == [quick, slow]
    assert CaseRow.objects.get(pk=slow).due == "pemilu-pleno"


def test_evidence_is_taken_in_every_state_and_once_each() -> None:
    case = report()
    steps(case, "mulai-kajian-awal", "tidak-diterima", "umumkan")
    digests = [Digest(bytes([number]) * 32) for number in (1, 2, 1)]

    assert add_evidence(person("panwascam"), FEBRUARY, means=means(), case=case, digests=digests) == 2


def test_regional_election_runs_by_its_own_law() -> None:
    OperationRow.objects.update(profile="pilkada-2024")

    case = finding()

    assert seen(case).case.regime is Regime.PILKADA
    assert CaseRow.objects.get().due == "pilkada-pleno"


def test_form_a_comes_back_as_it_was_and_without_names_for_who_sees_none() -> None:
    case = finding()

    assert form_a(person("panwascam"), case, vault=means().vault) == form()
    for_station = form_a(person("ptps"), case, vault=means().vault)

    assert for_station is not None
    assert for_station.suspicions[0].witnesses == ()
    assert form_a(BAWASLU, report(), vault=means().vault) is None


def test_number_is_given_once_and_time_to_come_is_refused() -> None:
    def opens(number: str, hours: int = -2) -> int:
        return open_finding(
            person("panwascam"),
            FEBRUARY,
            means=means(),
            operation=operation_number(),
            region=RegionCode("170401"),
            subject="place:gudang",
            found_at=FEBRUARY + timedelta(hours=hours),
            form=form(),
            number=number,
        )

    opens("001/TM/2024")

    with pytest.raises(Refused, match="in use"):
        opens("001/TM/2024")
    with pytest.raises(Refused, match="lies ahead"):
        opens("002/TM/2024", hours=1)
    assert CaseRow.objects.get(pk=(pk := finding())).number == f"TEMUAN/170401/2024/{pk:03d}"


def test_somebody_who_sees_less_is_shown_less() -> None:
    case = finding()
    ptps = person("ptps")
    blind = replace(ptps, scope=Scope(territory=KAUR, secrecy=Secrecy.PUBLIC, deeds=ptps.scope.deeds))

    view = seen(case, blind)

    assert (view.case.event, view.case.history, view.advice, view.dues) == ("", (), (), ())
    assert AdviceRow.objects.count() == 0
