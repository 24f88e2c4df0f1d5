"""Short messages from a gateway's folder into the record, and their receipts back."""

from pathlib import Path

from sampai.engines.signing import verify
from sampai.engines.sms.folder import SmsFolder
from sampai.fieldwork.actions import take_sms
from sampai.fieldwork.reactions import ShortReports
from sampai.ledger.actions.react import catch_up
from sampai.main.web.record import now_ms, own_node, voice_key


def take_folder(*, inbox: Path, outbox: Path) -> tuple[int, int]:
    """Take every message that lies there; how many were taken, and how many answered.

    A file goes when its message is in the record and its answer in the outbox, so a stop between them only
    makes the same answer twice.
    """
    folder, taken, answered = SmsFolder(outbox=outbox, inbox=inbox), 0, 0
    for file, sms in folder.received():
        reply = take_sms(own_node(), sms, at_ms=now_ms(), voice=voice_key, verify=verify)
        catch_up(ShortReports())
        if reply is not None:
            answered += folder(reply)
        file.unlink()
        taken += 1
    return taken, answered
