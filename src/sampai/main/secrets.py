"""A secret that lasts as long as the data folder."""

import os
import secrets
from pathlib import Path


def lasting_secret(path: Path) -> str:
    """The secret in the file; a new one where there is none. Only the owner may read the file."""
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    fresh = secrets.token_urlsafe(64)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(fresh)
    return fresh
