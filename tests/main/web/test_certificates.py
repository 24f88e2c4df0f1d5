"""The command post's own certificate authority, met by a client that knows nothing of ours."""

import ipaddress
import socket
import ssl
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.main.web.certificates import Certificates, certificates

NOW = now()


@contextmanager
def _listening(made: Certificates) -> Iterator[int]:
    """A TLS server that shakes one hand."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.chain, made.key)
    with socket.create_server(("127.0.0.1", 0)) as door:

        def shake() -> None:
            with door.accept()[0] as line:
                try:
                    context.wrap_socket(line, server_side=True).close()
                except OSError:
                    return

        thread = threading.Thread(target=shake, daemon=True)
        thread.start()
        yield door.getsockname()[1]
        thread.join(timeout=10)


def _shake(port: int, *, host: str, trusting: Path) -> str | None:
    """The TLS version after a handshake in which the client expects `host`."""
    context = ssl.create_default_context(cafile=str(trusting))
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    with context.wrap_socket(line, server_hostname=host) as tls:
        return tls.version()


@pytest.mark.parametrize("host", ["127.0.0.1", "192.168.1.10", "posko.local"])
def test_a_client_that_trusts_the_authority_shakes_hands_with_the_named_host(
    tmp_path: Path, host: str
) -> None:
    made = certificates(tmp_path, host=host, at=NOW)

    with _listening(made) as port:
        version = _shake(port, host=host, trusting=made.authority)

    assert version == "TLSv1.3"


def test_another_host_with_the_same_certificate_is_refused(tmp_path: Path) -> None:
    made = certificates(tmp_path, host="192.168.1.10", at=NOW)

    with _listening(made) as port, pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
        _shake(port, host="192.168.1.11", trusting=made.authority)


def test_a_client_that_does_not_know_the_authority_refuses(tmp_path: Path) -> None:
    made = certificates(tmp_path / "one", host="127.0.0.1", at=NOW)
    other = certificates(tmp_path / "two", host="127.0.0.1", at=NOW)

    with _listening(made) as port, pytest.raises(ssl.SSLCertVerificationError):
        _shake(port, host="127.0.0.1", trusting=other.authority)


def test_a_stolen_authority_cannot_pose_as_a_host_of_the_internet(tmp_path: Path) -> None:
    made = certificates(tmp_path, host="192.168.1.10", at=NOW)
    forged = _forged(tmp_path, host="bank.example.com")

    with _listening(forged) as port, pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        _shake(port, host="bank.example.com", trusting=made.authority)


def _forged(folder: Path, *, host: str) -> Certificates:
    """A certificate for a host, signed with the authority's key by somebody who took it."""
    authority = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
    key = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    own = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]))
        .issuer_name(authority.subject)
        .public_key(own.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(hours=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "forged.crt", folder / "forged.key"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        own.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return Certificates(authority=folder / "ca.crt", chain=chain, key=secret, fingerprint="")


def test_keys_are_for_the_owner_only(tmp_path: Path) -> None:
    certificates(tmp_path / "tls", host="192.168.1.10", at=NOW)

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "tls").glob("*.key")}
    assert modes == {"ca.key": 0o600, "server.key": 0o600}


def test_telephones_keep_their_authority_when_the_address_changes(tmp_path: Path) -> None:
    before = certificates(tmp_path, host="192.168.1.10", at=NOW)
    after = certificates(tmp_path, host="10.0.0.7", at=NOW)

    assert after.fingerprint == before.fingerprint
    names = x509.load_pem_x509_certificate(after.chain.read_bytes()).extensions
    told = names.get_extension_for_class(x509.SubjectAlternativeName).value
    assert told.get_values_for_type(x509.IPAddress) == [ipaddress.ip_address("10.0.0.7")]


def test_nothing_is_made_anew_while_it_is_good(tmp_path: Path) -> None:
    made = certificates(tmp_path, host="192.168.1.10", at=NOW)
    before = made.chain.read_bytes()

    certificates(tmp_path, host="192.168.1.10", at=NOW + timedelta(days=300))

    assert made.chain.read_bytes() == before


def test_a_server_certificate_is_renewed_before_it_ends_and_the_authority_stays(tmp_path: Path) -> None:
    made = certificates(tmp_path, host="192.168.1.10", at=NOW)
    before = made.chain.read_bytes()

    later = certificates(tmp_path, host="192.168.1.10", at=NOW + timedelta(days=380))

    assert later.fingerprint == made.fingerprint
    assert later.chain.read_bytes() != before


def test_an_address_that_the_authority_does_not_allow_is_refused_with_a_remedy(tmp_path: Path) -> None:
    certificates(tmp_path, host="192.168.1.10", at=NOW)

    with pytest.raises(Refused) as caught:
        certificates(tmp_path, host="posko.example.id", at=NOW)

    assert caught.value.code == "tls-host"


def test_an_authority_made_for_a_public_name_vouches_for_it(tmp_path: Path) -> None:
    made = certificates(tmp_path, host="posko.example.id", at=NOW)

    with _listening(made) as port:
        assert _shake(port, host="posko.example.id", trusting=made.authority) == "TLSv1.3"
