"""Taking photos and files in, piece by piece."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum

from sampai.ledger.model import DIGEST_BYTES
from sampai.ledger.ports import Blobs
from sampai.ledger.tables import BlobRow

MOST_BLOB = 16 << 20
MOST_PIECE = 1 << 20
MOST_OF_A_DEVICE = 2 << 30
"""Bytes that one device may bring; some 4,000 photos."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a blob is there."""

    have: int
    size: int
    whole: bool


def blob_digest(text: str) -> bytes | None:
    """The digest of an address; None for another text."""
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return None
    return raw if len(raw) == DIGEST_BYTES and raw.hex() == text else None


def fits(device: str, *, digest: bytes, size: int) -> bool:
    """Whether a device may begin, or go on with, a blob of this size."""
    others = BlobRow.objects.filter(device=device).exclude(digest=digest.hex())
    brought = others.aggregate(total=Sum("size"))["total"] or 0
    return 0 < size <= MOST_BLOB and brought + size <= MOST_OF_A_DEVICE


def add_piece(
    device: str, *, digest: bytes, offset: int, size: int, piece: bytes, blobs: Blobs, at_ms: int
) -> Progress:
    """Add a piece. The answer says how much is there, whatever the offset was."""
    with transaction.atomic():
        row, _ = BlobRow.objects.get_or_create(
            digest=digest.hex(), defaults={"device": device, "size": size, "begun_ms": at_ms}
        )
        if not row.whole:
            have = blobs.add(digest, offset=offset, piece=piece, size=row.size)
            row.whole = have == row.size
            if have == 0:
                row.size = size
            row.save(update_fields=["whole", "size"])
    return Progress(blobs.have(digest), row.size, row.whole)
