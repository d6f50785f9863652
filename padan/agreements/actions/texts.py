"""Texts: templates, drafts, freezing for signing, and sheets of corrections once somebody has signed."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from padan.agreements.actions.life import (
    AlreadySigned,
    NotComplete,
    Overtaken,
    TextFrozen,
    check_term,
    locked,
)
from padan.agreements.actions.reviews import ask_again, held
from padan.agreements.models import Document, Intent, Paper, Party, Template
from padan.agreements.permissions import check_may_keep_agreements
from padan.agreements.queries.signing import papers_of, signatures_of
from padan.agreements.queries.texts import (
    check_of,
    context_of,
    filled,
    main_document,
    places_on,
    printed,
    reviews_of,
)
from padan.agreements.states import (
    BEFORE_SIGNATURE,
    DOCUMENT_FLOW,
    IN_FORCE,
    AgreementState,
    DocumentKind,
    DocumentState,
    IntentState,
    PaperKind,
)
from padan.agreements.templates_shipped import shipped_text
from padan.agreements.wording.language import read
from padan.agreements.wording.parts import corrected, digest_of, words_of
from padan.base.errors import ActionDenied
from padan.base.files import keep
from padan.organisations.permissions import check_for
from padan.people.actions import queue_message
from padan.people.jobs import send_soon
from padan.trail.actions import record

MOST_CORRECTIONS = 20
READY_TO_FREEZE = (AgreementState.AGREED, AgreementState.SCHEDULED)


class TemplateRetired(ActionDenied):
    """The template is kept for the texts made of it, and used no more."""


class TemplateShipped(ActionDenied):
    """Templates that come with Padan are copied, not changed."""


class NameTaken(ActionDenied):
    """The forum has a template of this kind and name."""


class TextThere(ActionDenied):
    """The agreement has a text already."""


class NotYetAgreed(ActionDenied):
    """The parties do not hold this text to be right yet."""


class SomebodySigned(ActionDenied):
    """A signature stands under the text: it changes no more."""


class CorrectionUnclear(ActionDenied):
    """What is to be corrected, and into what, is not plain."""


# --- templates ----------------------------------------------------------------------------------------------


@transaction.atomic
def copy_template(*, template, forum, name, by, at):
    """A forum's own template, begun as a copy of another."""
    check_for(by, check_may_keep_agreements, forum)
    _check_name(forum, template.kind, name)
    copy = Template.objects.create(forum=forum, kind=template.kind, name=name, body=template.body)
    record(by, "template.copied", copy, at=at, changes={"of": ["", template.code]})
    return copy


@transaction.atomic
def edit_template(*, template, name, body, revision, by, at):
    """Change a forum's template. Texts that were begun with it stay as they are."""
    template = _kept(template, by)
    if revision != template.revision:
        raise Overtaken(_("Somebody else changed this template while you were writing. Nothing was overwritten."))
    read(body)
    _check_name(template.forum, template.kind, name, but=template)
    changes = {"revision": [template.revision, template.revision + 1]}
    if name != template.name:
        changes["name"] = [template.name, name]
    template.name, template.body, template.revision = name, body, template.revision + 1
    template.save(update_fields=["name", "body", "revision", "updated_at"])
    record(by, "template.edited", template, at=at, changes=changes)
    return template


@transaction.atomic
def retire_template(*, template, by, at):
    """No new text begins with it; it stays in the books."""
    template = _kept(template, by)
    template.retired_at = at
    template.save(update_fields=["retired_at", "updated_at"])
    record(by, "template.retired", template, at=at)
    return template


def _kept(template, by):
    template = Template.objects.select_for_update(of=("self",)).select_related("forum").get(pk=template.pk)
    if template.forum is None:
        raise TemplateShipped(_("This template comes with Padan. Copy it for your forum, and change the copy."))
    check_for(by, check_may_keep_agreements, template.forum)
    if template.retired_at:
        raise TemplateRetired(_("This template is retired. Copy it to use it again."))
    return template


def _check_name(forum, kind, name, but=None):
    same = Template.objects.filter(forum=forum, kind=kind, name=name, retired_at=None)
    if same.exclude(pk=but.pk if but else None).exists():
        raise NameTaken(_("Your forum has a template of this kind with the name “%(name)s”.") % {"name": name})


# --- drafts -------------------------------------------------------------------------------------------------


@transaction.atomic
def begin_text(*, agreement, template, by, at):
    """The agreement's own text, begun with a template of its kind."""
    agreement = locked(agreement, by)
    if agreement.state not in BEFORE_SIGNATURE:
        raise AlreadySigned(_("This agreement is signed. Write an addendum."))
    if main_document(agreement):
        raise TextThere(_("This agreement has a text already. Open that one."))
    if template.retired_at or template.kind != agreement.kind or template.forum_id not in (None, agreement.forum_id):
        raise TemplateRetired(_("This template is not for this agreement. Choose one of its kind."))
    return _begun(agreement, DocumentKind.MAIN, agreement.title, template.body, by, at, template=template)


@transaction.atomic
def begin_addendum(*, agreement, title, by, at, new_ends_on=None):
    """A text beside a signed agreement that changes it once all have signed; it may move the term's end."""
    agreement = locked(agreement, by)
    if agreement.state not in IN_FORCE:
        raise NotYetAgreed(_("An addendum changes an agreement in force. Change the draft, or renew what has ended."))
    if new_ends_on:
        check_term(agreement.starts_on, new_ends_on)
    body = shipped_text("addendum")
    return _begun(agreement, DocumentKind.ADDENDUM, title, body, by, at, new_ends_on=new_ends_on)


@dataclass(frozen=True)
class Corrected:
    """What an edit did: the text, who is asked to approve again, whose approval still stands."""

    document: Document
    asked_again: list[Party]
    still_stands: list[Party]


@transaction.atomic
def edit_text(*, document, body, revision, by, at) -> Corrected:
    """Change the words of a draft. Only parties whose part it touches, and who had approved, are asked again."""
    document = _on_the_table(document, by)
    if revision != document.revision:
        raise Overtaken(_("Somebody else changed this text while you were writing. Nothing was overwritten."))
    read(body)
    before = [review.party for review in reviews_of(document) if review.approved]
    document.body, document.revision = body, document.revision + 1
    document.save(update_fields=["body", "revision", "updated_at"])
    after = {review.party.pk for review in reviews_of(document) if review.approved}
    again = [party for party in before if party.pk not in after]
    told = {"revision": [revision, document.revision]}
    if again:
        told["asked_again"] = ["", ", ".join(party.organisation.name for party in again)]
    record(by, "text.edited", document, at=at, changes=told)
    ask_again(document, again, by, at)
    return Corrected(document, again, [party for party in before if party.pk in after])


def _begun(agreement, kind, title, body, by, at, **columns):
    last = Document.objects.filter(agreement=agreement).aggregate(last=Max("order"))["last"]
    document = Document.objects.create(
        agreement=agreement, kind=kind, title=title, body=body, order=0 if last is None else last + 1, **columns
    )
    record(by, "text.begun", document, at=at, changes={"kind": ["", kind], "agreement": ["", agreement.code]})
    return document


def _on_the_table(document, by):
    document = held(document)
    check_for(by, check_may_keep_agreements, document.agreement.forum)
    if document.state == DocumentState.FROZEN:
        raise TextFrozen(
            _("The text is frozen for signing. Thaw it first; once somebody has signed, write a sheet of corrections.")
        )
    if document.state != DocumentState.DRAFT:
        raise AlreadySigned(_("This text changes no more."))
    return document


# --- freezing -----------------------------------------------------------------------------------------------


@transaction.atomic
def freeze(*, document, by, at):
    """Signing starts: what was filled in, the parts and their SHA-256 are kept, and the first paper is typeset.

    Raises NotComplete with everything that is missing; NotYetAgreed while a party waits to be heard.
    """
    document = held(document)
    check_for(by, check_may_keep_agreements, document.agreement.forum)
    DOCUMENT_FLOW.check(DocumentState(document.state), DocumentState.FROZEN)
    allowed = READY_TO_FREEZE if document.kind == DocumentKind.MAIN else IN_FORCE
    if document.agreement.state not in allowed:
        raise NotYetAgreed(_("The text is frozen once the agreement is agreed."))
    text = filled(document)
    if text.missing:
        raise NotComplete(_("Not complete yet: %(missing)s") % {"missing": " ".join(text.missing)})
    waiting = [review.party.organisation.name for review in reviews_of(document, text.parts) if _waits(review)]
    if waiting:
        raise NotYetAgreed(
            _("Still to be heard about the last correction or a remark: %(parties)s.") % {"parties": ", ".join(waiting)}
        )
    return _frozen(document, {**context_of(document), "periksa": check_of(document)}, text.parts, by, at)


@transaction.atomic
def thaw(*, document, by, at):
    """The frozen text goes back to the table, as long as nobody has signed or is signing it. Its papers stay."""
    document = held(document)
    check_for(by, check_may_keep_agreements, document.agreement.forum)
    DOCUMENT_FLOW.check(DocumentState(document.state), DocumentState.DRAFT)
    if document.kind == DocumentKind.CORRECTION:
        raise TextFrozen(_("A sheet of corrections is not edited. Withdraw it, and write another."))
    _check_unsigned(document)
    before = document.text_sha256
    document.state, document.frozen_at = DocumentState.DRAFT, None
    document.context, document.text, document.text_sha256 = {}, [], ""
    document.save(update_fields=["state", "frozen_at", "context", "text", "text_sha256", "updated_at"])
    record(by, "text.thawed", document, at=at, changes={"sha256": [before, ""]})
    return document


@transaction.atomic
def withdraw_text(*, document, by, at):
    """Take a text that nobody has signed off the table for good. It stays in the books."""
    document = held(document)
    check_for(by, check_may_keep_agreements, document.agreement.forum)
    DOCUMENT_FLOW.check(DocumentState(document.state), DocumentState.VOIDED)
    _check_unsigned(document)
    document.state = DocumentState.VOIDED
    document.save(update_fields=["state", "updated_at"])
    record(by, "text.withdrawn", document, at=at)
    return document


def _waits(review):
    return review.asked_again or review.remarks


def _check_unsigned(document):
    if signatures_of(document).exists():
        raise SomebodySigned(
            _("Somebody has signed this text; it changes no more. A typo becomes a sheet of corrections.")
        )
    if Intent.objects.filter(document=document, state=IntentState.BEGUN).exists():
        raise SomebodySigned(_("Somebody is signing this text at this moment. Look again in a few minutes."))


def _frozen(document, context, parts, by, at):
    last = papers_of(document).first()
    order = last.order + 1 if last else 0
    context = {**context, "lembar": order, "tempat": places_on(context, parts)}  # papers before it: an earlier wording
    document.context, document.text = context, parts
    document.text_sha256 = digest_of({"context": context, "text": parts})
    document.state, document.frozen_at = DocumentState.FROZEN, at
    document.save(update_fields=["context", "text", "text_sha256", "state", "frozen_at", "updated_at"])
    kept = keep(printed(document))
    Paper.objects.create(document=document, kind=PaperKind.TYPESET, order=order, **kept)
    told = {"sha256": ["", document.text_sha256], "file": ["", kept["file_sha256"]]}
    record(by, "text.frozen", document, at=at, changes=told)
    return document


# --- corrections --------------------------------------------------------------------------------------------


@transaction.atomic
def issue_correction(*, document, entries, by, at):
    """A sheet of corrections for a text that somebody has signed: the signed file never changes.

    ``entries`` are (key of the part, words as they stand, words as they should). Only the parties whose part is
    touched sign it; the others are told. It is frozen at once, with its paper.
    """
    document = held(document)
    check_for(by, check_may_keep_agreements, document.agreement.forum)
    if document.state == DocumentState.COMPLETE:
        raise AlreadySigned(_("All parties have signed this text. What changes now is an addendum."))
    if document.state != DocumentState.FROZEN or document.kind == DocumentKind.CORRECTION:
        raise CorrectionUnclear(_("Corrections are for a text that waits for signatures."))
    if not signatures_of(document).exists():
        raise CorrectionUnclear(_("Nobody has signed yet. Thaw the text and correct it."))
    told = _entries(document, entries)
    touched = {code for entry in told for code in entry["touches"]}
    parties = list(document.agreement.parties.select_related("organisation").order_by("order", "pk"))
    asks = [party for party in parties if party.code in touched]
    sheet = _begun(document.agreement, DocumentKind.CORRECTION, f"Ralat: {document.title}"[:300], "", by, at)
    sheet.agreement = document.agreement
    sheet.asks.set(asks)
    kind, about = document.context["kepala"]
    context = {
        **document.context,
        "kode": sheet.code,
        "kepala": [f"Lembar ralat atas {kind}", about],
        "periksa": check_of(sheet),
        "ralat": told,
    }
    _frozen(sheet, context, corrected(document.context, told, [party.code for party in asks]), by, at)
    _tell(sheet, [party for party in parties if party.code not in touched], asks, at)
    return sheet


def _entries(document, entries):
    if not entries:
        raise CorrectionUnclear(_("Name at least one correction."))
    if len(entries) > MOST_CORRECTIONS:
        raise CorrectionUnclear(_("A sheet holds at most %(most)s corrections.") % {"most": MOST_CORRECTIONS})
    parts = {part["key"]: part for part in document.text}
    told = []
    for at, (key, old, new) in enumerate(entries, start=1):
        part, old, new = parts.get(key), " ".join(old.split()), " ".join(new.split())
        if part is None or not old or not new or old == new:
            raise CorrectionUnclear(
                _("Correction %(n)s: choose the part, and write the words as they stand and as they should be.")
                % {"n": at}
            )
        # an article goes on after its table: its pieces bear one label and count as one
        pieces = [
            (one, " ".join(words_of(one).split()).count(old)) for one in document.text if one["label"] == part["label"]
        ]
        found = sum(count for _piece, count in pieces)
        if found != 1:
            raise CorrectionUnclear(
                _("Correction %(n)s: “%(old)s” stands %(found)s times in %(part)s. Copy words that stand there once.")
                % {"n": at, "old": old, "found": found, "part": part["label"]}
            )
        part = next(piece for piece, count in pieces if count)
        told.append({"part": part["key"], "label": part["label"], "old": old, "new": new, "touches": part["touches"]})
    return told


def _tell(sheet, others, asks, at):
    """Parties whose part is not touched are told by mail; they do not sign the sheet."""
    with translation.override("id"):
        words = {"title": sheet.title, "parties": ", ".join(party.organisation.name for party in asks)}
        subject = _("For your information: %(title)s") % words
        body = _("%(title)s was written. It touches only the part of %(parties)s. You do not have to sign it.") % words
    for party in others:
        if party.email:
            key = f"correction:{sheet.code}:{party.code}"
            queue_message(key=key, to=party.email, subject=subject, body=body, thing=sheet, at=at)
            send_soon()
