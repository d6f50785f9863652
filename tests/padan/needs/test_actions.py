from datetime import date

import pytest
from django.utils import timezone
from factories.needs import NeedFactory
from factories.organisations import OrganisationFactory, account
from factories.reference import CodeFactory

from padan.base.errors import NotAllowed, TransitionDenied
from padan.needs.actions import AnswerMissing, NeedInvalid, answer_due, answer_need, register_need, withdraw_need
from padan.needs.models import Need
from padan.needs.states import NeedState
from padan.organisations.states import RoleName
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
SAID = {"words": " 24 juru las pelat ", "head_count": 24, "said_on": date(2024, 11, 4)}


def test_a_company_says_what_it_needs_and_the_forum_owes_an_answer_in_seven_working_days():
    company, unit, welcome = OrganisationFactory(), CodeFactory(), CodeFactory()
    officer = account(RoleName.COMPANY_OFFICER, company)

    need = register_need(
        company=company, by=officer, at=timezone.now(), required_units=[unit], welcome_units=[unit, welcome], **SAID
    )

    assert (need.state, need.words, need.answer_due_on) == (NeedState.OPEN, "24 juru las pelat", date(2024, 11, 13))
    assert {(row.unit, row.required) for row in need.units.all()} == {(unit, True), (welcome, False)}
    assert list(Entry.objects.values_list("verb", "thing_code", "actor_code")) == [
        ("need.registered", need.code, officer.code)
    ]


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (date(2024, 11, 4), date(2024, 11, 13)),  # a Monday
        (date(2024, 11, 8), date(2024, 11, 19)),  # a Friday
        (date(2024, 11, 9), date(2024, 11, 19)),  # a Saturday
    ],
)
def test_weekends_are_no_working_days(said, due):
    assert answer_due(said) == due


@pytest.mark.parametrize(
    "wrong", [{"words": "  "}, {"head_count": 0}, {"wage_from_idr": 5_000_000, "wage_to_idr": 4_000_000}]
)
def test_a_need_that_says_nothing_is_refused(wrong):
    with pytest.raises(NeedInvalid):
        register_need(company=OrganisationFactory(), by=None, at=timezone.now(), **(SAID | wrong))
    assert not Need.objects.exists()


def test_a_centre_has_no_needs():
    with pytest.raises(NeedInvalid):
        register_need(company=OrganisationFactory(centre=True), by=None, at=timezone.now(), **SAID)


def test_a_company_does_not_speak_for_another():
    stranger = account(RoleName.COMPANY_OFFICER, OrganisationFactory())

    with pytest.raises(NotAllowed):
        register_need(company=OrganisationFactory(), by=stranger, at=timezone.now(), **SAID)


def test_the_forum_answers_once():
    forum = OrganisationFactory(forum_body=True)
    need = NeedFactory(company=OrganisationFactory(forum=forum))
    told = {
        "need": need,
        "answered_on": date(2024, 11, 15),
        "by": account(RoleName.SECRETARIAT, forum),
        "at": timezone.now(),
    }

    with pytest.raises(AnswerMissing):
        answer_need(answer=" ", **told)
    answer_need(answer="Dua kelas dibuka.", **told)
    with pytest.raises(TransitionDenied):
        answer_need(answer="Tiga kelas dibuka.", **told)

    need.refresh_from_db()
    assert (need.state, need.answer, need.answered_on) == (
        NeedState.ANSWERED,
        "Dua kelas dibuka.",
        date(2024, 11, 15),
    )


def test_the_company_does_not_answer_itself():
    need = NeedFactory()

    with pytest.raises(NotAllowed):
        answer_need(
            need=need,
            answer="Ya",
            answered_on=date(2024, 11, 15),
            by=account(RoleName.COMPANY_OFFICER, need.company),
            at=timezone.now(),
        )


def test_a_withdrawn_need_stays_in_the_books_and_comes_not_back():
    need = NeedFactory(answered=True)

    withdraw_need(need=need, by=account(RoleName.COMPANY_OFFICER, need.company), at=timezone.now(), reason="Batal")
    with pytest.raises(TransitionDenied):
        withdraw_need(need=need, by=None, at=timezone.now())

    assert Need.objects.get().state == NeedState.WITHDRAWN
    assert Entry.objects.get().wording.changes["reason"] == ["", "Batal"]
