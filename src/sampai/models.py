"""All rooms' tables, in one place for Django to find. Nothing else imports this."""

from sampai.command import tables as command
from sampai.coordination import tables as coordination
from sampai.custody import tables as custody
from sampai.election import tables as election
from sampai.fieldwork import tables as fieldwork
from sampai.guarding import tables as guarding
from sampai.incidents import tables as incidents
from sampai.ledger import tables as ledger
from sampai.materials import tables as materials
from sampai.oversight import tables as oversight
from sampai.people import tables as people
from sampai.places import tables as places
from sampai.plan import tables as plan
from sampai.rehearsal import tables as rehearsal
from sampai.transport import tables as transport

__all__ = [
    "command",
    "coordination",
    "custody",
    "election",
    "fieldwork",
    "guarding",
    "incidents",
    "ledger",
    "materials",
    "oversight",
    "people",
    "places",
    "plan",
    "rehearsal",
    "transport",
]
