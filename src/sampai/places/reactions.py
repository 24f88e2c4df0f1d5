"""What reports from the field make of the stations: their five measures, and when a place was last heard."""

import hashlib
from collections.abc import Mapping, Sequence

from sampai.ledger.actions.react import of_class
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored
from sampai.ledger.rules.cbor import encode
from sampai.places.actions.reports import (
    Word,
    add_heard,
    forget_reports,
    keep_words,
    said_of_stations,
)
from sampai.places.queries import MEASURES, STATES
from sampai.places.tables import HeardRow, StationWordRow

KIND = "station.reported"


class StationReports:
    """Takes `station.reported`, with subject `station:<code>` and body `{"states": {measure: state}}`.

    A state is 1 for right, 2 for in doubt, 3 for wrong. Of each device its latest word by counter counts, of
    several devices the worst.
    """

    name = "stations"
    version = 1
    tables = (StationWordRow, HeardRow)

    def take(self, events: Sequence[Stored], /) -> None:
        """Keep what each device said last, and write the states that changed."""
        add_heard([(one.event.election, one.event.place, one.received_ms) for one in events])
        keep_words(
            [word for one in of_class(events, "station") if one.event.kind == KIND for word in _words(one)]
        )

    def forget(self) -> None:
        """Empty the tables; the states stay until they are said again."""
        forget_reports()

    def digest(self) -> Digest:
        """Over what was said and heard."""
        return Digest(hashlib.sha256(encode(said_of_stations())).digest())


def _words(one: Stored) -> list[Word]:
    states = one.event.body.get("states")
    if not isinstance(states, Mapping) or not one.event.subject.startswith("station:"):
        return []
    return [
        Word(
            election=one.event.election,
            station=one.event.subject.removeprefix("station:")[:13],
            device=one.event.device.hex(),
            measure=measure,
            counter=one.event.counter,
            state=state,
        )
        for measure, state in sorted(states.items())
        if measure in MEASURES and type(state) is int and 0 < state < STATES
    ]
