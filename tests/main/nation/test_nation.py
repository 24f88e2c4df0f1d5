"""Small regencies of the gazetteer, planned in this process or others: kept, gone on with, named."""

import json
import os
import signal
from concurrent.futures import Executor, Future
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from sampai.kernel.text import PLAIN, Text, say
from sampai.main.cli import run
from sampai.main.nation.crews import MOST_LOST, Crew, processes, run_jobs
from sampai.main.nation.jobs import Done, Effort, Job
from sampai.main.nation.keeping import kept
from sampai.main.nation.running import NationOutcome, plan_nation
from sampai.main.nation.sources import is_nation, jobs_of
from sampai.main.rebuilding import rebuilt
from sampai.packs.indonesia.sampler import shipped_samples
from sampai.plan.forms.kept import NAME, read_kept
from sampai.plan.rules.nation.tally import Unplannable

SMALL = ("3101", "9119", "6504")
"""Regencies of three provinces with 41 to 49 stations in Pilkada 2024."""

EFFORT = Effort(election="pilkada-2024", scenarios=5, percent=1)


class Here(Executor):
    """Works in this process, so that tests see what it does."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN201
        future: Future[object] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


HERE = Crew(lambda: nullcontext(Here()), 1)


def nobody() -> Crew:
    raise AssertionError


def planned(
    out: Path,
    *,
    crew: object = lambda: HERE,
    told: list[Text] | None = None,
    source: str = "nation:pilkada-2024",
) -> NationOutcome:
    return plan_nation(
        source,
        out=out,
        effort=EFFORT,
        crew=crew,  # type: ignore[arg-type]
        words=PLAIN,
        tell=(told if told is not None else []).append,
        only=SMALL if source.startswith("nation") else (),
    )


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[NationOutcome, Path, list[Text]]:
    out, told = tmp_path_factory.mktemp("nation"), list[Text]()
    return planned(out, told=told), out, told


First = tuple[NationOutcome, Path, list[Text]]


def test_every_regency_is_planned_and_added_up_by_province(first: First) -> None:
    nation = first[0].nation

    assert [one.code for one in nation.tallies] == sorted(SMALL)
    assert [one.code for one in nation.provinces] == ["31", "65", "91"]
    assert nation.total.totals["stations"] == sum(one.figures.stations for one in nation.tallies) == 138
    assert nation.unplannable == ()


def test_what_is_kept_of_a_regency_is_a_plan_to_carry_on(first: First) -> None:
    plan = read_kept((first[1] / "regencies" / "3101" / NAME).read_bytes())

    assert plan.digest == first[0].nation.tallies[0].digest
    assert plan.parameters["search_percent"] == 1
    assert rebuilt(plan).digest == plan.digest


def test_progress_names_the_province_and_the_time_left(first: First) -> None:
    assert len(first[2]) == len(SMALL)
    assert "Papua Barat" in " ".join(map(str, first[2])) or "Papua" in " ".join(map(str, first[2]))
    assert str(first[2][-1]).endswith("nation 3 of 3; about 0 min left.")


def test_a_second_run_plans_nothing_and_says_the_same(first: First) -> None:
    again = planned(first[1], crew=nobody)

    assert (again.nation, again.known) == (first[0].nation, 3)


def test_the_report_has_a_page_a_workbook_and_data(first: First) -> None:
    names = [path.name for path in first[0].files]
    page = (first[1] / "nation.html").read_text(encoding="utf-8")
    data = json.loads((first[1] / "nation.json").read_bytes())

    assert names == ["nation.html", "nation.json", "nation.xlsx"]
    assert "Kepulauan Seribu" in page
    assert data["digest"] == first[0].nation.digest
    assert data["total"]["totals"]["stations"] == 138


@pytest.mark.parametrize("name", ["regency.json", NAME])
def test_a_damaged_file_is_found_by_its_digest(first: First, tmp_path: Path, name: str) -> None:
    job = next(one for one in jobs_of("nation:pilkada-2024", out=first[1], effort=EFFORT, only=["3101"]))
    elsewhere = replace(job, folder=tmp_path)
    copytree(job.folder, tmp_path, dirs_exist_ok=True)
    good = (tmp_path / name).read_bytes()
    assert kept(elsewhere) == kept(job) is not None

    (tmp_path / name).write_bytes(
        good[:-40] + b"1" + good[-39:] if name == NAME else good.replace(b"41", b"42")
    )

    assert kept(elsewhere) is None


def test_another_effort_or_other_tables_have_another_key(tmp_path: Path) -> None:
    kaur = tmp_path / "1704-kaur"
    source = shipped_samples()["kaur"]
    copytree(source, kaur)
    before = jobs_of(str(tmp_path), out=tmp_path, effort=EFFORT)[0]
    more = jobs_of(str(tmp_path), out=tmp_path, effort=replace(EFFORT, percent=2))[0]
    (kaur / "armada.csv").write_bytes((kaur / "armada.csv").read_bytes() + b"\n")
    after = jobs_of(str(tmp_path), out=tmp_path, effort=EFFORT)[0]

    assert is_nation(str(tmp_path))
    assert not is_nation(str(kaur))
    assert len({before.key, more.key, after.key}) == 3


def test_a_regency_with_faults_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    broken = tmp_path / "in" / "9119"
    broken.mkdir(parents=True)
    (broken / "operasi.csv").write_text("nama;nilai\n")

    made = planned(tmp_path / "out", source=str(tmp_path / "in"))

    assert [one.code for one in made.nation.unplannable] == ["9119"]
    assert "9119" in (tmp_path / "out" / "nation.html").read_text(encoding="utf-8")


def lethal(job: Job) -> Done:
    """Kills its process the first time that it runs, and every time for regency 9119."""
    mark = job.folder.parent / f"{job.code}.ran"
    if job.code == "9119" or not mark.exists():
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return Done(
        code=job.code, trouble=Unplannable(code=job.code, name="", what=say("survived"), remedy=say("-"))
    )


def test_what_a_killed_process_had_is_done_again_and_a_hopeless_one_is_named(tmp_path: Path) -> None:
    jobs = jobs_of("nation:pilkada-2024", out=tmp_path, effort=EFFORT, only=["3101", "9119"])

    done = {one.code: one for one in run_jobs(jobs, crew=processes(1), do=lethal)}

    assert [str(one.trouble.what) for _, one in sorted(done.items()) if one.trouble] == [
        "survived",
        f"Its process was lost {MOST_LOST} times.",
    ]


def test_the_command_refuses_what_a_nation_cannot_be_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["plan", "nation", "--out", str(tmp_path), "--strength", "polres-3101=5", "--lang", "en"])

    assert code == 2
    assert "--strength" in capsys.readouterr().err


def test_the_command_tells_the_national_figures(first: First, capsys: pytest.CaptureFixture[str]) -> None:
    only = [part for code in SMALL for part in ("--only", code)]
    asked = ["plan", "nation:pilkada-2024", "--out", str(first[1]), *only, "--scenarios", "5"]

    code = run([*asked, "--search-percent", "1", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (told["digest"], told["already_planned"]) == (first[0].nation.digest, 3)
