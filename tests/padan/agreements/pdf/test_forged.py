"""Sound signatures that are not the ones that were asked for (D4), and certificates nobody should trust (D5)."""

import asyncio
import io

import pytest
from authorities import DIGITAL, ENCIPHER, NOW, REPUDIATION, Holder, authority, named, signatory
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from padan.agreements.pdf.sealing import sign_field
from padan.agreements.pdf.verdicts import Fault, Indication
from padan.agreements.pdf.verifying import Expected, verify_kept
from tests.padan.agreements.pdf.conftest import FIRST, SECOND

BOTH = (Expected(FIRST, "Ani Contoh"), Expected(SECOND, "Budi Contoh"))


def sealed(pdf, field, key, *, digest="sha256", subfilter=SigSeedSubFilter.PADES):
    """A signature made elsewhere, without our care."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    meta = PdfSignatureMetadata(field_name=field, md_algorithm=digest, subfilter=subfilter)
    signer = PdfSigner(meta, key.means)
    return asyncio.run(signer.async_sign_pdf(writer, existing_fields_only=True)).getvalue()


def judged(content, root, expected=BOTH, **rest):
    return verify_kept(content, trust=root.trust(), expected=expected, **rest)


# --- D4: who signed -----------------------------------------------------------------------------------------


def test_each_expected_signer_exactly_once_passes(twice, root, ani, budi):
    by_certificate = [
        Expected(FIRST, certificate_sha256=ani.key().certificate_sha256),
        Expected(certificate_sha256=budi.key().certificate_sha256),
    ]
    assert judged(twice, root, in_order=True).indication == Indication.TOTAL_PASSED
    assert judged(twice, root, by_certificate).indication == Indication.TOTAL_PASSED
    assert judged(twice, root, [Expected(signer="ani  CONTOH"), Expected(SECOND)]).indication == Indication.TOTAL_PASSED


def test_a_file_rolled_back_to_one_signature_is_told(twice, once, root):
    assert twice.startswith(once)
    verdict = judged(once, root)

    assert (verdict.indication, verdict.reason) == (Indication.INDETERMINATE, "SIG_CONSTRAINTS_FAILURE")
    assert [(one.fault, one.who) for one in verdict.findings] == [(Fault.MISSING, "Budi Contoh")]
    assert verdict.sentences[1] == "The signature of Budi Contoh is missing."


def test_one_party_cannot_sign_for_both(once, root, ani):
    content = sign_field(once, SECOND, ani.key(), trust=root.trust()).content
    verdict = judged(content, root)

    assert {one.indication for one in verdict.signatures} == {Indication.TOTAL_PASSED}
    assert verdict.indication == Indication.INDETERMINATE
    assert [(one.fault, one.who, one.found) for one in verdict.findings] == [
        (Fault.OTHER_SIGNER, "Budi Contoh", "Ani Contoh"),
        (Fault.SAME_SIGNER, "", "Ani Contoh"),
    ]


def test_one_certificate_for_both_is_told_without_names_too(once, root, ani):
    content = sign_field(once, SECOND, ani.key(), trust=root.trust()).content
    verdict = judged(content, root, [Expected(FIRST), Expected(SECOND)])

    assert [one.fault for one in verdict.findings] == [Fault.SAME_SIGNER]
    assert verdict.indication == Indication.INDETERMINATE


def test_signatures_in_each_others_place_are_told(prepared, root, ani, budi):
    content = sign_field(prepared, FIRST, budi.key(), trust=root.trust()).content
    content = sign_field(content, SECOND, ani.key(), trust=root.trust()).content
    verdict = judged(content, root)

    assert [(one.fault, one.who) for one in verdict.findings] == [
        (Fault.OTHER_SIGNER, "Ani Contoh"),
        (Fault.OTHER_SIGNER, "Budi Contoh"),
    ]
    assert verdict.indication == Indication.INDETERMINATE


def test_the_wrong_order_is_told_where_an_order_was_agreed(prepared, root, ani, budi):
    content = sign_field(prepared, SECOND, budi.key(), trust=root.trust()).content
    content = sign_field(content, FIRST, ani.key(), trust=root.trust()).content

    assert judged(content, root).indication == Indication.TOTAL_PASSED
    ordered = judged(content, root, in_order=True)
    assert ordered.indication == Indication.INDETERMINATE
    assert [one.fault for one in ordered.findings] == [Fault.OTHER_ORDER]


def test_somebody_nobody_asked_is_told(twice, root):
    verdict = judged(twice, root, BOTH[:1])

    assert [(one.fault, one.found) for one in verdict.findings] == [(Fault.UNEXPECTED, "Budi Contoh")]
    assert verdict.indication == Indication.INDETERMINATE


def test_a_namesake_with_another_certificate_is_told(once, root, budi):
    namesake = signatory("Budi Contoh", root, number=2)
    content = sign_field(once, SECOND, namesake.key(), trust=root.trust()).content
    wanted = [BOTH[0], Expected(SECOND, "Budi Contoh", budi.key().certificate_sha256)]

    assert judged(content, root).indication == Indication.TOTAL_PASSED
    assert [one.fault for one in judged(content, root, wanted).findings] == [Fault.OTHER_SIGNER]


# --- D5: certificates ---------------------------------------------------------------------------------------


def only(content, root, **rest):
    verdict = verify_kept(content, trust=root.trust(**rest))
    assert len(verdict.signatures) == 1
    return verdict.indication, verdict.reason


def test_a_rogue_authority_of_the_same_name_is_not_trusted(prepared, root):
    rogue = authority(number=2)
    assert rogue.certificate.subject == root.certificate.subject
    content = sealed(prepared, FIRST, signatory("Ani Contoh", rogue).key())

    assert only(content, root)[0] != Indication.TOTAL_PASSED
    assert only(content, rogue) == (Indication.TOTAL_PASSED, "")


def test_a_person_is_no_authority(prepared, root, ani):
    """A certificate issued by a signatory's own certificate."""
    forged = signatory("Direktur Contoh", Holder(ani.name, ani.private, ani.certificate))
    key = forged.key(chain=[ani.certificate])
    indication, _reason = only(sealed(prepared, FIRST, key), root)

    assert indication == Indication.INDETERMINATE


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("expired", {"begins": NOW.replace(year=NOW.year - 2), "ends": NOW.replace(year=NOW.year - 1)}),
        ("not yet valid", {"begins": NOW.replace(year=NOW.year + 1), "ends": NOW.replace(year=NOW.year + 2)}),
        ("enciphers", {"uses": (ENCIPHER,)}),
        ("RSA of 1024 bits", {"bits": 1024}),
    ],
)
def test_a_certificate_nobody_should_sign_with_never_passes(prepared, root, name, how):
    content = sealed(prepared, FIRST, signatory("Ani Contoh", root, number=name, **how).unchecked())
    reasons = {
        "expired": "OUT_OF_BOUNDS_NO_POE",
        "not yet valid": "NOT_YET_VALID",
        "enciphers": "CHAIN_CONSTRAINTS_FAILURE",
        "RSA of 1024 bits": "CRYPTO_CONSTRAINTS_FAILURE",
    }

    assert only(content, root) == (Indication.INDETERMINATE, reasons[name])


def test_an_authority_of_certificates_is_no_signatory(prepared, root):
    below = authority("Otoritas Bawah", above=root)
    indication, _reason = only(sealed(prepared, FIRST, below.unchecked()), root)

    assert indication == Indication.INDETERMINATE


def test_a_certificate_for_servers_never_passes(prepared, root):
    server = signatory(
        "www.contoh.example", root, uses=(DIGITAL, ENCIPHER), purposes=(ExtendedKeyUsageOID.SERVER_AUTH,)
    )
    indication, reason = only(sealed(prepared, FIRST, server.unchecked()), root)

    assert (indication, reason) == (Indication.INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE")


@pytest.mark.parametrize("digest", ["sha1", "md5"])
def test_a_weak_digest_never_passes(prepared, root, ani, digest):
    content = sealed(prepared, FIRST, ani.key(), digest=digest)

    assert only(content, root) == (Indication.INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE")


def test_a_revoked_certificate_never_passes(prepared, root, ani):
    content = sealed(prepared, FIRST, ani.key())
    lists = (root.crl(revoked=[(ani, NOW)]),)

    assert only(content, root) == (Indication.TOTAL_PASSED, "")
    assert only(content, root, lists=lists) == (Indication.INDETERMINATE, "REVOKED_NO_POE")


def test_an_intermediate_authority_is_found_in_the_file_or_in_the_folder(prepared, root):
    below = authority("Otoritas Bawah", above=root)
    holder = signatory("Hana Contoh", below)
    with_it = sealed(prepared, FIRST, holder.key(chain=[below.certificate]))
    without = sealed(prepared, FIRST, holder.key())

    assert only(with_it, root) == (Indication.TOTAL_PASSED, "")
    assert only(without, root) == (Indication.INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND")
    assert only(without, root, others=(below.der,)) == (Indication.TOTAL_PASSED, "")


def test_a_certificate_for_repudiation_alone_may_sign(prepared, root):
    holder = signatory("Intan Contoh", root, uses=(REPUDIATION,))

    assert only(sealed(prepared, FIRST, holder.key()), root) == (Indication.TOTAL_PASSED, "")
    assert named("Intan Contoh") == holder.certificate.subject
