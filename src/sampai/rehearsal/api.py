"""What whoever plays an exercise asks its server: what its instructor lets happen; docs/howto/exercise.md."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sampai.kernel.clock import HTime
from sampai.kernel.errors import Refused
from sampai.ledger.api import Record, Turned, answer, bounded_body, call, signed_by
from sampai.ledger.model import Data, Malformed
from sampai.ledger.queries.record import Known, is_exercise
from sampai.ledger.rules.cbor import decode
from sampai.ledger.rules.enrolment import PROTOCOL
from sampai.rehearsal.actions import begin_from_device
from sampai.rehearsal.queries import injections, open_exercise
from sampai.rehearsal.rules.telling import injection_row, script_of_rows

MOST_BODY = 64 << 10


@require_http_methods(["GET", "POST"])
@call
def exercise(request: HttpRequest, *, record: Record) -> HttpResponse:
    """GET: the exercise that is going on in the territory of a server below. POST: its day begins now.

    Answers 404 where the record is real, 403 for telephones.
    """
    body = bounded_body(request, most=MOST_BODY) if request.method == "POST" else b""
    known = signed_by(request, record=record, body=body)
    if not is_exercise():
        raise Turned(404, "unknown")
    if not known.server:
        raise Turned(403, "server")
    if request.method == "POST":
        _begin(body, known=known, now_ms=record.now_ms())
    return answer(_told(known))


def _begin(body: bytes, *, known: Known, now_ms: int) -> None:
    try:
        said = decode(body)
        first, thousandths, rows = said[2], said[3], said[4]
        script = script_of_rows(rows, first=HTime(first), speed=thousandths / 1_000) if rows else None
        begin_from_device(
            known.territory,
            first=HTime(first),
            speed=thousandths / 1_000,
            script=script,
            by=known.holder,
            now_ms=now_ms,
        )
    except (Malformed, LookupError, TypeError, ValueError) as error:
        raise Turned(400, "malformed") from error
    except Refused as error:
        raise Turned(409, error.code) from error


def _told(known: Known) -> dict[int, Data]:
    going = open_exercise(known.territory)
    if going is None:
        return {1: PROTOCOL, 2: None, 3: []}
    return {
        1: PROTOCOL,
        2: going.pk,
        3: [[one.pk, *injection_row(one.injection)] for one in injections(going)],
    }
