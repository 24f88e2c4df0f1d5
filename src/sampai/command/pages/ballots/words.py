"""What people call accounts, hops, doubts and reasons of shortage; contests by their names."""

from collections.abc import Mapping
from enum import StrEnum

from sampai.command.model import Desk
from sampai.election.queries import OperationView
from sampai.kernel.text import Text, say
from sampai.materials.model.ballots import Account, Doubt, Hop
from sampai.materials.model.surplus import Lack

WORDS: Mapping[StrEnum, Text] = {
    Account.PRINTED: say("printed"),
    Account.GOOD: say("good"),
    Account.DAMAGED: say("damaged sheets"),
    Account.RESERVE: say("reserve for a re-vote"),
    Account.STOCK: say("still in the store"),
    Account.PACKED: say("packed sheets"),
    Account.SENT: say("sent"),
    Account.RECEIVED: say("received"),
    Account.USED: say("used sheets"),
    Account.UNUSED: say("unused"),
    Account.SPOILED: say("spoiled or wrongly punched"),
    Account.RETURNED: say("handed back"),
    Account.MOVED_OUT: say("given to another station"),
    Account.MOVED_IN: say("taken from another station"),
}
HOPS: Mapping[Hop, Text] = {
    Hop.SORTING: say("At sorting: printed = good + damaged + reserve"),
    Hop.PACKING: say("At packing: good = packed + still in the store"),
    Hop.LOADING: say("At loading: packed = sent"),
    Hop.WAY: say("On the way: sent = received"),
    Hop.MOVE: say("Between stations: given = taken"),
    Hop.STATION: say("At the station: received = used + unused + spoiled + handed back"),
}
DOUBTS: Mapping[Doubt, Text] = {
    Doubt.MISSING: say("nobody counted"),
    Doubt.ALONE: say("only one person counted"),
    Doubt.DISAGREE: say("the two counts differ"),
    Doubt.NO_PAPER: say("moved without an order"),
    Doubt.UNVERIFIED_PAPER: say("nobody else has checked the paper"),
    Doubt.PAPER_DIFFERS: say("the paper says something else"),
}
LACKS: Mapping[Lack, Text] = {
    Lack.NOBODY_SPARES: say("no station with the same ballots can spare any"),
    Lack.NO_WAY: say("no open way from those that can spare some"),
    Lack.TOO_FAR: say("too far for the time that is left"),
    Lack.SPENT: say("what those near by can spare is used up"),
    Lack.OTHER_REGENCY: say("only another regency could spare some"),
}
STORE_ACCOUNTS = (Account.PRINTED, Account.GOOD, Account.DAMAGED, Account.RESERVE, Account.STOCK)
STATION_ACCOUNTS = (
    Account.PACKED,
    Account.SENT,
    Account.RECEIVED,
    Account.USED,
    Account.UNUSED,
    Account.SPOILED,
    Account.RETURNED,
)
GOODS_ACCOUNTS = (Account.GOOD, Account.DAMAGED)


def word(of: StrEnum) -> Text:
    """What people call it."""
    for table in (WORDS, HOPS, DOUBTS, LACKS):
        if of in table and type(of) in {type(key) for key in table}:
            return table[of]  # type: ignore[index]  # of the table's own kind
    raise KeyError(of)


def contest_names(operation: OperationView, *, desk: Desk, lang: str) -> Mapping[str, str]:
    """The contests held in an operation's territory by code, in ballot order."""
    election = desk.election(operation.profile)
    if election is None:
        return {}
    return {
        one.code: (one.name_en or one.name) if lang == "en" else one.name
        for one in election.contests_in(operation.region)
    }
