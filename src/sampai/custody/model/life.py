"""The life of a box: phases, exceptions, conditions, and what may be asked before a step."""

from enum import StrEnum


class Phase(StrEnum):
    """Where a box is in its life, after domain practice (BTTB, setting, kloter, BAST)."""

    PLANNED = "planned"
    AT_STORE = "at-store"
    """Received at the store (BTTB)."""
    ASSEMBLED = "assembled"
    PACKED = "packed"
    """Counted in by two."""
    SEALED = "sealed"
    READY = "ready"
    """Wrapped, the vehicle looked at."""
    LOADED = "loaded"
    UNDER_WAY = "under-way"
    ARRIVED = "arrived"
    HANDED_OVER = "handed-over"
    STORED = "stored"
    RECEIVED = "received"
    """By the KPPS: at its station."""
    OPENED = "opened"
    USED = "used"
    RESEALED = "resealed"
    """Closed after counting; from here the way leads back."""
    RETURNED = "returned"
    """At the store of the KPU again."""
    ARCHIVED = "archived"
    DISPUTED = "disputed"
    """Kept for a court."""
    DISPOSED = "disposed"
    """Auctioned or destroyed, with minutes."""


class Trouble(StrEnum):
    """An exception: it stays until somebody writes down how it was resolved."""

    DISCREPANCY = "discrepancy"
    """Selisih: counts differ from the need or from what the other side counted."""
    DAMAGED = "damaged"
    SEAL_BROKEN = "seal-broken"
    """Broken, missing, or another than was applied."""
    WET = "wet"
    MISROUTED = "misrouted"
    """Salah kirim: another station's, contest's or district's."""
    HELD = "held"
    """Tertahan: kept back by people, a road, the weather."""
    MISSING = "missing"
    REPLACED = "replaced"
    """Another box takes its place."""
    QUARANTINED = "quarantined"
    """Kept as evidence: not to be moved without supervisor and police."""


class Condition(StrEnum):
    """What is wrong with a box that somebody looks at; nothing where it is whole and dry."""

    WET = "wet"
    TORN = "torn"
    DENTED = "dented"
    CRUSHED = "crushed"
    OPEN = "open"
    BURNT = "burnt"
    UNWRAPPED = "unwrapped"


class Guard(StrEnum):
    """What must hold before a step. A step against it needs a name and a reason, some two institutions."""

    LABEL = "label"
    """The label is of this station, contest and box."""
    DAPIL = "dapil"
    """The ballots are of the station's electoral district."""
    COUNT = "count"
    """What was counted is what is needed."""
    SEAL = "seal"
    """The numbers read are those applied."""
    DEADLINE = "deadline"
    WEATHER = "weather"
    NIGHT_BOAT = "night-boat"
    """No boat with goods after dark (the rule made after Mentawai, February 2024)."""
    LOAD = "load"
    PASSENGERS = "passengers"
    LIFE_VESTS = "life-vests"
    COPIES = "copies"
    """Results were photographed before the box goes."""
    TWO_PERSONS = "two-persons"


class Entry(StrEnum):
    """How a statement came into a device."""

    PHONE = "phone"
    """By the person who was there."""
    DESK = "desk"
    """By a clerk, from paper."""
    SMS = "sms"
    VOICE = "voice"
    """Radio or telephone, with a code."""
    WORD = "word"
    """Told by mouth without a code, and written down later."""
