"""Parties read a text: approvals stand until a part that touches them changes; remarks wait for an answer."""

import pytest
from factories.agreements import PromiseFactory
from factories.needs import NeedFactory
from factories.texts import AT, drafted, frozen

from padan.agreements.actions.life import agree
from padan.agreements.actions.reviews import (
    REVIEW,
    AlreadyAnswered,
    NotOnTheTable,
    RemarkMissing,
    TextChanged,
    answer_remark,
    approve_text,
    ask_review,
    remark_on_text,
)
from padan.agreements.actions.texts import NotYetAgreed, edit_text, freeze
from padan.agreements.models import Approval
from padan.agreements.queries.texts import filled, reviews_of
from padan.agreements.states import AgreementState, DocumentState
from padan.base.errors import NotAllowed
from padan.base.typesetting import CannotBePrinted
from padan.people.actions import issue_link
from padan.people.models import Message, SignedLink
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def link_for(party, act=REVIEW):
    return issue_link(act=act, thing=party, recipient=party.signatory, by=None, at=AT)[0]


def approve(document, party):
    seen = filled(document).sha256
    return approve_text(document=document, party=party, seen=seen, by=link_for(party), at=AT)


def parties(document):
    return list(document.agreement.parties.select_related("organisation").order_by("order"))


def states(document):
    document.refresh_from_db()
    return [
        "approved" if review.approved else "again" if review.asked_again else "waiting"
        for review in reviews_of(document)
    ]


def test_a_text_that_no_font_of_ours_holds_is_not_sent_to_be_read():
    document, secretary = drafted("PT Satu", "PT Dua", state=AgreementState.DRAFT)
    document.agreement.title = "Penyerapan juru las 🔧"
    document.agreement.save()

    with pytest.raises(CannotBePrinted, match="🔧"):
        ask_review(document=document, by=secretary, at=AT)
    assert not SignedLink.objects.exists()


def test_asking_for_review_sends_each_party_its_link_and_puts_the_draft_in_review():
    document, secretary = drafted("PT Satu", "PT Dua", state=AgreementState.DRAFT)
    sent = ask_review(document=document, by=secretary, at=AT)
    assert [party.order for party, _address in sent] == [1, 2, 3]
    assert SignedLink.objects.filter(act=REVIEW).count() == 3
    assert Message.objects.filter(thing_code=document.code).count() == 3
    document.agreement.refresh_from_db()
    assert document.agreement.state == AgreementState.IN_REVIEW


def test_who_has_approved_is_not_asked_again():
    document, secretary = drafted("PT Satu", "PT Dua")
    approve(document, parties(document)[1])
    sent = ask_review(document=document, by=secretary, at=AT)
    assert [party.order for party, _address in sent] == [1, 3]


def test_an_article_corrected_asks_all_who_had_approved():
    document, secretary = drafted("PT Satu", "PT Dua")
    centre, first, _second = parties(document)
    approve(document, centre), approve(document, first)
    assert states(document) == ["approved", "approved", "waiting"]
    body = document.body.replace("jam pelatihan", "jam pelajaran")
    done = edit_text(document=document, body=body, revision=1, by=secretary, at=AT)
    assert (done.asked_again, done.still_stands) == ([centre, first], [])
    assert states(document) == ["again", "again", "waiting"]
    assert reviews_of(document)[0].changed == ["Pasal 1 Pengertian"]
    told = Message.objects.filter(thing_code=document.code).order_by("to").values_list("to", flat=True)
    assert list(told) == ["pihak1@contoh.example", "pihak2@contoh.example"]


def test_a_corrected_identity_asks_that_party_alone():
    document, _secretary = drafted("PT Satu", "PT Dua")
    for party in parties(document):
        approve(document, party)
    first = parties(document)[1]
    first.organisation.address = "Jalan Lain 7"
    first.organisation.save()
    assert states(document) == ["approved", "again", "approved"]
    assert reviews_of(document)[1].changed == ["Identitas PT Satu", "Pasal 11 Korespondensi, PT Satu"]


def test_a_promise_corrected_asks_who_makes_it_and_who_receives_it():
    document, _secretary = drafted("PT Satu", "PT Dua")
    centre, first, second = parties(document)
    promise = document.agreement.promises.get()
    need = PromiseFactory(agreement=document.agreement, party=centre, need=NeedFactory(company=second.organisation))
    for party in parties(document):
        approve(document, party)
    need.quantity += 1
    need.save()
    assert states(document) == ["again", "approved", "again"]
    need.quantity -= 1
    need.save()
    promise.quantity += 1
    promise.save()
    assert promise.party == first
    assert states(document) == ["again", "again", "again"]


def test_a_text_taken_back_to_its_words_is_approved_as_it_was():
    document, secretary = drafted()
    party, body = parties(document)[0], document.body
    approve(document, party)
    edit_text(document=document, body=f"{body}\n\n# Lagi\nx", revision=1, by=secretary, at=AT)
    assert states(document)[0] == "again"
    edit_text(document=document, body=body, revision=2, by=secretary, at=AT)
    assert states(document)[0] == "approved"


def test_whoever_approves_another_text_than_she_saw_is_told_and_nothing_is_kept():
    document, secretary = drafted()
    party = parties(document)[0]
    seen = filled(document).sha256
    body = document.body.replace("jam pelatihan", "jam pelajaran")
    edit_text(document=document, body=body, revision=1, by=secretary, at=AT)
    with pytest.raises(TextChanged):
        approve_text(document=document, party=party, seen=seen, by=link_for(party), at=AT)
    with pytest.raises(TextChanged):
        remark_on_text(
            document=document, party=party, part="article:1", words="x", seen=seen, by=link_for(party), at=AT
        )
    assert Approval.objects.count() == 0


def test_a_link_approves_for_its_own_party_and_its_own_act_alone():
    document, secretary = drafted()
    one, other = parties(document)
    seen = filled(document).sha256
    for by in (link_for(other), link_for(one, act="agreement.sign"), secretary, None):
        with pytest.raises(NotAllowed):
            approve_text(document=document, party=one, seen=seen, by=by, at=AT)
    assert Approval.objects.count() == 0


def test_a_party_of_another_agreement_approves_nothing_here():
    document, _secretary = drafted()
    other, _ = drafted("PT Lain")
    stranger = parties(other)[0]
    with pytest.raises(NotOnTheTable):
        approve(document, stranger)


def test_a_frozen_text_is_no_longer_reviewed():
    document, _secretary = frozen()
    assert document.state == DocumentState.FROZEN
    with pytest.raises(NotOnTheTable):
        approve(document, parties(document)[0])


def test_a_remark_names_its_part_waits_for_an_answer_and_keeps_the_text_from_freezing():
    document, secretary = drafted()
    party = parties(document)[1]
    told = {"document": document, "party": party, "seen": filled(document).sha256, "at": AT}
    for part, words in (("article:99", "x"), ("article:1", "  ")):
        with pytest.raises(RemarkMissing):
            remark_on_text(part=part, words=words, by=link_for(party), **told)
    remark = remark_on_text(part="article:1", words="JP itu 45 menit", by=link_for(party), **told)
    assert [len(review.remarks) for review in reviews_of(document)] == [0, 1]
    with pytest.raises(NotYetAgreed, match="PT Contoh Sentosa"):
        freeze(document=document, by=secretary, at=AT)
    answer_remark(remark=remark, by=secretary, at=AT)
    with pytest.raises(AlreadyAnswered):
        answer_remark(remark=remark, by=secretary, at=AT)
    assert freeze(document=document, by=secretary, at=AT).state == DocumentState.FROZEN


def test_a_text_is_not_frozen_while_somebody_has_to_approve_again():
    document, secretary = drafted()
    approve(document, parties(document)[1])
    body = document.body.replace("jam pelatihan", "jam pelajaran")
    edit_text(document=document, body=body, revision=1, by=secretary, at=AT)
    document.refresh_from_db()
    with pytest.raises(NotYetAgreed, match="PT Contoh Sentosa"):
        freeze(document=document, by=secretary, at=AT)
    approve(document, parties(document)[1])
    assert freeze(document=document, by=secretary, at=AT).state == DocumentState.FROZEN


def test_the_trail_tells_who_read_and_what_was_agreed():
    document, secretary = drafted(state=AgreementState.IN_REVIEW)
    ask_review(document=document, by=secretary, at=AT)
    for party in parties(document):
        approve(document, party)
    agree(agreement=document.agreement, by=secretary, at=AT)
    verbs = [entry.verb for entry in Entry.objects.order_by("seq") if not entry.verb.startswith("link.")]
    assert verbs == ["text.begun", "text.approved", "text.approved", "agreement.agreed"]
