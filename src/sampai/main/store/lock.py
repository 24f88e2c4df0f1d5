"""One process per SQLite file: a lock beside the file that ends with the process."""

import sys
from pathlib import Path
from typing import IO

from sampai.kernel.errors import Refused
from sampai.kernel.text import say


def take_lock(file: Path) -> IO[bytes]:
    """Take the file's lock until the returned file is closed or the process ends.

    Raises `Refused` where another process has it: two writers of one file may lose what they commit.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    held = file.with_name(file.name + ".lock").open("ab")
    try:
        _lock(held)
    except OSError as error:
        held.close()
        raise Refused(
            "store-in-use",
            say("{path} is in use by another Sampai process.", path=str(file)),
            say("Stop the server that uses it, or do this on its pages."),
        ) from error
    return held


if sys.platform == "win32":
    import msvcrt

    def _lock(held: IO[bytes]) -> None:
        msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(held: IO[bytes]) -> None:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
