"""Secrets at rest: AES-256-GCM to keep them, a keyed hash to find them again.

Keys come from ``PADAN_SEAL_KEY`` (32 bytes, base64), apart from ``SECRET_KEY``. One key is derived per
purpose, so that a digest of one purpose says nothing about another.
"""

import hashlib
import hmac
import os
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


@cache
def _key(purpose: str, root: bytes) -> bytes:
    return hmac.digest(root, f"padan:{purpose}".encode(), hashlib.sha256)


def seal(plain: str, *, purpose: str) -> bytes:
    """Encrypt ``plain``; returns 12 bytes of nonce, the ciphertext and 16 bytes of tag."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_key(purpose, settings.PADAN_SEAL_KEY)).encrypt(nonce, plain.encode(), purpose.encode())


def unseal(sealed: bytes, *, purpose: str) -> str:
    """The text that ``seal`` was given. Raises ``cryptography.exceptions.InvalidTag`` when it was altered."""
    box = bytes(sealed)
    return AESGCM(_key(purpose, settings.PADAN_SEAL_KEY)).decrypt(box[:12], box[12:], purpose.encode()).decode()


def seal_bytes(content: bytes, *, purpose: str, about: str) -> bytes:
    """Encrypt the bytes of a file. ``about`` is what they belong to: under another name they cannot be opened."""
    nonce = os.urandom(12)
    box = AESGCM(_key(purpose, settings.PADAN_SEAL_KEY))
    return nonce + box.encrypt(nonce, content, f"{purpose}:{about}".encode())


def unseal_bytes(sealed: bytes, *, purpose: str, about: str) -> bytes:
    """The bytes that ``seal_bytes`` was given. Raises ``cryptography.exceptions.InvalidTag`` when altered or moved."""
    box = AESGCM(_key(purpose, settings.PADAN_SEAL_KEY))
    return box.decrypt(sealed[:12], sealed[12:], f"{purpose}:{about}".encode())


def digest(plain: str, *, purpose: str) -> str:
    """HMAC-SHA-256 of ``plain`` as 64 hex digits: equal texts are found again, the text is not."""
    return hmac.digest(_key(f"{purpose}:digest", settings.PADAN_SEAL_KEY), plain.encode(), hashlib.sha256).hex()


class Sealer:
    """``seal`` and ``digest`` for many texts of one purpose: the keys are set up once."""

    def __init__(self, purpose: str) -> None:
        self._box = AESGCM(_key(purpose, settings.PADAN_SEAL_KEY))
        self._label = purpose.encode()
        key = _key(f"{purpose}:digest", settings.PADAN_SEAL_KEY).ljust(64, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key))  # HMAC, its two halves begun once
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key))

    def seal_all(self, plains: list[str]) -> list[bytes]:
        """Each text sealed under a fresh nonce, readable by ``unseal``."""
        nonces = os.urandom(12 * len(plains))
        encrypt, label = self._box.encrypt, self._label
        return [
            (nonce := nonces[at * 12 : at * 12 + 12]) + encrypt(nonce, plain.encode(), label)
            for at, plain in enumerate(plains)
        ]

    def digest_all(self, plains: list[str]) -> list[str]:
        """Each text as ``digest`` gives it."""
        inner, outer = self._inner, self._outer
        told = []
        for plain in plains:
            inside, outside = inner.copy(), outer.copy()
            inside.update(plain.encode())
            outside.update(inside.digest())
            told.append(outside.hexdigest())
        return told
