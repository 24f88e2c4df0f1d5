"""What deeds and pages of oversight are handed: the pack's rules, the vault, this server's signature."""

from functools import cache

from django.conf import settings

from sampai.engines.vault import vault_of
from sampai.main.secrets import lasting_secret
from sampai.main.web.record import own_node
from sampai.oversight.actions.cases import Means
from sampai.packs.oversight import load_rule_book

VAULT_KEY = "vault.key"


@cache
def means() -> Means:
    """The means of this program; the vault's key is made when first asked for, and lies beside the data."""
    secret = lasting_secret(settings.OPTIONS.data / VAULT_KEY)
    return Means(book=load_rule_book(), vault=vault_of(secret.encode()), own=own_node())
