# mypy: allow-untyped-defs, allow-untyped-calls
"""The lottery that breaks ties: a seeded hash of public ids, so neither file order nor thread count can change it.

Definition (also in ``docs/reference/market-files.md``): FNV-1a 64 over the UTF-8 bytes of an id, finished by
SplitMix64;
the ticket of a pair is SplitMix64(hash of graduate XOR SplitMix64(hash of opening + seed)). The greater ticket wins.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from padan_engine.compiled import inlined, kernel

if TYPE_CHECKING:
    import numpy.typing as npt


@inlined
def mix(x):
    """SplitMix64's finaliser (Steele, Lea, Flood, OOPSLA 2014) of a uint64."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@kernel
def _hash_rows(letters: Any, out: Any) -> None:
    for row in range(letters.shape[0]):
        length = letters.shape[1]
        while length > 0 and letters[row, length - 1] == 0:
            length -= 1
        x = np.uint64(0xCBF29CE484222325)
        for i in range(length):
            x = (x ^ np.uint64(letters[row, i])) * np.uint64(0x100000001B3)
        out[row] = mix(x)


@kernel
def _mix_all(values: Any, seed: Any) -> None:
    for i in range(values.shape[0]):
        values[i] = mix(values[i] + seed)


def hash_ids(ids: npt.NDArray[np.bytes_]) -> npt.NDArray[np.uint64]:
    """One 64-bit number per public id, the same in every file, order and machine."""
    out = np.zeros(len(ids), dtype=np.uint64)
    if len(ids):
        _hash_rows(np.ascontiguousarray(ids).view(np.uint8).reshape(len(ids), -1).copy(), out)
    return out


def seeded(hashes: npt.NDArray[np.uint64], seed: int) -> npt.NDArray[np.uint64]:
    """The openings' side of a ticket: their hashes stirred with the seed."""
    out = hashes.copy()
    _mix_all(out, np.uint64(seed))
    return out


def order_of_ids(ids: npt.NDArray[np.bytes_], hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """The rows in an order that depends on ids alone (by hash, then by id)."""
    order = np.argsort(hashes, kind="stable")
    if np.any(hashes[order[1:]] == hashes[order[:-1]]):
        order = np.lexsort((ids, hashes))
    return order


def commitment(seed: int) -> str:
    """SHA-256 of the seed: published before the market closes, it shows later that the lottery was not chosen."""
    return hashlib.sha256(f"padan lottery {seed}".encode()).hexdigest()
