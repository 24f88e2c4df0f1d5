"""The public page: read with the rights of the public, written as static files, handed out to everybody."""

import mimetypes
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from jinja2 import Environment

from sampai import __version__
from sampai.command.pages.public import STYLE, ElectionShares, LogSheet, PublicState, files
from sampai.command.rules.public import NATION, Share, shares
from sampai.custody.reactions import BoxStates
from sampai.election.queries import operations
from sampai.engines.site import Draft, Published, publish
from sampai.kernel.clock import ZONES
from sampai.kernel.rights import Scope
from sampai.ledger.actions.integrate import Shard, shards
from sampai.ledger.queries import latest_change
from sampai.ledger.queries.record import is_exercise, reacted
from sampai.ledger.rules.notes import read_checkpoint, read_note
from sampai.ledger.rules.tiles import CHECKPOINT
from sampai.main.store.lock import take_lock
from sampai.main.web.desk import desk
from sampai.main.web.files import FOREVER
from sampai.main.web.public_logs import folder_of, key_of
from sampai.main.web.templates import USUAL_ZONE, environment, spoken
from sampai.main.web.wiring import roles
from sampai.main.words import words
from sampai.places.queries import arrivals, region_names
from sampai.places.reactions import StationReports

FOLDER = "publik"
FRESH = "public, max-age=30, stale-while-revalidate=60"
"""What changes at most once a minute; a cache asks again in the background."""
ROLE = "publik"
_INDEX = "index.html"


def public_scope() -> Scope:
    """What everybody may see, as the pack's table of rights says for the public."""
    role = roles()[ROLE]
    return Scope(territory=NATION, secrecy=role.secrecy, deeds=role.deeds)


def public_state() -> PublicState:
    """All that is published, read anew. The only place that the public page's figures come from."""
    scope = public_scope()
    return PublicState(
        elections=[_election(scope, event) for event in _events(scope)],
        logs=[sheet for shard in shards() if (sheet := _sheet(shard))],
        exercise=is_exercise(),
        version=__version__,
    )


def _events(scope: Scope) -> Mapping[str, Any]:
    return {one.event: one for one in reversed(operations(scope))}


def _election(scope: Scope, event: str) -> ElectionShares:
    first = _events(scope)[event]
    found = shares(Share(name="", **asdict(one)) for one in arrivals(scope, event=event))
    names = region_names(code for code in found if code)
    profile = desk().election(first.profile)
    return ElectionShares(
        event=event,
        name=profile.name if profile else event,
        voting_day=first.voting_day,
        shares={code: Share(**asdict(one) | {"name": names.get(code, code)}) for code, one in found.items()},
    )


def _sheet(shard: Shard) -> LogSheet | None:
    try:
        content = (folder_of(shard.name) / CHECKPOINT).read_bytes()
    except OSError:  # not signed yet
        return None
    note = read_note(content)
    checkpoint = read_checkpoint(note.text)
    return LogSheet(
        name=shard.name,
        key=str(key_of(shard.name)),
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        signers=tuple(dict.fromkeys(line.name for line in note.lines)),
        checkpoint=content,
    )


def publish_to(out: Path, state: PublicState, *, at: datetime) -> Published:
    """Write the public page into a folder; only what changed is written."""
    moment = at.astimezone(ZoneInfo(ZONES[USUAL_ZONE])).replace(microsecond=0)
    drafts = files(state, looked=moment, style=_style(), draw=_draw, words=words)
    made = {path: Draft(mark, make) for path, (mark, make) in drafts.items()}
    return publish(out, made, at=moment.isoformat())


@cache
def _style() -> bytes:
    return (package_files("sampai") / "static" / STYLE).read_bytes()


@cache
def _environment() -> Environment:
    return environment()


def _draw(template: str, lang: str, content: Mapping[str, object]) -> str:
    return _environment().get_template(template).render(spoken(lang) | dict(content))


@dataclass(slots=True)
class PublicPage:
    """The page of this server. Figures are read anew only when something was stated or done."""

    seen: object = None
    state: PublicState | None = None

    def renew(self) -> None:
        """Bring the folder up to date, unless another process of this server does so."""
        with take_lock(settings.OPTIONS.data / FOLDER):
            publish_to(settings.OPTIONS.data / FOLDER, self.read(), at=datetime.now(tz=UTC))

    def read(self) -> PublicState:
        """What is to be published now."""
        mark = (latest_change(), *reacted(StationReports.name, BoxStates.name), _logs_now())
        if self.state is None or mark != self.seen:
            self.state, self.seen = public_state(), mark
        return self.state


def _logs_now() -> list[tuple[str, int]]:
    """When each log's checkpoint was written; witnesses sign later."""
    found = []
    for shard in shards():
        file = folder_of(shard.name) / CHECKPOINT
        found.append((shard.name, file.stat().st_mtime_ns if file.exists() else 0))
    return found


def public_file(request: HttpRequest, path: str = "") -> HttpResponse:
    """A file of the public page. Its ETag is its digest, so that caches ask without fetching."""
    name = f"{path}{_INDEX}" if not path or path.endswith("/") else path
    if any(part in {"", ".", ".."} for part in name.split("/")):
        raise Http404(path)
    file = (settings.OPTIONS.data / FOLDER).resolve() / name
    try:
        stat = file.stat()
        content = file.read_bytes()
    except OSError as error:
        raise Http404(path) from error
    tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers = {
        "Cache-Control": FOREVER if name.endswith(".css") else FRESH,
        "ETag": tag,
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind == "application/json"
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8" if text else kind, headers=headers)
