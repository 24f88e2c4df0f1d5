"""Running the server: one process that answers with four threads."""

import os
import socket
from ipaddress import ip_address
from pathlib import Path

from granian.constants import Interfaces, SSLProtocols
from granian.server import Server

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.main.store.opening import open_store
from sampai.main.web.certificates import FOLDER, Certificates, certificates

THREADS = 4
LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 -- only over TLS, and only when the operator names a host name
_NOWHERE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737); nothing is ever sent to it."""


def serve(*, data: Path, port: int) -> None:
    """Bring the store up to date and serve this machine until the process is told to stop."""
    _prepare(data)
    _serve(address=LOOPBACK, port=port, tls=None)


def serve_lan(*, data: Path, port: int, host: str, tls: Certificates) -> None:
    """Serve the local network under `host`, over TLS only; cookies are bound to it."""
    shown = f"[{host}]" if ":" in host else host
    os.environ["SAMPAI_SECURE"] = "1"
    os.environ["SAMPAI_HOSTS"] = ",".join(filter(None, (os.environ.get("SAMPAI_HOSTS", ""), shown)))
    os.environ["SAMPAI_ADDRESS"] = f"https://{shown}:{port}/"
    _prepare(data)
    _serve(address=_listens_on(host), port=port, tls=tls)


def lan_certificates(data: Path, *, host: str) -> Certificates:
    """The certificates of an installation for an address."""
    return certificates(data / FOLDER, host=host, at=now())


def lan_host() -> str:
    """This machine's address in the local network. Raises `Refused` where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        try:
            found.connect(_NOWHERE)
        except OSError as error:
            raise Refused(
                "no-network",
                say("This machine has no address in a network."),
                say("Connect it to the network of the command post, or give its address with --host."),
            ) from error
        return str(found.getsockname()[0])


def _listens_on(host: str) -> str:
    """An address is listened on alone; behind a name may be any of this machine's addresses."""
    if host == "localhost":
        return LOOPBACK
    try:
        return str(ip_address(host))
    except ValueError:
        return EVERYWHERE


def _prepare(data: Path) -> None:
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    with open_store():
        pass


def _serve(*, address: str, port: int, tls: Certificates | None) -> None:
    Server(
        "sampai.main.web.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
        ssl_cert=None if tls is None else tls.chain,
        ssl_key=None if tls is None else tls.key,
        ssl_protocol_min=SSLProtocols.tls12,  # old office machines
    ).serve()
