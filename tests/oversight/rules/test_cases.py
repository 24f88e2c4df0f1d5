from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oversight.worlds import KAUR, MACHINE, at, case

from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Institution, Scope, Secrecy
from sampai.ledger.model import Digest
from sampai.oversight.model import (
    Case,
    CaseMachine,
    Door,
    Office,
    PublicState,
    Regime,
    Step,
    ViolationKind,
)
from sampai.oversight.rules.cases import (
    apply,
    case_for,
    dues,
    may_follow,
    met_late,
    public_state,
    receivers,
    with_evidence,
)
from sampai.packs.oversight import load_deadlines, load_work_calendar

RULES, CALENDAR = load_deadlines(), load_work_calendar()
NOW = at("2024-02-07 09:00")


def take(one: Case, *keys: str, by: Office = Office.PANWASCAM) -> Case:
    for key in keys:
        one = apply(one, Step(key=key, by=by, kind=ViolationKind.ADMINISTRATIVE), NOW, machine=MACHINE)
    return one


def running(one: Case) -> list[str]:
    return [deadline.rule.key for deadline in dues(one, machine=MACHINE, rules=RULES, calendar=CALENDAR)]


def test_finding_goes_from_form_a_to_its_end() -> None:
    one = take(
        case(Door.FINDING), "catat-dugaan", "tetapkan-temuan", "registrasi-temuan", "terbukti", "teruskan"
    )
    one = take(one, "tindak-lanjut-administratif", by=Office.KPU)

    ended = take(one, "umumkan")

    assert (ended.state, ended.kind) == ("selesai", ViolationKind.ADMINISTRATIVE)
    assert public_state(ended, machine=MACHINE) is PublicState.DONE


def test_report_is_mended_registered_and_not_proven() -> None:
    one = take(case(Door.REPORT), "mulai-kajian-awal", "minta-perbaikan")
    one = take(one, "lengkapi-syarat", by=Office.REPORTER)
    studied = take(one, "registrasi-laporan")

    ended = take(studied, "tidak-terbukti", "umumkan")

    assert public_state(studied, machine=MACHINE) is PublicState.UNDER_STUDY
    assert ended.state == "selesai"


def test_advice_is_answered_by_the_commission_only() -> None:
    advised = take(case(Door.FINDING, holder=Office.PTPS), "beri-saran", by=Office.PTPS)

    assert [rule.key for rule in may_follow(advised, by=Office.KPU, at=NOW, machine=MACHINE)] == [
        "jawab-saran"
    ]
    assert public_state(advised, machine=MACHINE) is PublicState.UNDER_WAY


def test_doors_do_not_mix() -> None:
    with pytest.raises(Refused, match="tetapkan-temuan cannot be taken"):
        take(case(Door.REPORT), "tetapkan-temuan")


def test_crime_goes_to_gakkumdu_and_not_to_the_commission() -> None:
    one = replace(case(Door.FINDING), state="diteruskan", kind=ViolationKind.CRIME)

    takers = [by for by in Office if may_follow(one, by=by, at=NOW, machine=MACHINE)]

    assert Office.GAKKUMDU in takers
    assert not {Office.KPU, Office.DKPP} & set(takers)


def test_kind_is_asked_for_when_a_violation_is_proven() -> None:
    one = replace(case(Door.FINDING), state="kajian")

    with pytest.raises(Refused, match="kind of violation is missing"):
        apply(one, Step(key="terbukti", by=Office.PANWASCAM), NOW, machine=MACHINE)


def test_case_is_given_down_by_its_holder_and_taken_over_from_above() -> None:
    one = case(Door.REPORT, holder=Office.BAWASLU_REGENCY)
    step = Step(key="pelimpahan", by=Office.BAWASLU_REGENCY, to=Office.PANWASCAM)

    down = apply(one, step, NOW, machine=MACHINE)
    up = apply(
        down,
        Step(key="pengambilalihan", by=Office.BAWASLU_PROVINCE, to=Office.BAWASLU_PROVINCE),
        NOW,
        machine=MACHINE,
    )

    assert [down.holder, up.holder] == [Office.PANWASCAM, Office.BAWASLU_PROVINCE]
    assert [down.state, up.state] == [one.state, one.state]
    with pytest.raises(Refused, match="cannot be moved"):
        apply(one, replace(step, to=Office.BAWASLU), NOW, machine=MACHINE)


def test_office_that_does_not_hold_the_case_takes_no_step_in_it() -> None:
    one = case(Door.REPORT, holder=Office.PANWASCAM)

    steps = [rule.key for rule in may_follow(one, by=Office.BAWASLU_REGENCY, at=NOW, machine=MACHINE)]

    assert steps == ["pengambilalihan"]


def test_one_deadline_follows_the_other() -> None:
    one = case(Door.REPORT)
    screened = take(one, "mulai-kajian-awal", "nyatakan-lengkap")
    studied = take(screened, "registrasi-laporan")

    asked = take(studied, "minta-keterangan")

    assert running(one) == ["pemilu-kajian-awal"]
    assert running(screened) == []
    assert running(studied) == ["pemilu-penanganan"]
    assert running(asked) == ["pemilu-keterangan-tambahan"]
    assert running(take(asked, "tidak-terbukti")) == []


def test_regional_election_has_its_own_deadlines() -> None:
    assert running(case(Door.FINDING, regime=Regime.PILKADA)) == ["pilkada-pleno"]


def test_late_step_is_taken_and_noted_as_late() -> None:
    one = replace(case(Door.FINDING), state="dugaan")
    open_ones = dues(one, machine=MACHINE, rules=RULES, calendar=CALENDAR)
    step = Step(key="tetapkan-temuan", by=Office.PANWASCAM)

    in_time, late = (
        apply(one, step, at(when), machine=MACHINE, dues=open_ones)
        for when in ("2024-02-12 23:59", "2024-02-13 00:00")
    )

    assert in_time.history[-1].late == ()
    assert late.history[-1].late == ("pemilu-pleno",)


def test_report_that_came_late_is_taken_and_told() -> None:
    in_time, late = (
        met_late(
            case(Door.REPORT, since="2024-02-07 09:00", received=received), rules=RULES, calendar=CALENDAR
        )
        for received in ("2024-02-21 23:59", "2024-02-22 00:00")
    )

    assert in_time == ()
    assert [one.rule.key for one in late] == ["pemilu-laporan"]


def test_nothing_runs_against_a_case_that_ended() -> None:
    assert running(case(Door.FINDING)) == ["pemilu-pleno"]
    assert running(take(case(Door.FINDING), "tutup-lhp")) == []


def test_case_lapses_only_after_a_deadline_has_passed() -> None:
    one = replace(case(Door.FINDING), state="dugaan")
    open_ones = dues(one, machine=MACHINE, rules=RULES, calendar=CALENDAR)

    before, after = (
        {rule.key for rule in may_follow(one, by=Office.PANWASCAM, at=when, machine=MACHINE, dues=open_ones)}
        for when in (at("2024-02-12 23:59"), at("2024-02-13 00:00"))
    )

    assert after - before == {"kedaluwarsa"}


def test_evidence_is_taken_in_every_state_and_once() -> None:
    ended = replace(case(Door.FINDING), state="selesai")

    more = with_evidence(with_evidence(ended, [Digest(b"a")]), [Digest(b"a"), Digest(b"b")])

    assert more.evidence == (b"a", b"b")


ALL = Scope(territory=KAUR, secrecy=Secrecy.EMBARGO)


def test_commission_does_not_see_drafts_and_cannot_hide_what_is_published() -> None:
    draft, published = case(Door.FINDING), take(case(Door.FINDING), "beri-saran")

    seen = [
        case_for(one, machine=MACHINE, institution=Institution.KPU, scope=ALL) for one in (draft, published)
    ]

    assert seen == [None, published]
    assert case_for(draft, machine=MACHINE, institution=Institution.BAWASLU, scope=ALL) == draft


@pytest.mark.parametrize("institution", [one for one in Institution if one is not Institution.BAWASLU])
def test_reporter_never_leaves_the_supervisor(institution: Institution) -> None:
    one = take(case(Door.REPORT), "mulai-kajian-awal", "minta-perbaikan")
    step = Step(key="lengkapi-syarat", by=Office.REPORTER, name="Warga", note="Saya, Warga")
    one = apply(one, step, NOW, machine=MACHINE)

    seen = case_for(one, machine=MACHINE, institution=institution, scope=ALL)

    assert seen is not None
    assert "Warga" not in repr(seen)


def test_supervisor_without_the_class_sees_no_reporter() -> None:
    one = case(Door.REPORT)

    low, high = (
        case_for(
            one,
            machine=MACHINE,
            institution=Institution.BAWASLU,
            scope=Scope(territory=KAUR, secrecy=secrecy),
        )
        for secrecy in (Secrecy.AGENCIES, Secrecy.RESTRICTED)
    )

    assert low is not None
    assert low.reporters == ()
    assert high == one


def test_case_of_another_regency_is_not_seen() -> None:
    scope = Scope(territory=RegionCode("1801"), secrecy=Secrecy.EMBARGO)

    assert case_for(case(Door.REPORT), machine=MACHINE, institution=Institution.BAWASLU, scope=scope) is None


def test_machine_that_hides_or_ends_nowhere_is_refused() -> None:
    steps = MACHINE.steps
    hides = replace(steps[0], key="tarik", leaves=("saran",), to="lhp")
    lost = tuple(step for step in steps if step.key != "umumkan")
    astray = replace(steps[0], to="bulan")

    for wrong, said in (
        ((*steps, hides), "would hide"),
        (lost, "no end is reached"),
        ((astray,), "bulan is not known"),
    ):
        with pytest.raises(Refused, match=said):
            CaseMachine(states=MACHINE.states, steps=wrong, starts=MACHINE.starts)


def next_cases(one: Case) -> list[Case]:
    """The cases that follow by any step that anybody may take, before a deadline passes."""
    return [
        apply(one, Step(key=rule.key, by=by, kind=kind, to=to), NOW, machine=MACHINE)
        for by in Office
        for rule in may_follow(one, by=by, at=NOW, machine=MACHINE)
        for to in (receivers(one, rule, by=by) or (None,))
        for kind in (tuple(ViolationKind) if rule.asks_kind else (None,))
    ]


def reaches_an_end(one: Case) -> bool:
    seen, waiting = set[tuple[object, ...]](), [one]
    while waiting:
        here = waiting.pop()
        if MACHINE.state(here.state).is_end:
            return True
        for following in next_cases(here):
            mark = (following.state, following.holder, following.kind)
            if mark not in seen:
                seen.add(mark)
                waiting.append(following)
    return False


@settings(max_examples=40, deadline=None)
@given(
    door=st.sampled_from(Door),
    regime=st.sampled_from(Regime),
    holder=st.sampled_from([Office.PTPS, Office.PKD, Office.PANWASCAM, Office.BAWASLU]),
    choices=st.lists(st.integers(0, 200), max_size=8),
)
def test_every_case_can_reach_an_end_wherever_it_went(
    door: Door, regime: Regime, holder: Office, choices: list[int]
) -> None:
    one = case(door, regime=regime, holder=holder)
    for choice in choices:
        following = next_cases(one)
        one = following[choice % len(following)] if following else one

    assert reaches_an_end(one)
