"""What is told about an agreement, an addendum or a sheet of corrections to who holds its paper."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from padan.agreements.pdf.verdicts import Indication
from padan.agreements.pdf.verifying import verify
from padan.agreements.queries.signing import asked_of, paper_to_sign, papers_of, signatures_of
from padan.agreements.queries.texts import document_on_paper, documents_in, paper_with_hash
from padan.agreements.states import IN_FORCE, AgreementState, DocumentKind, DocumentState, PaperKind, SigningMode
from padan.base.clock import today
from padan.web.templatetags.padan import tanggal

ENDED = {
    AgreementState.RENEWED: "renewed",
    AgreementState.EXPIRED: "ended",
    AgreementState.TERMINATED: "terminated",
}
TONES = {Indication.TOTAL_PASSED: "ok", Indication.INDETERMINATE: "warn", Indication.TOTAL_FAILED: "bad"}


@dataclass(frozen=True)
class Side:
    """One party of a paper: whether, when and how it signed. Who signed is named to a holder of the file alone."""

    name: str
    signed: str = ""
    who: str = ""


def by_code(written: str):
    """(template, context) for what was scanned or typed; None when no paper has this code."""
    document = document_on_paper(written)
    return document and ("verify/document.html", told_of(document))


def told_of(document, *, holds_file=False):
    """What the page says: kind, parties, dates, state, signatures, the hash to compare. No text, nobody's contact."""
    agreement = document.agreement
    kind, standing = _standing(document, agreement)
    signatures = {signature.party_id: signature for signature in signatures_of(document)}
    sides = [_side(party, signatures.get(party.pk), holds_file) for party in asked_of(document)]
    newest = paper_to_sign(document)
    return {
        "kind": document.context["kepala"][0] if document.context else DocumentKind(document.kind).label,
        "is_correction": document.kind == DocumentKind.CORRECTION,
        "tone": kind,
        "standing": standing,
        "sides": sides,
        "signed": len(signatures),
        "agreement": agreement,
        "sha256": document.text_sha256,
        "newest_sha256": newest.file_sha256 if newest and document.text_sha256 else "",
        "beside": _beside(document, agreement),
    }


def by_hash(sha256):
    """(template, context) for a file whose bytes are kept here; None for every other."""
    paper = paper_with_hash(sha256)
    if paper is None:
        return None
    document = paper.document
    return "verify/document.html", {**told_of(document, holds_file=True), "file": _of_file(paper, document)}


def _of_file(paper, document):
    """(tone, sentence) about the file itself."""
    newest = paper_to_sign(document)
    if document.state == DocumentState.DRAFT or paper.order < document.context["lembar"]:
        return "bad", _("This file was issued here, and its text was replaced before anybody signed it.")
    if paper.kind == PaperKind.SCAN:
        return "ok", _("This file was kept here as the scan of the signed paper. Not one byte of it was changed.")
    if newest and paper.pk != newest.pk:
        later = papers_of(document).filter(order__gt=paper.order, kind__in=[PaperKind.SIGNED, PaperKind.BROUGHT])
        if later.exists():
            return "warn", _(
                "This file is genuine and unchanged. After it, more signatures were added: ask for the newest."
            )
    return "ok", _("This file is genuine: it was issued here, and not one byte of it was changed.")


def _standing(document, agreement):
    """(tone, sentence): what holds today."""
    if document.state in (DocumentState.DRAFT, DocumentState.VOIDED):
        return "bad", _("This text was taken back. A paper with this code does not hold.")
    asked, signed = len(asked_of(document)), signatures_of(document).count()
    if document.state == DocumentState.FROZEN:
        return "wait", ngettext(
            "Not in force yet: %(signed)s of %(asked)s signature is there.",
            "Not in force yet: %(signed)s of %(asked)s signatures are there.",
            asked,
        ) % {"signed": signed, "asked": asked}
    if document.kind != DocumentKind.MAIN:
        return "ok", _("Signed by all whom it asks. It belongs to an agreement; check that one too.")
    return _of_agreement(agreement)


def _of_agreement(agreement):
    day = today()
    ended = ENDED.get(agreement.state) or ("ended" if agreement.ends_on and agreement.ends_on < day else "")
    until = tanggal(agreement.ends_on)
    if ended == "renewed":
        return "sleep", _("No longer in force: it was renewed by a later agreement.")
    if ended == "terminated":
        return "bad", _("No longer in force: the parties ended it before its time.")
    if ended:
        return "sleep", _("No longer in force: it ended on %(day)s.") % {"day": until}
    if agreement.state in IN_FORCE and agreement.starts_on and agreement.starts_on > day:
        return "new", _("Signed by all. In force from %(day)s.") % {"day": tanggal(agreement.starts_on)}
    if agreement.ends_on:
        return "ok", _("In force until %(day)s.") % {"day": until}
    return "ok", _("In force.")


def _side(party, signature, holds_file):
    if signature is None:
        return Side(party.organisation.name)
    words = {"day": tanggal(signature.signed_at), "provider": signature.provider}
    if signature.mode == SigningMode.INK:
        how = _("Signed on paper on %(day)s.") % words
    elif signature.mode == SigningMode.BROUGHT:
        how = _("Signed electronically on %(day)s, with a certificate of %(provider)s.") % words
    else:
        how = _("Signed electronically on %(day)s with a certificate of its own, issued by %(provider)s.") % words
    if signature.proven_at:
        how += " " + _("The time is proven by a timestamp.")
    return Side(party.organisation.name, how, signature.signatory if holds_file else "")


def _beside(document, agreement):
    """Texts that stand beside this one: how many addenda and corrections there are, and whether all have signed."""
    said = []
    for other in documents_in(agreement).exclude(pk=document.pk).exclude(kind=DocumentKind.MAIN):
        if other.state in (DocumentState.FROZEN, DocumentState.COMPLETE):
            signed = _("signed by all") if other.state == DocumentState.COMPLETE else _("waiting for signatures")
            said.append(f"{DocumentKind(other.kind).label}, {tanggal(other.frozen_at)}: {signed}")
    return said


def by_signatures(content):
    """(template, context) for a PDF whose bytes are not kept here: what its own signatures say, if it has any."""
    verdict = verify(content)
    told = {
        "signed": bool(verdict.signatures),
        "tone": TONES[verdict.indication],
        "indication": str(verdict.indication),
        "sentences": verdict.sentences,
    }
    return "verify/stranger.html", told
