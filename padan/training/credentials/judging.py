"""The verdict on a credential that somebody brings: well made, signed by a key of ours, in its time, not revoked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from padan.training.credentials.building import seconds
from padan.training.credentials.rules import broken_rules, moment_of
from padan.training.credentials.status import place_in
from padan.training.credentials.tokens import Token, TokenRefused, take_apart

LEEWAY = timedelta(seconds=60)
SAID_TWICE = {"iss": ("issuer", "id"), "jti": ("id",), "sub": ("credentialSubject", "id")}


@dataclass(frozen=True)
class KeyKnown:
    """A public key of an issuer here. ``closed_at``: what it signed afterwards does not count."""

    issuer: str
    public: bytes
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Judged:
    """What was found; ``faults`` by name, none for a credential that holds. ``credential`` only when it is signed."""

    faults: tuple[str, ...]
    credential: dict[str, Any] | None = None

    @property
    def holds(self) -> bool:
        return not self.faults


def judge(
    text: str,
    *,
    key_of: Callable[[str], KeyKnown | None],
    revoked: Callable[[str, int], bool | None],
    at: datetime,
) -> Judged:
    """The verdict on a token. ``key_of(kid)`` and ``revoked(list, place)`` answer from what is kept here; both may say
    None, and then the credential does not hold."""
    try:
        token = take_apart(text)
        key = key_of(token.key_id)
        if key is None:
            return Judged(("key-unknown",))
        token.check(key.public)
    except TokenRefused as refused:
        return Judged((str(refused.args[0]),))
    told = token.payload
    if rules := broken_rules(told):
        return Judged(tuple(rules), told)
    found = [*_said_twice(token), *_of_issuer(told, key), *_in_time(told, at), *_status(told, revoked)]
    return Judged(tuple(dict.fromkeys(found)), told)


def _said_twice(token: Token):
    """The token's own claims repeat the credential; whoever reads only one of them must not be told otherwise."""
    told = token.payload
    for claim, path in SAID_TWICE.items():
        stands: Any = told
        for step in path:
            stands = stands.get(step) if isinstance(stands, dict) else None
        if told.get(claim) != stands:
            yield "claims-differ"
    for claim, name in (("nbf", "validFrom"), ("exp", "validUntil")):
        if told.get(claim) != (seconds(told[name]) if name in told else None):
            yield "claims-differ"


def _of_issuer(told, key: KeyKnown):
    if told["issuer"]["id"] != key.issuer:
        yield "key-of-another-issuer"
    begins = moment_of(told.get("validFrom"))
    if key.closed_at and begins and begins > key.closed_at:
        yield "key-closed"


def _in_time(told, at: datetime):
    begins, ends = moment_of(told.get("validFrom")), moment_of(told.get("validUntil"))
    if begins is None or begins > at + LEEWAY:
        yield "not-yet-valid"
    if ends and ends < at:
        yield "expired"


def _status(told, revoked):
    where = place_in(told.get("credentialStatus"))
    answer = revoked(*where) if where else None
    if answer is None:
        yield "status-unknown"
    elif answer:
        yield "revoked"
