"""People who are logged in, for tests of pages."""

from functools import cache

from django.test import Client

from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Institution, Role, Scope, Secrecy
from sampai.main.web.wiring import roles
from sampai.people.actions.accounts import make_account
from sampai.people.pages.session import ACCOUNT

KAUR = RegionCode("1704")


def logged_in(role: str, *, territory: RegionCode = KAUR) -> Client:
    """A browser in which a person of a role is logged in; make each once."""
    client = Client(SERVER_NAME="localhost", raise_request_exception=True)
    session = client.session
    session[ACCOUNT] = _account(role, territory)
    session.save()
    return client


def _account(role: str, territory: RegionCode) -> int:
    found = roles()[role]
    username = f"{role}-{territory}"
    return make_account(
        _administrator(found.institution),
        now(),
        username=username,
        name=found.name,
        role=found,
        territory=territory,
    )


@cache
def _administrator(institution: Institution) -> Actor:
    deeds = frozenset({Deed.MANAGE_ACCOUNTS})
    role = Role(code="admin", name="admin", institution=institution, deeds=deeds, secrecy=Secrecy.PUBLIC)
    scope = Scope(territory=RegionCode(""), secrecy=Secrecy.PUBLIC, deeds=deeds)
    return Actor(account="admin", name="admin", role=role, scope=scope)
