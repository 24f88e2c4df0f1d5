"""Reads a pack's rules of oversight: deadlines, holidays, cases, checklists, in `oversight/*.toml`."""

from datetime import time
from importlib.resources.abc import Traversable

from sampai.kernel.ids import RegionCode
from sampai.oversight.model import (
    CaseMachine,
    Checklist,
    DayUnit,
    DeadlineAlarm,
    DeadlineRule,
    Door,
    Happening,
    Holiday,
    HolidayKind,
    Move,
    Office,
    OfficeRule,
    Outcome,
    Principle,
    PublicState,
    Question,
    Regime,
    RuleBook,
    StateRule,
    StepRule,
    ViolationKind,
    WatchedStage,
    WorkCalendar,
)
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml

ANYWHERE = "*"
"""Of a step: it leaves every state that is no end."""
ANYWHERE_PUBLIC = "+"
"""Of a step: it leaves every state that is no end and that the public sees."""


def load_deadlines(*, pack: str = PACK) -> tuple[DeadlineRule, ...]:
    """The pack's deadlines of cases. Raises `Unreadable` for a fault in the file."""
    return deadlines_of(read_toml(_file("deadlines", pack=pack)))


def load_deadline_alarms(*, pack: str = PACK) -> tuple[DeadlineAlarm, ...]:
    """When alarms ring before deadlines pass. Raises `Unreadable` for a fault in the file."""
    return tuple(_alarm(row) for row in read_toml(_file("deadlines", pack=pack)).tables("alarm"))


def load_work_calendar(*, pack: str = PACK) -> WorkCalendar:
    """The pack's holidays. Raises `Unreadable` for a fault in the file."""
    return work_calendar_of(read_toml(_file("holidays", pack=pack)))


def load_case_machine(*, pack: str = PACK) -> CaseMachine:
    """The pack's states and steps of cases. Raises `Unreadable` for a fault in the file."""
    return case_machine_of(read_toml(_file("cases", pack=pack)))


def load_checklists(*, pack: str = PACK) -> tuple[Checklist, ...]:
    """The pack's checklists, one per stage. Raises `Unreadable` for a fault in the file."""
    return checklists_of(read_toml(_file("checklists", pack=pack)))


def load_rule_book(*, pack: str = PACK) -> RuleBook:
    """All rules of oversight of the pack. Raises `Unreadable` for a fault in a file."""
    return RuleBook(
        machine=load_case_machine(pack=pack),
        deadlines=load_deadlines(pack=pack),
        alarms=load_deadline_alarms(pack=pack),
        calendar=load_work_calendar(pack=pack),
        checklists=load_checklists(pack=pack),
        offices=offices_of(read_toml(_file("offices", pack=pack))),
    )


def offices_of(table: Table) -> tuple[OfficeRule, ...]:
    """For which offices roles act, as a file's outermost table says."""
    offices = tuple(_office(row) for row in table.tables("office"))
    table.close()
    return offices


def deadlines_of(table: Table) -> tuple[DeadlineRule, ...]:
    """The deadlines that a file's outermost table says."""
    rules = tuple(_deadline(row) for row in table.tables("deadline"))
    table.has("alarm")
    table.close()
    return rules


def work_calendar_of(table: Table) -> WorkCalendar:
    """The calendar that a file's outermost table says."""
    work, years = table.table("work"), table.tables("year")
    calendar = WorkCalendar(
        holidays=tuple(_holiday(row) for year in years for row in year.tables("holiday")),
        years=frozenset(year.whole("year") for year in years),
        bases=(work.basis(), *(year.basis() for year in years)),
        joint_leave_is_off=work.flag("joint_leave_is_off"),
    )
    for one in (work, *years, table):
        one.close()
    return calendar


def case_machine_of(table: Table) -> CaseMachine:
    """The machine that a file's outermost table says."""
    states = tuple(_state(row) for row in table.tables("state"))
    starts = table.table("starts")
    machine = table.make(
        "step",
        lambda: CaseMachine(
            states=states,
            steps=tuple(_step(row, states=states) for row in table.tables("step")),
            starts=tuple((door, starts.text(door)) for door in Door),
        ),
    )
    starts.close()
    table.close()
    return machine


def checklists_of(table: Table) -> tuple[Checklist, ...]:
    """The checklists that a file's outermost table says."""
    lists = tuple(_checklist(row) for row in table.tables("checklist"))
    table.close()
    return lists


def _file(name: str, *, pack: str) -> Traversable:
    return pack_folder(pack) / "oversight" / f"{name}.toml"


def _deadline(row: Table) -> DeadlineRule:
    rule = row.make(
        "days",
        lambda: DeadlineRule(
            key=row.text("key"),
            regime=row.choice("regime", Regime),
            name=row.text("name"),
            who=row.text("who"),
            since=row.choice("since", Happening),
            met_by=row.choices("met_by", Happening),
            days=row.whole("days"),
            unit=row.choice("unit", DayUnit),
            basis=row.basis(),
            unit_basis=row.basis("unit_basis"),
            doors=row.choices("doors", Door) or tuple(Door),
            only_after=row.choice("only_after", Happening) if row.has("only_after") else None,
            replaces=row.text("replaces", default=""),
            office_closes=_clock(row, "office_closes"),
        ),
    )
    row.close()
    return rule


def _clock(row: Table, key: str) -> time | None:
    if not row.has(key):
        return None
    minutes = row.clock(key) // 60
    return row.make(key, lambda: time(minutes // 60, minutes % 60))


def _alarm(row: Table) -> DeadlineAlarm:
    alarm = row.make(
        "before_h",
        lambda: DeadlineAlarm(before_h=row.whole("before_h"), tell=row.choices("tell", Office)),
    )
    row.close()
    return alarm


def _holiday(row: Table) -> Holiday:
    holiday = Holiday(
        day=row.day("day"),
        name=row.text("name"),
        kind=row.choice("kind", HolidayKind),
        region=RegionCode(row.text("region", default="")),
    )
    row.close()
    return holiday


def _state(row: Table) -> StateRule:
    state = StateRule(
        key=row.text("key"),
        name=row.text("name"),
        public=row.choice("public", PublicState) if row.has("public") else None,
        is_end=row.flag("end"),
    )
    row.close()
    return state


def _step(row: Table, *, states: tuple[StateRule, ...]) -> StepRule:
    step = StepRule(
        key=row.text("key"),
        name=row.text("name"),
        leaves=_leaves(row, states=states),
        to=row.text("to"),
        who=row.choices("who", Office),
        basis=row.basis(),
        doors=row.choices("doors", Door) or tuple(Door),
        regimes=row.choices("regimes", Regime) or tuple(Regime),
        kinds=row.choices("kinds", ViolationKind),
        asks_kind=row.flag("asks_kind"),
        marks=row.choices("marks", Happening),
        moves=row.choice("moves", Move) if row.has("moves") else None,
        after_deadline=row.flag("after_deadline"),
        told=row.flag("told"),
    )
    row.close()
    return step


def _office(row: Table) -> OfficeRule:
    office = OfficeRule(
        role=row.text("role"),
        office=row.choice("office", Office),
        digits=tuple(int(one) for one in row.texts("digits")),
    )
    row.close()
    return office


def _leaves(row: Table, *, states: tuple[StateRule, ...]) -> tuple[str, ...]:
    named = row.texts("leaves")
    if ANYWHERE in named:
        return tuple(state.key for state in states if not state.is_end)
    if ANYWHERE_PUBLIC in named:
        return tuple(state.key for state in states if not state.is_end and state.public)
    return named


def _checklist(row: Table) -> Checklist:
    checklist = row.make(
        "question",
        lambda: Checklist(
            stage=row.choice("key", WatchedStage),
            name=row.text("name"),
            who=row.choices("who", Office),
            questions=tuple(_question(one) for one in row.tables("question")),
        ),
    )
    row.close()
    return checklist


def _question(row: Table) -> Question:
    question = Question(
        key=row.text("key"),
        principle=row.choice("principle", Principle),
        text=row.text("text"),
        on_no=row.choice("on_no", Outcome),
        basis=row.basis(),
    )
    row.close()
    return question
