"""A certificate for this machine, made on the spot: browsers give the camera to secure origins only.

Two are made. The authority signs nothing but addresses of this machine (its name constraints say so), so a phone that
trusts it trusts no more than this demonstration. The other one is what the server shows, for as long as phones accept.
A phone that does not trust the authority warns once and then opens the camera, but keeps no page for later.
"""

import ipaddress
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY = "community-demo.crt"
"""File that a phone installs."""
_DAYS = 397
"""The longest that phones accept."""
_RENEWED_DAYS = 30
_NOWHERE = ("192.0.2.1", 9)
"""An address for documentation. Nothing is sent to it; asking for the way there names our own side of it."""


@dataclass(frozen=True, kw_only=True)
class Made:
    public: Path
    """Folder of what everybody may fetch: the authority's certificate."""
    certificate: Path
    key: Path


def addresses() -> list[ipaddress.IPv4Address]:
    """This machine's, the one first that others on the network reach it by; the loop back to itself is the last."""
    found = [ipaddress.IPv4Address("127.0.0.1")]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(_NOWHERE)
            found.insert(0, ipaddress.IPv4Address(way.getsockname()[0]))
        except OSError:
            pass
    return list(dict.fromkeys(found))


def made_for(wanted: Sequence[ipaddress.IPv4Address], folder: Path) -> Made:
    """Those in the folder if they are for these addresses and last for a month, else new ones."""
    made = Made(public=folder / "public", certificate=folder / "server.crt", key=folder / "server.key")
    if not _is_good(made.certificate, wanted):
        made.public.mkdir(parents=True, exist_ok=True)
        _make(wanted, made)
    return made


def _is_good(path: Path, wanted: Sequence[ipaddress.IPv4Address]) -> bool:
    if not path.exists():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    is_lasting = certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=_RENEWED_DAYS)
    return is_lasting and set(wanted) <= set(names.get_values_for_type(x509.IPAddress))


def _make(wanted: Sequence[ipaddress.IPv4Address], made: Made) -> None:
    # The authority's key is forgotten when this is done: nobody signs with it again.
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _name("Community demonstration, this machine only")
    nets = [x509.IPAddress(ipaddress.ip_network(address)) for address in wanted]
    limits = x509.NameConstraints([x509.DNSName("localhost"), *nets], None)
    signer = (
        _begun(authority, authority, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(limits, critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    names = [x509.DNSName("localhost"), *(x509.IPAddress(address) for address in wanted)]
    shown = (
        _begun(_name(str(wanted[0])), authority, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (made.public / AUTHORITY).write_bytes(signer.public_bytes(pem))
    _write_secret(made.key, key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    made.certificate.write_bytes(shown.public_bytes(pem))


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    # A phone's clock may be behind.
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS - 1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_secret(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
