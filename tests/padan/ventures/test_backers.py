"""A company is asked to stand by a graduate's business, and only its own yes counts."""

import importlib
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from factories.organisations import ContactFactory, OrganisationFactory, account
from factories.people import PersonFactory, SignedLinkFactory
from factories.ventures import BackerFactory, NameShownFactory, VentureFactory

from padan.base.errors import NotAllowed
from padan.base.sealing import unseal
from padan.chores.actions.erasure import erase_person
from padan.figures.asking import ask
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import EVERYWHERE, viewer_of
from padan.organisations.states import RoleName
from padan.people.actions import MAIL
from padan.people.models import Message, SignedLink
from padan.trail.models import Entry
from padan.ventures.actions import (
    AlreadyAnswered,
    AlreadyBeside,
    NotAPartner,
    NothingToAsk,
    answer_backing,
    ask_backer_again,
    backer_link,
    close_venture,
    end_backing,
    hide_name,
    propose_backer,
    remind_backers,
    show_name,
    take_proposal_back,
)
from padan.ventures.models import Backer, NameShown
from padan.ventures.queries import asked_of_companies, backers_for_company, backers_of
from padan.ventures.states import BACK, KEEP, BackerState, Backing

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
TODAY = AT.date()
WHEN = {"at": AT, "today": TODAY}


@pytest.fixture
def business():
    """A business under a forum with a company whose contact has an e-mail, and who may speak for whom."""
    venture = VentureFactory(words="Katering nasi kotak", graduate__person=PersonFactory(email="dewi@contoh.id"))
    centre = venture.graduate.centre
    centre.forum = OrganisationFactory(forum_body=True)
    centre.save()
    company = OrganisationFactory(forum=centre.forum, name="PT Pembeli")
    venture.contact = ContactFactory(organisation=company, name="Ibu Rina", email="rina@pembeli.example")
    venture.company, venture.officer = company, account(RoleName.CENTRE_OFFICER, centre, email="balai@contoh.id")
    venture.her = account(RoleName.GRADUATE, person=venture.graduate.person)
    venture.buyer = account(RoleName.COMPANY_OFFICER, company)
    return venture


def proposed(venture, by=None, **more):
    told = {
        "organisation": venture.company,
        "kind": Backing.BUYER,
        "since": date(2024, 11, 1),
        "words": "Beli 40 kotak",
    }
    return propose_backer(venture=venture, by=by or venture.officer, **(told | WHEN | more))


def said(backer, answer, by, **more):
    return answer_backing(backer=backer, answer=answer, by=by, **({"name": "Ibu Rina, pembelian"} | WHEN | more))


def link_to(backer):
    return SignedLinkFactory(act=BACK, thing_kind="ventures.backer", thing_code=backer.code)


def mails():
    return [(one.to, unseal(one.body_sealed, purpose=MAIL)) for one in Message.objects.order_by("pk")]


def backed(day=TODAY):
    asked = ask("ventures_backed", EVERYWHERE, as_of=day)
    return asked.numerator, asked.denominator


def test_a_proposal_writes_to_the_company_and_counts_only_once_the_company_says_yes_itself(business):
    backer = proposed(business)
    ((to, body),) = mails()
    assert (to, "Beli 40 kotak" in body, body.count("/t/")) == ("rina@pembeli.example", True, 1)
    assert "dewi" not in body.casefold()
    assert (backer.state, backer.contact, backed()) == (BackerState.PROPOSED, business.contact, (0, 1))
    said(backer, "agreed", link_to(backer))
    assert (backed(), backed(TODAY - timedelta(days=1))) == ((1, 1), (0, 1))
    to, body = mails()[-1]
    assert (to, "Ibu Rina, pembelian" in body) == ("balai@contoh.id", True)
    with pytest.raises(AlreadyAnswered, match="Ibu Rina, pembelian"):
        said(backer, "declined", link_to(backer))
    end_backing(backer=backer, until=TODAY, by=link_to(backer), **WHEN)
    backer = Backer.objects.get()
    assert (backer.state, backer.until, backer.answered_on, backed()) == (BackerState.ENDED, TODAY, TODAY, (0, 1))
    verbs = ["venture.backer_proposed", "link.issued", "venture.backer_answered", "venture.backing_ended"]
    assert list(Entry.objects.order_by("seq").values_list("verb", flat=True)) == verbs
    assert proposed(business).state == BackerState.PROPOSED  # after an end it may be asked again


def test_who_may_propose_and_which_company(business):
    for by in (business.buyer, account(RoleName.INSTRUCTOR, business.graduate.centre)):
        with pytest.raises(NotAllowed):
            proposed(business, by)
    with pytest.raises(NotAPartner):
        proposed(business, organisation=OrganisationFactory())
    with pytest.raises(FieldRefused):
        proposed(business, since=TODAY + timedelta(days=1))
    with pytest.raises(FieldRefused):
        proposed(business, words="  ")
    proposed(business)
    with pytest.raises(AlreadyBeside):
        proposed(business)
    assert proposed(business, kind=Backing.MENTOR).kind == Backing.MENTOR


def test_a_no_goes_to_whoever_asked_and_the_company_is_left_alone_for_a_while(business):
    backer = proposed(business, business.her, shows_name=True)
    said(backer, "declined", link_to(backer))
    to, body = mails()[-1]
    assert (to, body.count("/t/")) == ("dewi@contoh.id", 1)
    assert SignedLink.objects.filter(act=KEEP, thing_code=business.graduate.code).count() == 1
    assert NameShown.objects.filter(withdrawn_at=None).count() == 0  # what it was shown for is over
    with pytest.raises(AlreadyBeside, match="2025"):
        proposed(business)
    later = {"today": TODAY + timedelta(days=90), "at": AT + timedelta(days=90)}
    assert proposed(business, **later).state == BackerState.PROPOSED


def test_other_terms_are_a_sentence_and_the_company_is_asked_again_in_other_words(business):
    backer = proposed(business)
    with pytest.raises(FieldRefused) as refused:
        said(backer, "terms", business.buyer)
    assert refused.value.field == "terms"
    backer = said(backer, "terms", business.buyer, terms="Sanggup 30 kotak")
    assert "Sanggup 30 kotak" in mails()[-1][1]
    backer = ask_backer_again(backer=backer, words="Beli 30 kotak", by=business.officer, at=AT + timedelta(hours=1))
    assert (backer.state, backer.terms, "Beli 30 kotak" in mails()[-1][1]) == ("proposed", "Sanggup 30 kotak", True)
    with pytest.raises(NothingToAsk):  # the page still showed the forty
        said(backer, "agreed", business.buyer, seen="Beli 40 kotak")
    backer = said(backer, "agreed", business.buyer, seen="Beli 30 kotak")
    assert (backer.state, backer.terms) == (BackerState.AGREED, "")


def test_only_the_company_answers_and_only_its_own_link(business):
    backer, other = proposed(business), BackerFactory()
    stranger = account(RoleName.COMPANY_OFFICER, other.organisation)
    hers = SignedLinkFactory(act=KEEP, thing_kind="graduates.graduate", thing_code=business.graduate.code)
    for by in (business.officer, business.her, stranger, link_to(other), hers):
        with pytest.raises(NotAllowed):
            said(backer, "agreed", by)
    with pytest.raises(FieldRefused):
        said(backer, "agreed", business.buyer, name=" ")
    assert [list(rows(viewer_of(business.buyer))) for rows in (asked_of_companies, backers_for_company)] == [
        [backer]
    ] * 2
    assert list(backers_for_company(viewer_of(stranger))) == [other]
    assert list(backers_of(viewer_of(business.buyer))) == []  # it reads what it is asked, never the business itself


def test_her_name_is_shown_by_herself_alone_and_hidden_at_once(business):
    backer = proposed(business)
    with pytest.raises(NotAllowed):
        show_name(backer=backer, by=business.officer, at=AT)
    with pytest.raises(NotAllowed):
        proposed(business, kind=Backing.MENTOR, shows_name=True)  # an officer does not choose that for her

    def sees():
        return backers_for_company(viewer_of(business.buyer)).get(pk=backer.pk).shows

    show_name(backer=backer, by=business.her, at=AT)
    show_name(backer=backer, by=business.her, at=AT)
    assert (sees(), NameShown.objects.get().given_through) == (True, business.her.code)
    hide_name(backer=backer, by=business.officer, at=AT)
    assert (sees(), NameShown.objects.get().withdrawn_at) == (False, AT)


def test_what_the_centre_told_before_stays_told_until_the_company_itself_answers(business):
    backer = BackerFactory(venture=business, organisation=business.company, told=True)
    assert (backed(), remind_backers(**WHEN)) == ((0, 1), 0)  # nobody is written to unasked
    backer = ask_backer_again(backer=backer, words="Beli 40 kotak", by=business.officer, at=AT)
    assert (backer.state, mails()[-1][0]) == (BackerState.TOLD, "rina@pembeli.example")
    with pytest.raises(AlreadyAnswered):
        ask_backer_again(backer=backer, words="Sekali lagi", by=business.officer, at=AT)
    said(backer, "agreed", business.buyer)
    assert backed() == (1, 1)


def test_the_night_reminds_twice_after_a_week_and_no_more(business):
    backer = proposed(business)
    days = [day for day in range(1, 60) if remind_backers(today=TODAY, at=AT + timedelta(days=day))]
    assert (days, len(mails())) == ([7, 14], 3)
    backer.refresh_from_db()
    assert backer.state == BackerState.PROPOSED  # silence decides nothing
    business.contact.delete()
    Backer.objects.update(times_asked=0)
    assert remind_backers(today=TODAY, at=AT + timedelta(days=90)) == 0
    ContactFactory(organisation=business.company, email="baru@pembeli.example")
    close_venture(venture=business, ended_on=TODAY, by=business.her, **WHEN)
    assert remind_backers(today=TODAY, at=AT + timedelta(days=90)) == 0


def test_a_proposal_taken_back_and_a_closed_business_ask_nothing_any_more(business):
    backer, mentor = proposed(business), proposed(business, kind=Backing.MENTOR)
    take_proposal_back(backer=backer, by=business.her, at=AT)
    with pytest.raises(AlreadyAnswered):
        said(backer, "agreed", link_to(backer))
    with pytest.raises(AlreadyAnswered):
        take_proposal_back(backer=backer, by=business.her, at=AT)
    close_venture(venture=business, ended_on=TODAY, by=business.her, **WHEN)
    for act in (
        lambda: said(mentor, "agreed", link_to(mentor)),
        lambda: backer_link(backer=mentor, by=business.officer, at=AT),
    ):
        with pytest.raises(NothingToAsk):
            act()


def test_she_asks_three_companies_at_a_time(business):
    others = OrganisationFactory.create_batch(3, forum=business.graduate.centre.forum)
    for company in others:
        proposed(business, business.her, organisation=company)
    with pytest.raises(AlreadyBeside):
        proposed(business, business.her)
    assert proposed(business).teller == "officer"


def test_erased_her_business_asks_no_company_and_nothing_says_what_was_asked(business):
    backer = proposed(business, business.her, shows_name=True)
    erase_person(person=business.graduate.person, reason="Permintaan tertulis 12 November 2024.", by=None, at=AT)
    backer.refresh_from_db()
    assert (backer.words, NameShown.objects.get().given_through) == ("", "")
    with pytest.raises(NothingToAsk):
        said(backer, "agreed", link_to(backer))
    assert remind_backers(today=TODAY, at=AT + timedelta(days=30)) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "agreed"},
        {"state": "terms", "answered_on": TODAY},
        {"until": TODAY},
        {"state": "ended"},
        {"state": "ended", "until": date(2024, 6, 9)},
    ],
)
def test_the_database_itself_refuses_a_word_that_was_not_given_and_an_end_that_is_none(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        BackerFactory(**wrong)


def test_the_database_itself_refuses_a_second_asking_and_a_second_consent():
    shown = NameShownFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        NameShownFactory(backer=shown.backer)
    with pytest.raises(IntegrityError), transaction.atomic():
        BackerFactory(venture=shown.backer.venture, organisation=shown.backer.organisation, agreed=True)


def test_rows_from_before_companies_were_asked_become_what_a_centre_told_and_no_yes():
    stood, ended = BackerFactory(), BackerFactory(state="ended", until=date(2024, 9, 1))
    move = importlib.import_module("padan.ventures.migrations.0003_what_was_told_stays")
    move.keep_what_was_told(apps, SimpleNamespace(connection=connection))
    rows = {row.pk: (row.state, row.until, row.answered_on) for row in Backer.objects.order_by("pk")}
    assert rows == {stood.pk: ("told", None, None), ended.pk: ("ended", date(2024, 9, 1), None)}
    assert backed() == (0, 2)
