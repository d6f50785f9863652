from datetime import date

import pytest
from django.utils import timezone
from factories.needs import NeedFactory
from factories.organisations import OrganisationFactory, account
from factories.reference import CodeFactory

from padan.base.errors import NotAllowed, TransitionDenied
from padan.needs.actions import (
    AnswerMissing,
    NeedInvalid,
    ReasonMissing,
    answer_due,
    answer_need,
    close_need,
    register_need,
    reopen_need,
    withdraw_need,
)
from padan.needs.models import Need
from padan.needs.queries import standing_needs
from padan.needs.states import Ending, NeedState, WhyNot
from padan.organisations.queries import viewer_of
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


def member(**more):
    return OrganisationFactory(forum=OrganisationFactory(forum_body=True), **more)


def test_a_closed_need_says_how_it_ended_and_why_not_all_came_and_is_no_longer_standing():
    need = NeedFactory(answered=True, company=member())
    secretary = account(RoleName.SECRETARIAT, need.company.forum)
    told = {"need": need, "closed_on": date(2025, 3, 3), "by": secretary, "at": timezone.now()}

    with pytest.raises(ReasonMissing):
        close_need(ending=Ending.PARTLY, **told)
    with pytest.raises(ReasonMissing):
        close_need(ending=Ending.PARTLY, why_not=WhyNot.OTHER, closing_words=" ", **told)
    closed = close_need(ending=Ending.PARTLY, why_not=WhyNot.FEW_APPLICANTS, closing_words=" 9 melamar. ", **told)

    assert (closed.state, closed.ending, closed.why_not) == ("closed", "partly", "few_applicants")
    assert (closed.closing_words, closed.closed_on) == ("9 melamar.", date(2025, 3, 3))
    assert not standing_needs(viewer_of(secretary)).exists()
    with pytest.raises(TransitionDenied):
        close_need(ending=Ending.FULFILLED, **told)
    with pytest.raises(TransitionDenied):
        answer_need(need=need, answer="Lagi", answered_on=date(2025, 3, 4), by=secretary, at=timezone.now())
    assert list(Entry.objects.values_list("verb", flat=True)) == ["need.closed"]


def test_a_closed_need_is_opened_again_and_keeps_its_answer():
    need = NeedFactory(answered=True, company=member())
    secretary = account(RoleName.SECRETARIAT, need.company.forum)
    with pytest.raises(TransitionDenied):
        reopen_need(need=need, by=secretary, at=timezone.now())
    close_need(need=need, ending=Ending.FULFILLED, why_not=WhyNot.TERMS, closed_on=date(2025, 3, 3),
               by=secretary, at=timezone.now())  # fmt: skip
    need.refresh_from_db()
    assert need.why_not == ""  # all came

    again = reopen_need(need=need, by=secretary, at=timezone.now())

    assert (again.state, again.ending, again.closed_on) == ("answered", "", None)
    assert again.answer == need.answer


@pytest.mark.parametrize("role", [RoleName.CENTRE_OFFICER, RoleName.COMPANY_OFFICER, RoleName.BOARD_MEMBER])
def test_only_the_secretariat_closes(role):
    need = NeedFactory(answered=True, company=member())
    place = {RoleName.COMPANY_OFFICER: need.company, RoleName.BOARD_MEMBER: need.company.forum}.get(
        role, OrganisationFactory(centre=True, forum=need.company.forum)
    )
    with pytest.raises(NotAllowed):
        close_need(need=need, ending=Ending.FULFILLED, closed_on=date(2025, 3, 3), by=account(role, place),
                   at=timezone.now())  # fmt: skip


@pytest.mark.parametrize("role", [RoleName.CENTRE_OFFICER, RoleName.INSTRUCTOR])
def test_the_staff_of_a_centre_write_down_a_need_of_their_forums_company_once_however_often_it_is_sent(role):
    company = member()
    visitor = account(role, OrganisationFactory(centre=True, forum=company.forum))
    told = SAID | {"company": company, "by": visitor, "at": timezone.now(), "external_ref": "kunjungan:1"}

    first = register_need(**told)
    again = register_need(**told | {"words": "Diubah di jalan"})

    assert again == first
    assert Need.objects.count() == 1
    stranger = member()
    with pytest.raises(NotAllowed):
        register_need(**told | {"company": stranger})
