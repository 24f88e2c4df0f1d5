import resource
import sys

import click
import pytest
from tests.processes import ran

from sampai import __version__
from sampai.kernel.errors import InputFaults, Refused
from sampai.kernel.faults import Fault
from sampai.kernel.text import say
from sampai.main import cli
from sampai.main.cli import COMMANDS, OUR_FAULT, run
from sampai.main.session import session

FAULT = Fault(
    code="x",
    sheet="tps",
    row=12,
    column="Desa",
    value="17O4",
    wrong=say("There is no TPS {code}.", code="17O4"),
    mend=say("Count again."),
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPAI_LANG", "en")


@pytest.fixture
def command_that(monkeypatch: pytest.MonkeyPatch) -> "type[_Stand]":
    """Lets `sampai demo` do what a test asks for."""
    monkeypatch.setattr(cli, "import_module", lambda _: _Stand)
    return _Stand


class _Stand:
    command = click.Command("demo")


def _raising(error: Exception) -> click.Command:
    def fail() -> None:
        raise error

    return click.Command("demo", callback=fail)


@pytest.mark.parametrize("args", [["--help"], ["-h"], []])
def test_help_lists_every_command(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(args)

    spoken = "".join(capsys.readouterr())
    assert all(f"\n  {name} " in spoken for name in COMMANDS)


def test_help_costs_less_than_a_third_of_a_second_and_loads_no_heavy_library() -> None:
    code = (
        "import sys; from sampai.main.cli import run; run(['--help']);"
        "print([m for m in ('numpy', 'polars', 'pyvrp', 'scipy', 'jinja2') if m in sys.modules])"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    said = ran([sys.executable, "-c", code]).stdout

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert said.endswith("\n[]\n")
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.3


def test_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"sampai {__version__}\n"


def test_unknown_command_names_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paln"]) == 2
    assert capsys.readouterr().err == (
        "There is no command paln.\n"
        "The commands are: demo, init, check, sample, needs, weather, plan, replan, rehearse, pack, print, "
        "alert, serve, public, import, account, ledger, sync, backup, restore, sms, surplus, bench.\n"
    )


def test_unknown_option_names_where_help_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lan", "en"]) == 2
    assert capsys.readouterr().err == "There is no option --lan.\nIts use is shown by: sampai --help\n"


def test_refusal_is_a_sentence_and_a_hint_with_exit_code_two(
    command_that: type[_Stand], capsys: pytest.CaptureFixture[str]
) -> None:
    command_that.command = _raising(Refused("x", say("Not so."), say("Do this.")))

    assert run(["demo"]) == 2
    assert capsys.readouterr().err == "Not so.\nDo this.\n"


def test_every_fault_is_printed_with_its_cell_and_exit_code_one(
    command_that: type[_Stand], capsys: pytest.CaptureFixture[str]
) -> None:
    command_that.command = _raising(InputFaults([FAULT, FAULT]))

    assert run(["demo"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["tps, row 12, column “Desa”, “17O4”: There is no TPS 17O4. Count again."] * 2
    assert lines[3] == "The tables have 2 faults."


def test_our_own_fault_is_an_apology_without_a_traceback(
    command_that: type[_Stand], capsys: pytest.CaptureFixture[str]
) -> None:
    command_that.command = _raising(KeyError("secret"))

    assert run(["demo"]) == OUR_FAULT
    spoken = capsys.readouterr().err
    assert "Traceback" not in spoken
    assert "-v" in spoken


@pytest.mark.parametrize("args", [["-v", "demo"], ["demo", "-v"], ["demo", "--verbose"]])
def test_traceback_is_shown_only_when_asked_for(
    args: list[str], command_that: type[_Stand], capsys: pytest.CaptureFixture[str]
) -> None:
    command_that.command = _raising(KeyError("secret"))

    assert run(args) == OUR_FAULT
    assert "Traceback" in capsys.readouterr().err


def test_full_disk_or_forbidden_folder_is_told_by_name(
    command_that: type[_Stand], capsys: pytest.CaptureFixture[str]
) -> None:
    command_that.command = _raising(PermissionError(13, "Permission denied", "/out/plan.json"))

    assert run(["demo"]) == 1
    assert "/out/plan.json: Permission denied" in capsys.readouterr().err


def test_ctrl_c_stops_quietly(command_that: type[_Stand], capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    command_that.command = click.Command("demo", callback=interrupt)

    assert run(["demo"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_commands_exit_code_is_kept(command_that: type[_Stand]) -> None:
    command_that.command = click.Command("demo", callback=lambda: click.get_current_context().exit(1))

    assert run(["demo"]) == 1


@pytest.mark.parametrize("args", [["--lang", "id", "demo"], ["demo", "--lang=id"], ["demo", "--lang", "id"]])
def test_language_may_stand_anywhere(
    args: list[str], command_that: type[_Stand], capsys: pytest.CaptureFixture[str]
) -> None:
    command_that.command = click.Command("demo", callback=lambda: click.echo(session().lang))

    run(["demo"])
    run(args)

    assert capsys.readouterr().out == "en\nid\n"


def test_unknown_language_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "jv", "demo"]) == 2
    assert "--lang" in capsys.readouterr().err


def test_help_of_a_command_is_translated_and_knows_the_common_options(
    command_that: type[_Stand], capsys: pytest.CaptureFixture[str]
) -> None:
    command_that.command = click.Command("demo", help="Count again.", callback=lambda: None)

    assert run(["demo", "--help"]) == 0
    spoken = capsys.readouterr().out
    assert all(option in spoken for option in ("Count again.", "--lang [id|en]", "--verbose", "--help"))
