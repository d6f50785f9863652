"""A company says what it needs by link, and hears what became of it."""

from datetime import date

import pytest
from django.core import mail
from django.utils import timezone
from factories.needs import NeedFactory
from factories.organisations import OrganisationFactory, account

from padan.base.errors import NotAllowed
from padan.needs.actions import NeedInvalid, answer_need, ask_for_needs, follow_link, register_need
from padan.needs.models import Need
from padan.organisations.states import Kind, RoleName
from padan.people.jobs import send_what_was_left
from padan.people.models import Message
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
SAID = {"words": "24 juru las pelat", "head_count": 24, "said_on": date(2024, 11, 4)}


def told(by=None):
    return {"by": by, "at": timezone.now()}


def asked(company):
    return ask_for_needs(company=company, recipient="Ibu Contoh", **told())[0]


def test_the_holder_of_the_link_says_a_need_and_the_trail_names_her():
    company = OrganisationFactory()
    link = asked(company)
    need = register_need(company=company, said_by="Ibu Contoh, HRD", **SAID, **told(link))
    assert (need.company, need.said_by) == (company, "Ibu Contoh, HRD")
    assert Entry.objects.get(verb="need.registered").actor_code == link.code


def test_the_link_of_one_company_says_nothing_for_another_and_follows_nothing():
    ours, theirs = OrganisationFactory(), OrganisationFactory()
    link = asked(ours)
    with pytest.raises(NotAllowed):
        register_need(company=theirs, **SAID, **told(link))
    with pytest.raises(NotAllowed):
        follow_link(need=NeedFactory(company=theirs), **told(link))
    assert Need.objects.filter(words=SAID["words"]).count() == 0


def test_a_second_tap_is_the_same_need_and_other_words_are_another():
    company = OrganisationFactory()
    link = asked(company)
    first = register_need(company=company, **SAID, **told(link))
    assert register_need(company=company, **SAID, **told(link)) == first
    assert register_need(company=company, **(SAID | {"words": "8 barista"}), **told(link)) != first


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": "las " * 40_000}, "160000 signs"),
        ({"words": "   "}, "own words"),
        ({"head_count": 0}, "at least one"),
        ({"head_count": 1_000_001}, "Check the number"),
        ({"due_on": date(2024, 11, 3)}, "passed already"),
        ({"wage_from_idr": 5_000_000, "wage_to_idr": 4_000_000}, "below the lowest"),
    ],
)
def test_what_cannot_be_a_need_is_refused_in_words(wrong, said):
    company = OrganisationFactory()
    with pytest.raises(NeedInvalid, match=said):
        register_need(company=company, **(SAID | wrong), **told(asked(company)))
    assert not Need.objects.exists()


@pytest.mark.parametrize("words", ["🔧🔧🔧 x 12", "溶接工 12名", "Need 12 welders ASAP; night shift"])
def test_words_are_kept_as_said_in_any_language(words):
    company = OrganisationFactory()
    assert register_need(company=company, **(SAID | {"words": words}), **told(asked(company))).words == words


def test_the_answer_goes_back_by_mail_with_the_page_that_shows_what_becomes_of_it():
    forum = OrganisationFactory(kind=Kind.FORUM)
    need = NeedFactory(company=OrganisationFactory(forum=forum), reply_email="hrd@contoh.padan.example")
    answer_need(need=need, answer="Kelas las mulai Januari.", answered_on=date(2024, 11, 8), **told())
    assert Message.objects.get().to == "hrd@contoh.padan.example"
    send_what_was_left.call_local()
    (sent,) = mail.outbox
    assert need.words in sent.body
    assert "Kelas las mulai Januari." in sent.body
    assert "/t/" in sent.body


def test_only_those_who_keep_the_company_s_needs_give_a_link():
    company = OrganisationFactory(forum=OrganisationFactory(kind=Kind.FORUM))
    for by in (account(RoleName.SECRETARIAT, company.forum), account(RoleName.COMPANY_OFFICER, company)):
        assert ask_for_needs(company=company, recipient="", **told(by))[0].recipient == company.name
    with pytest.raises(NotAllowed):
        ask_for_needs(company=company, recipient="", **told(account(RoleName.COMPANY_OFFICER, OrganisationFactory())))
