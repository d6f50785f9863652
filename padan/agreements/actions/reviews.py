"""The parties read a text: they hold it to be right, or remark on a part of it."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from padan.agreements.actions.life import send_to_review
from padan.agreements.models import Agreement, Approval, Document
from padan.agreements.permissions import check_may_keep_agreements
from padan.agreements.queries.signing import asked_of
from padan.agreements.queries.texts import filled, printed, reviews_of
from padan.agreements.states import AgreementState, DocumentKind, DocumentState
from padan.agreements.wording.parts import digests_for, part_digest
from padan.base.errors import ActionDenied
from padan.organisations.permissions import check_for
from padan.people.actions import issue_link, queue_message
from padan.people.jobs import send_soon
from padan.people.permissions import check_link_for
from padan.people.queries import address_of
from padan.trail.actions import record

REVIEW = "agreement.review"
"""What a reviewer's link is for: the texts of one party's agreement that are on the table."""


class TextChanged(ActionDenied):
    """The text was corrected after this reader opened it."""


class NotOnTheTable(ActionDenied):
    """The text is frozen, signed or withdrawn: nobody is asked about it."""


class RemarkMissing(ActionDenied):
    """A remark names a part and says something."""


class AlreadyAnswered(ActionDenied):
    """The remark was dealt with before."""


@transaction.atomic
def ask_review(*, document, by, at, parties=None):
    """Send a link to each party that has not approved the text as it is (or to those named).

    Returns [(party, address of its link)]: the addresses are told this once. The draft is in review from here on.
    Raises CannotBePrinted where a sign in it has no font.
    """
    document = held(document)
    check_for(by, check_may_keep_agreements, document.agreement.forum)
    check_on_the_table(document)
    printed(document)  # what no paper of ours can show is not agreed upon first
    if document.kind == DocumentKind.MAIN and document.agreement.state == AgreementState.DRAFT:
        send_to_review(agreement=document.agreement, by=by, at=at)
    if parties is None:
        parties = [review.party for review in reviews_of(document) if not review.approved]
    return [(party, _sent(document, party, by, at, again=False)) for party in parties]


def ask_again(document, parties, by, at):
    """Tell parties that a part which touches them was corrected after they approved, with a link of their own."""
    return [(party, _sent(document, party, by, at, again=True)) for party in parties]


@transaction.atomic
def approve_text(*, document, party, seen, by, at):
    """A party holds the text to be right. ``seen`` is the hash of what it was shown; raises TextChanged if it moved."""
    document = held(document)
    check_link_for(by, REVIEW, party)
    check_on_the_table(document)
    text = check_seen(document, party, seen)
    approval = Approval.objects.create(
        document=document, party=party, parts=digests_for(text.parts, party.code), approved_at=at
    )
    told = {"party": ["", party.organisation.name], "text": ["", text.sha256]}
    record(by, "text.approved", document, at=at, changes=told)
    return approval


@transaction.atomic
def remark_on_text(*, document, party, part, words, seen, by, at):
    """A party asks for a change at a part of the text. It stands until the secretariat has dealt with it."""
    document = held(document)
    check_link_for(by, REVIEW, party)
    check_on_the_table(document)
    text = check_seen(document, party, seen)
    at_part = next((one for one in text.parts if one["key"] == part), None)
    if at_part is None or not words.strip():
        raise RemarkMissing(_("Choose the part, and write what should change in it."))
    remark = Approval.objects.create(
        document=document, party=party, parts={part: part_digest(at_part)}, words=words.strip()
    )
    told = {"party": ["", party.organisation.name], "part": ["", at_part["label"]]}
    record(by, "text.remarked", document, at=at, changes=told)
    return remark


@transaction.atomic
def answer_remark(*, remark, by, at):
    """The secretariat has dealt with a remark: corrected the text, or spoken with the party."""
    document = held(remark.document)
    check_for(by, check_may_keep_agreements, document.agreement.forum)
    remark = Approval.objects.select_for_update().get(pk=remark.pk)
    if remark.answered_at or remark.approved_at:
        raise AlreadyAnswered(_("This remark was dealt with before."))
    remark.answered_at = at
    remark.save(update_fields=["answered_at", "updated_at"])
    record(by, "remark.answered", document, at=at, changes={"remark": [remark.words, ""]})
    return remark


def held(document):
    """The document as it stands now, locked after its agreement."""
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("forum__organisation", "event")
    agreement = agreement.get(pk=document.agreement_id)
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    document.agreement = agreement
    return document


def check_on_the_table(document):
    if document.state != DocumentState.DRAFT:
        raise NotOnTheTable(_("This text is no longer open for review."))


def check_seen(document, party, seen):
    """The text, once it is the one that the party was shown."""
    text = filled(document)
    if party.agreement_id != document.agreement_id or party.pk not in {one.pk for one in asked_of(document)}:
        raise NotOnTheTable(_("This text is not for this party."))
    if text.sha256 != seen:
        raise TextChanged(
            _("The text was corrected after you opened this page. Nothing was recorded. Read it again below.")
        )
    return text


def _sent(document, party, by, at, *, again):
    link, token = issue_link(act=REVIEW, thing=party, recipient=party.signatory or str(party), by=by, at=at)
    address = address_of("link", token)
    if party.email:
        with translation.override("id"):
            told = {"title": document.title, "party": party.organisation.name, "address": address}
            words = (
                _("A part of “%(title)s” that concerns %(party)s was corrected after it was approved.") % told
                if again
                else _("The text of “%(title)s” is ready to be read by %(party)s.") % told
            )
            body = _("%(words)s\n\nRead it here, and say whether it is right:\n%(address)s\n") % {
                "words": words,
                "address": address,
            }
            subject = _("To be read: %(title)s") % told
        queue_message(key=f"review:{link.code}", to=party.email, subject=subject, body=body, thing=document, at=at)
        send_soon()
    return address
