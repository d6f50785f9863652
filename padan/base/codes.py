"""Short public codes: no personal data in them, readable aloud, unequal by chance."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
"""32 signs; ten of them make a collision among ten million codes a 1 in 22 event, the unique index catches it."""


def new_code(prefix: str, length: int = 10) -> str:
    """A fresh code such as ``LOW-7K3MQ9TX``."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(length))}"


def name_key(name: str) -> str:
    """The name as it is compared: one space between words, no space at the ends, case folded."""
    return " ".join(name.split()).casefold()


_BYTES = bytes(ord(ALPHABET[byte & 31]) for byte in range(256))


def new_codes(prefix: str, count: int, length: int = 10) -> list[str]:
    """``count`` fresh codes in ascending order, so that an index takes them in as one run."""
    drawn = secrets.token_bytes(count * length).translate(_BYTES).decode()
    return sorted(f"{prefix}-{drawn[at : at + length]}" for at in range(0, count * length, length))
