"""Certificates that expire or are revoked, before and after the signature (D5, D6)."""

import asyncio
import datetime as dt
import io

import pytest
import time_machine
from authorities import DAY, NOW, signatory, timestamper
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator import ValidationContext

from padan.agreements.pdf.sealing import sign_field
from padan.agreements.pdf.verdicts import Changes, Indication
from padan.agreements.pdf.verifying import verify_kept
from tests.padan.agreements.pdf.conftest import FIRST, SECOND

THEN = NOW - 50 * DAY
HOUR = dt.timedelta(hours=1)


def signed_then(prepared, root, holder, *, stamped, embedded):
    """A file signed fifty days ago."""
    trust = root.trust(lists=(root.crl(at=THEN),) if embedded else ())
    with time_machine.travel(THEN, tick=False):
        stamp = timestamper(root, at=THEN) if stamped else None
        return sign_field(prepared, FIRST, holder.key(at=THEN), trust=trust, authority=stamp).content


def judged(content, root, **trust):
    found = verify_kept(content, trust=root.trust(**trust), at=NOW)
    return found.indication, found.reason


def test_expired_since_with_timestamp_and_evidence_it_stays_valid(prepared, root):
    holder = signatory("Dewi Contoh", root, ends=NOW - 10 * DAY)
    content = signed_then(prepared, root, holder, stamped=True, embedded=True)

    assert judged(content, root) == (Indication.TOTAL_PASSED, "")


def test_expired_since_without_timestamp_nobody_can_tell(prepared, root):
    holder = signatory("Dewi Contoh", root, ends=NOW - 10 * DAY)

    bare = signed_then(prepared, root, holder, stamped=False, embedded=False)
    with_lists = signed_then(prepared, root, holder, stamped=False, embedded=True)

    assert judged(bare, root) == (Indication.INDETERMINATE, "OUT_OF_BOUNDS_NO_POE")
    assert judged(with_lists, root) == (Indication.INDETERMINATE, "OUT_OF_BOUNDS_NO_POE")


def test_expired_since_with_timestamp_alone_revocation_stays_open(prepared, root):
    holder = signatory("Dewi Contoh", root, ends=NOW - 10 * DAY, asks=True)
    content = signed_then(prepared, root, holder, stamped=True, embedded=False)

    indication, _reason = judged(content, root)
    assert indication == Indication.INDETERMINATE


def test_revoked_since_with_timestamp_and_evidence_it_stays_valid(prepared, root):
    holder = signatory("Eka Contoh", root)
    content = signed_then(prepared, root, holder, stamped=True, embedded=True)
    news = root.crl(revoked=[(holder, NOW - 5 * DAY)])

    assert judged(content, root, lists=(news,)) == (Indication.TOTAL_PASSED, "")


def test_revoked_since_without_timestamp_nobody_can_tell(prepared, root):
    holder = signatory("Eka Contoh", root)
    content = signed_then(prepared, root, holder, stamped=False, embedded=True)
    news = root.crl(revoked=[(holder, NOW - 5 * DAY)])

    assert judged(content, root, lists=(news,)) == (Indication.INDETERMINATE, "REVOKED_NO_POE")


def test_revoked_before_it_signed_is_never_valid(prepared, root):
    holder = signatory("Eka Contoh", root)
    news = root.crl(revoked=[(holder, THEN - 5 * DAY)])

    for stamped in (False, True):
        content = signed_then(prepared, root, holder, stamped=stamped, embedded=False)
        indication, reason = judged(content, root, lists=(news,))
        assert indication != Indication.TOTAL_PASSED
        assert reason == "REVOKED_NO_POE"


def test_a_certificate_that_names_where_to_ask_needs_an_answer(prepared, root):
    holder = signatory("Fajar Contoh", root, asks=True)
    content = signed_then(prepared, root, holder, stamped=False, embedded=False)

    assert judged(content, root) == (Indication.INDETERMINATE, "TRY_LATER")


def test_the_installation_may_demand_word_on_revocation_of_all(prepared, root, ani):
    content = signed_then(prepared, root, ani, stamped=False, embedded=False)

    assert judged(content, root) == (Indication.TOTAL_PASSED, "")
    assert judged(content, root, demand_revocation=True) == (Indication.INDETERMINATE, "TRY_LATER")


def test_evidence_known_when_signing_travels_in_the_file(prepared, root, ani):
    trust = root.trust(lists=(root.crl(),), demand_revocation=True)
    content = sign_field(prepared, FIRST, ani.key(), trust=trust).content
    found = verify_kept(content, trust=root.trust(demand_revocation=True))

    assert (found.indication, found.reason) == (Indication.TOTAL_PASSED, "")
    assert found.signatures[0].covers_whole_file


@pytest.mark.parametrize(("days", "reason"), [(-200, "NOT_YET_VALID"), (401, "OUT_OF_BOUNDS_NO_POE")])
def test_outside_its_days_a_certificate_proves_nothing(prepared, root, ani, days, reason):
    content = sign_field(prepared, FIRST, ani.key(), trust=root.trust()).content
    found = verify_kept(content, trust=root.trust(), at=NOW + days * DAY)

    assert (found.indication, found.reason) == (Indication.INDETERMINATE, reason)


def as_providers_do(prepared, root, holder, stamps):
    """Signed with a provider: evidence in a revision of its own after the signature, closed by a timestamp (B-LTA)."""
    key = holder.key()
    known = {"trust_roots": [root.asn1], "crls": [root.crl()]}
    context = ValidationContext(**known, allow_fetching=False, revocation_mode="soft-fail")
    meta = PdfSignatureMetadata(
        field_name=FIRST,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        validation_context=context,
        use_pades_lta=stamps,
        signer_key_usage={"digital_signature"},
    )
    signer = PdfSigner(meta, key.means, timestamper=timestamper(root))
    writer = IncrementalPdfFileWriter(io.BytesIO(prepared))
    return asyncio.run(signer.async_sign_pdf(writer, existing_fields_only=True)).getvalue()


@pytest.mark.parametrize("stamps", [False, True])
def test_evidence_that_a_provider_adds_after_the_signature_changes_nothing_to_be_seen(prepared, root, ani, stamps):
    content = as_providers_do(prepared, root, ani, stamps)
    verdict = verify_kept(content, trust=root.trust(demand_revocation=True))

    assert [(one.field, one.changes, one.covers_whole_file) for one in verdict.signatures] == [
        (FIRST, Changes.EVIDENCE, False)
    ]
    assert (verdict.indication, verdict.reason) == (Indication.TOTAL_PASSED, "")
    assert verdict.signatures[0].integrity_told == (
        "Nothing that can be seen has changed since; only evidence was added."
    )


def test_a_party_here_signs_what_a_provider_has_signed(prepared, root, ani, budi):
    content = as_providers_do(prepared, root, ani, True)
    sealed = sign_field(content, SECOND, budi.key(), trust=root.trust())
    verdict = verify_kept(sealed.content, trust=root.trust())

    assert [(one.field, one.changes) for one in verdict.signatures] == [
        (FIRST, Changes.SIGNATURES),
        (SECOND, Changes.NONE),
    ]
    assert verdict.indication == Indication.TOTAL_PASSED
