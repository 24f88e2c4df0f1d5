"""A nation's plan, from its regencies' jobs to its report."""

import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.kernel.text import Text, Words, say
from sampai.main.nation.crews import Crew, run_jobs
from sampai.main.nation.jobs import Done, Effort, Job
from sampai.main.nation.keeping import is_done, keep, kept
from sampai.main.nation.sources import jobs_of, names_of_regencies
from sampai.main.results import check_folder, write_files
from sampai.packs.nation_rules import load_nation_rules
from sampai.plan.pages.labels import RESTRICTED
from sampai.plan.pages.nation import FIGURES, nation_json, nation_sheets, render_nation, verdict
from sampai.plan.rules.nation.nation import Nation, nation_of, province_of
from sampai.plan.rules.nation.tally import Tally, Unplannable

SCENARIOS = 50
"""Days to try out for each regency of a nation, unless asked for more."""

Tell = Callable[[Text], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NationOutcome:
    """A nation's plan, the files of its report, and how many regencies an earlier run had planned."""

    nation: Nation
    files: list[Path]
    known: int


def plan_nation(
    source: str,
    *,
    out: Path,
    effort: Effort,
    crew: Callable[[], Crew],
    words: Words,
    tell: Tell,
    only: Collection[str] = (),
) -> NationOutcome:
    """Plan what an earlier run has not planned from the same inputs, balance the nation, write its report."""
    check_folder(out)
    jobs = jobs_of(source, out=out, effort=effort, only=only)
    tallies = {job.code: found for job in jobs if is_done(job) and (found := kept(job)) is not None}
    to_do = [job for job in jobs if job.code not in tallies]
    known, unplannable = len(tallies), []
    if to_do:
        desk = Progress(jobs, done=tallies, tell=tell, clock=time.monotonic)
        for done in _kept_as_they_come(to_do, crew=crew()):
            if done.trouble is not None:
                unplannable.append(done.trouble)
            if done.tally is not None:
                tallies[done.code] = done.tally
            desk.ended(done)
    nation = _nation(tallies.values(), unplannable=unplannable, effort=effort)
    return NationOutcome(nation=nation, files=_report(nation, out=out, words=words), known=known)


def _kept_as_they_come(jobs: list[Job], *, crew: Crew) -> Iterator[Done]:
    by_code = {job.code: job for job in jobs}
    for done in run_jobs(jobs, crew=crew):
        if done.tally is not None:
            keep(done, job=by_code[done.code])
        yield done


def _nation(tallies: Iterable[Tally], *, unplannable: Iterable[Unplannable], effort: Effort) -> Nation:
    return nation_of(
        tallies,
        unplannable=unplannable,
        names=names_of_regencies(),
        rules=load_nation_rules(),
        parameters={
            "seed": effort.seed,
            "effort": effort.effort,
            "search_percent": effort.percent,
            "scenarios": effort.scenarios,
        },
    )


def _report(nation: Nation, *, out: Path, words: Words) -> list[Path]:
    names, rules = names_of_regencies(), load_nation_rules()
    sheets = nation_sheets(nation, rules=rules, names=names, words=words)
    page = render_nation(nation, rules=rules, names=names, words=words)
    data = nation_json(nation, names=names, words=words)
    return write_files(
        [
            ("nation.html", lambda path: path.write_bytes(page.encode())),
            ("nation.json", lambda path: path.write_bytes(data.encode())),
            ("nation.xlsx", lambda path: write_workbook(path, sheets=sheets, mark=words.say(RESTRICTED))),
        ],
        out=out,
    )


def as_object(made: NationOutcome, *, seconds: float) -> str:
    """The national figures as one JSON object on one line."""
    nation = made.nation
    found = {
        **nation.total.totals,
        "regencies": nation.total.regencies,
        "unplannable": [one.code for one in nation.unplannable],
        "already_planned": made.known,
        "officers_missing": nation.total.missing,
        "officers_missing_after_help": sum((nation.balance.people_left or {}).values()),
        "parameters": dict(nation.parameters),
        "digest": nation.digest,
        "seconds": round(seconds, 3),
    }
    return json.dumps(found, ensure_ascii=False)


def story(made: NationOutcome, *, words: Words) -> Iterator[str]:
    """All that a person is told when a nation is planned."""
    nation = made.nation
    yield nation.total.name
    for key, (name, _) in FIGURES.items():
        yield f"  {words.say(name)}: {words.number(round(nation.total.totals[key]))}"
    yield from (words.say(text) for text in verdict(nation))
    yield from (
        f"  - {one.code} {one.name}: {words.say(one.what)} {words.say(one.remedy)}"
        for one in nation.unplannable
    )
    if made.known:
        yield words.say(say("{count} regencies were planned by an earlier run.", count=made.known))
    yield words.say(
        say(
            "Each regency was searched with {percent} % of the usual effort; any can be planned alone with "
            "more.",
            percent=nation.parameters["search_percent"],
        )
    )
    yield words.say(say("Written:"))
    yield from (f"  {path}" for path in made.files)


class Progress:
    """Tells after each regency how far its province and the nation are, and how long it may still take."""

    def __init__(
        self, jobs: Collection[Job], *, done: Collection[str], tell: Tell, clock: Callable[[], float]
    ) -> None:
        self.jobs: dict[str, Job] = {job.code: job for job in jobs}
        self.all = Counter(province_of(job.code) for job in jobs)
        self.done = Counter(province_of(self.jobs[code].code) for code in done)
        self.left = sum(job.size for job in jobs if job.code not in done)
        self.worked, self.tell, self.clock, self.started = 0, tell, clock, clock()
        self.names = names_of_regencies()

    def ended(self, done: Done) -> None:
        """One regency has ended, with a plan or without."""
        job, province = self.jobs[done.code], province_of(done.code)
        self.done[province] += 1
        self.worked += job.size
        self.left -= job.size
        seconds = (self.clock() - self.started) * self.left / max(1, self.worked)
        self.tell(
            say(
                "{regency}: {what}. {province} {done} of {all}, nation {count} of {total}; about "
                "{minutes} min left.",
                regency=job.name,
                what=say("planned") if done.trouble is None else say("not plannable"),
                province=self.names.get(province, province),
                done=self.done[province],
                all=self.all[province],
                count=self.done.total(),
                total=len(self.jobs),
                minutes=max(0, round(seconds / 60)),
            )
        )
