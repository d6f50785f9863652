"""What a credential has to look like: the rules of W3C VC Data Model 2.0 (and 1.1) and of Open Badges 3.0, by name.

Each rule that is broken is named once, so that a test and a person can tell which one it was. Nothing is fetched:
contexts are known by address.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.0\.\d+)?\.json")

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_MOMENT = re.compile(
    r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)"
)
_TYPED = ("evidence", "credentialStatus", "credentialSchema", "refreshService", "termsOfUse", "proof")
_WITH_ID = ("credentialSchema", "refreshService")
_LANGUAGE_KEYS = frozenset({"@value", "@language", "@direction"})
MOST_DEPTH = 12


def broken_rules(told: Any) -> list[str]:
    """The names of the rules that a credential breaks, in order and each once; none for one that is well made."""
    if not isinstance(told, dict):
        return ["not-an-object"]
    if _depth(told) > MOST_DEPTH:
        return ["too-deep"]
    found = [*_contexts(told), *_types(told, "VerifiableCredential"), *_identity(told), *_issuer(told)]
    found += [*_subject(told), *_times(told), *_parts(told), *_words(told, "credential")]
    types = _list(told.get("type"))
    if {"OpenBadgeCredential", "AchievementCredential"} & {one for one in types if isinstance(one, str)}:
        found += _badge(told)
    if "EndorsementCredential" in types:
        found += _endorsement(told)
    return list(dict.fromkeys(found))


def broken_rules_of_presentation(told: Any) -> list[str]:
    """The same for a presentation: what is shown together, and every credential in it."""
    if not isinstance(told, dict):
        return ["not-an-object"]
    found = [*_contexts(told), *_types(told, "VerifiablePresentation"), *_identity(told)]
    if "holder" in told and not is_url(_id_of(told["holder"])):
        found.append("holder-not-a-url")
    for one in _list(told.get("verifiableCredential", [])):
        if isinstance(one, dict) and str(one.get("id", "")).startswith("data:"):
            if "EnvelopedVerifiableCredential" not in _list(one.get("type")):
                found.append("enveloped-type-missing")
        else:
            found += [f"credential-{rule}" for rule in broken_rules(one)]
    return list(dict.fromkeys(found))


def moment_of(told: Any) -> datetime | None:
    """An instant as credentials write it (ISO 8601 with its zone), or None."""
    if not isinstance(told, str) or not _MOMENT.fullmatch(told):
        return None
    try:
        return datetime.fromisoformat(told)
    except ValueError:
        return None


def is_url(told: Any) -> bool:
    return isinstance(told, str) and bool(_URL.fullmatch(told))


def _list(told: Any) -> list[Any]:
    return told if isinstance(told, list) else [] if told is None else [told]


def _id_of(told: Any) -> Any:
    return told.get("id") if isinstance(told, dict) else told


def _depth(told: Any) -> int:
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    return 1 + max((_depth(one) for one in inner), default=0)


# --- the data model -----------------------------------------------------------------------------------------


def _contexts(told: dict[str, Any]) -> Iterator[str]:
    contexts = _list(told.get("@context"))
    if not contexts or contexts[0] not in (V1, V2):
        yield "base-context-missing"
    held: dict[str, Any] = {}
    for one in contexts:
        if isinstance(one, dict):
            shut = one.get("@protected") is True
            for term, meaning in one.items():
                if term.startswith("@"):
                    continue
                if term in held and held[term] != meaning:
                    yield "protected-term-redefined"
                if shut:
                    held[term] = meaning
        elif not is_url(one):
            yield "context-not-a-url"


def _types(told: dict[str, Any], needed: str) -> Iterator[str]:
    types = _list(told.get("type"))
    if not types:
        yield "type-missing"
    elif needed not in types:
        yield "base-type-missing"
    if not all(isinstance(one, str) and one for one in types):
        yield "type-not-a-name"


def _identity(told: dict[str, Any]) -> Iterator[str]:
    if "id" in told and not is_url(told["id"]):
        yield "id-not-a-url"


def _issuer(told: dict[str, Any]) -> Iterator[str]:
    issuer = told.get("issuer")
    if issuer is None:
        yield "issuer-missing"
    elif not is_url(_id_of(issuer)):
        yield "issuer-not-a-url"
    if isinstance(issuer, dict):
        yield from _words(issuer, "issuer")


def _subject(told: dict[str, Any]) -> Iterator[str]:
    subjects = _list(told.get("credentialSubject"))
    if not subjects:
        yield "subject-missing"
    for one in subjects:
        if not isinstance(one, dict) or not one:
            yield "subject-empty"
        elif "id" in one and not is_url(one["id"]):
            yield "subject-id-not-a-url"


def _times(told: dict[str, Any]) -> Iterator[str]:
    first = _list(told.get("@context"))[:1]
    names = ("issuanceDate", "expirationDate") if first == [V1] else ("validFrom", "validUntil")
    if first == [V1] and "issuanceDate" not in told:
        yield "issuance-date-missing"
    moments = [moment_of(told[name]) if name in told else None for name in names]
    for name, moment in zip(names, moments, strict=True):
        if name in told and moment is None:
            yield f"{name}-not-an-instant"
    if moments[0] and moments[1] and moments[1] < moments[0]:
        yield "ends-before-it-begins"


def _parts(told: dict[str, Any]) -> Iterator[str]:
    for name in _TYPED:
        if name not in told:
            continue
        for one in _list(told[name]) or [None]:
            types = _list(one.get("type")) if isinstance(one, dict) else []
            if not types or not all(isinstance(kind, str) and kind for kind in types):
                yield f"{name}-type-missing"
            if isinstance(one, dict) and ("id" in one or name in _WITH_ID) and not is_url(one.get("id")):
                yield f"{name}-id-not-a-url"


def _words(told: dict[str, Any], whose: str) -> Iterator[str]:
    """A name or description is a text, or says its language; nothing else stands beside it."""
    for name in ("name", "description"):
        for one in _list(told.get(name)):
            if isinstance(one, dict):
                if not one.keys() <= _LANGUAGE_KEYS or not isinstance(one.get("@value"), str):
                    yield f"{whose}-{name}-not-in-a-language"
            elif not isinstance(one, str):
                yield f"{whose}-{name}-not-a-text"


# --- Open Badges 3.0 ----------------------------------------------------------------------------------------


def _badge(told: dict[str, Any]) -> Iterator[str]:
    yield from _of_open_badges(told, "AchievementSubject")
    for subject in _list(told.get("credentialSubject")):
        if not isinstance(subject, dict):
            continue
        achievement = subject.get("achievement")
        if not isinstance(achievement, dict):
            yield "achievement-missing"
            continue
        if not is_url(achievement.get("id")):
            yield "achievement-id-not-a-url"
        if "Achievement" not in _list(achievement.get("type")):
            yield "achievement-type-missing"
        for name in ("name", "description"):
            if not isinstance(achievement.get(name), str) or not achievement[name]:
                yield f"achievement-{name}-missing"
        criteria = achievement.get("criteria")
        if not isinstance(criteria, dict) or not ({"id", "narrative"} & criteria.keys()):
            yield "achievement-criteria-missing"
        if not subject.get("id") and not subject.get("identifier"):
            yield "nobody-named"


def _endorsement(told: dict[str, Any]) -> Iterator[str]:
    yield from _of_open_badges(told, "EndorsementSubject")
    for subject in _list(told.get("credentialSubject")):
        if isinstance(subject, dict) and not is_url(subject.get("id")):
            yield "subject-id-not-a-url"


def _of_open_badges(told: dict[str, Any], subject_type: str) -> Iterator[str]:
    contexts = _list(told.get("@context"))
    if not any(isinstance(one, str) and OPEN_BADGES.fullmatch(one) for one in contexts[1:2]):
        yield "open-badges-context-missing"
    if not is_url(told.get("id")):
        yield "id-not-a-url"
    if contexts[:1] == [V2] and "validFrom" not in told:
        yield "valid-from-missing"
    issuer = told.get("issuer")
    if isinstance(issuer, dict) and "Profile" not in _list(issuer.get("type")):
        yield "issuer-type-missing"
    for subject in _list(told.get("credentialSubject")):
        if isinstance(subject, dict) and subject_type not in _list(subject.get("type")):
            yield "subject-type-missing"
