"""What people sign with, for tests: short-lived certificates made on the spot, and documents open for signing."""

import secrets
from datetime import UTC, date, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID
from django.utils import timezone
from factories.forum import EventFactory
from factories.texts import agreed

from padan.agreements.actions.life import schedule
from padan.agreements.actions.sealing import begin_signing
from padan.agreements.actions.texts import begin_text
from padan.agreements.pdf.keys import key_from_pkcs12
from padan.agreements.queries.texts import templates_for

PASSWORD = "kata sandi kunci"


def pkcs12(name="Direktur Contoh", *, password=PASSWORD):
    """A key file with a certificate of its own making for document signatures."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = {
        name: name in ("digital_signature", "content_commitment")
        for name in (
            "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
            "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
        )
    }  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(secrets.randbits(64))
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    return serialize_key_and_certificates(b"padan", key, certificate, None, BestAvailableEncryption(password.encode()))


def key(name="Direktur Contoh"):
    """The same, opened."""
    return key_from_pkcs12(pkcs12(name), PASSWORD)


def open_document(*, event=None, **columns):
    """(document, secretary): an agreement on the list of an event, its text frozen and open for signatures."""
    agreement, secretary = agreed(f"PT Contoh {secrets.token_hex(4)}", **columns)
    at = timezone.now()
    document = begin_text(agreement=agreement, template=templates_for(agreement).first(), by=secretary, at=at)
    event = event or EventFactory(forum=agreement.forum, held_on=date(2024, 11, 14))
    schedule(agreement=agreement, event=event, by=secretary, at=at)
    begin_signing(document=document, by=secretary, at=at)
    document.refresh_from_db()
    return document, secretary
