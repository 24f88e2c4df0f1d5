"""Keys of logs and policies as people give them on the command line."""

from pathlib import Path

import click

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.model import Malformed
from sampai.ledger.rules.notes import NoteKey, read_vkey
from sampai.ledger.rules.policy import Policy, read_policy


def read_key(text: str) -> NoteKey:
    """The key of a text. Raises `Refused`."""
    try:
        return read_vkey(text)
    except Malformed as error:
        raise Refused(
            "vkey",
            say("“{text}” is no public key of a log.", text=text),
            say("Copy it whole: name, plus, eight digits, plus, letters."),
        ) from error


def log_key(text: str | None, policy: Path | None) -> NoteKey:
    """The log's key, as given or as the only one of a policy. Raises `UsageError` where there is none."""
    if text:
        return read_key(text)
    logs = policy_of(policy).logs if policy else ()
    if len(logs) != 1:
        raise click.UsageError(str(say("Give the log's public key: --key VKEY")))
    return logs[0]


def policy_of(file: Path) -> Policy:
    """The policy of a file. Raises `Refused` with the line that is wrong."""
    try:
        return read_policy(file.read_text(encoding="utf-8"))
    except (Malformed, UnicodeDecodeError) as error:
        raise Refused(
            "policy",
            say("{path} is no policy: {what}.", path=str(file), what=str(error)),
            say("Its form is c2sp.org/tlog-policy: lines of log, witness, group and one quorum."),
        ) from error
