"""The command post's own certificate authority, for HTTPS where there is no internet."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sampai.kernel.errors import Refused
from sampai.kernel.text import say

FOLDER = "tls"
AUTHORITY_VALID = timedelta(days=3 * 366)
"""One cycle of elections; after that telephones need the next one."""
SERVER_VALID = timedelta(days=397)
"""What browsers accept at most from public authorities."""
RENEW_BEFORE = timedelta(days=30)
_SKEW = timedelta(days=1)
"""Clocks in the field may be behind."""

PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "fc00::/7",
    "::1/128",
)
"""Addresses that are never on the internet (RFC 1918, 3927, 4193)."""
LOCAL_NAMES = ("localhost", "local", "lan", "internal", "home.arpa")
"""Names that are never on the internet (RFC 6761, 6762, 8375)."""

SERVER_NAME = "Sampai server"
"""With a space, lest OpenSSL takes the common name for a host and holds it against the constraints."""

Address = IPv4Address | IPv6Address | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """The files that the server needs, and the fingerprint that people compare."""

    authority: Path
    chain: Path
    key: Path
    fingerprint: str


def certificates(folder: Path, *, host: str, at: datetime) -> Certificates:
    """The certificates for a host, made where they are missing, old or for another host.

    The authority can only vouch for private addresses, local names and the host that it was made for (name
    constraints, RFC 5280 4.2.1.10), so that whoever steals its key cannot pose as a bank. Raises `Refused`
    for a host that an authority made before does not allow.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, key = _authority(folder, host=host, at=at)
    if not _allows(authority, host):
        raise Refused(
            "tls-host",
            say(
                "The certificate authority of this installation does not allow the address {host}.", host=host
            ),
            say(
                "Use an address of the local network, or remove {folder} and trust the new one.",
                folder=str(folder),
            ),
        )
    if not _serves(folder / "server.crt", host=host, authority=authority, at=at):
        _make_server(folder, host=host, authority=authority, key=key, at=at)
    return Certificates(
        authority=folder / "ca.crt",
        chain=folder / "server.crt",
        key=folder / "server.key",
        fingerprint=fingerprint(authority),
    )


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, as telephones show it: pairs of capitals with colons."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _authority(
    folder: Path, *, host: str, at: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    found = _read(folder / "ca.crt")
    if found is not None and at < found.not_valid_after_utc - SERVER_VALID and (folder / "ca.key").exists():
        key = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return found, key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Sampai {host} {at:%Y-%m-%d}")])
    made = (
        _builder(subject=name, issuer=name, key=key.public_key(), at=at, valid=AUTHORITY_VALID)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(_constraints(host), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_key(folder / "ca.key", key)
    (folder / "ca.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return made, key


def _make_server(
    folder: Path, *, host: str, authority: x509.Certificate, key: ec.EllipticCurvePrivateKey, at: datetime
) -> None:
    own = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SERVER_NAME)])
    made = (
        _builder(subject=name, issuer=authority.subject, key=own.public_key(), at=at, valid=SERVER_VALID)
        .add_extension(x509.SubjectAlternativeName([_name(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(folder / "server.key", own)
    pem = serialization.Encoding.PEM
    (folder / "server.crt").write_bytes(made.public_bytes(pem) + authority.public_bytes(pem))


def _builder(
    *, subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, valid: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _SKEW)
        .not_valid_after(at - _SKEW + valid)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _constraints(host: str) -> x509.NameConstraints:
    names: list[x509.GeneralName] = [x509.IPAddress(ip_network(one)) for one in PRIVATE]
    names += [x509.DNSName(one) for one in LOCAL_NAMES]
    if not _is_local(host):
        own = _address(host)
        names.append(x509.DNSName(own) if isinstance(own, str) else x509.IPAddress(ip_network(own)))
    return x509.NameConstraints(permitted_subtrees=names, excluded_subtrees=None)


def _allows(authority: x509.Certificate, host: str) -> bool:
    found = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    own = _address(host)
    if isinstance(own, str):
        names = [one.value for one in found if isinstance(one, x509.DNSName)]
        return any(own == one or own.endswith(f".{one}") for one in names)
    nets = [one.value for one in found if isinstance(one, x509.IPAddress)]
    return any(own in ip_network(str(net)) for net in nets)


def _serves(file: Path, *, host: str, authority: x509.Certificate, at: datetime) -> bool:
    found = _read(file)
    if found is None or found.issuer != authority.subject or at > found.not_valid_after_utc - RENEW_BEFORE:
        return False
    signer = found.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    own = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return signer == own and list(names) == [_name(host)]


def _is_local(host: str) -> bool:
    own = _address(host)
    if isinstance(own, str):
        return any(own == one or own.endswith(f".{one}") for one in LOCAL_NAMES)
    return any(own in ip_network(net) for net in PRIVATE)


def _name(host: str) -> x509.GeneralName:
    own = _address(host)
    return x509.DNSName(own) if isinstance(own, str) else x509.IPAddress(own)


def _address(host: str) -> Address:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return host.casefold()


def _read(file: Path) -> x509.Certificate | None:
    return x509.load_pem_x509_certificate(file.read_bytes()) if file.exists() else None


def _write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Write a private key that only the owner reads, from its first byte on."""
    content = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        handle.write(content)
