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
        tuple(one for path in _named(folder, ".pem", ".crt", ".cer") for one in _pem(path, "CERTIFICATE")),
        tuple(
            one for path in _named(folder / "intermediate", ".pem", ".crt", ".cer") for one in _pem(path, "CERTIFICATE")
        ),
        tuple(one for path in _named(folder, ".crl") for one in _pem(path, "X509 CRL")),
        demand_revocation,
    )


def _named(folder: Path, *endings: str) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix.lower() in endings) if folder.is_dir() else []


def _pem(path: Path, kind: str) -> list[bytes]:
    from asn1crypto import pem

    content = path.read_bytes()
    if not pem.detect(content):
        return [content]
    try:
        return [der for name, _headers, der in pem.unarmor(content, multiple=True) if name == kind]
    except ValueError:
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
