"""A small store for phones: a published plan of one kecamatan, people of it, codes for their phones."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tests.matrix import world
from tests.store import as_role, store

from sampai.engines.signing import read_key
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.main.secrets import lasting_secret
from sampai.main.web.chores import lay_out_boxes
from sampai.main.web.record import NODE_KEY
from sampai.main.web.wiring import roles
from sampai.people.actions.accounts import make_account
from sampai.people.actions.devices import offer_enrolment
from sampai.places.tables import StationRow

KAUR = RegionCode("1704")
ADMINS = {"kpu": "kpu-admin", "polri": "polri-admin", "bawaslu": "bawaslu-admin"}


@dataclass(frozen=True)
class Prepared:
    """A data folder for `sampai serve`, and what its phones need."""

    data: Path
    station: str
    codes: dict[str, str]
    """Account: what follows the server's address in the QR code."""


def prepared(folder: Path, people: dict[str, str]) -> Prepared:
    """For each account's role, a person in the territory that fits it, and a code for a phone."""
    with store("sqlite", folder=folder, recipe=world):
        lay_out_boxes()
        station = (
            StationRow.objects.filter(code__startswith=KAUR)
            .order_by("code")
            .values_list("code", flat=True)[0]
        )
        secrets = {name: sha256(name.encode()).digest()[:16] for name in people}
        for name, role in people.items():
            _person(name, role=role, station=station, secret=secrets[name])
    key = read_key(sha256(lasting_secret(folder / NODE_KEY).encode()).digest()).key.public
    codes = {name: f"/lapangan#daftar.1.{text(secret)}.{text(key)}" for name, secret in secrets.items()}
    return Prepared(folder, station, codes)


def _person(name: str, *, role: str, station: str, secret: bytes) -> None:
    digits = {"kpu-logistik": 4, "ppk": 6, "pps": 10, "pengawal": 6}.get(role, 13)
    territory = RegionCode(station[:digits])
    admin = as_role(ADMINS[roles()[role].institution.value], territory=KAUR)
    make_account(admin, now(), username=name, name=name.title(), role=roles()[role], territory=territory)
    offer_enrolment(admin, now(), name=f"HP {name}", territory=territory, accounts=[name], secret=secret)


def text(raw: bytes) -> str:
    """In base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")
