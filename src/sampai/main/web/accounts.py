"""Accounts made on the server's own machine, by whoever holds it."""

import os
import secrets
from pathlib import Path

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Role, Scope, Secrecy
from sampai.kernel.text import say
from sampai.main.store.opening import open_store

KEEPER = "sampai account"


def invited(username: str, *, name: str, role: str, territory: str, data: Path) -> str:
    """Make the account where it is missing; returns the secret of a fresh invitation."""
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    with open_store():
        from sampai.main.web.wiring import roles  # noqa: PLC0415 -- after Django is ready
        from sampai.people.actions.accounts import invite, make_account  # noqa: PLC0415 -- see above
        from sampai.people.queries import has_account  # noqa: PLC0415 -- see above

        if role not in roles():
            raise Refused(
                "role",
                say("There is no role {role}.", role=role),
                say("The roles are: {roles}.", roles=", ".join(roles())),
            )
        keeper = _keeper(roles()[role])
        if not has_account(username):
            make_account(
                keeper,
                now(),
                username=username,
                name=name,
                role=roles()[role],
                territory=RegionCode(territory),
            )
        secret = secrets.token_urlsafe(24)
        invite(keeper, now(), username=username, secret=secret, roles=roles())
    return secret


def ready_account(username: str, *, name: str, role: Role, territory: RegionCode, password: str) -> None:
    """Make an account with a password, in a store that is open."""
    from sampai.people.actions.accounts import (  # noqa: PLC0415 -- after Django is ready
        accept_invitation,
        invite,
        make_account,
    )
    from sampai.people.queries import has_account  # noqa: PLC0415 -- see above

    keeper = _keeper(role)
    if not has_account(username):
        make_account(keeper, now(), username=username, name=name, role=role, territory=territory)
    secret = secrets.token_urlsafe(24)
    invite(keeper, now(), username=username, secret=secret, roles={role.code: role})
    accept_invitation(secret=secret, password=password, at=now())


def _keeper(role: Role) -> Actor:
    """Whoever holds the machine, acting as an administrator of the role's institution; it is noted so."""
    deeds = frozenset({Deed.MANAGE_ACCOUNTS})
    admin = Role(code=KEEPER, name=KEEPER, institution=role.institution, deeds=deeds, secrecy=Secrecy.PUBLIC)
    scope = Scope(territory=RegionCode(""), secrecy=Secrecy.PUBLIC, deeds=deeds)
    return Actor(account=KEEPER, name=KEEPER, role=admin, scope=scope)
