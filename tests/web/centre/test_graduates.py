import pytest
from django.urls import reverse
from factories.graduates import GraduateFactory
from factories.organisations import OrganisationFactory, account

from padan.organisations.states import RoleName
from padan.trail.queries import entries_of

REASON = "Mencocokkan berkas pendaftaran sertifikasi."


@pytest.fixture
def graduate(db):
    return GraduateFactory(person__named=True)


@pytest.fixture
def officer(client, graduate):
    user = account(RoleName.CENTRE_OFFICER, graduate.centre)
    client.force_login(user)
    return user


def test_a_nik_is_masked_until_an_officer_says_why_and_then_shown_once(client, graduate, officer):
    nik, page = graduate.person.nik, reverse("graduate-detail", args=[graduate.code])
    assert nik not in client.get(page).text
    assert graduate.person.nik_masked in client.get(page).text

    opened = client.post(reverse("graduate-nik", args=[graduate.code]), {"reason": REASON})

    assert opened.status_code == 200
    assert nik in opened.text
    assert nik not in client.get(page).text
    entry = entries_of(graduate).get()
    assert (entry.verb, entry.actor_code) == ("nik.opened", officer.code)
    assert entry.wording.changes == {"reason": ["", REASON]}


@pytest.mark.parametrize("reason", ["", "   ", "perlu"])
def test_without_a_reason_the_nik_stays_closed_and_nothing_is_written(client, graduate, officer, reason):
    refused = client.post(reverse("graduate-nik", args=[graduate.code]), {"reason": reason})
    assert refused.status_code == 422
    assert graduate.person.nik not in refused.text
    assert not entries_of(graduate).exists()


def test_a_secretary_reads_the_name_and_not_even_the_masked_nik(client, db):
    forum = OrganisationFactory(forum_body=True)
    graduate = GraduateFactory(person__named=True, batch__programme__centre__forum=forum)
    client.force_login(account(RoleName.SECRETARIAT, forum))
    page = client.get(reverse("graduate-detail", args=[graduate.code])).text
    assert graduate.person.name in page
    assert graduate.person.nik_masked not in page
