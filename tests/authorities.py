"""Authorities of tests: certificates of every kind, revocation lists, timestamps; in memory, trusted nowhere else."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cache

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from padan.agreements.pdf.keys import Key, key_from_pkcs12
from padan.agreements.pdf.policy import Trust

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
DAY = dt.timedelta(days=1)
PASSWORD = "kata sandi berkas 7319"
DIGITAL, REPUDIATION, ENCIPHER = "digital_signature", "content_commitment", "key_encipherment"


@cache
def a_key(number, bits=2048):
    """The n-th key: making one takes a while, so tests share them."""
    return ec.generate_private_key(ec.SECP256R1()) if bits == "ec" else rsa.generate_private_key(65537, bits)


def usage(*on):
    names = (
        DIGITAL, REPUDIATION, ENCIPHER, "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
        "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in on for name in names})


@dataclass
class Holder:
    """A key and its certificate; an authority when ``above`` others."""

    name: str
    private: object
    certificate: x509.Certificate
    above: "Holder | None" = None
    revoked: dict = field(default_factory=dict)

    @property
    def der(self):
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self):
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def asn1(self):
        return asn1_x509.Certificate.load(self.der)

    @property
    def asn1_key(self):
        raw = self.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return asn1_keys.PrivateKeyInfo.load(raw)

    def pkcs12(self, password=PASSWORD, certificate=None, chain=()):
        return serialize_key_and_certificates(
            b"x", self.private, certificate or self.certificate, list(chain), BestAvailableEncryption(password.encode())
        )

    def key(self, at=None, chain=()) -> Key:
        return key_from_pkcs12(self.pkcs12(chain=chain), PASSWORD, at=at)

    def unchecked(self) -> Key:
        """A key that nobody should sign with, and an attacker does."""
        store = SimpleCertificateStore()
        found = SimpleSigner(self.asn1, self.asn1_key, store)
        return Key(self.name, self.above.name, self.certificate.fingerprint(hashes.SHA256()).hex(), found)

    def trust(self, **rest) -> Trust:
        return Trust(roots=(self.der,), **rest)

    def crl(self, at=NOW, days=7, revoked=()):
        """The authority's revocation list; ``revoked`` pairs of holder and instant."""
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(at - dt.timedelta(minutes=1))
            .next_update(at + days * DAY)
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.private.public_key()), critical=False
            )
        )
        for holder, when in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(holder.certificate.serial_number)
            made = made.add_revoked_certificate(entry.revocation_date(when).build())
        return made.sign(self.private, hashes.SHA256()).public_bytes(Encoding.DER)


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"), x509.NameAttribute(NameOID.COMMON_NAME, name)])


def authority(
    name="Otoritas Contoh", *, number=0, begins=NOW - 3000 * DAY, ends=NOW + 3000 * DAY, above=None
) -> Holder:
    """A certificate authority; its own root without ``above``."""
    private = a_key(f"ca {name} {number}")
    made = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(above.certificate.subject if above else named(name))
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(above.private if above else private, hashes.SHA256())
    )
    return Holder(name, private, made, above)


def signatory(
    name,
    above,
    *,
    number=0,
    bits=2048,
    begins=NOW - 100 * DAY,
    ends=NOW + 400 * DAY,
    uses=(DIGITAL, REPUDIATION),
    purposes=(),
    asks=False,
    digest=None,
) -> Holder:
    """A person's certificate. ``asks``: it names where to ask about revocation."""
    private = a_key(f"{name} {number}", bits)
    made = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(above.certificate.subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(*uses), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.private.public_key()), critical=False)
    )
    if purposes:
        made = made.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
    if asks:
        place = x509.DistributionPoint(
            [x509.UniformResourceIdentifier("http://crl.contoh.example/1.crl")], None, None, None
        )
        made = made.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    return Holder(name, private, made.sign(above.private, digest or hashes.SHA256()), above)


def timestamper(above, *, at=None, ends=NOW + 400 * DAY) -> DummyTimeStamper:
    """A timestamp authority below ``above``, whose clock may stand still."""
    holder = signatory(
        "Stempel Waktu Contoh", above, uses=(DIGITAL,), purposes=(ExtendedKeyUsageOID.TIME_STAMPING,),
        begins=NOW - 1000 * DAY, ends=ends,
    )  # fmt: skip
    store = SimpleCertificateStore()
    return DummyTimeStamper(holder.asn1, holder.asn1_key, store, fixed_dt=at)
