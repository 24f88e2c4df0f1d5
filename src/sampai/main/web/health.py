"""How the server is: for load balancers (`/sehat`) and for Prometheus (`/metrics`)."""

import hmac
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import time

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse

from sampai import __version__
from sampai.engines.tlog.folder import HALTED
from sampai.ledger.actions.integrate import shards
from sampai.ledger.queries import rows_of
from sampai.ledger.queries.record import reacted, record_end
from sampai.ledger.rules.notes import read_checkpoint, read_note
from sampai.ledger.rules.tiles import CHECKPOINT
from sampai.main.secrets import lasting_secret
from sampai.main.web.chores import REACTIONS
from sampai.main.web.counts import BUCKETS_S, COUNTS, written
from sampai.main.web.public_logs import folder_of

KEY = "metrics.key"
LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")
"""Headers of a proxy: then the address of whoever asks is the proxy's."""
_TEXT = "text/plain; version=0.0.4; charset=utf-8"
Line = tuple[str, str, float]
"""A metric's name, its labels as they stand in braces, its value."""

HELP = {
    "sampai_info": ("gauge", "Version that answers."),
    "sampai_requests_total": ("counter", "Answers by class of status."),
    "sampai_request_seconds": ("histogram", "Time to answer."),
    "sampai_cpu_seconds_total": ("counter", "Processor time of these processes."),
    "sampai_memory_peak_bytes": ("gauge", "Highest resident memory, of each process together."),
    "sampai_processes": ("gauge", "Processes of the server on this machine."),
    "sampai_chore_failures_total": ("counter", "Turns of a chore that failed."),
    "sampai_chore_age_seconds": ("gauge", "Since a chore last went well."),
    "sampai_record_items": ("gauge", "Items in the record."),
    "sampai_quarantine_items": ("gauge", "Items in quarantine."),
    "sampai_reaction_behind": ("gauge", "Items that a reaction has not read."),
    "sampai_log_entries": ("gauge", "Entries under a log's last checkpoint."),
    "sampai_log_behind": ("gauge", "Items that have a place in a log and no entry yet."),
    "sampai_log_halted": ("gauge", "1 where a log must not be signed any more."),
    "sampai_public_age_seconds": ("gauge", "Since the public page was made."),
    "sampai_disk_free_bytes": ("gauge", "Room left in the data folder."),
}


def live(_request: HttpRequest) -> HttpResponse:
    """Whether the process answers at all."""
    return HttpResponse("hidup\n", content_type="text/plain; charset=utf-8")


def ready(_request: HttpRequest) -> HttpResponse:
    """Whether requests may be sent here: the store answers."""
    try:
        rows_of("SELECT number FROM change WHERE id = 1")
    except DatabaseError:
        return HttpResponse("belum siap\n", content_type="text/plain; charset=utf-8", status=503)
    return HttpResponse("siap\n", content_type="text/plain; charset=utf-8")


@cache
def _key() -> str:
    return lasting_secret(settings.OPTIONS.data / KEY)


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: to this machine, or to whoever has the key of the file `metrics.key`."""
    if not _may(request):
        raise Http404
    COUNTS.write()
    lines = [*_of_processes(), *_of_store()]
    return HttpResponse("".join(_told(lines)), content_type=_TEXT)


def _may(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    if given:
        return hmac.compare_digest(given.encode(), f"Bearer {_key()}".encode())
    forwarded = any(name in request.headers for name in FORWARDED)
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not forwarded


def _told(lines: list[Line]) -> Iterator[str]:
    for name, (kind, meaning) in HELP.items():
        mine = [one for one in lines if one[0].removeprefix(name) in {"", "_bucket", "_sum", "_count"}]
        if mine:
            yield f"# HELP {name} {meaning}\n# TYPE {name} {kind}\n"
        yield from (
            f"{one}{{{labels}}} {value:.15g}\n" if labels else f"{one} {value:.15g}\n"
            for one, labels, value in mine
        )


def _label(name: str, value: str) -> str:
    escaped = value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'{name}="{escaped}"'


def _of_processes() -> Iterator[Line]:
    found = [*written()]
    status, failed = Counter[str](), Counter[str]()
    turned: dict[str, float] = {}
    for one in found:
        status.update(one["status"])
        failed.update(one["failed"])
        turned |= {name: max(at, turned.get(name, 0)) for name, at in one["turned"].items()}
    yield "sampai_info", _label("version", __version__), 1
    yield from (
        ("sampai_requests_total", _label("status", name), count) for name, count in sorted(status.items())
    )
    total = 0
    for at, edge in enumerate((*map(str, BUCKETS_S), "+Inf")):
        total += sum(one["buckets"][at] for one in found)
        yield "sampai_request_seconds_bucket", _label("le", edge), total
    yield "sampai_request_seconds_sum", "", sum(one["seconds"] for one in found)
    yield "sampai_request_seconds_count", "", total
    yield "sampai_cpu_seconds_total", "", sum(one["cpu"] for one in found)
    yield "sampai_memory_peak_bytes", "", sum(one["memory"] for one in found)
    yield "sampai_processes", "", len(found)
    yield from (
        ("sampai_chore_failures_total", _label("chore", name), count)
        for name, count in sorted(failed.items())
    )
    yield from (
        ("sampai_chore_age_seconds", _label("chore", name), time() - at)
        for name, at in sorted(turned.items())
    )


def _of_store() -> Iterator[Line]:
    end = record_end()
    yield "sampai_record_items", "", end
    yield "sampai_quarantine_items", "", rows_of("SELECT COUNT(*) FROM quarantine")[0][0]
    names = [one.name for one in REACTIONS]
    for name, come in zip(names, reacted(*names), strict=True):
        yield "sampai_reaction_behind", _label("reaction", name), end - come
    for shard in shards():
        label, size = _label("log", shard.name), _size_of(folder_of(shard.name))
        yield "sampai_log_entries", label, size
        yield "sampai_log_behind", label, shard.size - size
        yield "sampai_log_halted", label, (folder_of(shard.name) / HALTED).exists()
    with suppress(OSError):
        made = (settings.OPTIONS.data / "publik" / "berkas.json").stat().st_mtime
        yield "sampai_public_age_seconds", "", time() - made
    yield "sampai_disk_free_bytes", "", shutil.disk_usage(settings.OPTIONS.data).free


def _size_of(log: Path) -> int:
    try:
        return read_checkpoint(read_note((log / CHECKPOINT).read_bytes()).text).size
    except OSError:  # not signed yet
        return 0
