"""What somebody signs with: a PKCS#12 file with its password, or a token. Held in memory for one act, never kept.

Nothing here writes, logs or remembers; ``str()`` of a key tells the certificate alone.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied

MOST_BYTES = 256 * 2**10
MOST_ROUNDS = 2_000_000  # of hashing the password: a second
SIGNS_DOCUMENTS = {"digital_signature", "non_repudiation"}
PURPOSES = {
    "email_protection",
    "any_extended_key_usage",
    "1.3.6.1.5.5.7.3.36",  # document signing, RFC 9336
    "microsoft_document_signing",
    "adobe_authentic_documents_trust",
}
LEAST_RSA_BITS = 2048


class KeyRefused(ActionDenied):
    """Nothing can be signed with this."""


class NotAKeyFile(KeyRefused):
    """The file is not a PKCS#12 file."""


class WrongPassword(KeyRefused):
    """The password does not open the file."""


class NoCertificate(KeyRefused):
    """The file or token holds no certificate, or no key."""


class KeyAndCertificateDiffer(KeyRefused):
    """The private key is not the certificate's."""


class NotForSigning(KeyRefused):
    """The certificate is for something else."""


class CertificateExpired(KeyRefused):
    """The certificate's time is over."""


class CertificateNotYetValid(KeyRefused):
    """The certificate's time has not come."""


class KeyTooWeak(KeyRefused):
    """The key is too short."""


class NoToken(KeyRefused):
    """The token, or what reads it, is not there."""


class WrongPin(KeyRefused):
    """The token does not take this PIN."""


@dataclass(frozen=True)
class Key:
    """A certificate and the means to sign with it."""

    signer: str
    issuer: str
    certificate_sha256: str
    means: Any = field(repr=False)  # pyHanko's signer

    def __str__(self) -> str:
        return self.signer


def key_from_pkcs12(content: bytes, password: str, *, at: datetime | None = None) -> Key:
    """The key in a PKCS#12 file (.p12, .pfx). Raises a KeyRefused."""
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    if not content or len(content) > MOST_BYTES or not _is_pkcs12(content):
        raise NotAKeyFile(_("This is not a certificate file. Bring the file that ends in .p12 or .pfx."))
    try:
        opened = load_pkcs12(content, password.encode())
    except ValueError as fault:
        if "password" in str(fault).lower() or "mac" in str(fault).lower():
            raise WrongPassword(_("The password does not open this certificate file. Type it again.")) from None
        raise NotAKeyFile(_("This certificate file is damaged. Ask who issued it for a new one.")) from None
    except Exception:  # whatever the parser of a hostile file may raise
        raise NotAKeyFile(_("This certificate file is damaged. Ask who issued it for a new one.")) from None
    held = [one.certificate for one in (opened.cert, *opened.additional_certs) if one]
    if opened.key is None or not held:
        raise NoCertificate(_("This file lacks the private key or the certificate. Export both into one file."))
    own = next((one for one in held if one.public_key() == opened.key.public_key()), None)
    if own is None:
        raise KeyAndCertificateDiffer(_("The private key in this file does not belong to its certificate."))
    certificate = x509.Certificate.load(own.public_bytes(Encoding.DER))
    check_certificate(certificate, at=at)
    store = SimpleCertificateStore()
    for other in [one for one in held if one != own]:
        store.register(x509.Certificate.load(other.public_bytes(Encoding.DER)))
    private = opened.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return _key(certificate, SimpleSigner(certificate, keys.PrivateKeyInfo.load(private), store, embed_roots=False))


@contextmanager
def key_on_token(library: str, token: str, pin: str, *, label: str = "", at: datetime | None = None) -> Iterator[Key]:
    """The key on a PKCS#11 token, while its session is open. Raises a KeyRefused."""
    import pkcs11
    from asn1crypto import x509
    from pkcs11 import Attribute, ObjectClass
    from pyhanko.sign.pkcs11 import PKCS11Signer

    absent = _("The token is not there. Plug it in, and look whether its name is right.")
    try:
        found = pkcs11.lib(library).get_token(token_label=token)
    except (pkcs11.PKCS11Error, RuntimeError, OSError):
        raise NoToken(absent) from None
    try:
        session = found.open(user_pin=pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
        raise WrongPin(_("The token does not take this PIN. After a few wrong ones it locks itself.")) from None
    except pkcs11.PinLocked:
        raise WrongPin(_("The token is locked after too many wrong PINs. Ask who issued it.")) from None
    except pkcs11.PKCS11Error:
        raise NoToken(absent) from None
    with session:
        wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE} | ({Attribute.LABEL: label} if label else {})
        for row in list(session.get_objects(wanted)):  # a token does one search at a time
            identity = row[Attribute.ID]
            keys = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: identity}))
            if keys:
                certificate = x509.Certificate.load(row[Attribute.VALUE])
                check_certificate(certificate, at=at)
                yield _key(
                    certificate, PKCS11Signer(session, signing_cert=certificate, key_id=identity, embed_roots=False)
                )
                return
        raise NoCertificate(_("There is no certificate with its key on this token."))


def check_certificate(certificate, *, at: datetime | None = None) -> None:
    """Refuse a certificate that nobody should sign with. Raises a KeyRefused."""
    at = at or datetime.now(UTC)
    if at > certificate.not_valid_after:
        told = _("This certificate expired on %(day)s. Ask its issuer for a new one.")
        raise CertificateExpired(told % {"day": certificate.not_valid_after.date().isoformat()})
    if at < certificate.not_valid_before:
        told = _("This certificate is valid from %(day)s on.")
        raise CertificateNotYetValid(told % {"day": certificate.not_valid_before.date().isoformat()})
    usage, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    if (
        certificate.ca
        or (usage is not None and not SIGNS_DOCUMENTS & usage.native)
        or (purposes is not None and not PURPOSES & set(purposes.native))
    ):
        raise NotForSigning(_("This certificate is not for signing documents. Use the one issued for signatures."))
    public = certificate.public_key
    if public.algorithm in {"rsa", "rsassa_pss"} and public.bit_size < LEAST_RSA_BITS:
        raise KeyTooWeak(_("This key is too short to rely on (%(bits)s bits).") % {"bits": public.bit_size})


def name_of(name) -> str:
    """A person's or body's name in a certificate, as it is to be shown."""
    told = name.native
    for part in ("common_name", "organization_name"):
        if part in told:
            found = told[part]
            return str(found if isinstance(found, str) else ", ".join(found))[:200]
    return str(name.human_friendly)[:200]


def _key(certificate, means) -> Key:
    return Key(
        name_of(certificate.subject),
        name_of(certificate.issuer),
        hashlib.sha256(certificate.dump()).hexdigest(),
        means,
    )


def _is_pkcs12(content: bytes) -> bool:
    """Whether this is such a file, and one that opens in reasonable time: it says itself how long its locks take."""
    from asn1crypto import pkcs12

    try:
        file = pkcs12.Pfx.load(content, strict=True)
        locks = [file["mac_data"]] if file["mac_data"] else []
        for part in file.authenticated_safe:
            if part["content_type"].native == "encrypted_data":
                locks.append(part["content"]["encrypted_content_info"]["content_encryption_algorithm"])
            elif part["content_type"].native == "data":
                bags = pkcs12.SafeContents.load(part["content"].native)
                shrouded = [one for one in bags if one["bag_id"].native == "pkcs8_shrouded_key_bag"]
                locks += [one["bag_value"]["encryption_algorithm"] for one in shrouded]
        slow = any(_rounds(lock) > MOST_ROUNDS for lock in locks)
        return file["version"].native == "v3" and not slow
    except (ValueError, TypeError, KeyError):
        return False


def _rounds(lock) -> int:
    """How often a lock hashes the password."""
    if "algorithm" not in lock:
        return lock["iterations"].native or 1
    parameters = lock["parameters"]
    if lock["algorithm"].native == "pbes2":
        return parameters["key_derivation_func"]["parameters"]["iteration_count"].native
    return parameters["iterations"].native
