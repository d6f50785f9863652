"""Who is trusted here: the roots, revocation lists and intermediate certificates an administrator put into a folder.

``PADAN_HOME/trust/`` holds roots as ``*.pem`` (or ``*.crt``), ``*.crl`` lists, and below ``intermediate/`` certificates
that only help to find the way. ``PADAN_TSA_URL`` names the timestamp authority.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Trust:
    """Roots and what helps to judge, as DER. ``demand_revocation``: without word on revocation nothing passes.

    Otherwise word on revocation is demanded of certificates that name where to ask, or whose issuer's list is here.
    """

    roots: tuple[bytes, ...] = ()
    others: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()
    demand_revocation: bool = False


def trust_in(folder: Path, *, demand_revocation: bool = False) -> Trust:
    """What a folder says. A file that holds no certificate is passed over."""
    return Trust(
        _read(folder, (".pem", ".crt", ".cer"), "CERTIFICATE"),
        _read(folder / "intermediate", (".pem", ".crt", ".cer"), "CERTIFICATE"),
        _read(folder, (".crl",), "X509 CRL"),
        demand_revocation,
    )


def _read(folder: Path, endings: tuple[str, ...], kind: str) -> tuple[bytes, ...]:
    files = sorted(path for path in folder.glob("*") if path.suffix.lower() in endings)
    return tuple(one for path in files for one in _held(path.read_bytes(), kind))


def _held(content: bytes, kind: str) -> list[bytes]:
    """The certificates or lists in a file; those that cannot be read are passed over."""
    from asn1crypto import crl, pem, x509

    reader = x509.Certificate if kind == "CERTIFICATE" else crl.CertificateList
    try:
        named = pem.unarmor(content, multiple=True) if pem.detect(content) else [(kind, {}, content)]
        found = [der for name, _headers, der in named if name == kind]
        return [der for der in found if reader.load(der, strict=True).native]
    except (ValueError, TypeError):
        return []


def installed_trust() -> Trust:
    """What this installation trusts."""
    from django.conf import settings

    return trust_in(Path(settings.PADAN_TRUST), demand_revocation=settings.PADAN_DEMAND_REVOCATION)


def installed_authority():
    """The timestamp authority of this installation, or None."""
    from django.conf import settings

    if not settings.PADAN_TSA_URL:
        return None
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return HTTPTimeStamper(settings.PADAN_TSA_URL, timeout=10)
