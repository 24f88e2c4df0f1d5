"""Running the server: one process that answers with four threads."""

import os
from pathlib import Path

from granian.constants import Interfaces
from granian.server import Server

from sampai.main.store.opening import open_store

THREADS = 4


def serve(*, data: Path, port: int, host: str = "127.0.0.1") -> None:
    """Bring the store up to date and serve until the process is told to stop."""
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    with open_store():
        pass
    Server(
        "sampai.main.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
    ).serve()
