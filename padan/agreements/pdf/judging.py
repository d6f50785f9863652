"""The rules of a verdict, on top of pyHanko's validation after EN 319 102-1. Loads pyHanko: import it late.

Beyond the standard's own rules: the container of a signature holds nothing unsigned that is unknown; the last signature
covers the whole file but for evidence; after a signature only fields for signatures were filled; RSA of 2048 bits and
SHA-256 at least; no network is asked, whatever a certificate says.
"""

import base64
import hashlib
import io
import logging
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pikepdf
from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESStatus
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DiffResult,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.ades import ades_basic_validation, ades_lta_validation, ades_with_time_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    DisallowWeakAlgorithmsPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer
from pyhanko_certvalidator.sig_validate import DEFAULT_SIGNATURE_VALIDATOR

from padan.agreements.pdf.keys import PURPOSES, SIGNS_DOCUMENTS, name_of
from padan.agreements.pdf.verdicts import Changes, Fault, Finding, Indication, SignatureVerdict, Verdict, worst
from padan.agreements.pdf.verifying import MOST_BYTES, refusal
from padan.agreements.pdf.waiting import result_of

LEVEL = ModificationLevel.LTA_UPDATES
SIGNATURES_ALONE = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        DocInfoRule().as_qualified(LEVEL),
        XrefStreamRule().as_qualified(LEVEL),
        ObjectStreamRule().as_qualified(LEVEL),
        DSSCompareRule().as_qualified(LEVEL),
        MetadataUpdateRule().as_qualified(LEVEL),
    ],
    form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
)
"""pyHanko's rules without the filling of other fields: words typed into a form are words nobody signed."""
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it thinks of a file stands in the verdict
ALGORITHMS = DisallowWeakAlgorithmsPolicy(rsa_key_size_threshold=2048)
INDICATIONS = {
    AdESStatus.PASSED: Indication.TOTAL_PASSED,
    AdESStatus.INDETERMINATE: Indication.INDETERMINATE,
    AdESStatus.FAILED: Indication.TOTAL_FAILED,
}
KNOWN_UNSIGNED = {"signature_time_stamp_token"}
ACTIVE = {"/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/GoToE"}


@dataclass(frozen=True)
class Known:
    """What this installation knows, read."""

    roots: list
    others: list
    lists: list
    demand_revocation: bool
    at: datetime


def judge(pdf: bytes, question: dict) -> Verdict:
    """The verdict on ``pdf``; ``question`` is what ``verifying`` asks. Any fault of a parser makes the file invalid."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    if len(pdf) > MOST_BYTES:
        return refusal(Fault.TOO_LARGE, sha256)
    try:
        return _judged(pdf, question, sha256)
    except MemoryError:
        return refusal(Fault.TOO_HEAVY, sha256)
    except Exception:  # hostile bytes may raise anything, in any of the parsers
        return refusal(Fault.UNREADABLE, sha256)


def _judged(pdf, question, sha256) -> Verdict:
    known = Known(
        [x509.Certificate.load(base64.b64decode(one)) for one in question["roots"]],
        [x509.Certificate.load(base64.b64decode(one)) for one in question["others"]],
        [crl.CertificateList.load(base64.b64decode(one)) for one in question["lists"]],
        question["demand_revocation"],
        datetime.fromisoformat(question["at"]),
    )
    if not pdf.startswith(b"%PDF-"):
        return refusal(Fault.UNREADABLE, sha256)
    findings = []
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            if opened.is_encrypted:
                return refusal(Fault.LOCKED, sha256)
            if any(_acts(item) for item in opened.objects):
                findings.append(Finding(Fault.ACTIVE))
    except pikepdf.PdfError:
        return refusal(Fault.LOCKED if b"/Encrypt" in pdf else Fault.UNREADABLE, sha256)
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    if not _ends_with_its_last_revision(pdf, reader):
        return refusal(Fault.UNREADABLE, sha256)
    filled = [(name, field) for name, _value, field in enumerate_sig_fields(reader, filled_status=True)]
    found = sorted(
        (EmbeddedPdfSignature(reader, field, name) for name, field in filled), key=lambda one: one.signed_revision
    )
    signed = [one for one in found if one.sig_object_type == "/Sig"]
    if len(signed) + sum(one.sig_object_type == "/DocTimeStamp" for one in found) != len(found):
        return refusal(Fault.UNREADABLE, sha256)
    if not signed:
        return refusal(Fault.UNSIGNED, sha256)
    verdicts = tuple(_signature(pdf, one, known) for one in signed)
    findings += _expectations(verdicts, question)
    if question["sha256"] and question["sha256"] != sha256:
        findings.insert(0, Finding(Fault.OTHER_FILE))
    return _whole(verdicts, findings, sha256)


def _whole(verdicts, findings, sha256) -> Verdict:
    indication = worst(one.indication for one in verdicts)
    reason = next((one.reason for one in verdicts if one.indication == indication), "")
    if any(one.fault == Fault.OTHER_FILE for one in findings):
        indication, reason = Indication.TOTAL_FAILED, "HASH_FAILURE"
    elif findings and indication == Indication.TOTAL_PASSED:
        indication, reason = Indication.INDETERMINATE, "SIG_CONSTRAINTS_FAILURE"
    return Verdict(indication, reason, verdicts, tuple(findings), sha256)


# --- one signature ------------------------------------------------------------------------------------------


def _signature(pdf, embedded, known) -> SignatureVerdict:
    certificate = _signer(embedded)
    blank = SignatureVerdict(
        field=embedded.field_name,
        indication=Indication.TOTAL_FAILED,
        reason="FORMAT_FAILURE",
        signer=name_of(certificate.subject) if certificate else "",
        issuer=name_of(certificate.issuer) if certificate else "",
        certificate_sha256=hashlib.sha256(certificate.dump()).hexdigest() if certificate else "",
        claimed_at=_claimed(embedded),
        proven_at=None,
        algorithm=_algorithm(embedded, certificate),
        covers_whole_file=False,
        changes=Changes.OTHER,
        trusted=False,
    )
    try:
        return _examined(pdf, embedded, certificate, known, blank)
    except MemoryError:
        raise
    except Exception:  # a fault of a parser is a fault of the signature
        return blank


def _examined(pdf, embedded, certificate, known, blank) -> SignatureVerdict:
    if certificate is None:
        return replace(blank, indication=Indication.INDETERMINATE, reason="NO_SIGNING_CERTIFICATE_FOUND")
    if not _in_its_gap(pdf, embedded):
        return blank
    embedded.compute_integrity_info(diff_policy=SIGNATURES_ALONE)
    asked = embedded, certificate, known
    result = result_of(_validated(*asked))
    changes = _changes(embedded)
    status = result.api_status
    stamp = status.timestamp_validity if status else None
    verdict = replace(
        blank,
        indication=INDICATIONS[result.ades_subindic.status],
        reason="" if result.ades_subindic.status == AdESStatus.PASSED else result.ades_subindic.standard_name,
        proven_at=_proven(result, stamp),
        covers_whole_file=embedded.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        changes=changes,
        trusted=status is not None and status.validation_path is not None,
    )
    if verdict.reason == "CERTIFICATE_CHAIN_GENERAL_FAILURE" and result_of(_good_but_for_revocation(*asked)):
        verdict = replace(verdict, reason="TRY_LATER", trusted=True)
    used_at = verdict.proven_at or known.at
    if verdict.indication == Indication.INDETERMINATE and certificate.not_valid_before > used_at:
        verdict = replace(verdict, reason="NOT_YET_VALID")
    if verdict.indication == Indication.TOTAL_FAILED and verdict.reason in {"HASH_FAILURE", "SIG_CRYPTO_FAILURE"}:
        return replace(verdict, changes=Changes.OTHER)
    if changes == Changes.OTHER or not embedded.summarise_integrity_info()["docmdp_ok"]:
        return replace(verdict, indication=Indication.TOTAL_FAILED, reason="FORMAT_FAILURE", changes=Changes.OTHER)
    if verdict.indication != Indication.TOTAL_PASSED:
        return verdict
    if not _known_container(embedded):
        return replace(verdict, indication=Indication.TOTAL_FAILED, reason="FORMAT_FAILURE")
    if not _vouched_for(embedded, [*known.roots, *known.others, *_evidence(embedded.reader).known_certs]):
        return replace(verdict, indication=Indication.INDETERMINATE, reason="CERTIFICATE_CHAIN_GENERAL_FAILURE")
    if _has_stamp(embedded) and verdict.proven_at is None:
        return replace(verdict, indication=Indication.INDETERMINATE, reason="TIMESTAMP_ORDER_FAILURE")
    if changes == Changes.FIELD_ADDED:
        return replace(verdict, indication=Indication.INDETERMINATE, reason="SIG_CONSTRAINTS_FAILURE")
    return verdict


async def _validated(embedded, certificate, known):
    """pyHanko's validation as of now; where that fails and a timestamp stands in the signature, as of its time.

    What the timestamp proves to have existed is all that was signed, the evidence in the signed revision included.
    """
    now = ValidationTimingInfo(known.at, known.at, point_in_time_validation=False)
    evidence = _evidence(embedded.reader)
    spec = _spec(certificate, known, evidence)
    if not _has_stamp(embedded):
        return await ades_basic_validation(
            embedded.signed_data, spec, timing_info=now, raw_digest=embedded.compute_digest()
        )
    result = await ades_with_time_validation(
        embedded.signed_data, spec, timing_info=now, raw_digest=embedded.compute_digest()
    )
    if result.ades_subindic.status != AdESStatus.INDETERMINATE:
        return result
    proven = _proven(result, result.api_status and result.api_status.timestamp_validity)
    if proven:
        then = _evidence(embedded.reader.get_historical_resolver(embedded.signed_revision))
        then = replace(then, known_certs=[*then.known_certs, *known.roots])
        poes = list(then.assert_existence_known_at(proven))
        spec = replace(spec, local_knowledge=replace(spec.local_knowledge, known_poes=poes))
    archived = await ades_lta_validation(embedded, PdfSignatureValidationSpec(spec, diff_policy=SIGNATURES_ALONE), now)
    return archived if archived.ades_subindic.status == AdESStatus.PASSED else result


async def _good_but_for_revocation(embedded, certificate, known) -> bool:
    """Whether the chain holds, and only word on revocation is missing."""
    now = ValidationTimingInfo(known.at, known.at, point_in_time_validation=False)
    spec = _spec(certificate, known, _evidence(embedded.reader), revocation=False)
    digest = embedded.compute_digest()
    result = await ades_basic_validation(embedded.signed_data, spec, timing_info=now, raw_digest=digest)
    return result.ades_subindic.status == AdESStatus.PASSED


def _evidence(handler) -> LocalKnowledge:
    """The revocation lists, answers and certificates that a file carries for its signatures."""
    try:
        store = DocumentSecurityStore.read_dss(handler)
    except NoDSSFoundError:
        return LocalKnowledge()
    lists = [one.get_object().read_data(DecodePurpose.CRL) for one in store.crls]
    answers = [one.get_object().read_data(DecodePurpose.OCSP_RESPONSE) for one in store.ocsps]
    return LocalKnowledge(
        known_crls=[CRLContainer(crl.CertificateList.load(one)) for one in lists],
        known_ocsps=[held for one in answers for held in OCSPContainer.load_multi(ocsp.OCSPResponse.load(one))],
        known_certs=list(store.load_certs()),
    )


def _spec(certificate, known, evidence, *, revocation=True) -> SignatureValidationSpec:
    listed = any(one.issuer == certificate.issuer for one in known.lists)
    declared = bool(certificate.crl_distribution_points or certificate.ocsp_urls)
    demanded = known.demand_revocation or listed or declared
    rule = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED if demanded else RevocationCheckingRule.NO_CHECK
    above = (
        RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
        if known.demand_revocation
        else RevocationCheckingRule.CHECK_IF_DECLARED
    )
    if not revocation:
        rule = above = RevocationCheckingRule.NO_CHECK
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(known.roots),
        revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy(rule, above)),
        algorithm_usage_policy=ALGORITHMS,
        time_tolerance=timedelta(seconds=10),
    )
    return SignatureValidationSpec(
        cert_validation_policy=policy,
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            RevinfoOnlineFetchingRule.LOCAL_ONLY,
            fetcher_backend=object(),  # never asked: nothing is fetched
        ),
        local_knowledge=LocalKnowledge(
            known_crls=[*(CRLContainer(one) for one in known.lists), *evidence.known_crls],
            known_ocsps=evidence.known_ocsps,
            known_certs=[*known.roots, *known.others, *evidence.known_certs],
        ),
        key_usage_settings=KeyUsageConstraints(
            key_usage=SIGNS_DOCUMENTS, extd_key_usage=PURPOSES, explicit_extd_key_usage_required=False
        ),
    )


def _signer(embedded):
    try:
        return embedded.signer_cert
    except Exception:
        return None


def _claimed(embedded):
    try:
        return embedded.self_reported_timestamp
    except Exception:
        return None


def _algorithm(embedded, certificate) -> str:
    try:
        public = certificate.public_key
        kind = {"rsassa_pss": "RSA"}.get(public.algorithm, public.algorithm.upper())
        return f"{kind}-{public.bit_size}, {embedded.md_algorithm.upper().replace('_', '-')}"
    except Exception:
        return ""


def _proven(result, stamp):
    """The earliest instant that a trusted authority proves."""
    oldest = getattr(result, "oldest_evidence_record_timestamp", None)
    instants = [oldest] if oldest else []
    if stamp is not None and stamp.valid and stamp.intact and stamp.validation_path is not None:
        instants.append(stamp.timestamp)
    return min(instants, default=None)


def _has_stamp(embedded) -> bool:
    return any(one["type"].native in KNOWN_UNSIGNED for one in embedded.signer_info["unsigned_attrs"] or [])


def _in_its_gap(pdf: bytes, embedded) -> bool:
    """The bytes left out of what is signed are the signature, its brackets, and zeros."""
    numbers = [int(one) for one in embedded.byte_range]
    if len(numbers) != 4 or numbers[0] != 0 or min(numbers) < 0:
        return False
    begin, end = numbers[1], numbers[2]
    if not begin < end <= len(pdf) or numbers[2] + numbers[3] > len(pdf):
        return False
    gap = pdf[begin:end]
    if not (gap.startswith(b"<") and gap.endswith(b">")):
        return False
    try:
        content = bytes.fromhex(gap[1:-1].decode("ascii"))
    except ValueError:
        return False
    return content == embedded.pkcs7_content and any(content)


def _ends_with_its_last_revision(pdf: bytes, reader) -> bool:
    """Nothing stands behind the table that the reader used: other readers might see what it does not."""
    last = re.search(rb"startxref\s+(\d+)\s+%%EOF\s{0,2}\Z", pdf[-64:])
    return last is not None and int(last[1]) == reader.last_startxref


def _changes(embedded) -> Changes:
    if embedded.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Changes.NONE
    found = embedded.diff_result
    if embedded.coverage != SignatureCoverageLevel.ENTIRE_REVISION or not isinstance(found, DiffResult):
        return Changes.OTHER
    if found.modification_level == ModificationLevel.NONE:
        return Changes.OTHER  # bytes follow that belong to no revision
    if found.modification_level == ModificationLevel.LTA_UPDATES:
        return Changes.EVIDENCE
    if found.modification_level == ModificationLevel.FORM_FILLING:
        return Changes.FIELD_ADDED if _added(embedded) else Changes.SIGNATURES
    return Changes.OTHER


def _added(embedded) -> bool:
    """Whether a visible field was made after this signature."""
    then = embedded.reader.get_historical_resolver(embedded.signed_revision)
    before = {name for name, _value, _field in enumerate_sig_fields(then)}
    for name, _value, field in enumerate_sig_fields(embedded.reader):
        if name not in before:
            rect = field.get_object().get("/Rect", (0, 0, 1, 1))
            if abs(rect[2] - rect[0]) > 0 and abs(rect[3] - rect[1]) > 0:
                return True
    return False


def _known_container(embedded) -> bool:
    """Whether the signature's container is canonical and says nothing unknown outside of what is signed."""
    content = embedded.pkcs7_content
    end = _plain_der(content, 0)
    if end is None or any(content[end:]) or not _known_parts(embedded.signed_data):
        return False
    unsigned = embedded.signer_info["unsigned_attrs"] or []
    if any(one["type"].native not in KNOWN_UNSIGNED or len(one["values"]) != 1 for one in unsigned):
        return False
    return all(_known_parts(one) and not one["signer_infos"][0]["unsigned_attrs"] for one in _stamps(embedded))


def _stamps(embedded) -> list:
    return [one["values"][0]["content"] for one in embedded.signer_info["unsigned_attrs"] or []]


def _vouched_for(embedded, pool) -> bool:
    """Whether each certificate that came along is as an authority made it that is known here or came along itself."""
    containers = (embedded.signed_data, *_stamps(embedded))
    came = [one.chosen for container in containers for one in container["certificates"]]
    return all(any(_issued(one, issuer) for issuer in (*pool, *came)) for one in came)


def _known_parts(signed) -> bool:
    """What no signature covers in a container says what it has to."""
    if len(signed["signer_infos"]) != 1 or signed["version"].native not in {"v1", "v3"}:
        return False
    signer = signed["signer_infos"][0]
    digests = [*signed["digest_algorithms"], signer["digest_algorithm"]]
    if not _complete(signed) or not _complete(signer):
        return False
    if signer["version"].native != {"issuer_and_serial_number": "v1"}.get(signer["sid"].name, "v3"):
        return False
    if len({one["algorithm"].native for one in digests}) != 1:
        return False
    if not all(_without_parameters(one) for one in digests):
        return False
    algorithm = signer["signature_algorithm"]
    return algorithm["algorithm"].native == "rsassa_pss" or _without_parameters(algorithm)


def _complete(sequence) -> bool:
    """Everything in it was read as one of its fields."""
    return sum(len(sequence[name].dump()) for name in sequence) == len(sequence.contents)


def _without_parameters(algorithm) -> bool:
    return algorithm["parameters"].dump() in {b"", b"\x05\x00"}


def _plain_der(content: bytes, at: int) -> int | None:
    """Where the element at ``at`` ends if it is written in the one way DER allows, and so is all within it."""
    tag, short = content[at], content[at + 1]
    if tag == 0:
        return None
    begin = at + 2
    length = short
    if short >= 0x80:
        size = short - 0x80
        length = int.from_bytes(content[begin : begin + size], "big")
        begin += size
        if not 1 <= size <= 4 or length < 0x80 or length < 1 << 8 * (size - 1):
            return None
    end = begin + length
    if end > len(content):
        return None
    inner = begin
    while tag & 0x20 and inner < end:
        inner = _plain_der(content, inner)
        if inner is None or inner > end:
            return None
    return end


def _issued(certificate, issuer) -> bool:
    if certificate.issuer != issuer.subject:
        return False
    try:
        DEFAULT_SIGNATURE_VALIDATOR.validate_signature(
            certificate["signature_value"].native,
            certificate["tbs_certificate"].dump(),
            issuer.public_key,
            certificate["signature_algorithm"],
        )
    except Exception:
        return False
    return True


# --- the file -----------------------------------------------------------------------------------------------


def _expectations(verdicts, question) -> list[Finding]:
    """Each expected signature exactly once, and no other."""
    expected = question["expected"]
    if expected is None:
        return []
    findings, left, used = [], list(verdicts), []
    for wanted in expected:
        match = next((one for one in left if _is(one, wanted)), None)
        if match is None and wanted["field"]:
            match = next((one for one in left if one.field == wanted["field"]), None)
            if match is not None:
                findings.append(Finding(Fault.OTHER_SIGNER, wanted["signer"] or wanted["field"], match.signer))
        if match is None:
            findings.append(Finding(Fault.MISSING, wanted["signer"] or wanted["field"]))
        else:
            left.remove(match)
            used.append(match)
    findings += [Finding(Fault.UNEXPECTED, found=one.signer) for one in left]
    seen: set[str] = set()
    for one in verdicts:
        if one.certificate_sha256 in seen:
            findings.append(Finding(Fault.SAME_SIGNER, found=one.signer))
        seen.add(one.certificate_sha256)
    if question["in_order"] and [one for one in verdicts if one in used] != used:
        findings.append(Finding(Fault.OTHER_ORDER))
    return findings


def _is(verdict, wanted) -> bool:
    return (
        (not wanted["field"] or wanted["field"] == verdict.field)
        and (not wanted["certificate_sha256"] or wanted["certificate_sha256"] == verdict.certificate_sha256)
        and (not wanted["signer"] or _plain(wanted["signer"]) == _plain(verdict.signer))
    )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _acts(item, depth: int = 0) -> bool:
    """Whether an object of a PDF, or one written inside it, is an action or an attachment (names compared decoded)."""
    if depth > 50:
        return True
    if isinstance(item, pikepdf.Stream):
        item = item.stream_dict
    if isinstance(item, pikepdf.Dictionary):
        for key in item.keys():  # noqa: SIM118  a pikepdf dictionary is iterated by keys()
            value = item.get(key)
            if key in ACTIVE or (isinstance(value, pikepdf.Name) and str(value) in ACTIVE):
                return True
            if _within(value) and _acts(value, depth + 1):
                return True
        return False
    return isinstance(item, pikepdf.Array) and any(_within(one) and _acts(one, depth + 1) for one in item)


def _within(value) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
