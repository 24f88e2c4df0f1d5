"""Hand-written lives of boxes: what several phones stated, and what must follow. Written for every language.

Each story says in `expects` what a reader can check by hand; scripts/custody_vectors.py adds the rest.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sampai.custody.model import (
    Box,
    BoxCode,
    BoxKind,
    BoxRead,
    Condition,
    Content,
    Copied,
    Copy,
    Departed,
    Entry,
    Excepted,
    Handing,
    Keeper,
    Kept,
    Kind,
    Loaded,
    Mismatch,
    Moving,
    Readied,
    Relayed,
    Replaced,
    Resolved,
    Stocked,
    Stored,
    Touch,
    Trouble,
)
from sampai.custody.rules.bodies import body_data
from sampai.election.model import Level
from sampai.kernel.rights import Institution
from sampai.ledger.model import FIRST_PREVIOUS, DeviceId, Digest, Event, Observed
from sampai.ledger.rules.envelope import digest_of, event_bytes

STATION = "1704012003001"
ELECTION = "pilkada-2024"
EVE_MS = 1_732_579_200_000
"""26 November 2024 00:00 UTC."""
MINUTE_MS = 60_000
SEALS = ("KPU-0017", "KPU-0018")

SEAL_LOOKS: tuple[tuple[Mapping[str, Any], list[Mismatch]], ...] = (
    ({"seals": SEALS}, []),
    ({"seals": ("kpu 0018", "kpu.0017")}, []),
    ({"seals": ("KPU-0017", "KPU-0019")}, [Mismatch.MISREAD]),
    ({"seals": ("KPU-0017", "KPU-0081")}, [Mismatch.MISREAD]),
    ({"seals": ("KPU-0017", "KPU-018")}, [Mismatch.MISREAD]),
    ({"seals": ("KPU-0017", "KPU-0042")}, [Mismatch.WRONG_BOX]),
    ({"seals": ("KPU-0017", "ZZZ-9999")}, [Mismatch.TAMPER]),
    ({"seals": ("KPU-0017",)}, [Mismatch.MISSING]),
    ({"no_seal": 2}, [Mismatch.MISSING, Mismatch.MISSING]),
    ({"seals": ("KPU-0017",), "broken": ("KPU-0018",)}, [Mismatch.WEAR]),
    (
        {"seals": ("KPU-0017",), "broken": ("KPU-0018",), "condition": (Condition.OPEN,)},
        [Mismatch.TAMPER],
    ),
    ({"seals": ("KPU-0017", "KPU-0019"), "condition": (Condition.OPEN,)}, [Mismatch.TAMPER]),
    ({"seals": (*SEALS, "ZZZ-9999")}, [Mismatch.TAMPER]),
)
"""Seals as read on a box that has the usual two, and what each difference may mean."""
SEALS_ELSEWHERE = {"KPU0042": BoxCode("1704012003002-B1")}

BALLOTS = (Content(item="surat_suara_pilgub", count=410), Content(item="tinta", count=2))
BOX = Box(
    code=BoxCode(f"{STATION}-B1"),
    kind=BoxKind.BALLOT_BOX,
    owner=STATION,
    contest="pilgub",
    contents=BALLOTS,
)
DISTRICT_BOX = Box(
    code=BoxCode(f"{STATION}-B2"),
    kind=BoxKind.BALLOT_BOX,
    owner=STATION,
    contest="dprd-kab",
    dapil="KAUR 2",
    contents=(Content(item="surat_suara_dprd_kab", count=300),),
)
KIT = Box(
    code=BoxCode(f"{STATION}-K1"),
    kind=BoxKind.KIT,
    owner=STATION,
    contents=(Content(item="bilik", count=4),),
)
CONTAINER = Box(code=BoxCode("170401-C1"), kind=BoxKind.CONTAINER, owner="170401")

STORE = Keeper(name="Rina", institution=Institution.KPU, level=Level.KPU, office="Gudang KPU Kaur")
STORE_TOO = Keeper(name="Budi", institution=Institution.KPU, level=Level.KPU)
DRIVER = Keeper(name="Anton", institution=Institution.PROVIDER)
PPK = Keeper(name="Sari", institution=Institution.KPU, level=Level.PPK)
PPS = Keeper(name="Joko", institution=Institution.KPU, level=Level.PPS)
KPPS = Keeper(name="Wati", institution=Institution.KPU, level=Level.STATION)
KPPS_TOO = Keeper(name="Hadi", institution=Institution.KPU, level=Level.STATION)
WATCHER = Keeper(name="Dewi", institution=Institution.BAWASLU)


def random_bytes(*parts: object, length: int = 16) -> bytes:
    """Bytes that look random and are the same on every run."""
    return hashlib.sha256(repr(parts).encode()).digest()[:length]


@dataclass(frozen=True, slots=True)
class Said:
    """One event with its digest."""

    event: Event
    digest: Digest


class Phone:
    """A phone that states things, each after the one before; `slow_ms` is how wrong its clock goes."""

    def __init__(self, name: str, *, slow_ms: int = 0) -> None:
        self.name = name
        self.slow_ms = slow_ms
        self.device = DeviceId(random_bytes("device", name))
        self.counter = 0
        self.previous = FIRST_PREVIOUS

    def says(
        self,
        kind: Kind,
        body: Touch,
        *,
        at: int,
        place: str = STATION,
        after: Sequence[Said] = (),
        subject: str = "",
    ) -> Said:
        """One statement; `at` is in minutes after the eve began."""
        wall = EVE_MS + at * MINUTE_MS - self.slow_ms
        event = Event(
            kind=kind.value,
            version=1,
            election=ELECTION,
            subject=subject or f"box:{body.boxes[0].box}",
            place=place,
            after=tuple(sorted(said.digest for said in after)),
            device=self.device,
            counter=self.counter,
            previous=self.previous,
            actor=body.by.name,
            observed=Observed(
                wall_ms=wall,
                monotonic_ms=at * MINUTE_MS,
                boot=random_bytes("boot", self.name),
                server_ms=EVE_MS - MINUTE_MS,
            ),
            salt=random_bytes("salt", self.name, self.counter, body),
            body=body_data(body),
        )
        digest = digest_of(event_bytes(event))
        self.counter, self.previous = self.counter + 1, digest
        return Said(event, digest)

    def twin(self) -> "Phone":
        """A copy of this phone that goes on by itself."""
        other = Phone(self.name, slow_ms=self.slow_ms)
        other.counter, other.previous = self.counter, self.previous
        return other


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What was stated of one box, and what a reader can check by hand."""

    name: str
    says: str
    box: Box
    events: tuple[Said, ...]
    expects: Mapping[str, Any]


def seen(box: Box = BOX, **fields: Any) -> tuple[BoxRead, ...]:  # noqa: ANN401 -- any field of a look
    """One box, looked at."""
    return (BoxRead(box=box.code, **fields),)


class Way:
    """Phones of one way, and the usual steps on it; each step comes after the one before."""

    def __init__(self, box: Box = BOX) -> None:
        self.box = box
        self.said: list[Said] = []
        self.store, self.driver = Phone("store"), Phone("driver")
        self.ppk, self.pps, self.kpps = Phone("ppk"), Phone("pps"), Phone("kpps")

    def step(self, phone: Phone, kind: Kind, body: Touch, *, at: int, place: str = STATION) -> Said:
        """One statement after the last."""
        said = phone.says(kind, body, at=at, place=place, after=self.said[-1:])
        self.said.append(said)
        return said

    def look(self, **fields: Any) -> tuple[BoxRead, ...]:  # noqa: ANN401 -- any field of a look
        """This box, looked at."""
        return seen(self.box, **fields)

    def touch(
        self,
        kind: Kind,
        by: Keeper,
        phone: Phone,
        *,
        at: int,
        place: str = STATION,
        **look: Any,  # noqa: ANN401 -- any field of a look
    ) -> Said:
        """A plain touch by one or two."""
        second = {KPPS: KPPS_TOO, STORE: STORE_TOO}.get(by)
        return self.step(
            phone, kind, Touch(boxes=self.look(**look), by=by, second=second), at=at, place=place
        )

    def packed_and_sealed(self) -> None:
        """From the store's shelf to a sealed box, wrapped."""
        boxes = self.look()
        self.step(
            self.store, Kind.STOCKED, Stocked(boxes=boxes, by=STORE, minutes="BTTB-12"), at=0, place="GUDANG"
        )
        self.touch(Kind.ASSEMBLED, STORE, self.store, at=10, place="GUDANG")
        self.touch(
            Kind.PACKED,
            STORE,
            self.store,
            at=20,
            place="GUDANG",
            contents=self.box.contents,
            dapil=self.box.dapil,
        )
        if self.box.kind is not BoxKind.KIT:
            self.touch(Kind.SEALED, STORE, self.store, at=25, place="GUDANG", seals=SEALS)
        self.step(
            self.store,
            Kind.READIED,
            Readied(boxes=self.look(), by=STORE, wraps=1, vehicle="BD 8123 K"),
            at=30,
            place="GUDANG",
        )

    def hand(
        self,
        giver: tuple[Phone, Keeper],
        receiver: tuple[Phone, Keeper],
        *,
        at: int,
        place: str = STATION,
        meet: bool = True,
        given: Mapping[str, Any] | None = None,
        taken: Mapping[str, Any] | None = None,
    ) -> tuple[Said, Said]:
        """Both halves of a handover; without `meet`, neither phone knows of the other's half."""
        number = random_bytes("handover", at).hex() if meet else ""
        before = self.said[-1:]
        first = giver[0].says(
            Kind.GIVEN,
            Handing(
                boxes=self.look(**(given or {"seals": SEALS})),
                by=giver[1],
                other=receiver[1],
                handover=number,
            ),
            at=at,
            place=place,
            after=before,
        )
        second = receiver[0].says(
            Kind.TAKEN,
            Handing(
                boxes=self.look(**(taken or {"seals": SEALS})),
                by=receiver[1],
                other=giver[1],
                handover=number,
                witness=WATCHER,
            ),
            at=at + 3,
            place=place,
            after=[first] if meet else before,
        )
        self.said += [first, second]
        return first, second

    def carried(self, *, at: int, to: str, journey: str = "J1") -> None:
        """Loaded, under way, arrived."""
        self.step(
            self.driver, Kind.LOADED, Loaded(boxes=self.look(), by=DRIVER, journey=journey), at=at, place=""
        )
        self.step(
            self.driver,
            Kind.DEPARTED,
            Departed(boxes=self.look(), by=DRIVER, journey=journey, to=to),
            at=at + 5,
            place="",
        )
        self.step(
            self.driver,
            Kind.ARRIVED,
            Moving(boxes=self.look(), by=DRIVER, journey=journey),
            at=at + 60,
            place=to,
        )

    def out(self) -> None:
        """The whole way out: KPU, PPK, PPS, KPPS."""
        self.packed_and_sealed()
        self.carried(at=40, to="170401")
        self.hand((self.driver, DRIVER), (self.ppk, PPK), at=110, place="170401")
        self.step(
            self.ppk,
            Kind.STORED,
            Stored(boxes=self.look(), by=PPK, raised=True, guards=2),
            at=130,
            place="170401",
        )
        self.carried(at=300, to="1704012003")
        self.hand((self.driver, DRIVER), (self.pps, PPS), at=370, place="1704012003")
        self.hand((self.pps, PPS), (self.kpps, KPPS), at=600)

    def voted(self) -> None:
        """Opened, used, photographed, sealed again."""
        self.touch(Kind.OPENED, KPPS, self.kpps, at=1500, seals=SEALS, contents=self.box.contents)
        self.touch(Kind.USED, KPPS, self.kpps, at=1510)
        copies = (Copy(form="C.HASIL", sheets=2, photos=(random_bytes("photo", length=32),)),)
        self.step(self.kpps, Kind.COPIED, Copied(boxes=self.look(), by=KPPS, copies=copies), at=2000)
        self.touch(Kind.SEALED, KPPS, self.kpps, at=2010, seals=("KPU-0101", "KPU-0102"))

    def back(self) -> None:
        """Up to the store again."""
        numbers = {"seals": ("KPU-0101", "KPU-0102")}
        for giver, receiver, at, place in (
            ((self.kpps, KPPS), (self.pps, PPS), 2100, "1704012003"),
            ((self.pps, PPS), (self.ppk, PPK), 2200, "170401"),
            ((self.ppk, PPK), (self.store, STORE), 2900, "GUDANG"),
        ):
            self.hand(giver, receiver, at=at, place=place, given=numbers, taken=numbers)


def stories() -> tuple[Story, ...]:
    """All lives."""
    return (*_whole_lives(), *_handovers(), *_seals(), *_oddities(), *_troubles())


def _story(name: str, says: str, way: Way, **expects: Any) -> Story:  # noqa: ANN401 -- any part of a state
    return Story(name=name, says=says, box=way.box, events=tuple(way.said), expects=expects)


def _whole_lives() -> tuple[Story, ...]:
    out, whole, kit, container = Way(), Way(), Way(KIT), Way(CONTAINER)
    out.out()
    whole.out()
    whole.voted()
    whole.back()
    whole.step(
        whole.store, Kind.ARCHIVED, Kept(boxes=seen(), by=STORE, minutes="BA-77"), at=3000, place="GUDANG"
    )
    recap = _recap()
    kit.packed_and_sealed()
    kit.carried(at=40, to=STATION)
    kit.hand((kit.driver, DRIVER), (kit.kpps, KPPS), at=120, given={"condition": ()}, taken={"condition": ()})
    container.touch(Kind.PACKED, PPK, container.ppk, at=2300, place="170401")
    container.step(
        container.ppk,
        Kind.SEALED,
        Touch(boxes=container.look(seals=SEALS), by=PPK, second=PPS),
        at=2310,
        place="170401",
    )
    container.hand((container.ppk, PPK), (container.store, STORE), at=2900, place="GUDANG")
    nothing = Way()
    return (
        _story("nothing-yet", "Only the plan knows the box.", nothing, phase="planned", gaps=[], heads=[]),
        _story(
            "way-out",
            "From the shelf to the KPPS without a gap.",
            out,
            phase="received",
            direction="out",
            gaps=[],
            troubles=[],
            seals=["KPU0017", "KPU0018"],
            holder=["Wati", "kpu", "tps"],
        ),
        _story(
            "whole-life",
            "Out, opened, used, sealed again, back, archived.",
            whole,
            phase="archived",
            direction="back",
            gaps=[],
            troubles=[],
            copied=True,
            seals=["KPU0101", "KPU0102"],
        ),
        _story(
            "recap-at-ppk",
            "The PPK opens a box that came back, adds up, seals it again and hands it on.",
            recap,
            phase="returned",
            direction="back",
            gaps=[],
            troubles=[],
            seals=["KPU0201"],
        ),
        _story("kit", "A kit needs no seal.", kit, phase="received", gaps=[], troubles=[], seals=[]),
        _story(
            "container",
            "The PPK's own container exists for the way back only.",
            container,
            phase="returned",
            direction="back",
            troubles=[],
            gaps=["one-person"],
        ),
    )


def _recap() -> Way:
    way, numbers = Way(), {"seals": ("KPU-0101", "KPU-0102")}
    way.out()
    way.voted()
    way.hand((way.kpps, KPPS), (way.ppk, PPK), at=2100, place="170401", given=numbers, taken=numbers)
    for kind, at, look in (
        (Kind.OPENED, 2500, {**numbers, "contents": (Content(item="surat_suara_pilgub", count=398),)}),
        (Kind.SEALED, 2600, {"seals": ("KPU-0201",)}),
    ):
        way.step(way.ppk, kind, Touch(boxes=way.look(**look), by=PPK, second=PPS), at=at, place="170401")
    again = {"seals": ("KPU-0201",)}
    way.hand((way.ppk, PPK), (way.store, STORE), at=2900, place="GUDANG", given=again, taken=again)
    return way


def _handovers() -> tuple[Story, ...]:
    lone, apart, differ, forked, wet = Way(), Way(), Way(), Way(), Way()
    for way in (lone, apart, differ, forked, wet):
        way.packed_and_sealed()
        way.carried(at=40, to="170401")
    before = lone.said[-1:]
    lone.said.append(
        lone.driver.says(
            Kind.GIVEN,
            Handing(boxes=seen(seals=SEALS), by=DRIVER, other=PPK, handover="ab" * 16),
            at=110,
            place="170401",
            after=before,
        )
    )
    apart.hand((apart.driver, DRIVER), (apart.ppk, PPK), at=110, place="170401", meet=False)
    differ.hand(
        (differ.driver, DRIVER),
        (differ.ppk, PPK),
        at=110,
        place="170401",
        taken={"seals": SEALS[:1], "no_seal": 1},
    )
    first, _ = forked.hand((forked.driver, DRIVER), (forked.ppk, PPK), at=110, place="170401")
    shared = str(first.event.body["handover"])
    forked.said.append(
        forked.pps.says(
            Kind.TAKEN,
            Handing(boxes=seen(seals=SEALS), by=PPS, other=DRIVER, handover=shared),
            at=112,
            place="1704012003",
            after=[first],
        )
    )
    wet.hand(
        (wet.driver, DRIVER),
        (wet.ppk, PPK),
        at=110,
        place="170401",
        taken={"seals": SEALS, "condition": (Condition.WET,)},
    )
    return (
        _story(
            "lone-half",
            "The driver gave, nobody took: the driver still holds it in the record.",
            lone,
            phase="arrived",
            troubles=[],
            gaps=[],
        ),
        _story(
            "phones-apart",
            "Both halves without a shared number pair by time.",
            apart,
            phase="handed-over",
            gaps=[],
        ),
        _story(
            "halves-differ",
            "The receiver misses a seal that the giver states.",
            differ,
            phase="handed-over",
            gaps=[],
            troubles=["seal-broken"],
        ),
        _story(
            "two-receivers",
            "Two say that they took the same box from the same giver.",
            forked,
            phase="handed-over",
            gaps=["fork"],
            troubles=[],
        ),
        _story(
            "arrived-wet",
            "The receiver finds it wet; it goes on, with an exception open.",
            wet,
            phase="handed-over",
            gaps=[],
            troubles=["wet"],
        ),
    )


def _seals() -> tuple[Story, ...]:
    worn, misread, swapped, resealed = Way(), Way(), Way(), Way()
    for way in (worn, misread, swapped, resealed):
        way.packed_and_sealed()
        way.carried(at=40, to="170401")
    worn.hand(
        (worn.driver, DRIVER),
        (worn.ppk, PPK),
        at=110,
        place="170401",
        taken={"seals": SEALS[:1], "broken": SEALS[1:]},
    )
    misread.hand(
        (misread.driver, DRIVER),
        (misread.ppk, PPK),
        at=110,
        place="170401",
        taken={"seals": ("kpu 0017", "KPU-0081")},
    )
    swapped.hand(
        (swapped.driver, DRIVER),
        (swapped.ppk, PPK),
        at=110,
        place="170401",
        taken={"seals": ("KPU-0017", "XYZ-9999")},
    )
    _, taken = resealed.hand(
        (resealed.driver, DRIVER),
        (resealed.ppk, PPK),
        at=110,
        place="170401",
        taken={"seals": SEALS[:1], "broken": SEALS[1:]},
    )
    resealed.step(
        resealed.ppk,
        Kind.SEALED,
        Touch(boxes=seen(seals=("KPU-0500",)), by=PPK, second=WATCHER),
        at=150,
        place="170401",
    )
    resealed.step(
        resealed.ppk,
        Kind.RESOLVED,
        Resolved(
            boxes=seen(),
            by=PPK,
            trouble=Trouble.SEAL_BROKEN,
            cause=taken.digest,
            how="Segel baru dipasang di hadapan Panwascam",
            minutes="BA-3",
        ),
        at=160,
        place="170401",
    )
    return (
        _story(
            "seal-worn",
            "A seal broke on the way; its number is still there.",
            worn,
            phase="handed-over",
            seals=["KPU0017"],
            gaps=[],
            troubles=["seal-broken"],
        ),
        _story(
            "seal-misread", "One slip away is read again, and opens nothing.", misread, troubles=[], gaps=[]
        ),
        _story(
            "seal-strange",
            "Another seal in its place.",
            swapped,
            phase="handed-over",
            gaps=[],
            troubles=["seal-broken"],
        ),
        _story(
            "resealed",
            "New seal before the supervisor, resolved with minutes.",
            resealed,
            phase="handed-over",
            gaps=[],
            seals=["KPU0017", "KPU0500"],
            troubles=[],
        ),
    )


def _oddities() -> tuple[Story, ...]:
    skipped, unknown, twins, slow, alone, relayed, differs = (Way() for _ in range(7))
    skipped.touch(Kind.PACKED, STORE, skipped.store, at=20, contents=BALLOTS)
    skipped.step(skipped.driver, Kind.LOADED, Loaded(boxes=seen(), by=DRIVER, journey="J1"), at=40)
    unknown.packed_and_sealed()
    del unknown.said[2]
    twins.packed_and_sealed()
    clone = twins.driver.twin()
    for phone, journey in ((twins.driver, "J1"), (clone, "J2")):
        twins.said.append(
            phone.says(
                Kind.LOADED, Loaded(boxes=seen(), by=DRIVER, journey=journey), at=40, after=[twins.said[4]]
            )
        )
    slow.driver = Phone("driver", slow_ms=365 * 24 * 60 * MINUTE_MS)
    slow.packed_and_sealed()
    slow.carried(at=40, to="170401")
    alone.step(alone.store, Kind.PACKED, Touch(boxes=seen(contents=BALLOTS), by=STORE), at=20)
    for way, condition in ((relayed, ()), (differs, (Condition.WET,))):
        way.out()
        own = way.kpps.says(
            Kind.CHECKED,
            Touch(boxes=seen(seals=SEALS, condition=condition), by=KPPS),
            at=700,
            after=way.said[-1:],
        )
        told = Relayed(reporter=own.event.device.hex(), counter=own.event.counter, code="035G-N1P3-GBK9")
        desk = Phone("operator").says(
            Kind.CHECKED,
            Touch(
                boxes=seen(seals=SEALS, condition=(Condition.TORN,) if condition else ()),
                by=PPK,
                entry=Entry.VOICE,
                relayed=told,
            ),
            at=705,
        )
        way.said += [desk, own]
    paper = Way()
    paper.packed_and_sealed()
    paper.carried(at=40, to="170401")
    paper.hand((paper.driver, DRIVER), (paper.ppk, PPK), at=110, place="170401")
    bast = Handing(
        boxes=seen(seals=SEALS),
        by=PPK,
        other=DRIVER,
        handover="",
        entry=Entry.DESK,
        relayed=Relayed(reporter="Sari"),
    )
    paper.said.append(Phone("desk").says(Kind.TAKEN, bast, at=300, place="170401"))
    return (
        _story(
            "skipped",
            "Loaded without a seal: the step between is missing.",
            skipped,
            phase="loaded",
            gaps=["unexpected"],
            troubles=[],
        ),
        _story(
            "unknown-before",
            "A statement builds on one that has not come in.",
            unknown,
            phase="ready",
            gaps=["unexpected", "unknown-before"],
        ),
        _story(
            "twins",
            "A cloned phone states two things under one counter.",
            twins,
            phase="loaded",
            gaps=["twins", "unexpected"],
        ),
        _story(
            "slow-clock",
            "A clock that is a year slow changes no order.",
            slow,
            phase="arrived",
            gaps=["time"],
        ),
        _story("one-person", "Packed by one alone.", alone, phase="packed"),
        _story(
            "relayed-and-confirmed",
            "What was said by voice is what the phone states later.",
            relayed,
            phase="received",
            gaps=[],
            troubles=[],
        ),
        _story(
            "paper-entered-too",
            "A clerk enters the minutes of a handover that the phone had stated: it counts once.",
            paper,
            phase="handed-over",
            gaps=[],
            troubles=[],
        ),
        _story(
            "relayed-and-different",
            "What was said by voice is not what the phone states.",
            differs,
            phase="received",
            gaps=["mismatch"],
            troubles=["wet"],
        ),
    )


def _troubles() -> tuple[Story, ...]:
    short, district, replaced, quarantined, elsewhere = Way(), Way(DISTRICT_BOX), Way(), Way(), Way()
    short.out()
    short.touch(
        Kind.OPENED,
        KPPS,
        short.kpps,
        at=1500,
        seals=SEALS,
        contents=(Content(item="surat_suara_pilgub", count=400),),
    )
    district.touch(Kind.PACKED, STORE, district.store, at=20, contents=district.box.contents, dapil="KAUR 1")
    replaced.packed_and_sealed()
    replaced.step(
        replaced.store,
        Kind.REPLACED,
        Replaced(boxes=seen(), by=STORE, by_box=BoxCode(f"{STATION}-B9"), reason="basah"),
        at=35,
    )
    quarantined.packed_and_sealed()
    quarantined.step(
        quarantined.store, Kind.EXCEPTED, Excepted(boxes=seen(), by=STORE, trouble=Trouble.QUARANTINED), at=35
    )
    quarantined.step(quarantined.driver, Kind.LOADED, Loaded(boxes=seen(), by=DRIVER, journey="J1"), at=40)
    elsewhere.packed_and_sealed()
    elsewhere.carried(at=40, to="1704012003002")
    elsewhere.hand((elsewhere.driver, DRIVER), (elsewhere.kpps, KPPS), at=110, place="1704012003002")
    return (
        _story(
            "short-at-opening",
            "Ten ballots short at the station.",
            short,
            phase="opened",
            gaps=[],
            troubles=["discrepancy"],
        ),
        _story(
            "wrong-district",
            "Ballots of another district were packed.",
            district,
            phase="packed",
            gaps=[],
            troubles=["misrouted"],
        ),
        _story(
            "replaced",
            "Another box takes its place.",
            replaced,
            replaced_by=f"{STATION}-B9",
            gaps=[],
            troubles=["replaced"],
        ),
        _story(
            "quarantined",
            "Evidence was moved all the same: kept, and shown as a gap.",
            quarantined,
            phase="loaded",
            gaps=["unexpected"],
            troubles=["quarantined"],
        ),
        _story(
            "another-station",
            "Handed over at another station than its own.",
            elsewhere,
            phase="received",
            gaps=[],
            troubles=["misrouted"],
        ),
    )
