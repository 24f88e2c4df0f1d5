"""The command line: `sampai COMMAND ...`.

Each command is the object `command` of a module in `main/commands`, imported only when it is called. The
options `--lang`, `-v` and `--help` belong to every command and may stand anywhere. Help is translated by its
English sentence: `help=str(say("…"))`.

A command raises `SampaiError`; here it becomes a sentence, a hint and an exit code: 0 done, 1 the input has
faults or a file cannot be read or written, 2 wrong usage, 70 our own fault.
"""

import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from copy import copy
from importlib import import_module
from itertools import zip_longest
from keyword import iskeyword
from typing import NoReturn

import click

from sampai import __version__
from sampai.kernel.errors import Refused, SampaiError
from sampai.kernel.text import Text, say
from sampai.main.complaints import complaint, file_trouble, surprise, usage
from sampai.main.session import Session
from sampai.main.words import LANGUAGES

COMMANDS: Mapping[str, Text] = {
    "demo": say("Plans the sample regencies and opens the command centre with an account for every role."),
    "init": say("Writes an empty workbook for your own tables that explains itself."),
    "check": say("Reads the tables of an operation and lists every fault."),
    "sample": say("Makes the tables of an operation for any regency from public facts."),
    "needs": say("Counts what every station must get."),
    "weather": say("Fetches the weather forecast for every kecamatan of an operation."),
    "plan": say("Plans an operation: needs, journeys, guards, problems, report."),
    "replan": say("Carries a plan on when something happened, with as few changes as possible."),
    "rehearse": say("Plays a plan through many days as they may be, and says what it is worth."),
    "pack": say("Writes the pack of a coordination meeting from a plan."),
    "print": say("Prints the papers of an operation: waybills, minutes, labels, cards, blank or filled."),
    "alert": say("Reads alerts of other agencies and writes ours, as CAP 1.2."),
    "serve": say("Starts the command centre for the command post."),
    "public": say("Writes the public page as static files: shares of arrival, public logs, open data."),
    "import": say("Puts an operation's tables or a plan into the store of the command centre."),
    "account": say("Makes an account on this machine and invites its holder."),
    "ledger": say("Checks the record of what happened and its public log."),
    "sync": say("Brings the record from server to server, through a network or in a file."),
    "backup": say("Copies a command centre into a new folder while it runs."),
    "restore": say("Puts a backup back and brings it up to its public logs."),
    "sms": say("Takes reports that came as short messages."),
    "surplus": say("Proposes moves of ballots between stations before closing."),
    "bench": say("Measures the engines on published problems."),
}
"""In the order in which they are listed."""

OUR_FAULT = 70
STOPPED = 130
_BROKEN_PIPE = 141


class Commands(click.Group):
    """Loads a command's module when the command is called; says everything in the session's language."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """All commands, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command with the options that every command has."""
        if cmd_name not in COMMANDS:
            raise Refused(
                "command",
                say("There is no command {command}.", command=cmd_name),
                say("The commands are: {commands}.", commands=", ".join(COMMANDS)),
            )
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = import_module(f"sampai.main.commands.{module}").command
        assert isinstance(command, click.Command)
        return _dressed(command, speaker=ctx.ensure_object(Session))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line per command, without importing any."""
        speaker = ctx.ensure_object(Session)
        with formatter.section(speaker.say(say("Commands"))):
            formatter.write_dl([(name, speaker.say(text)) for name, text in COMMANDS.items()])


def _dressed(command: click.Command, *, speaker: Session) -> click.Command:
    """A copy of a command that knows the common options and explains itself in the session's language."""
    dressed = copy(command)
    known = {name for param in command.params for name in param.opts}
    common = [option for option in _common_options(speaker) if known.isdisjoint(option.opts)]
    dressed.params = [*(_translated(param, speaker=speaker) for param in command.params), *common]
    dressed.help = speaker.translate(command.help)
    dressed.epilog = speaker.translate(command.epilog)
    dressed.add_help_option = False
    if isinstance(dressed, click.Group):
        dressed.commands = {name: _dressed(part, speaker=speaker) for name, part in dressed.commands.items()}
    return dressed


def _translated(param: click.Parameter, *, speaker: Session) -> click.Parameter:
    if not isinstance(param, click.Option) or not param.help:
        return param
    translated = copy(param)
    translated.help = speaker.translate(param.help)
    return translated


def _common_options(speaker: Session) -> list[click.Option]:
    return [
        click.Option(
            ["--lang"],
            type=click.Choice(LANGUAGES),
            help=speaker.say(say("Language of what people read.")),
            expose_value=False,
            is_eager=True,
            callback=_set_language,
        ),
        click.Option(
            ["-v", "--verbose"],
            is_flag=True,
            help=speaker.say(say("Show what went wrong inside, when something does.")),
            expose_value=False,
            is_eager=True,
            callback=_set_verbose,
        ),
        click.Option(
            ["-h", "--help"],
            is_flag=True,
            help=speaker.say(say("Show this help.")),
            expose_value=False,
            is_eager=True,
            callback=_show_help,
        ),
    ]


def _set_language(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        ctx.ensure_object(Session).lang = value


def _set_verbose(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 -- click's signature
    if value:
        ctx.ensure_object(Session).verbose = True


def _show_help(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 -- click's signature
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 -- click's signature
    if value and not ctx.resilient_parsing:
        click.echo(f"sampai {__version__}")
        ctx.exit()


def sampai(speaker: Session) -> Commands:
    """The whole command line, in a session's language."""
    version = click.Option(
        ["--version"],
        is_flag=True,
        help=speaker.say(say("Show the version.")),
        expose_value=False,
        is_eager=True,
        callback=_show_version,
    )
    return Commands(
        name="sampai",
        help=speaker.say(
            say("Plans how every ballot box of an election arrives: on time, complete, guarded.")
        ),
        epilog=speaker.say(say("Begin with: sampai demo")),
        params=[version, *_common_options(speaker)],
        add_help_option=False,
        no_args_is_help=True,
    )


def run(args: Sequence[str]) -> int:
    """Run one command line; returns the exit code. Never raises, and prints no traceback without `-v`."""
    speaker = Session()
    speaker.lang = _asked_language(args) or speaker.lang
    try:
        code = sampai(speaker).main(list(args), prog_name="sampai", standalone_mode=False, obj=speaker)
        sys.stdout.flush()
    except click.Abort:
        click.echo(speaker.say(say("Stopped.")), err=True)
        return STOPPED
    except BrokenPipeError:
        # The reader (`| head`) has gone; Python would complain once more when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    except Exception as error:  # noqa: BLE001 -- nobody shall see a traceback unasked
        return _complain(error, speaker=speaker)
    return code if isinstance(code, int) else 0


def _asked_language(args: Sequence[str]) -> str | None:
    """Known before anything is parsed, so that help and complaints speak it too."""
    for arg, following in zip_longest(args, args[1:], fillvalue=""):
        asked = following if arg == "--lang" else arg.removeprefix("--lang=")
        if asked in LANGUAGES and arg != asked:
            return asked
    return None


def _complain(error: Exception, *, speaker: Session) -> int:
    if speaker.verbose:
        traceback.print_exception(error)
    match error:
        case click.exceptions.NoArgsIsHelpError():
            lines, code = iter([error.format_message()]), error.exit_code
        case click.ClickException():
            lines, code = usage(error, words=speaker.words), error.exit_code
        case SampaiError():
            lines, code = complaint(error, words=speaker.words), error.exit_code
        case OSError():
            lines, code = file_trouble(error, words=speaker.words), 1
        case _:
            lines, code = surprise(error, words=speaker.words), OUR_FAULT
    for line in lines:
        click.echo(line, err=True)
    return code


def main() -> NoReturn:
    """Entry point of the command `sampai`."""
    sys.exit(run(sys.argv[1:]))
