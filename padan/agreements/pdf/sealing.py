"""Making one signature: PAdES into an empty field, with a timestamp where an authority is configured.

The first signature certifies the file: from then on fields for signatures are filled and nothing else changes.
"""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from padan.agreements.pdf.clock import check_clock
from padan.agreements.pdf.keys import SIGNS_DOCUMENTS, Key
from padan.agreements.pdf.look import look_of
from padan.agreements.pdf.policy import Trust, installed_authority, installed_trust
from padan.agreements.pdf.verdicts import Indication
from padan.agreements.pdf.verifying import verify_kept
from padan.agreements.pdf.waiting import result_of
from padan.base.errors import ActionDenied


class CannotSeal(ActionDenied):
    """The signature could not be made."""


class NoSuchField(CannotSeal):
    """The file has no place for this party."""


class FieldFilled(CannotSeal):
    """Somebody has signed in this place."""


class NoTimestamp(CannotSeal):
    """The timestamp authority did not answer."""


@dataclass(frozen=True)
class Sealed:
    """A file with one signature more, and what verification says about that one."""

    content: bytes
    signed_at: datetime
    proven_at: datetime | None
    indication: Indication
    reason: str


def sign_field(
    pdf: bytes,
    field: str,
    key: Key,
    *,
    reason: str = "",
    location: str = "",
    trust: Trust | None = None,
    authority: Any = None,
) -> Sealed:
    """``pdf`` with ``field`` signed by ``key``: PAdES B-B, or B-T with a timestamp ``authority`` (else as installed).

    Where the issuer's revocation list is known here, it goes into the file (B-LT). Raises CannotSeal; ClockWrong when
    the authority tells another time than our clock.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
    from pyhanko.sign.timestamps import TimestampRequestError

    trust = trust or installed_trust()
    authority = authority or installed_authority()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        found = list(enumerate_sig_fields(writer.prev))
    except Exception as fault:  # any fault of the parser
        raise CannotSeal(_("The file cannot be signed: it is damaged.")) from fault
    places = {name: value for name, value, _reference in found}
    if field not in places:
        raise NoSuchField(_("The file has no place for this signature."))
    if places[field] is not None:
        raise FieldFilled(_("Somebody has signed in this place."))
    evidence = evidence_for(key, trust)
    meta = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=all(value is None for value in places.values()),
        docmdp_permissions=MDPPerm.FILL_FORMS,
        reason=reason or None,
        location=location or None,
        embed_validation_info=evidence is not None,
        validation_context=evidence,
        signer_key_usage=SIGNS_DOCUMENTS,
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )
    try:
        look = _look(key, next(reference.get_object() for name, _value, reference in found if name == field))
        signer = PdfSigner(meta, key.means, timestamper=authority, stamp_style=look)
        content = result_of(signer.async_sign_pdf(writer, existing_fields_only=True)).getvalue()
    except TimestampRequestError as fault:
        raise NoTimestamp(_("The timestamp authority did not answer. Nothing was signed; try again.")) from fault
    except SigningError as fault:
        raise CannotSeal(_("The signature could not be made. Nothing was signed.")) from fault
    verdict = verify_kept(content, trust=trust, at=datetime.now(UTC))
    own = next(one for one in verdict.signatures if one.field == field)
    if own.indication == Indication.TOTAL_FAILED:
        raise CannotSeal(_("The signature could not be made. Nothing was signed."))
    signed_at = own.claimed_at or datetime.now(UTC)
    check_clock(own.proven_at, ours=signed_at)
    return Sealed(content, signed_at, own.proven_at, own.indication, own.reason)


def _look(key: Key, field: Any) -> Any:
    """The look of a visible field."""
    left, bottom, right, top = (float(one) for one in field.get("/Rect", (0, 0, 0, 0)))
    if left == right or bottom == top:
        return None
    size = {"width": abs(right - left), "height": abs(top - bottom)}
    return look_of(key.signer, key.issuer, at=datetime.now(UTC), **size)


def evidence_for(key: Key, trust: Trust) -> Any:
    """What goes into the file to prove that the certificate was good when it signed; None when nothing is known."""
    from asn1crypto import crl, x509
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

    lists = [crl.CertificateList.load(one) for one in trust.lists]
    issuer = key.means.signing_cert.issuer
    if not any(one.issuer == issuer for one in lists):
        return None
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(one) for one in trust.roots],
        other_certs=[x509.Certificate.load(one) for one in trust.others],
        crls=lists,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    try:
        checked = CertificateValidator(key.means.signing_cert, key.means.cert_registry, validation_context=context)
        result_of(checked.async_validate_path())
    except (PathBuildingError, PathValidationError):
        return None
    return context
