"""What is printed when a command cannot do what it was asked: what happened, where, and what to do."""

from collections.abc import Iterator

import click

from sampai.kernel.errors import InputFaults, SampaiError
from sampai.kernel.faults import Fault
from sampai.kernel.text import Text, Words, say


def complaint(error: SampaiError, *, words: Words) -> Iterator[str]:
    """A sentence and a hint; before them every fault, when tables have faults."""
    if isinstance(error, InputFaults):
        yield from (fault_line(fault, words=words) for fault in error.faults)
        yield ""
    yield words.say(error.sentence)
    yield words.say(error.hint)


def fault_line(fault: Fault, *, words: Words) -> str:
    """Sheet, row, column, value, what is wrong and how to mend it, on one line."""
    return f"{where(fault, words=words)}: {words.say(fault.wrong)} {words.say(fault.mend)}"


def where(fault: Fault, *, words: Words) -> str:
    """The cell as a person finds it."""
    cell = {"sheet": fault.sheet, "row": str(fault.row), "column": fault.column or "", "value": fault.value}
    if fault.row is None:
        return words.say(say("{sheet}", **cell))
    if fault.column is None:
        return words.say(say("{sheet}, row {row}", **cell))
    return words.say(say("{sheet}, row {row}, column “{column}”, “{value}”", **cell))


def usage(error: click.ClickException, *, words: Words) -> Iterator[str]:
    """What was wrong with the command line, and where its use is explained."""
    yield words.say(_misuse(error))
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "sampai"
    yield words.say(say("Its use is shown by: {command} --help", command=command))


def _misuse(error: click.ClickException) -> Text:
    match error:
        case click.NoSuchOption():
            return say("There is no option {option}.", option=error.option_name)
        case click.MissingParameter() if error.param is not None:
            return say("{parameter} is missing.", parameter=_called(error.param))
        case click.BadParameter() if error.param is not None:
            return say("{parameter}: {problem}", parameter=_called(error.param), problem=error.message)
        case _:
            return say("The command line was not understood: {problem}", problem=error.format_message())


def _called(param: click.Parameter) -> str:
    return param.opts[0] if isinstance(param, click.Option) else param.human_readable_name


def file_trouble(error: OSError, *, words: Words) -> Iterator[str]:
    """A file or folder that the system would not read or write."""
    file, reason = str(error.filename or ""), error.strerror or str(error)
    yield words.say(say("The file system refused {file}: {reason}", file=file, reason=reason))
    yield words.say(say("Check that the folder exists, that you may write to it and that the disk has room."))


def surprise(error: Exception, *, words: Words) -> Iterator[str]:
    """An apology for what nobody foresaw."""
    kind = type(error).__name__
    yield words.say(say("Something went wrong inside Sampai that nobody foresaw ({kind}).", kind=kind))
    yield words.say(
        say("Your tables were not changed. Run the command again with -v and report what it prints.")
    )
