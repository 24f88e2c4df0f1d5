"""Second factors: one-time codes (TOTP, RFC 6238) and passkeys (WebAuthn)."""

from base64 import urlsafe_b64encode
from datetime import datetime

import pyotp
from django.db import transaction
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.people.actions.accounts import count_failure, refuse_locked
from sampai.people.queries import entrant, passkeys
from sampai.people.tables import FactorRow, FailureRow

ISSUER = "Sampai"
STEP_S = 30
"""RFC 6238's time step."""


def begin_codes(account: int, *, secret: str, at: datetime) -> str:
    """Keep a secret for one-time codes that is not confirmed yet; returns the address for the QR code."""
    with transaction.atomic():
        FactorRow.objects.filter(account=account, kind="totp", confirmed=False).delete()
        FactorRow.objects.create(
            account_id=account, kind="totp", name="TOTP", key=secret.encode(), made_at=at
        )
    return pyotp.TOTP(secret).provisioning_uri(name=entrant(account).username, issuer_name=ISSUER)


def confirm_codes(account: int, *, code: str, at: datetime) -> None:
    """Take the kept secret into use, when a code shows that the telephone has it."""
    row = FactorRow.objects.filter(account=account, kind="totp", confirmed=False).first()
    step = None if row is None else _step_of(row, code=code, at=at)
    if row is None or step is None:
        raise _wrong_code()
    row.confirmed, row.counter = True, step
    row.save(update_fields=["confirmed", "counter"])


def check_code(account: int, *, code: str, at: datetime) -> None:
    """Raise `Refused` unless the code is right now. A code is good once; wrong ones make the account wait."""
    key = f"factor:{account}"
    refuse_locked(key, at=at)
    with transaction.atomic():
        for row in FactorRow.objects.filter(account=account, kind="totp", confirmed=True):
            step = _step_of(row, code=code, at=at)
            if step is not None:
                row.counter = step
                row.save(update_fields=["counter"])
                FailureRow.objects.filter(key=key).delete()
                return
    count_failure(key, at=at)
    raise _wrong_code()


def _step_of(row: FactorRow, *, code: str, at: datetime) -> int | None:
    """The time step that a code belongs to: this one or a neighbour, later than the last one used."""
    known = pyotp.TOTP(bytes(row.key).decode())
    now_step = int(at.timestamp()) // STEP_S
    plain = "".join(code.split())
    steps = (step for step in (now_step - 1, now_step, now_step + 1) if step > row.counter)
    return next((step for step in steps if pyotp.utils.strings_equal(known.at(step * STEP_S), plain)), None)


def passkey_offer(account: int, *, challenge: bytes, host: str) -> str:
    """What the browser needs to make a passkey for an account, as JSON."""
    person = entrant(account)
    options = generate_registration_options(
        rp_id=host,
        rp_name=ISSUER,
        user_name=person.username,
        user_id=str(person.number).encode(),
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_known(account),
    )
    return options_to_json(options)


def keep_passkey(
    account: int, *, credential: str, challenge: bytes, host: str, origin: str, name: str, at: datetime
) -> None:
    """Keep the passkey that the browser made for this challenge."""
    try:
        made = verify_registration_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=host, expected_origin=origin
        )
    except WebAuthnException as error:
        raise _wrong_passkey() from error
    FactorRow.objects.create(
        account_id=account,
        kind="passkey",
        name=name[:80],
        key=made.credential_public_key,
        credential=urlsafe_b64encode(made.credential_id).decode(),
        counter=made.sign_count,
        confirmed=True,
        made_at=at,
    )


def passkey_question(account: int, *, challenge: bytes, host: str) -> str:
    """What the browser needs to show one of the account's passkeys, as JSON."""
    options = generate_authentication_options(
        rp_id=host, challenge=challenge, allow_credentials=_known(account)
    )
    return options_to_json(options)


def check_passkey(
    account: int, *, credential: str, credential_id: bytes, challenge: bytes, host: str, origin: str
) -> None:
    """Raise `Refused` unless one of the account's passkeys signed this challenge."""
    found = next((one for one in passkeys(account) if one.credential == credential_id), None)
    if found is None:
        raise _wrong_passkey()
    try:
        shown = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=found.public_key,
            credential_current_sign_count=found.counter,
        )
    except WebAuthnException as error:
        raise _wrong_passkey() from error
    FactorRow.objects.filter(pk=found.factor).update(counter=shown.new_sign_count)


def _known(account: int) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one.credential) for one in passkeys(account)]


def _wrong_code() -> Refused:
    return Refused(
        "factor-code",
        say("The code is wrong or was used before."),
        say("Wait for the next code on your telephone and type all six digits."),
    )


def _wrong_passkey() -> Refused:
    return Refused(
        "factor-passkey",
        say("The passkey was not accepted."),
        say("Try again with the device on which you made it."),
    )
