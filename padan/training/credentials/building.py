"""A paper said as an Open Badges 3.0 credential, and the public documents around it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from padan.base.clock import JAKARTA
from padan.training.credentials import status

CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")


@dataclass(frozen=True)
class Issuer:
    """Who issues, under which public address."""

    address: str
    name: str


def credential(
    *,
    paper: Mapping[str, Any],
    address: str,
    issuer: Issuer,
    issued_at: datetime,
    valid_until: date | None,
    subject: str,
    status_list: str,
    place: int,
) -> dict[str, Any]:
    """The credential of a paper. ``paper`` is its frozen content; ``address`` where whoever holds it checks it."""
    told: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{paper['title']} – {paper['programme']}",
        "issuer": {"id": issuer.address, "type": ["Profile"], "name": issuer.name},
        "validFrom": instant(issued_at),
        "credentialSubject": {
            "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, subject)}",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": paper["name"],
                    "identityType": "name",
                }
            ],
            "achievement": _achievement(paper, issuer),
        },
        "credentialStatus": status.entry(status_list, place),
    }
    if valid_until:
        told["validUntil"] = instant(datetime.combine(valid_until, time(23, 59, 59), tzinfo=JAKARTA))
    return told


def claims(told: Mapping[str, Any], valid_until: date | None) -> dict[str, Any]:
    """A credential with the claims a token says beside it (Open Badges 3.0, 8.2)."""
    beside = {
        "iss": told["issuer"]["id"],
        "jti": told["id"],
        "sub": told["credentialSubject"]["id"],
        "nbf": seconds(told["validFrom"]),
    }
    if valid_until:
        beside["exp"] = seconds(told["validUntil"])
    return {**told, **beside}


def status_credential(*, address: str, issuer: Issuer, places: Sequence[int], at: datetime) -> dict[str, Any]:
    """The public list of what an issuer revoked."""
    return {
        "@context": list(CONTEXTS[:1]),
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.address,
        "validFrom": instant(at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": status.encoded(places),
        },
    }


def profile(issuer: Issuer, keys: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The issuer's public page for machines: who it is, and the keys it signs with."""
    return {
        "@context": list(CONTEXTS),
        "id": issuer.address,
        "type": ["Profile"],
        "name": issuer.name,
        "verificationMethod": [
            {"id": key["kid"], "type": "JsonWebKey", "controller": issuer.address, "publicKeyJwk": dict(key)}
            for key in keys
        ],
        "assertionMethod": [key["kid"] for key in keys],
    }


def instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def seconds(told: str) -> int:
    return int(datetime.fromisoformat(told).timestamp())


def _achievement(paper: Mapping[str, Any], issuer: Issuer) -> dict[str, Any]:
    units = paper["units"]
    listed = "; ".join(f"{unit['code']} {unit['title']}" for unit in units)
    narrative = f"{paper['sentence']} {listed}".strip()
    told: dict[str, Any] = {
        "id": f"{issuer.address}#{paper['kind']}-{paper['programme_code']}",
        "type": ["Achievement"],
        "achievementType": "Certificate" if paper["kind"] == "training" else "Competency",
        "name": paper["programme"],
        "description": f"{paper['title']}: {paper['programme']}",
        "criteria": {"narrative": narrative},
        "inLanguage": "id",
    }
    if paper["kind"] == "competence":
        told["alignment"] = [
            {
                "type": ["Alignment"],
                "targetName": unit["title"],
                "targetCode": unit["code"],
                "targetUrl": f"urn:skkni:{unit['code']}",
                "targetType": "CTDL",
            }
            for unit in units
        ]
    return told
