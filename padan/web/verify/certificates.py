"""What is told about a certificate to who holds it: the paper, its file, or the credential beside it."""

from padan.base.clock import now, today
from padan.training.credentials.judging import judge
from padan.training.queries.papers import (
    certificate_of_credential,
    certificate_on_paper,
    certificate_with_hash,
    is_revoked,
    known_key,
    successor_of,
)
from padan.training.states import CertificateKind, CertificateMode, CertificateState, RevokeReason

MOST_LETTERS = 60


def by_code(written: str):
    """(template, context) for what was scanned or typed; None when no issued paper has this code."""
    found = certificate_on_paper(written)
    return found and ("verify/certificate.html", told_of(found))


def by_hash(sha256: str):
    """(template, context) for a file whose bytes are those of an issued paper; None for every other."""
    found = certificate_with_hash(sha256)
    return found and ("verify/certificate.html", told_of(found, holds_file=True) | {"file": True})


def by_credential(text: str):
    """(template, context) for a credential that somebody brings: what it says counts only when nothing is wrong."""
    verdict = judge(text, key_of=known_key, revoked=is_revoked, at=now())
    found = certificate_of_credential(str(verdict.credential.get("id"))) if verdict.credential else None
    if found is None or set(verdict.faults) - {"revoked", "expired"}:
        return "verify/credential.html", {"faults": verdict.faults or ("paper-unknown",)}
    return "verify/certificate.html", told_of(found, holds_file=True) | {"credential": True}


def told_of(paper, *, holds_file=False):
    """Kind, issuer, programme, days, state. The whole name to a holder of the file alone: it stands in it."""
    kind, revoked = CertificateKind(paper.kind), paper.state == CertificateState.REVOKED
    ended = paper.valid_until is not None and paper.valid_until < today()
    successor = successor_of(paper) if revoked else None
    name = paper.said.get("name", "")
    return {
        "paper": paper,
        "kind": kind,
        "issuer": paper.said.get("printed", {}).get("issuer") or paper.centre.name,
        "licence": paper.said.get("printed", {}).get("licence", ""),
        "programme": paper.enrolment.batch.programme.name,
        "name": name if holds_file else masked(name),
        "masked": not holds_file,
        "units": len(paper.said.get("units", ())),
        "revoked": revoked,
        "revoked_for": RevokeReason(paper.revoked_for) if paper.revoked_for else "",
        "successor": successor.number if successor else "",
        "ended": ended and not revoked,
        "by_hand": paper.mode == CertificateMode.INK,
    }


def masked(name: str) -> str:
    """``Ranu Salimba`` as ``R••• S••••••``: enough to see that another name was put in, not enough to learn one."""
    return " ".join(part[0] + "•" * (len(part) - 1) for part in name[:MOST_LETTERS].split())
