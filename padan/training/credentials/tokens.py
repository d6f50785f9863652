"""Credentials as signed tokens: JWS in its compact form with EdDSA over Ed25519 (RFC 7515, 8037), and nothing else.

Which key and which algorithm hold is told by us, never by the token: a token that asks for another is refused.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM = "EdDSA"
MOST_SIGNS = 60_000
_PART = re.compile(r"[A-Za-z0-9_-]+")


class TokenRefused(ValueError):
    """What is wrong with a token, by name: its first argument."""


@dataclass(frozen=True)
class Token:
    """A token that was taken apart; nothing of it is true before ``check``."""

    header: dict[str, Any]
    payload: dict[str, Any]
    signed: bytes
    signature: bytes

    @property
    def key_id(self) -> str:
        return str(self.header["kid"])

    def check(self, public: bytes) -> None:
        """Raise TokenRefused unless ``public`` (32 bytes) made the signature."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(self.signature, self.signed)
        except (InvalidSignature, ValueError):
            raise TokenRefused("signature-wrong") from None


def new_key() -> tuple[bytes, bytes]:
    """A fresh key: (private, public), 32 bytes each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def sign(payload: dict[str, Any], private: bytes, key_id: str, *, kind: str = "JWT") -> str:
    """The token that says ``payload``, signed."""
    header = {"alg": ALGORITHM, "kid": key_id, "typ": kind}
    signed = f"{_part(header)}.{_part(payload)}"
    signature = Ed25519PrivateKey.from_private_bytes(private).sign(signed.encode())
    return f"{signed}.{b64(signature)}"


def take_apart(text: str) -> Token:
    """The parts of a token. Raises TokenRefused with ``not-a-token``, ``unsigned``, ``other-algorithm``, ..."""
    parts = text.strip().split(".")
    if len(text) > MOST_SIGNS or len(parts) != 3:
        raise TokenRefused("not-a-token")
    header = _told(parts[0])
    if str(header.get("alg") or "none").lower() == "none":
        raise TokenRefused("unsigned")
    if header["alg"] != ALGORITHM:
        raise TokenRefused("other-algorithm")
    if "crit" in header or "b64" in header:
        raise TokenRefused("unknown-demand")
    if not isinstance(header.get("kid"), str):
        raise TokenRefused("key-not-named")
    signature = unb64(parts[2])
    if len(signature) != 64:
        raise TokenRefused("signature-wrong")
    return Token(header, _told(parts[1]), f"{parts[0]}.{parts[1]}".encode(), signature)


def jwk(public: bytes, key_id: str) -> dict[str, str]:
    """A public key as others read it (RFC 8037)."""
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(public), "kid": key_id, "alg": ALGORITHM, "use": "sig"}


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """The bytes, of the one way to write them: other spellings of the same bytes are refused."""
    if text and not _PART.fullmatch(text):
        raise TokenRefused("not-a-token")
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise TokenRefused("not-a-token") from None
    if b64(content) != text:
        raise TokenRefused("not-a-token")
    return content


def _part(told: dict[str, Any]) -> str:
    return b64(json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode())


def _told(part: str) -> dict[str, Any]:
    try:
        told = json.loads(unb64(part), object_pairs_hook=_once, parse_constant=_no_constant)
    except TokenRefused:
        raise
    except (ValueError, RecursionError):
        raise TokenRefused("not-a-token") from None
    if not isinstance(told, dict):
        raise TokenRefused("not-a-token")
    return told


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that stands twice could be read in two ways."""
    told = dict(pairs)
    if len(told) < len(pairs):
        raise TokenRefused("name-twice")
    return told


def _no_constant(_name: str) -> None:
    raise TokenRefused("not-a-token")
