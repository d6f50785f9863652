"""How an entry is hashed: the same arithmetic for writing and for proving."""

import hashlib
import json
from datetime import UTC

from padan.base.sealing import digest

GENESIS = "0" * 64


def entry_hash(entry) -> str:
    """SHA-256 over every column of the chain, as canonical JSON, 64 hex digits."""
    told = [
        entry.seq,
        entry.at.astimezone(UTC).isoformat(),
        entry.written_at.astimezone(UTC).isoformat(),
        entry.verb,
        entry.thing_kind,
        entry.thing_code,
        entry.actor_code,
        entry.digest,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


def wording_digest(*, actor_label: str, thing_label: str, changes: dict, salt: str) -> str:
    """Keyed digest of an entry's labels, values and salt."""
    text = json.dumps([actor_label, thing_label, changes, salt], separators=(",", ":"), sort_keys=True)
    return digest(text, purpose="trail")
