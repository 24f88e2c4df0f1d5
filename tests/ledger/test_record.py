"""One byte changed in any column of the record is named: the fields are taken from the tables themselves."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, models, transaction
from tests.ledger.nodes import AT_MS, NODE, SECRET, take
from tests.ledger.worlds import Phone, altered

from sampai.engines.signing import verify
from sampai.ledger import tables as ledger_tables
from sampai.ledger.actions.append import enrol_device, revoke_device
from sampai.ledger.actions.integrate import give_places
from sampai.ledger.actions.own import OwnNode, state
from sampai.ledger.actions.react import catch_up, unlike_record
from sampai.ledger.model import Data, Reason
from sampai.ledger.queries.evidence import stored_places, stored_record
from sampai.ledger.reactions import Trail
from sampai.ledger.rules.audience import subject_of
from sampai.ledger.rules.audit import Fault, Wrong
from sampai.ledger.rules.envelope import digest_of, read_event
from sampai.ledger.rules.leaves import hidden_leaf_bytes, kept_bytes, leaf_bytes
from sampai.ledger.rules.record import Record, check_record
from sampai.ledger.tables import (
    DeviceRow,
    EventRow,
    LeafRow,
    QuarantineRow,
    SequenceRow,
    ShardRow,
    SignatureRow,
    SubjectRow,
    TrailRow,
)

Rows = models.QuerySet[models.Model]

pytestmark = pytest.mark.usefixtures("any_store")

TABLES: tuple[type[models.Model], ...] = (EventRow, QuarantineRow, SignatureRow, DeviceRow, SequenceRow)
DERIVED: tuple[type[models.Model], ...] = (TrailRow, SubjectRow)
PLACES: tuple[type[models.Model], ...] = (LeafRow, ShardRow)
NO_EVIDENCE = {
    "device.enrolled_at": "the statement of it in the record says when",
    "device.holder": "of this node itself: the name in its settings; of all others it is tried",
    "sequence.id": "a table of one row",
    "shard.name": "names the folder of a log; what is not there under it is missing",
    "audit": "deeds of the office, on the server alone",
    "look": "as the audit",
    "change": "a counter for readers' memories",
    "document": "named by its digest",
    "quarantine_share": "how much a sender may still bring; nothing is believed for it",
    "blob": "named by its digest, with which its whole is compared",
    "cursor": "where readers go on; a reaction that went wrong by it is seen in its tables",
}
"""Columns and tables that nothing covers, and why that may be so. Every other column is tried."""
OWN = OwnNode(node=NODE, key=SECRET.key, boot=bytes(16), steady_ms=lambda: 0)


def stated(name: str, *, holder: str = "HP PPK") -> Phone:
    """A phone that the desk enrolled, as it states in the record."""
    phone = Phone(name)
    card: dict[str, Data] = {"territory": "1704", "institution": "kpu", "server": False}
    at = datetime.fromtimestamp(AT_MS / 1000, tz=UTC)
    enrol_device(phone.key, holder=holder, at=at, territory="1704", institution="kpu")
    office("device.enrolled", phone, card | {"algorithm": 1, "public": phone.key.public, "name": holder})
    return phone


def office(kind: str, phone: Phone, body: Mapping[str, Data]) -> None:
    state(
        OWN, kind=kind, subject=subject_of(phone.key.id), place="1704", actor="rina", body=body, at_ms=AT_MS
    )


def played() -> dict[int, bytes]:
    """A record with runs, a cloned phone, a gap, items in quarantine; its entries in the log."""
    one, other = stated("a"), stated("b")
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
    office("device.revoked", other, {"from": late[2].counter})
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
    return check_record(stored_record(), leaf_at=log.get, logged=len(log), verify=verify, own=SECRET.key.id)


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
        case bool():
            return [not value]
        case int():
            return [value + 1, value - 1]
        case None:
            return [1]
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

    tables = {name_of(table) for table in vars(ledger_tables).values() if is_table(table)}

    assert {name for name in NO_EVIDENCE if "." in name} <= known | {"shard.name"}
    assert tables == {name_of(table) for table in (*TABLES, *DERIVED, *PLACES)} | (tables & set(NO_EVIDENCE))


def is_table(found: object) -> bool:
    return isinstance(found, type) and issubclass(found, models.Model)


@pytest.mark.parametrize("table", DERIVED, ids=name_of)
def test_a_row_that_does_not_follow_from_the_events_is_named(table: type[models.Model]) -> None:
    played()
    catch_up(Trail())
    rows = table._default_manager.using("default")
    tried = 0
    for column in [field.attname for field in table._meta.concrete_fields]:
        for before in list(rows.all()):
            for value in other_values(getattr(before, column)):
                if change(rows, before, column=column, value=value):
                    tried += 1
                    assert named(before, table, value=value, column=column) & {
                        fault.path for fault in unlike_record(Trail())
                    }, (column, before.pk, value)
                    restore(rows, before, column=column, value=value)

    assert tried
    assert unlike_record(Trail()) == []


@pytest.mark.parametrize("column", ["seq", "shard", "index", "size"])
def test_a_place_in_a_log_that_was_changed_is_named(column: str) -> None:
    played()
    while give_places(phase_of=lambda _election, _at_ms: "antar", most=3):
        pass
    table: type[models.Model] = ShardRow if column == "size" else LeafRow
    rows = table._default_manager.using("default")
    assert stored_places()[1] == []
    for before in list(rows.all()):
        for value in other_values(getattr(before, column)):
            with suppress(IntegrityError), transaction.atomic():
                if change(rows, before, column=column, value=value):
                    found = {fault.path for fault in stored_places()[1]}
                    assert {name_of(table), "shard"} & {path.split("/")[0] for path in found}, (column, value)
                    restore(rows, before, column=column, value=value)

    assert stored_places()[1] == []


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_one_changed_byte_in_any_column_is_named(table: type[models.Model]) -> None:
    log = played()
    for column in [field.attname for field in table._meta.concrete_fields]:
        if f"{name_of(table)}.{column}" not in NO_EVIDENCE or column == "holder":
            assert unnamed(table, column, log=log) == [], column
    assert faults(log) == []


def unnamed(table: type[models.Model], column: str, *, log: dict[int, bytes]) -> list[object]:
    """The rows and values that the check did not name, of all that were tried."""
    rows = table._default_manager.using("default")
    missed: list[object] = []
    tried = 0
    for before in list(rows.all()):
        if column == "holder" and getattr(before, "name", "") == SECRET.key.id.hex():
            continue
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
    first = EventRow.objects.using("default").get(seq=2)
    forged = bytes(first.raw).replace(b"A1", b"B1")
    assert forged != bytes(first.raw)

    EventRow.objects.using("default").filter(seq=2).update(raw=forged, digest=digest_of(forged))
    found = check_record(stored_record(), leaf_at=lambda _: None, logged=len(log), verify=verify)

    assert Fault("event/2", Wrong.UNPROVEN) in found


def test_a_column_that_nothing_covers_would_be_seen() -> None:
    """Without the log, salt and time are only believed: the test above must notice such columns."""
    played()

    assert unnamed(EventRow, "received_ms", log={})
    assert unnamed(EventRow, "salt", log={})
