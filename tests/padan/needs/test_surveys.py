"""One question to all partners: each by its own link, every answer counted, every silence named."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from factories.forum import ForumFactory
from factories.needs import SurveyPlaceFactory
from factories.organisations import ContactFactory, OrganisationFactory, account

from padan.base.errors import NotAllowed
from padan.needs.actions import (
    SurveyInDisorder,
    need_nobody,
    open_survey,
    register_need,
    remind_survey,
    survey_link,
)
from padan.needs.models import Need, SurveyPlace
from padan.needs.permissions import SURVEY
from padan.needs.queries import responses_of
from padan.organisations.states import RoleName
from padan.people.actions import issue_link
from padan.people.models import Message, SignedLink

pytestmark = pytest.mark.django_db
SAID = {"words": "24 juru las pelat", "head_count": 24, "said_on": date(2024, 11, 4)}
DATES = {"opens_on": date(2024, 11, 4), "closes_on": date(2024, 12, 20)}


def told(by=None, at=None):
    return {"by": by, "at": at or timezone.now()}


def partner(forum, email="", **more):
    company = OrganisationFactory(forum=forum.organisation, **more)
    if email:
        ContactFactory(organisation=company, name="Ibu Contoh", email=email)
    return company


def opened(forum, **more):
    return open_survey(forum=forum, title="Kebutuhan 2025", **DATES, **{**told(), **more})


def link_to(place):
    return issue_link(act=SURVEY, thing=place, recipient="Ibu Contoh", **told())[0]


def test_every_company_under_the_forum_is_asked_once_and_those_with_an_address_are_written_to():
    forum = ForumFactory()
    with_mail, without = partner(forum, "hrd@contoh.padan.example"), partner(forum)
    partner(forum, "tutup@contoh.padan.example", closed_on=date(2024, 1, 1))
    partner(ForumFactory(), "lain@contoh.padan.example")
    survey = opened(forum)
    assert {place.company for place in survey.places.all()} == {with_mail, without}
    assert [message.to for message in Message.objects.all()] == ["hrd@contoh.padan.example"]
    assert SignedLink.objects.filter(act=SURVEY).count() == 1


def test_asking_many_costs_no_more_questions_than_asking_few(django_assert_max_num_queries):
    forum = ForumFactory()
    for n in range(40):
        partner(forum, f"hrd{n}@contoh.padan.example")
    with django_assert_max_num_queries(24):
        opened(forum)


def test_needs_and_needing_nobody_are_answers_and_silence_is_not():
    forum = ForumFactory()
    for _ in range(3):
        partner(forum)
    survey = opened(forum)
    said, nobody, _silent = survey.places.order_by("pk")
    register_need(company=said.company, place=said, **SAID, **told(link_to(said)))
    register_need(
        company=said.company, place=said, **(SAID | {"words": "6 barista", "head_count": 6}), **told(link_to(said))
    )
    need_nobody(place=nobody, **told(link_to(nobody)))
    assert responses_of([survey])[survey.pk] == {"asked": 3, "said": 1, "nobody": 1, "people": 30}


def test_a_need_said_later_takes_needing_nobody_back_and_not_the_other_way():
    place = SurveyPlaceFactory()
    need_nobody(place=place, **told(link_to(place)))
    register_need(company=place.company, place=place, **SAID, **told(link_to(place)))
    place.refresh_from_db()
    assert place.needs_nobody is False
    need_nobody(place=place, **told(link_to(place)))
    place.refresh_from_db()
    assert place.needs_nobody is False


def test_the_link_of_one_place_answers_for_no_other_company():
    ours, theirs = SurveyPlaceFactory(), SurveyPlaceFactory()
    for company, place in ((theirs.company, theirs), (theirs.company, ours), (theirs.company, None)):
        with pytest.raises(NotAllowed):
            register_need(company=company, place=place, **SAID, **told(link_to(ours)))
    with pytest.raises(NotAllowed):
        need_nobody(place=theirs, **told(link_to(ours)))
    assert not Need.objects.exists()


def test_the_silent_are_reminded_and_nobody_twice_within_a_week():
    forum = ForumFactory()
    partner(forum, "a@contoh.padan.example"), partner(forum, "b@contoh.padan.example"), partner(forum)
    survey, now = opened(forum), timezone.now()
    assert remind_survey(survey=survey, **told(at=now + timedelta(days=2))) == 0
    answered = survey.places.exclude(email="").first()
    need_nobody(place=answered, **told(link_to(answered)))
    assert remind_survey(survey=survey, **told(at=now + timedelta(days=8))) == 1
    assert remind_survey(survey=survey, **told(at=now + timedelta(days=10))) == 0
    assert remind_survey(survey=survey, **told(at=now + timedelta(days=16))) == 1
    assert Message.objects.count() == 4


def test_only_the_secretariat_asks_and_a_survey_needs_partners_and_days_in_order():
    forum = ForumFactory()
    with pytest.raises(SurveyInDisorder, match="No company"):
        opened(forum)
    partner(forum)
    with pytest.raises(SurveyInDisorder, match="closes before"):
        open_survey(forum=forum, title="x", opens_on=DATES["closes_on"], closes_on=DATES["opens_on"], **told())
    with pytest.raises(NotAllowed):
        opened(forum, by=account(RoleName.BOARD_MEMBER, forum.organisation))
    survey = opened(forum, by=account(RoleName.SECRETARIAT, forum.organisation))
    with pytest.raises(NotAllowed):
        survey_link(place=survey.places.get(), **told(account(RoleName.SECRETARIAT, ForumFactory().organisation)))
    assert SurveyPlace.objects.count() == 1
