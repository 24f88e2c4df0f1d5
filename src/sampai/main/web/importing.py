"""Importing from the server's own machine, by whoever holds it."""

import io
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Institution, Role, Scope, Secrecy
from sampai.main.operations import load_operation, operation_path
from sampai.main.store.opening import open_store

if TYPE_CHECKING:
    from sampai.plan.actions import Imported

KEEPER = "sampai import"
_SAME_EVERY_TIME = (1980, 1, 1, 0, 0, 0)


def import_tables(source: str, *, data: Path) -> "Imported":
    """Put an operation's tables into the store as its present register."""
    loaded = load_operation(source)
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    with open_store():
        from sampai.plan.actions import import_register  # noqa: PLC0415 -- after Django is ready

        document = packed(operation_path(source))
        return import_register(keeper(), now(), operation=loaded.operation, document=document)


def packed(source: Path) -> bytes:
    """The file as it is, or the files of a folder as one ZIP; the same files give the same bytes."""
    if source.is_file():
        return source.read_bytes()
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for file in sorted(one for one in source.iterdir() if one.is_file()):
            archive.writestr(zipfile.ZipInfo(file.name, _SAME_EVERY_TIME), file.read_bytes())
    return whole.getvalue()


def keeper() -> Actor:
    """Whoever holds the machine, as the audit names it."""
    deeds = frozenset({Deed.IMPORT_REGISTER, Deed.IMPORT_PLAN})
    role = Role(code=KEEPER, name=KEEPER, institution=Institution.KPU, deeds=deeds, secrecy=Secrecy.PUBLIC)
    scope = Scope(territory=RegionCode(""), secrecy=Secrecy.PUBLIC, deeds=deeds)
    return Actor(account=KEEPER, name=KEEPER, role=role, scope=scope)
