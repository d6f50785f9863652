"""Signatures inside the file: begun with empty fields, brought from a provider, or made here with one's own key.

A signature is made outside any transaction: first the intent is written, then the file is signed, then file and
signature are stored together. What a crash leaves behind is an intent, which ``settle_intents`` ends.
"""

import io
from collections.abc import Sequence

import pikepdf
from django.db import connection, transaction
from django.utils.translation import gettext as _

from padan.agreements.actions.life import schedule
from padan.agreements.actions.signing import (
    KeyUsedTwice,
    NotAsked,
    NotOpenForSigning,
    SignersUnclear,
    check_open,
    check_turn,
    complete,
    end_intent,
    give_up,
    held,
    new_paper,
    write_signature,
)
from padan.agreements.actions.texts import freeze
from padan.agreements.models import Agreement, Intent, Paper, Party, Signature
from padan.agreements.pdf.clock import check_clock
from padan.agreements.pdf.fields import prepare_fields
from padan.agreements.pdf.keys import Key
from padan.agreements.pdf.sealing import sign_field
from padan.agreements.pdf.verdicts import Indication
from padan.agreements.pdf.verifying import verify, verify_kept
from padan.agreements.permissions import check_may_keep_agreements, check_may_sign_for
from padan.agreements.queries.signing import asked_of, paper_to_sign, signatures_of
from padan.agreements.queries.texts import signature_places
from padan.agreements.states import AgreementState, DocumentKind, DocumentState, IntentState, PaperKind, SigningMode
from padan.base.errors import ActionDenied, PadanError
from padan.base.files import content_of, keep
from padan.organisations.permissions import check_for
from padan.trail.actions import record

TRIES = 5  # another party's signature may arrive while ours is made; then it is made anew, on the newer file
MOST_AT_ONCE = 30


class SigningBusy(ActionDenied):
    """The same signature is being made at this moment."""


class SigningInterrupted(ActionDenied):
    """The signing was given up before it was stored."""


class NotOurText(ActionDenied):
    """The file is not the paper that was given out, or lacks a signature that stands."""


class SignatureNotValid(ActionDenied):
    """A signature in the file is broken or forged."""


class TooManyAtOnce(ActionDenied):
    """More documents than are signed in one act."""


def begin_signing(*, document, by, at):
    """Freeze the text and put an empty field for every party into its paper. Beginning again changes nothing."""
    agreement = Agreement.objects.select_related("forum").get(pk=document.agreement_id)
    check_for(by, check_may_keep_agreements, agreement.forum)
    if document.kind == DocumentKind.MAIN and agreement.state == AgreementState.AGREED:
        schedule(agreement=agreement, event=agreement.event, by=by, at=at)
    document.refresh_from_db()
    if document.state == DocumentState.DRAFT:
        document = freeze(document=document, by=by, at=at)
    _place_fields(document, by, at)
    return document


def _place_fields(document, by, at) -> None:
    """A paper with an empty place for every party, unless there is one."""
    first = paper_to_sign(document)
    content = content_of(first)
    if has_fields(content):
        return
    fields = signature_places(document)
    kept = keep(prepare_fields(content, fields))
    with transaction.atomic():
        agreement, document = held(document)
        check_open(document, agreement)
        if paper_to_sign(document).pk == first.pk:
            new_paper(document, PaperKind.TYPESET, kept)
            told = {"sha256": ["", kept["file_sha256"]], "fields": [0, len(fields)]}
            record(by, "document.opened_for_signing", document, at=at, changes=told)


def has_fields(content) -> bool:
    """Whether a file has places for signatures."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return "/AcroForm" in pdf.Root


# --- signed elsewhere ---------------------------------------------------------------------------------------


def bring_signed_pdf(*, document, content, called, signers: Sequence[Party], shown_sha256, signed_on, by, at):
    """A file of ours that came back signed by a provider. ``signers`` says whose the new signatures are, in order.

    The file has to begin with a paper we gave out, byte by byte, and hold every signature that stands in our newest
    one. What verification finds is recorded as it is; only what is broken or forged is refused.
    """
    for party in signers:
        check_may_sign_for(by, party)
    last = paper_to_sign(document)
    if last is None:
        raise NotOpenForSigning(_("This document is not open for signing now. Ask the forum what happened to it."))
    _check_ours(document, last, content)
    known = {found.field for found in verify_kept(content_of(last)).signatures}
    verdict = verify(content)
    new = [found for found in verdict.signatures if found.field not in known]
    if not new:
        raise NotOurText(_("There is no new signature in this file."))
    for found in verdict.signatures:
        if found.indication == Indication.TOTAL_FAILED:
            raise SignatureNotValid(_("A signature in this file is not valid. %(told)s") % {"told": found.told})
    if len(new) != len(signers) or len({party.pk for party in signers}) < len(signers):
        raise SignersUnclear(_("The file holds %(n)s new signatures. Say of each whose it is.") % {"n": len(new)})
    places = {party.code: party for party in asked_of(document)}
    for found, party in zip(new, signers, strict=True):
        if places.get(found.field, party) != party:
            told = {"signer": found.signer, "party": places[found.field]}
            raise SignersUnclear(_("%(signer)s has signed in the place of %(party)s. Say so.") % told)
    kept = keep(content, called=called)
    with transaction.atomic():
        agreement, document = held(document)
        if paper_to_sign(document).pk != last.pk:
            raise NotOurText(
                _("Another signature arrived meanwhile. Download the newest file and have that one signed.")
            )
        for party in signers:
            check_turn(document, agreement, party, shown_sha256)
        paper = new_paper(document, PaperKind.BROUGHT, kept)
        for found, party in zip(new, signers, strict=True):
            _check_key(document, party, found.certificate_sha256)
            write_signature(
                document,
                party,
                by,
                at,
                mode=SigningMode.BROUGHT,
                paper=paper,
                signed_at=found.proven_at or found.claimed_at or at,
                proven_at=found.proven_at,
                provider=found.issuer,
                certificate_sha256=found.certificate_sha256,
                verdict=found.indication,
            )
        return complete(document, agreement, signed_on, by, at)


def database_clock():
    """What time a database server says it is; None where there is no other clock than ours."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _check_ours(document, last, content) -> None:
    if content.startswith(content_of(last)):
        return
    older = Paper.objects.filter(document=document, kind=PaperKind.TYPESET).order_by("-order")
    if any(content.startswith(content_of(paper)) for paper in older):
        raise NotOurText(
            _("This file lacks a signature that stands. Download the newest file and have that one signed.")
        )
    raise NotOurText(
        _(
            "This is not the file that was given out here, or it was saved anew on its way. Download it again and have "
            "exactly that file signed, without printing or converting it."
        )
    )


# --- signed here --------------------------------------------------------------------------------------------


def sign_here(*, document, party, key: Key, form_key, shown_sha256, signed_on, by, at) -> Signature:
    """Sign with the signatory's own key, which lives for this act only. The same ``form_key`` again finds the same."""
    check_clock(database_clock())
    intent = _intend(document, party, form_key, shown_sha256, by, at)
    if intent.state == IntentState.DONE:
        return signatures_of(document).get(party=party)
    try:
        _place_fields(document, by, at)
        for _try in range(TRIES):
            last = paper_to_sign(document)
            _check_key(document, party, key.certificate_sha256)
            sealed = sign_field(content_of(last), party.code, key)
            kept = keep(sealed.content)
            with transaction.atomic():
                agreement, document = held(document)
                intent = Intent.objects.select_for_update().get(pk=intent.pk)
                if intent.state != IntentState.BEGUN:
                    raise SigningInterrupted(_("The signing took too long and was given up. Sign again."))
                if paper_to_sign(document).pk != last.pk:
                    continue
                check_turn(document, agreement, party, shown_sha256)
                _check_key(document, party, key.certificate_sha256)
                signature = write_signature(
                    document,
                    party,
                    by,
                    at,
                    mode=SigningMode.HERE,
                    paper=new_paper(document, PaperKind.SIGNED, kept),
                    signed_at=sealed.signed_at,
                    proven_at=sealed.proven_at,
                    provider=key.issuer,
                    certificate_sha256=key.certificate_sha256,
                    verdict=sealed.indication,
                )
                end_intent(intent, IntentState.DONE, at)
                complete(document, agreement, signed_on, by, at)
                return signature
        raise SigningBusy(_("Others are signing this document at this moment. Sign again in a minute."))
    except Exception as fault:
        with transaction.atomic():
            give_up(intent.pk, str(fault)[:300] or type(fault).__name__, at)
        raise


def _intend(document, party, form_key, shown_sha256, by, at) -> Intent:
    """Write down that this signature is being made, before it is."""
    with transaction.atomic():
        agreement, document = held(document)
        party = Party.objects.select_related("organisation", "agreement__forum").filter(pk=party.pk).first()
        if party is None:
            raise NotAsked(_("This party was taken out of the agreement."))
        check_may_sign_for(by, party)
        before = Intent.objects.filter(key=form_key).first()
        if before and (before.document_id, before.party_id) == (document.pk, party.pk):
            if before.state == IntentState.DONE:
                return before
            if before.state == IntentState.BEGUN:
                raise SigningBusy(_("This signature is being made at this moment. Look again in a few seconds."))
        check_turn(document, agreement, party, shown_sha256)
        if Intent.objects.filter(document=document, party=party, state=IntentState.BEGUN).exists():
            raise SigningBusy(_("This signature is being made at this moment. Look again in a few seconds."))
        if before:
            raise SigningInterrupted(_("That attempt ended without a signature. Open the page again and sign."))
        return Intent.objects.create(
            key=form_key, document=document, party=party, text_sha256=shown_sha256, begun_at=at
        )


def sign_many(*, turns, key: Key, form_key, signed_on, by, at):
    """Sign several documents with one key; yields (document, signature or refusal) as each is done.

    ``turns`` are (document, party, hash of the text shown). Each document is signed by itself: a refusal keeps none of
    the others, and the same ``form_key`` again goes on where the first broke off.
    """
    if len(turns) > MOST_AT_ONCE:
        raise TooManyAtOnce(_("At most %(n)s documents are signed in one act.") % {"n": MOST_AT_ONCE})
    for document, party, shown_sha256 in turns:
        try:
            yield (
                document,
                sign_here(
                    document=document,
                    party=party,
                    key=key,
                    form_key=f"{form_key}:{document.code}"[:80],
                    shown_sha256=shown_sha256,
                    signed_on=signed_on,
                    by=by,
                    at=at,
                ),
            )
        except PadanError as refusal:
            yield document, refusal


def _check_key(document, party, certificate_sha256) -> None:
    others = Signature.objects.filter(document=document, certificate_sha256=certificate_sha256, voided_at=None)
    if certificate_sha256 and others.exclude(party=party).exists():
        raise KeyUsedTwice(_("This certificate has signed for another party of this document."))
