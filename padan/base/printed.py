"""Codes as they stand on paper: the code of a thing and a check part that nobody can make who lacks the key.

Whoever holds the paper reads both; whoever guesses codes is told nothing, for the check part is compared before
anything is looked up.
"""

import hmac

from padan.base.codes import ALPHABET
from padan.base.sealing import digest

CHECK_SIGNS = 12
PREFIX_SIGNS = 3
_MISREAD = str.maketrans("OIL", "011")


def printed_code(code: str) -> str:
    """``DOK-7K3MQ9TXAB`` with its check part, in groups that can be typed: ``DOK-7K3MQ9TXAB-QF4D-93BV-H0KM``."""
    check = _check(code)
    return "-".join([code, *(check[at : at + 4] for at in range(0, CHECK_SIGNS, 4))])


def code_on_paper(written: str) -> str:
    """The code behind what was scanned or typed, or "" when the check part does not belong to it.

    Case, spaces and dashes do not matter; O is read as 0, I and L as 1.
    """
    signs = "".join(sign for sign in written.upper() if sign.isalnum() and sign.isascii())
    prefix, rest = signs[:PREFIX_SIGNS], signs[PREFIX_SIGNS:].translate(_MISREAD)
    code, check = f"{prefix}-{rest[:-CHECK_SIGNS]}", rest[-CHECK_SIGNS:]
    return code if hmac.compare_digest(_check(code), check.ljust(CHECK_SIGNS)) else ""


def _check(code: str) -> str:
    number = int(digest(code, purpose="printed")[:16], 16)
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in range(CHECK_SIGNS))
