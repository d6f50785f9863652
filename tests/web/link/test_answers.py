"""The company reads what became of its request: from rows alone, each person once, the unknown told as unknown."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from factories.graduates import GraduateFactory
from factories.needs import NeedFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, account
from factories.placements import PlacementFactory
from factories.training import BatchFactory, EnrolmentFactory

from padan.chores.actions.news import tell_companies
from padan.needs.actions import close_need, follow_link, requests_link
from padan.needs.states import Ending, NeedState, WhyNot
from padan.organisations.states import RoleName
from padan.people.models import Message
from padan.training.states import BatchState, EnrolmentState
from padan.web.answers import answers_of

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)


@pytest.fixture
def need():
    company = OrganisationFactory(forum=OrganisationFactory(forum_body=True))
    return NeedFactory(answered=True, company=company, head_count=24, reply_email="hrd@contoh.example")


@pytest.fixture
def batch(need):
    return BatchFactory(
        need=need, state=BatchState.COMPLETED, capacity=16, name="Las Pelat 1",
        starts_on=date(2024, 9, 2), ends_on=TODAY - timedelta(days=3),
    )  # fmt: skip


def people_of(batch, need):
    opening = OpeningFactory(company=need.company, need=need, seats=9)
    done = GraduateFactory.create_batch(5, batch=batch)
    for graduate, state in zip(done, ("working", "offered", "declined"), strict=False):
        PlacementFactory(
            opening=opening, graduate=graduate, state=state,
            started_on=TODAY if state == "working" else None,
        )  # fmt: skip
    PlacementFactory(working=True, graduate=done[3])
    EnrolmentFactory(batch=batch, state=EnrolmentState.DROPPED)
    EnrolmentFactory(batch=batch, state=EnrolmentState.FAILED)
    EnrolmentFactory(batch=batch, state=EnrolmentState.REFUSED)  # never a participant


def test_each_participant_stands_in_one_end_and_the_rest_is_explained_from_rows(need, batch):
    people_of(batch, need)

    (answer,) = answers_of([need], TODAY)

    assert answer.ends == {
        "hired": 1, "offered": 1, "declined": 1, "elsewhere": 1, "unknown": 1, "dropped": 1, "failed": 1,
    }  # fmt: skip
    assert sum(part["n"] for part in answer.parts) == answer.people == 7
    assert [part["key"] for part in answer.parts][-1] == "unknown"
    assert answer.hired == 1
    assert answer.reasons == ["For 8 people there is no class yet.", "9 places stayed empty: too few applied."]


def test_many_requests_cost_no_more_questions_than_one(need, batch, django_assert_num_queries):
    people_of(batch, need)
    others = NeedFactory.create_batch(3, company=need.company)
    with django_assert_num_queries(5):
        answers_of([need], TODAY)
    with django_assert_num_queries(5):
        assert [answer.news for answer in answers_of([need, *others], TODAY)][1] == (
            "The forum should have answered by 12 November 2024. It is 3 days late."
        )


def test_the_page_by_link_tells_the_classes_and_the_closing_words_and_nothing_of_another(client, need, batch):
    people_of(batch, need)
    other = NeedFactory(company=OrganisationFactory(), words="Rahasia pihak lain")
    secretary = account(RoleName.SECRETARIAT, need.company.forum)
    close_need(need=need, ending=Ending.PARTLY, why_not=WhyNot.DECLINED, closing_words="Upah di bawah UMK.",
               closed_on=TODAY, by=secretary, at=timezone.now())  # fmt: skip

    address = follow_link(need=need, by=None, at=timezone.now())[1]
    shown = client.get("/" + address.split("/", 3)[3]).content.decode()

    assert "Las Pelat 1" in shown
    assert "Upah di bawah UMK." in shown
    assert "lulusan menolak tawaran" in shown
    assert other.words not in shown


def test_one_link_shows_a_company_all_its_requests_and_only_its_own(client, need):
    second = NeedFactory(company=need.company, words="Dua tukang kayu")
    other = NeedFactory(company=OrganisationFactory(), words="Rahasia pihak lain")

    address = requests_link(company=need.company, recipient="", by=None, at=timezone.now())[1]
    shown = client.get("/" + address.split("/", 3)[3]).content.decode()

    assert need.words in shown
    assert second.words in shown
    assert other.words not in shown
    client.force_login(account(RoleName.COMPANY_OFFICER, need.company))
    own = client.get(reverse("industry-requests")).content.decode()
    assert second.words in own
    assert other.words not in own


def test_a_class_that_begins_or_ends_is_told_to_the_company_once(need, batch):
    begun = BatchFactory(need=need, state=BatchState.TRAINING, name="Las Pelat 2", starts_on=TODAY)
    BatchFactory(need=need, state=BatchState.TRAINING, name="Lama", starts_on=TODAY - timedelta(days=60))
    silent = NeedFactory(company=need.company, state=NeedState.OPEN)
    BatchFactory(need=silent, state=BatchState.TRAINING, starts_on=TODAY)

    assert tell_companies(today=TODAY, at=timezone.now()) == 2
    assert tell_companies(today=TODAY, at=timezone.now()) == 0

    keys = set(Message.objects.values_list("key", flat=True))
    assert keys == {f"need.news:{need.code}:began:{begun.code}", f"need.news:{need.code}:ended:{batch.code}"}
    assert set(Message.objects.values_list("to", flat=True)) == {"hrd@contoh.example"}


def test_the_form_of_closing_keeps_what_was_typed_when_the_reason_is_missing(client, need):
    client.force_login(account(RoleName.SECRETARIAT, need.company.forum))
    told = {"ending": "partly", "why_not": "", "closing_words": "Sebagian sudah bekerja.", "closed_on": "2024-11-15"}

    refused = client.post(reverse("need-close", args=[need.code]), told)

    assert refused.status_code == 422
    assert "Sebagian sudah bekerja." in refused.content.decode()
    accepted = client.post(reverse("need-close", args=[need.code]), told | {"why_not": "declined"})
    assert accepted.status_code == 302
    need.refresh_from_db()
    assert need.state == NeedState.CLOSED
