"""Rows of accounts, second factors, invitations and failed logins."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["AccountRow"]):
    """What Django asks of a user model's manager."""


class AccountRow(AbstractBaseUser):
    """A person at a desk or a device: institution, role and territory. No rights of its own."""

    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    territory = models.CharField(max_length=13, blank=True)
    """Code of the region, or of the station for a KPPS and its supervisor; empty for the nation."""
    phone = models.CharField(max_length=30, blank=True)
    email = models.CharField(max_length=254, blank=True, default="")
    is_active = models.BooleanField(default=True)
    lang = models.CharField(max_length=2, default="id")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "account"


class FactorRow(models.Model):
    """A second factor: a TOTP secret or a passkey."""

    account = models.ForeignKey(AccountRow, on_delete=models.CASCADE)
    kind = models.CharField(max_length=8)
    """`totp` or `passkey`."""
    name = models.CharField(max_length=80)
    key = models.BinaryField()
    """TOTP: the secret. Passkey: the public key."""
    credential = models.CharField(max_length=400, blank=True, db_index=True)
    counter = models.BigIntegerField(default=0)
    """Passkey: its signature counter. TOTP: the last time step used; a step is good once."""
    confirmed = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "factor"


class InvitationRow(models.Model):
    """A one-time way to set a password; only the digest of its secret is kept."""

    account = models.ForeignKey(AccountRow, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invitation"


class IdentityRow(models.Model):
    """A person's name at an identity provider that may log in as an account."""

    account = models.ForeignKey(AccountRow, on_delete=models.CASCADE)
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "identity"
        constraints = (models.UniqueConstraint(fields=["issuer", "subject"], name="one_identity_a_subject"),)


class FailureRow(models.Model):
    """Failed logins of one name or address, for locking out."""

    key = models.CharField(max_length=200, primary_key=True)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "failure"


class KeyRow(models.Model):
    """A key for the JSON interface, bound to an account; only its digest is kept."""

    account = models.ForeignKey(AccountRow, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "api_key"


class TicketRow(models.Model):
    """A one-time way to enrol a device; only the digest of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=80)
    """How the desk calls the device."""
    territory = models.CharField(max_length=13, blank=True)
    institution = models.CharField(max_length=20)
    server = models.BooleanField(default=False)
    accounts = models.ManyToManyField(AccountRow)
    """Who may sign in on it."""
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    device = models.CharField(max_length=32, blank=True)
    """The device that used it, in hex."""

    class Meta:
        db_table = "ticket"


class BearerRow(models.Model):
    """A person who may sign in on a device."""

    device = models.CharField(max_length=32)
    account = models.ForeignKey(AccountRow, on_delete=models.CASCADE)

    class Meta:
        db_table = "bearer"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "account"], name="one_bearer_a_device")
        ]


class FactsRow(models.Model):
    """What a device said of itself when it was enrolled."""

    device = models.CharField(max_length=32, primary_key=True)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "device_facts"
