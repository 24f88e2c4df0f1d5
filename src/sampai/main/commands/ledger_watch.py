"""`sampai ledger witness | cosign | mirror | monitor | policy`: institutions watch each other."""

import time
from collections.abc import Callable, Sequence
from http.server import ThreadingHTTPServer
from itertools import combinations
from pathlib import Path

import click

from sampai.engines import tlog
from sampai.engines.signing import verify
from sampai.engines.tlog.disk import store
from sampai.kernel.clock import now
from sampai.kernel.errors import SampaiError
from sampai.kernel.text import Text, say
from sampai.ledger.model import Malformed
from sampai.ledger.rules.monitor import Alarm, Watch, watch
from sampai.ledger.rules.notes import Checkpoint, Note, read_checkpoint, read_note
from sampai.ledger.rules.policy import NONE, Policy, smallest_plot
from sampai.ledger.rules.tiles import CHECKPOINT, Fetch
from sampai.main.log_keys import log_key, policy_of, read_key
from sampai.main.session import session

UNPROVEN, BROKEN = 1, 3
"""Exit codes: too few or too old signatures; a second history, a damaged or unsigned log."""

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_POLICY = click.option(
    "--policy",
    "rules",
    required=True,
    type=_FILE,
    metavar="FILE",
    help=str(say("Who must have signed: logs, witnesses, quorum.")),
)
_HOST = click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help=str(say("Address to listen on; put a web server with HTTPS in front of it.")),
)
_PORT = click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    metavar="PORT",
    help=str(say("Serve on this port, until Ctrl-C.")),
)


def _clock() -> float:
    return now().timestamp()


def _say(text: Text) -> None:
    click.echo(session().say(text))


def _serve(server: ThreadingHTTPServer) -> None:
    try:
        server.serve_forever()
    finally:
        server.server_close()


@click.command(
    "witness",
    help=str(
        say(
            "A witness: cosigns a log's checkpoint only if the log has grown since the last one and lost "
            "nothing. It belongs to an institution that is not the log's operator, on a machine of its own. "
            "Without --port it only shows its key and what it has seen."
        )
    ),
)
@click.option(
    "--folder", required=True, type=_FOLDER, metavar="DIR", help=str(say("Folder of its key and its memory."))
)
@click.option("--name", required=True, help=str(say("Its name, like witness.bawaslu.go.id")))
@click.option(
    "--log",
    "logs",
    multiple=True,
    required=True,
    metavar="VKEY",
    help=str(say("Public key of a log that it watches; may be given several times.")),
)
@_HOST
@_PORT
def witness(folder: Path, *, name: str, logs: Sequence[str], host: str, port: int | None) -> None:
    """Open, show, serve."""
    keys = [read_key(text) for text in logs]
    one = tlog.open_witness(folder, name=name, logs=keys, verify=verify, clock=_clock)
    _say(say("Line for a policy: {line}", line=f"witness {name} {one.key} http://{host}:{port or 8080}"))
    for checkpoint in one.seen.values():
        _say(say("{origin}: {size} entries cosigned.", origin=checkpoint.origin, size=checkpoint.size))
    if port is not None:
        _serve(tlog.witness_server(one, host=host, port=port))


@click.command(
    "cosign",
    help=str(
        say(
            "Asks every witness of a policy to cosign the log's last checkpoint, and keeps what they signed. "
            "Run it when a log is opened and after each checkpoint. Exit code 1 if too few signed."
        )
    ),
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_POLICY
def cosign(folder: Path, *, rules: Path) -> int:
    """Ask, tell who is missing."""
    found = tlog.cosign(folder, policy=policy_of(rules), verify=verify)
    for name, why in found.missing:
        _say(say("Witness {name} did not sign. {why}", name=name, why=why))
    if not found.accepted:
        _say(say("Too few signed: this checkpoint proves nothing yet."))
        return UNPROVEN
    _say(say("Signed as the policy asks."))
    return 0


@click.command(
    "mirror",
    help=str(
        say(
            "Copies a log and verifies everything on the way; run again, it carries on. SOURCE is a "
            "folder or a web address. With --name and --folder the mirror signs that it holds the copy. "
            "Exit code 1 if the log does not contain what was copied before."
        )
    ),
)
@click.argument("source")
@click.option("--to", required=True, type=_FOLDER, metavar="DIR", help=str(say("Folder of the copy.")))
@click.option(
    "--key", required=True, metavar="VKEY", help=str(say("The log's public key, as it was printed."))
)
@click.option("--name", default="", help=str(say("The mirror's name, like mirror.bawaslu.go.id")))
@click.option("--folder", type=_FOLDER, metavar="DIR", help=str(say("Folder of its key and its memory.")))
@_HOST
@_PORT
def mirror(
    source: str, *, to: Path, key: str, name: str, folder: Path | None, host: str, port: int | None
) -> None:
    """Copy, tell, serve."""
    if bool(name) != bool(folder):
        raise click.UsageError(str(say("Give both --name and --folder, or none of them.")))
    known = log_key(key, None)
    own = None
    if folder is not None:
        own = tlog.open_witness(folder, name=name, logs=[known], verify=verify, clock=_clock)
        _say(say("Line for a policy: {line}", line=f"witness {name} {own.key}"))
    found = tlog.mirror(tlog.log_at(source), to, key=known, verify=verify, cosigner=own)
    _say(
        say(
            "The copy holds {size} entries of {origin}; {count} bundles were fetched.",
            size=found.checkpoint.size,
            origin=found.checkpoint.origin,
            count=found.fetched,
        )
    )
    if port is not None:
        _serve(tlog.log_server(to, host=host, port=port))


@click.command(
    "monitor",
    help=str(
        say(
            "Watches a log: does it still hold what it held, is it signed as the policy asks, and lately? "
            "SOURCE is a folder or a web address. Exit code 0: all is well; 1: too few or too old "
            "signatures, or no answer; 3: a second history, an old state, a damaged or unsigned log."
        )
    ),
)
@click.argument("source")
@_POLICY
@click.option(
    "--memory",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=str(say("Where the last checkpoint is kept.")),
)
@click.option(
    "--fresh",
    "fresh_s",
    type=click.IntRange(min=1),
    default=3_600,
    show_default=True,
    metavar="SECONDS",
    help=str(say("How old the witnesses' signatures may be.")),
)
@click.option(
    "--every",
    "every_s",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    help=str(say("Look again and again, until something is broken or Ctrl-C.")),
)
def monitor(source: str, *, rules: Path, memory: Path, fresh_s: int, every_s: int | None) -> int:
    """Look, tell, remember; again."""
    policy, fetch = policy_of(rules), tlog.log_at(source)
    while True:
        code = _looked(fetch, policy=policy, memory=memory, fresh_s=fresh_s)
        if every_s is None or code == BROKEN:
            return code
        time.sleep(every_s)


def _looked(fetch: Fetch, *, policy: Policy, memory: Path, fresh_s: int) -> int:
    try:
        note = read_note(fetch(CHECKPOINT))
    except Malformed:
        note = Note("", ())
    except (OSError, SampaiError) as error:
        _say(say("The log does not answer: {why}", why=str(error)))
        return UNPROVEN
    last = _remembered(memory)
    found = watch(
        note, last=last, fetch=fetch, policy=policy, verify=verify, now_s=int(_clock()), fresh_s=fresh_s
    )
    for alarm in found.alarms:
        _say(_alarm(alarm, found=found, last=last))
    if not found.alarms and found.checkpoint is not None:
        _say(
            say(
                "{origin}: {size} entries, sound.", origin=found.checkpoint.origin, size=found.checkpoint.size
            )
        )
    code = max((_CODES[alarm] for alarm in found.alarms), default=0)
    kept = memory.with_name(f"{memory.name}.alarm") if code == BROKEN else memory
    store(kept.parent, {kept.name: str(note).encode()})
    return code


_CODES = {
    Alarm.UNSIGNED: BROKEN,
    Alarm.FORKED: BROKEN,
    Alarm.SHRUNK: BROKEN,
    Alarm.DAMAGED: BROKEN,
    Alarm.UNWITNESSED: UNPROVEN,
    Alarm.STALE: UNPROVEN,
}


def _remembered(memory: Path) -> Checkpoint | None:
    return read_checkpoint(read_note(memory.read_bytes()).text) if memory.exists() else None


def _alarm(alarm: Alarm, *, found: Watch, last: Checkpoint | None) -> Text:
    size = found.checkpoint.size if found.checkpoint else 0
    before = last.size if last else 0
    match alarm:
        case Alarm.UNSIGNED:
            return say("ALARM: the checkpoint is not signed by the log, or a signature is wrong.")
        case Alarm.FORKED:
            return say(
                "ALARM: the {size} entries do not contain the {before} seen before: a second history.",
                size=size,
                before=before,
            )
        case Alarm.SHRUNK:
            return say(
                "ALARM: {size} entries, {before} were seen before: an old state is shown.",
                size=size,
                before=before,
            )
        case Alarm.DAMAGED:
            return say("ALARM: tiles of the log are missing or damaged.")
        case Alarm.UNWITNESSED:
            return say("Too few witnesses signed the checkpoint of {size} entries.", size=size)
        case Alarm.STALE:
            return say("The witnesses' signatures are {age} seconds old.", age=_age_s(found))


def _age_s(found: Watch) -> int:
    return int(_clock()) - (found.at_s or 0)


@click.command(
    "policy",
    help=str(
        say(
            "Shows a policy in words and tests it: which institutions together could show two histories, and "
            "how many witnesses may be silent. Exit code 1 if the log's operator could do it alone."
        )
    ),
)
@click.argument("file", type=_FILE)
@click.option(
    "--operator", required=True, metavar="NAME", help=str(say("The institution that runs the log, like kpu."))
)
@click.option(
    "--run-by",
    "owners",
    multiple=True,
    metavar="WITNESS=NAME",
    help=str(say("Which institution runs a witness, where its name in the policy does not say so.")),
)
def policy(file: Path, *, operator: str, owners: Sequence[str]) -> int:
    """Read, show, test."""
    found = policy_of(file)
    of = dict(owner.split("=", 1) for owner in owners if "=" in owner)
    for key in found.logs:
        _say(say("Log {name}, key {key}", name=key.name, key=str(key)))
    for name, key in found.witnesses.items():
        _say(say("Witness {name} of {owner}, key {key}", name=name, owner=of.get(name, name), key=str(key)))
    _say(say("Needed: {rule}.", rule=_rule(found, found.quorum)))
    return _tested(found, institution_of=lambda name: of.get(name, name), operator=operator)


def _rule(policy: Policy, name: str) -> str:
    if name == NONE:
        return session().say(say("no witness at all"))
    if name not in policy.groups:
        return name
    group = policy.groups[name]
    members = ", ".join(_rule(policy, member) for member in group.members)
    return session().say(say("{least} of ({members})", least=group.least, members=members))


def _tested(policy: Policy, *, institution_of: Callable[[str], str], operator: str) -> int:
    plot = smallest_plot(policy, institution_of=institution_of, operator=operator)
    silent = _may_be_silent(policy)
    _say(say("Any {count} witnesses may be silent without holding the log up.", count=silent))
    if len(plot) == 1:
        _say(say("BROKEN: {operator} alone could show two histories.", operator=operator))
        return UNPROVEN
    _say(
        say(
            "Two histories would need {count} institutions together, for example {plot}.",
            count=len(plot),
            plot=", ".join(plot),
        )
    )
    return 0


def _may_be_silent(policy: Policy) -> int:
    """How many witnesses, whichever they are, may be missing."""
    names = set(policy.witnesses)
    for count in range(1, len(names) + 1):
        if not all(policy.holds(names - set(missing)) for missing in combinations(sorted(names), count)):
            return count - 1
    return len(names)
