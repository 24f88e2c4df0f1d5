"""One byte changed in any column of the record is named: the fields are taken from the tables themselves."""

from collections.abc import Callable, Iterator

import pytest
from django.db import models
from tests.ledger.nodes import enrolled, take
from tests.ledger.worlds import Phone, altered

from sampai.engines.signing import verify
from sampai.ledger.actions.append import revoke_device
from sampai.ledger.model import Reason
from sampai.ledger.queries.evidence import stored_record
from sampai.ledger.rules.audit import Fault, Wrong
from sampai.ledger.rules.envelope import digest_of, read_event
from sampai.ledger.rules.leaves import hidden_leaf_bytes, kept_bytes, leaf_bytes
from sampai.ledger.rules.record import Record, check_record
from sampai.ledger.tables import DeviceRow, EventRow, QuarantineRow, SequenceRow, SignatureRow

Rows = models.QuerySet[models.Model]

pytestmark = pytest.mark.usefixtures("any_store")

TABLES: tuple[type[models.Model], ...] = (EventRow, QuarantineRow, SignatureRow, DeviceRow, SequenceRow)
NO_EVIDENCE = {
    "device.holder": "who was given the device: an act of the office, in its audit",
    "device.enrolled_at": "as the holder",
    "device.revoked_from": "as the holder; what it did to items is in their rows",
    "sequence.id": "a table of one row",
}
"""Columns that no signature and no entry covers, and why that may be so. Every other column is tried."""


def played() -> dict[int, bytes]:
    """A record with runs, a cloned phone, a gap, items in quarantine; its entries in the log."""
    one, other = enrolled("a"), enrolled("b")
    take(one.batch(one.run(4)), other.batch(other.run(1)))
    clone = Phone("a")
    clone.counter, clone.previous = one.counter, one.previous
    take(one.batch([one.says()]))
    take(clone.batch([clone.says(subject="box:18")]))
    other.says()
    take(other.batch(other.run(2)))
    stranger = Phone("stranger")
    take(stranger.batch(stranger.run(1)))
    late = other.run(3)
    revoke_device(other.key.id, from_counter=late[2].counter)
    take(other.batch(late))
    return entries(stored_record())


def entries(record: Record) -> dict[int, bytes]:
    """What the integrator puts into the log."""
    signatures = {row.id: row for row in record.signatures}
    found = {}
    for row in record.events:
        covers = signatures[row.signature]
        found[row.seq] = leaf_bytes(
            read_event(row.raw),
            raw=row.raw,
            salt=row.salt,
            received_ms=row.received_ms,
            signature=covers.signature if covers.counter == row.counter else b"",
        )
    for item in record.kept:
        raw = kept_bytes(item.raw, reason=Reason(item.reason), device=item.device, signature=item.signature)
        found[item.seq] = hidden_leaf_bytes(raw, salt=item.salt, received_ms=item.received_ms)
    return found


def faults(log: dict[int, bytes]) -> list[Fault]:
    return check_record(stored_record(), leaf_at=log.get, logged=len(log), verify=verify)


def columns() -> Iterator[tuple[type[models.Model], str]]:
    for table in TABLES:
        yield from ((table, field.attname) for field in table._meta.concrete_fields)


def other_values(value: object) -> list[object]:
    """The value with one byte changed, at its ends and in the middle; a number one on."""
    match value:
        case bytes() | memoryview():
            raw = bytes(value)
            changed = list(altered(raw))
            return [*(changed[at] for at in {0, len(raw) // 2, len(raw) - 1} if raw), raw + b"x"]
        case str():
            return [chr(ord(value[0]) ^ 1) + value[1:], value[:-1] + "x"] if value else ["x"]
        case int():
            return [value + 1, value - 1]
    raise TypeError(value)


def name_of(table: type[models.Model]) -> str:
    return table._meta.db_table


def test_what_happened_is_sound() -> None:
    log = played()

    assert faults(log) == []
    assert {row.flags for row in EventRow.objects.using("default").all()} >= {"", "equivocation"}
    assert QuarantineRow.objects.using("default").count() >= 2


def test_what_is_not_in_the_log_yet_is_sound_as_far_as_signatures_reach() -> None:
    log = played()

    assert faults({seq: leaf for seq, leaf in log.items() if seq < 3}) == []


def test_every_column_is_tried_or_said_to_be_no_evidence() -> None:
    known = {f"{name_of(table)}.{column}" for table, column in columns()}

    assert set(NO_EVIDENCE) <= known


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_one_changed_byte_in_any_column_is_named(table: type[models.Model]) -> None:
    log = played()
    for column in [field.attname for field in table._meta.concrete_fields]:
        if f"{name_of(table)}.{column}" not in NO_EVIDENCE:
            assert unnamed(table, column, log=log) == [], column
    assert faults(log) == []


def unnamed(table: type[models.Model], column: str, *, log: dict[int, bytes]) -> list[object]:
    """The rows and values that the check did not name, of all that were tried."""
    rows = table._default_manager.using("default")
    missed: list[object] = []
    tried = 0
    for before in list(rows.all()):
        for value in other_values(getattr(before, column)):
            if not change(rows, before, column=column, value=value):
                continue
            tried += 1
            found = {fault.path for fault in faults(log)}
            if not named(before, table, value=value, column=column) & found:
                missed.append((before.pk, value, found))
            restore(rows, before, column=column, value=value)
    assert tried, column
    return missed


def change(rows: Rows, before: models.Model, *, column: str, value: object) -> bool:
    """Write another value, as whoever has the database's password could; false where a key forbids it."""
    is_key = before._meta.pk.attname == column
    if is_key and rows.filter(pk=value).exists():
        return False
    if column in {"counter", "device", "variant"} and isinstance(before, EventRow):
        spot = {name: getattr(before, name) for name in ("device", "counter", "variant")} | {column: value}
        if rows.filter(**spot).exists() or value == -1:
            return False
    rows.filter(pk=before.pk).update(**{column: value})
    return True


def restore(rows: Rows, before: models.Model, *, column: str, value: object) -> None:
    is_key = before._meta.pk.attname == column
    rows.filter(pk=value if is_key else before.pk).update(**{column: getattr(before, column)})


def named(before: models.Model, table: type[models.Model], *, value: object, column: str) -> set[str]:
    """Any of these names leads to the changed row: itself, the number that is missing, what hangs on it."""
    names = {f"{name_of(table)}/{before.pk}"}
    is_key = before._meta.pk.attname == column
    if is_key:
        names |= {f"{name_of(table)}/{value}", f"record/{before.pk}"}
    if isinstance(before, SignatureRow):
        names |= {f"event/{row.seq}" for row in EventRow.objects.using("default").filter(signature=before.pk)}
    return names


def dropped_event() -> None:
    EventRow.objects.using("default").filter(seq=1).delete()


def dropped_item() -> None:
    QuarantineRow.objects.using("default").order_by("seq")[0].delete()


def dropped_end() -> None:
    """The last number, and the sequence put back."""
    last = SequenceRow.objects.using("default").get().next - 1
    QuarantineRow.objects.using("default").filter(seq=last).delete()
    EventRow.objects.using("default").filter(seq=last).delete()
    SequenceRow.objects.using("default").update(next=last)


@pytest.mark.parametrize("drop", [dropped_event, dropped_item, dropped_end], ids=lambda drop: drop.__name__)
def test_a_row_that_was_deleted_is_named(drop: Callable[[], None]) -> None:
    log = played()
    drop()

    assert Wrong.MISSING in {fault.wrong for fault in faults(log) if fault.path.startswith("record/")}


def test_an_event_made_up_by_the_operator_is_named() -> None:
    """Everything agrees, the log included, but no device signed it."""
    log = played()
    first = EventRow.objects.using("default").get(seq=0)
    forged = bytes(first.raw).replace(b"A1", b"B1")
    assert forged != bytes(first.raw)

    EventRow.objects.using("default").filter(seq=0).update(raw=forged, digest=digest_of(forged))
    found = check_record(stored_record(), leaf_at=lambda _: None, logged=len(log), verify=verify)

    assert Fault("event/0", Wrong.UNPROVEN) in found


def test_a_column_that_nothing_covers_would_be_seen() -> None:
    """Without the log, salt and time are only believed: the test above must notice such columns."""
    played()

    assert unnamed(EventRow, "received_ms", log={})
    assert unnamed(EventRow, "salt", log={})
