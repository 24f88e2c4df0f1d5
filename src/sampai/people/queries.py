"""Reads of accounts."""

from base64 import urlsafe_b64decode
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Forbidden, Role, Scope, shown
from sampai.ledger.queries import rows_of
from sampai.ledger.queries.record import Known, known_devices
from sampai.ledger.rules.enrolment import compared
from sampai.people.model import Account, Contact, Device, Entrant, Failures, Key, Passkey
from sampai.people.tables import AccountRow, BearerRow, FactorRow, FactsRow, FailureRow, IdentityRow, KeyRow
from sampai.places.queries import region_names


def acting(number: object, *, roles: Mapping[str, Role]) -> Actor | None:
    """The actor behind an account's number as a session holds it; None where it may not log in any more."""
    if not isinstance(number, int):
        return None
    found = rows_of("SELECT username, name, role, territory FROM account WHERE id = %s AND is_active", number)
    return _actor(*found[0], roles=roles) if found else None


def acting_by_key(digest: str, *, at: datetime, roles: Mapping[str, Role]) -> Actor | None:
    """The actor behind a key; None where it has ended, or its account may not log in any more."""
    rows = KeyRow.objects.select_related("account").filter(digest=digest, ends_at__gt=at)
    row = rows.filter(account__is_active=True).first()
    return None if row is None else actor_of(row.account, roles=roles)


def keys_of(by: Actor) -> Sequence[Key]:
    """The own account's keys, the newest first."""
    rows = KeyRow.objects.filter(account__username=by.account).order_by("-pk")
    return [Key(number=row.pk, name=row.name, made_at=row.made_at, ends_at=row.ends_at) for row in rows]


def actor_of(account: AccountRow, *, roles: Mapping[str, Role]) -> Actor:
    """The person behind an account with role and scope, as they are now."""
    return _actor(account.username, account.name, account.role, account.territory, roles=roles)


def _actor(username: str, name: str, code: str, territory: str, *, roles: Mapping[str, Role]) -> Actor:
    role = roles[code]
    scope = Scope(territory=RegionCode(territory), secrecy=role.secrecy, deeds=role.deeds)
    return Actor(account=username, name=name, role=role, scope=scope)


def contacts(
    actor: Actor, *, regions: Collection[str], roles: Mapping[str, Role]
) -> Mapping[str, Sequence[Contact]]:
    """People of the own institution who work in each of some regions or in part of it, by region.

    Telephone numbers are restricted (R3).
    """
    own = {code: role for code, role in roles.items() if role.institution is actor.institution}
    rows = AccountRow.objects.filter(is_active=True, role__in=own)
    rows = rows.filter(territory__startswith=actor.scope.territory).exclude(territory="")
    found: dict[str, list[Contact]] = {region: [] for region in sorted(regions)}
    for row in rows.order_by("territory", "username"):
        for region in found.keys() & {row.territory[:length] for length in (2, 4, 6, 10)}:
            contact = Contact(name=row.name, role=own[row.role], phone=row.phone)
            found[region].append(shown(contact, scope=actor.scope))
    return found


def accounts(actor: Actor, *, roles: Mapping[str, Role]) -> Sequence[Account]:
    """The accounts of the administrator's own institution in the own territory, by name."""
    if not actor.may(Deed.MANAGE_ACCOUNTS):
        raise Forbidden(Deed.MANAGE_ACCOUNTS)
    own = [code for code, role in roles.items() if role.institution is actor.institution]
    rows = [
        row
        for row in AccountRow.objects.filter(role__in=own).order_by("username")
        if actor.scope.covers(row.territory)
    ]
    names = region_names({RegionCode(row.territory) for row in rows})
    factors = _factors([row.pk for row in rows])
    issuers = _issuers([row.pk for row in rows])
    return [
        shown(
            Account(
                username=row.username,
                name=row.name,
                role=roles[row.role],
                territory=RegionCode(row.territory),
                territory_name=names.get(RegionCode(row.territory), ""),
                active=row.is_active,
                lang=row.lang,
                factors=factors.get(row.pk, ()),
                issuers=issuers.get(row.pk, ()),
                last_login=row.last_login,
                phone=row.phone,
            ),
            scope=actor.scope,
        )
        for row in rows
    ]


def _factors(accounts: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for owner, kind in FactorRow.objects.filter(account__in=accounts, confirmed=True).values_list(
        "account_id", "kind"
    ):
        found[owner] = (*found.get(owner, ()), kind)
    return found


def _issuers(accounts: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for owner, issuer in IdentityRow.objects.filter(account__in=accounts).values_list("account_id", "issuer"):
        found[owner] = (*found.get(owner, ()), issuer)
    return found


def failures_of(key: str) -> Failures | None:
    """Failed logins of a name or address since the last good one."""
    row = FailureRow.objects.filter(key=key).first()
    return None if row is None else Failures(count=row.count, last_at=row.last_at)


def has_account(username: str) -> bool:
    """Whether an account of this name exists."""
    return AccountRow.objects.filter(username=username).exists()


def factor_kinds(account: int) -> Sequence[str]:
    """The kinds of second factors that an account has set up, each once."""
    rows = FactorRow.objects.filter(account=account, confirmed=True)
    return sorted({*rows.values_list("kind", flat=True)})


def passkeys(account: int) -> Sequence[Passkey]:
    """The passkeys of an account."""
    return [
        Passkey(
            factor=row.pk,
            credential=urlsafe_b64decode(row.credential),
            public_key=bytes(row.key),
            counter=row.counter,
        )
        for row in FactorRow.objects.filter(account=account, kind="passkey", confirmed=True)
    ]


def entrant(account: int) -> Entrant:
    """Who an account's number stands for."""
    row = AccountRow.objects.get(pk=account)
    return Entrant(number=row.pk, username=row.username, lang=row.lang)


def devices(actor: Actor) -> Sequence[Device]:
    """The devices of the own institution in the own territory, the last enrolled first."""
    if not actor.may(Deed.MANAGE_DEVICES):
        raise Forbidden(Deed.MANAGE_DEVICES)
    found = known_devices(institution=actor.institution.value, territory=actor.scope.territory)
    ids = [known.name for known in found]
    names = region_names({known.territory for known in found})
    persons: dict[str, tuple[str, ...]] = {}
    bearers = BearerRow.objects.filter(device__in=ids).order_by("account__name")
    for device, name in bearers.values_list("device", "account__name"):
        persons[device] = (*persons.get(device, ()), name)
    facts = dict(FactsRow.objects.filter(device__in=ids).values_list("device", "facts"))
    return [
        _device(
            known,
            territory_name=names.get(known.territory, ""),
            persons=persons.get(known.name, ()),
            facts=facts.get(known.name, {}),
        )
        for known in found
    ]


def _device(
    known: Known, *, territory_name: str, persons: tuple[str, ...], facts: Mapping[str, str]
) -> Device:
    heard = datetime.fromtimestamp(known.heard_ms / 1000, tz=UTC) if known.heard_ms else None
    return Device(
        id=known.name,
        name=known.holder,
        compared=compared(known.key.id),
        territory=known.territory,
        territory_name=territory_name,
        server=known.server,
        persons=persons,
        facts=facts,
        enrolled_at=known.enrolled_at,
        heard_at=heard,
        events=known.highest + 1,
        missing=known.next if known.next <= known.highest else -1,
        twins=known.twins,
        revoked_from=known.revoked_from,
    )


def persons_on(device: str, *, roles: Mapping[str, Role]) -> Sequence[tuple[str, str, str, str]]:
    """Actor, name, role and territory of everybody who may sign in on a device now."""
    rows = AccountRow.objects.filter(bearerrow__device=device, is_active=True).order_by("username")
    return [(row.username, row.name, roles[row.role].code, row.territory) for row in rows]


def persons_of(devices: Sequence[str]) -> Mapping[str, Collection[str]]:
    """Who may sign in on each of these devices; one on which nobody may is not in it."""
    marks = ", ".join(["%s"] * len(devices))
    found: dict[str, set[str]] = {}
    for device, username in rows_of(
        "SELECT bearer.device, account.username FROM bearer JOIN account ON account.id = bearer.account_id"  # noqa: S608 -- marks only
        f" WHERE bearer.device IN ({marks})",
        *devices,
    ):
        found.setdefault(device, set()).add(username)
    return found


def bearers_at(territories: Collection[str]) -> Sequence[tuple[str, str, str]]:
    """Name, role and territory of everybody with a phone whose territory is one of these, by account."""
    rows = AccountRow.objects.filter(bearerrow__isnull=False, is_active=True, territory__in=territories)
    found = rows.order_by("username").distinct()
    return list(found.values_list("name", "role", "territory"))


def possible_bearers(actor: Actor, *, roles: Mapping[str, Role]) -> Sequence[tuple[str, str]]:
    """Username and name of the own institution's people in the own territory."""
    if not actor.may(Deed.MANAGE_DEVICES):
        raise Forbidden(Deed.MANAGE_DEVICES)
    own = [code for code, role in roles.items() if role.institution is actor.institution]
    rows = AccountRow.objects.filter(
        role__in=own, is_active=True, territory__startswith=actor.scope.territory
    )
    return list(rows.order_by("name").values_list("username", "name"))
