"""Short messages into the record, and their receipts back: over a gateway's folder, or over HTTP."""

import hmac
import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sampai.engines.signing import verify
from sampai.engines.sms.folder import SmsFolder
from sampai.engines.sms.http import HttpSms, pushed
from sampai.fieldwork.actions import keep_reply, send_replies, take_sms
from sampai.fieldwork.model import Sms
from sampai.fieldwork.reactions import ShortReports
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.actions.react import catch_up
from sampai.main.web.record import now_ms, own_node, voice_key

GATEWAY = "sms.toml"
"""In the data folder: where a gateway is asked to send, and the key with which it brings messages."""


def take_folder(*, inbox: Path, outbox: Path) -> tuple[int, int]:
    """Take every message that lies there; how many were taken, and how many answered.

    A file goes when its message is in the record and its answer in the outbox, so a stop between them only
    makes the same answer twice. What somebody sent before is looked up before their next message.
    """
    folder, taken, answered = SmsFolder(outbox=outbox, inbox=inbox), 0, 0
    senders: set[str] = set()
    for file, sms in folder.received():
        if sms.sender in senders:
            catch_up(ShortReports())
            senders.clear()
        senders.add(sms.sender)
        reply = take_sms(own_node(), sms, at_ms=now_ms(), voice=voice_key, verify=verify)
        if reply is not None:
            answered += folder(reply)
        file.unlink()
        taken += 1
    if senders:
        catch_up(ShortReports())
    return taken, answered


def gateway() -> HttpSms | None:
    """The gateway that `sms.toml` names; None where there is no such file. Raises `Refused` for a fault."""
    file = Path(settings.OPTIONS.data) / GATEWAY
    return _gateway(file, file.stat().st_mtime_ns) if file.exists() else None


@cache
def _gateway(file: Path, _changed: int) -> HttpSms:
    try:
        return HttpSms(**tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise Refused(
            "sms",
            say("{file} cannot be read: {why}.", file=GATEWAY, why=str(error)),
            say("Write url, username, password and key."),
        ) from error


@csrf_exempt
@require_http_methods(["GET", "POST"])
def brought(request: HttpRequest) -> HttpResponse:
    """Take a message that the gateway brings, as Kannel does: `?kunci=…&from=%p&text=%a`.

    The answer is empty, so that the gateway sends none of its own; ours goes out by itself.
    """
    found, given = gateway(), {**request.GET.dict(), **request.POST.dict()}
    if (
        found is None
        or not found.key
        or not hmac.compare_digest(given.get("kunci", "").encode(), found.key.encode())
    ):
        raise Http404
    sms = pushed(given)
    if sms is None:
        return HttpResponse(status=400)
    take_brought(sms)
    return HttpResponse(status=200, content_type="text/plain")


def take_brought(sms: Sms) -> None:
    """Into the record, its answer laid out to be sent."""
    reply = take_sms(own_node(), sms, at_ms=now_ms(), voice=voice_key, verify=verify)
    catch_up(ShortReports())
    if reply is not None:
        keep_reply(reply, at_ms=now_ms())


def send_waiting() -> int:
    """Hand out to the gateway what waits; how many it took."""
    found = gateway()
    return 0 if found is None else send_replies(found)
