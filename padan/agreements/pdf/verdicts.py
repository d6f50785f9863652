"""What verification found, in the words of EN 319 102-1 and in plain ones. Sentences are made when they are read."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

JAKARTA = ZoneInfo("Asia/Jakarta")


class Indication(StrEnum):
    TOTAL_PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    TOTAL_FAILED = "TOTAL-FAILED"


WORST_LAST = (Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED)


class Changes(StrEnum):
    """What happened to the file after a signature."""

    NONE = "none"
    EVIDENCE = "evidence"  # data that help to verify, and timestamps; nothing that can be seen
    SIGNATURES = "signatures"  # fields for signatures were filled
    FIELD_ADDED = "field_added"  # a visible field was put on a page
    OTHER = "other"


@dataclass(frozen=True)
class SignatureVerdict:
    """One signature of a file."""

    field: str
    indication: Indication
    reason: str  # the sub-indication; empty when passed
    signer: str
    issuer: str
    certificate_sha256: str
    claimed_at: datetime | None  # as the signer's own clock said
    proven_at: datetime | None  # as a timestamp authority trusted here said
    algorithm: str
    covers_whole_file: bool
    changes: Changes
    trusted: bool  # the certificate leads to an authority trusted here

    @property
    def told(self) -> str:
        """The signature in plain words."""
        who = self.signer or _("somebody without a name")
        at = self.proven_at or self.claimed_at
        if at is None:
            first = _("Signed by %(who)s.") % {"who": who}
        elif self.proven_at:
            first = _("Signed by %(who)s on %(at)s, proven by a timestamp.") % {"who": who, "at": _moment(at)}
        else:
            first = _("Signed by %(who)s on %(at)s by the signer's own clock.") % {"who": who, "at": _moment(at)}
        return " ".join((first, self.integrity_told, *([self.reason_told] if self.reason_told else ())))

    @property
    def integrity_told(self) -> str:
        if self.reason in {"HASH_FAILURE", "FORMAT_FAILURE", "SIG_CRYPTO_FAILURE"} and self.changes == Changes.OTHER:
            return _("The file was changed after this signature.")
        return {
            Changes.NONE: _("The file has not changed since."),
            Changes.EVIDENCE: _("Nothing that can be seen has changed since; only evidence was added."),
            Changes.SIGNATURES: _("Since then only further signatures were added."),
            Changes.FIELD_ADDED: _("Since then a visible field was put on a page: see whether it covers anything."),
            Changes.OTHER: _("The file was changed after this signature."),
        }[self.changes]

    @property
    def reason_told(self) -> str:
        """Why it did not pass, in plain words; empty when it did."""
        return _reason(self.reason)


class Fault(StrEnum):
    """What is wrong with a file as a whole, beyond its single signatures."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    LOCKED = "locked"
    ACTIVE = "active"
    TOO_HEAVY = "too_heavy"
    UNSIGNED = "unsigned"
    OTHER_FILE = "other_file"
    MISSING = "missing"
    UNEXPECTED = "unexpected"
    SAME_SIGNER = "same_signer"
    OTHER_SIGNER = "other_signer"
    OTHER_ORDER = "other_order"


@dataclass(frozen=True)
class Finding:
    fault: Fault
    who: str = ""  # the field or signer it is about
    found: str = ""

    @property
    def told(self) -> str:
        words = {"who": self.who, "found": self.found}
        return {
            Fault.UNREADABLE: _("This is not a PDF, or it is damaged."),
            Fault.TOO_LARGE: _("The file is larger than 20 MB."),
            Fault.LOCKED: _("The PDF is locked with a password."),
            Fault.ACTIVE: _("The PDF holds scripts or attached files, so what it shows may change."),
            Fault.TOO_HEAVY: _("The file takes too long or too much memory to read; it was not examined."),
            Fault.UNSIGNED: _("There is no signature in this file."),
            Fault.OTHER_FILE: _("This is not the file that was registered."),
            Fault.MISSING: _("The signature of %(who)s is missing.") % words,
            Fault.UNEXPECTED: _("%(found)s has signed, and was not asked to.") % words,
            Fault.SAME_SIGNER: _("%(found)s has signed for more than one party.") % words,
            Fault.OTHER_SIGNER: _("%(found)s has signed in the place of %(who)s.") % words,
            Fault.OTHER_ORDER: _("The signatures were not made in the agreed order."),
        }[self.fault]


@dataclass(frozen=True)
class Verdict:
    """A whole file: as good as its worst signature, and the findings about all of them."""

    indication: Indication
    reason: str
    signatures: tuple[SignatureVerdict, ...]
    findings: tuple[Finding, ...]
    sha256: str

    @property
    def sentences(self) -> list[str]:
        """What to tell a person, in order: the file, then each signature."""
        return [self.summary, *(finding.told for finding in self.findings), *(one.told for one in self.signatures)]

    @property
    def summary(self) -> str:
        if self.indication == Indication.TOTAL_PASSED:
            return _("All signatures are valid, and the file is unchanged.")
        if self.indication == Indication.TOTAL_FAILED:
            return _("This file cannot be relied on.")
        if not self.signatures:
            return _("Nothing can be said about this file.")
        return _("The file is unchanged, but not everything about its signatures could be established.")

    def as_json(self) -> dict[str, Any]:
        """Facts alone, as JSON can say them."""
        facts = asdict(self)
        for one in facts["signatures"]:
            for name in ("claimed_at", "proven_at"):
                one[name] = one[name].isoformat() if one[name] else None
        return facts


def verdict_from(facts: dict[str, Any]) -> Verdict:
    """A verdict from what ``as_json`` gave. Raises KeyError, TypeError or ValueError on anything else."""
    signatures = []
    for one in facts["signatures"]:
        known = {field.name: one[field.name] for field in fields(SignatureVerdict)}
        for name in ("claimed_at", "proven_at"):
            known[name] = datetime.fromisoformat(known[name]) if known[name] else None
        known["indication"], known["changes"] = Indication(known["indication"]), Changes(known["changes"])
        signatures.append(SignatureVerdict(**known))
    return Verdict(
        Indication(facts["indication"]),
        facts["reason"],
        tuple(signatures),
        tuple(Finding(Fault(one["fault"]), one["who"], one["found"]) for one in facts["findings"]),
        facts["sha256"],
    )


def worst(indications) -> Indication:
    return max(indications, key=WORST_LAST.index, default=Indication.INDETERMINATE)


def _moment(at: datetime) -> str:
    return _("%(at)s WIB") % {"at": date_format(at.astimezone(JAKARTA), "j F Y H.i")}


def _reason(reason: str) -> str:
    return {
        "": "",
        "FORMAT_FAILURE": _("The signature is not built as the standard demands."),
        "HASH_FAILURE": _("The file is not the one that was signed."),
        "SIG_CRYPTO_FAILURE": _("The signature does not fit the certificate."),
        "REVOKED": _("The certificate had been revoked when it was used."),
        "NOT_YET_VALID": _("The certificate was not valid yet when it was used."),
        "EXPIRED": _("The certificate had expired when it was used."),
        "NO_CERTIFICATE_CHAIN_FOUND": _("The issuer of the certificate is not known here."),
        "CERTIFICATE_CHAIN_GENERAL_FAILURE": _("The issuer of the certificate could not be established."),
        "CHAIN_CONSTRAINTS_FAILURE": _("The certificate is not meant for signing documents."),
        "SIG_CONSTRAINTS_FAILURE": _("The signature does not keep to what was asked for."),
        "CRYPTO_CONSTRAINTS_FAILURE": _("The signature uses a method too weak to rely on."),
        "CRYPTO_CONSTRAINTS_FAILURE_NO_POE": _("The signature uses a method too weak to rely on."),
        "OUT_OF_BOUNDS_NO_POE": _(
            "The certificate is not valid today, and no timestamp proves that it was when it was used."
        ),
        "OUT_OF_BOUNDS_NOT_REVOKED": _(
            "The certificate has expired, and no timestamp proves that it was valid when it was used."
        ),
        "REVOKED_NO_POE": _("The certificate was revoked, and no timestamp proves that the signature was made before."),
        "REVOKED_CA_NO_POE": _("The authority's certificate was revoked."),
        "REVOCATION_OUT_OF_BOUNDS_NO_POE": _("What is known about revocation is too old."),
        "TRY_LATER": _("Whether the certificate was revoked is not known here."),
        "NO_POE": _("No timestamp proves when the signature was made."),
        "TIMESTAMP_ORDER_FAILURE": _("The timestamps of the signature contradict each other."),
        "NO_SIGNING_CERTIFICATE_FOUND": _("The signer's certificate is not in the file."),
    }.get(reason, _("The signature could not be judged."))
