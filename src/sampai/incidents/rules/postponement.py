"""The postponement desk: from what is known of a station to the legal path and its works."""

from datetime import date, timedelta

from sampai.incidents.model import IncidentBook, LegalPath, PathFound, PathRule, StationCase, Task, Work
from sampai.kernel.errors import Refused
from sampai.kernel.text import say


def path_of(case: StationCase) -> LegalPath | None:
    """The path that fits; None while something that decides it is not known.

    UU 7/2017: voting again (Article 372), carried on (431) where it was broken off, later (432) where it
    could not begin. A station that has begun is not moved.
    """
    if case.may_be_invalid and case.has_begun:
        return LegalPath.PSU
    later = LegalPath.PSL if case.has_begun else LegalPath.PSS
    can_move = bool(case.other_place) and not case.has_begun
    if case.goods_in_time is False or (case.place_usable is False and not can_move):
        return later
    if case.goods_in_time is None or case.place_usable is None:
        return None
    return LegalPath.CONTINUE if case.place_usable else LegalPath.MOVE


def find_path(case: StationCase, *, voting_day: date, vote_on: date, book: IncidentBook) -> PathFound:
    """The path of a station with all its works, for voting on a chosen day.

    Raises `Refused` while something is not known, and for a day that the path does not allow.
    """
    path = path_of(case)
    if path is None:
        raise Refused(
            "path",
            say("Nobody knows yet whether {station} can vote.", station=case.station),
            say("Find out whether the place can be used and whether whole goods come in time."),
        )
    rule = book.paths[path]
    last = voting_day + timedelta(days=rule.within_days)
    if not voting_day <= vote_on <= last or (rule.within_days and vote_on == voting_day):
        raise Refused(
            "path",
            say("{station} cannot vote on {day}.", station=case.station, day=vote_on.isoformat()),
            say("Choose a day up to {day}.", day=last.isoformat()),
        )
    return PathFound(
        station=case.station,
        path=path,
        voting_day=vote_on,
        last_day=last,
        proposes=rule.proposes,
        decides=rule.decides,
        tasks=_tasks(case, rule, vote_on=vote_on),
        new_ballots=rule.new_ballots,
        forms=rule.forms,
        place=case.other_place if path is not LegalPath.CONTINUE else "",
    )


def _tasks(case: StationCase, rule: PathRule, *, vote_on: date) -> tuple[Task, ...]:
    """In the order of their days. Whole goods are not packed anew, unless other ballots are used."""
    keeps_goods = case.goods_fit is True and not rule.new_ballots
    works = [
        Task(work=work, by=vote_on - timedelta(days=days))
        for work, days in rule.works.items()
        if not (keeps_goods and work is Work.REKIT)
    ]
    return tuple(sorted(works, key=lambda task: (task.by, list(Work).index(task.work))))
