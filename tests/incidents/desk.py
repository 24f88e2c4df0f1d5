"""Incidents in a store: what the desk, phones and rules state, taken in as the server does."""

from datetime import UTC, datetime, timedelta

from tests.incidents.saying import BOOK
from tests.ledger.nodes import take
from tests.ledger.worlds import Phone, random_bytes
from tests.store import as_role

from sampai.incidents.actions.deeds import decide, report
from sampai.incidents.model import Claim, Deed, Entry, ItemId, Source
from sampai.incidents.queries.one import IncidentView, incident
from sampai.incidents.reactions import Incidents
from sampai.incidents.tables import IncidentRow, NoticeRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.rights import Actor, Institution
from sampai.ledger.actions.append import enrol_device
from sampai.ledger.actions.react import catch_up
from sampai.ledger.model import Data, Event, Observed
from sampai.ledger.rules.envelope import digest_of, event_bytes
from sampai.main.web.record import own_node

ELECTION = "pilkada-2024 2024-11-27"
START = datetime(2024, 11, 26, 8, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    """So long after the beginning of the story."""
    return START + timedelta(minutes=minutes)


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1_000)


def fold() -> None:
    """Take in what was stated."""
    catch_up(Incidents(BOOK))


def person(role: str, territory: str) -> Actor:
    return as_role(role, territory=RegionCode(territory))


def told(
    kind: str,
    place: str,
    *,
    at: datetime,
    by: Actor,
    source: str = "",
    on_site: bool = False,
    happened: bool = True,
    institution: Institution | None = None,
    about: str = "",
    boxes: tuple[str, ...] = (),
    journey: str = "",
    **facts: str,
) -> str:
    """Somebody's word, written down at a desk; the claim's id."""
    claim = Claim(
        id=ItemId("-"),
        kind=kind,
        place=place,
        at_ms=ms(at),
        told_ms=ms(at),
        source=Source(
            name=source or by.account, institution=institution or by.institution, is_on_site=on_site
        ),
        certainty=Certainty.REPORTED,
        entry=Entry.DESK,
        happened=happened,
        facts=tuple(facts.items()),
        boxes=boxes,
        journey=journey,
    )
    name = report(by, at, own=own_node(), claim=claim, election=ELECTION, about=about, book=BOOK)
    fold()
    return str(name)


def done(by: Actor, at: datetime, code: str, deed: Deed, *, other: str = "", reason: str = "rapat") -> str:
    """A deed on an incident; its id."""
    name = decide(by, at, own=own_node(), code=code, step=deed, other=other, reason=reason, book=BOOK)
    fold()
    return str(name)


def seen(by: Actor, code: str) -> IncidentView:
    return incident(by.scope, code, book=BOOK)


def all_incidents() -> list[tuple[str, str, int]]:
    """Kind, status and number of claims of all, by what is graver and newer."""
    rows = IncidentRow.objects.order_by("-rank", "id")
    return list(rows.values_list("kind", "status", "claims"))


def offices(code: str) -> list[str]:
    """What and whom the notices of an incident were for, in their order."""
    rows = NoticeRow.objects.filter(incident__startswith=code).order_by("id")
    return [f"{what} {office}" for what, office in rows.values_list("what", "office")]


class FieldPhone(Phone):
    """A phone of somebody in the field, enrolled for a territory."""

    def __init__(self, name: str, *, territory: str, institution: Institution = Institution.KPU) -> None:
        super().__init__(name)
        enrol_device(
            self.key, holder=name, at=START, territory=RegionCode(territory), institution=institution.value
        )

    def states(
        self, kind: str, *, place: str, at: datetime, body: dict[str, Data], election: str = ELECTION
    ) -> str:
        """One statement, signed and taken in; its digest."""
        event = Event(
            kind=kind,
            version=1,
            election=election,
            subject=f"place:{place}",
            place=place,
            after=(),
            device=self.key.id,
            counter=self.counter,
            previous=self.previous,
            actor=self.name,
            observed=Observed(
                wall_ms=ms(at), monotonic_ms=self.counter, boot=random_bytes("boot", self.name)
            ),
            salt=random_bytes("salt", self.name, self.counter),
            body=body,
        )
        self.counter += 1
        self.previous = digest_of(event_bytes(event))
        take(self.batch([event]))
        fold()
        return self.previous.hex()
