"""Own businesses, as her centre keeps them; and totals without rows, with the rows beside them."""

from datetime import date

import pytest
from django.urls import reverse
from factories.graduates import GraduateFactory
from factories.organisations import ContactFactory, OrganisationFactory, account
from factories.outcomes import OutcomeFactory, ReplacementFactory, ReportedTotalFactory
from factories.people import PersonFactory
from factories.training import EnrolmentFactory
from factories.ventures import BackerFactory, VentureCheckFactory, VentureFactory

from padan.organisations.states import RoleName
from padan.outcomes.models import Replacement
from padan.outcomes.states import Status
from padan.training.models import Enrolment
from padan.ventures.models import Backer, Venture

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return OrganisationFactory(forum_body=True)


def officer_at(client, centre, forum=None, role=RoleName.CENTRE_OFFICER):
    if forum:
        centre.forum = forum
        centre.save()
    user = account(role, centre)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def post(client, venture, **told):
    return client.post(reverse("venture-record", args=[venture.code]), told)


def test_an_officer_sees_whom_to_ask_writes_down_what_she_says_and_the_list_is_shorter(client):
    graduate = GraduateFactory(person=PersonFactory(named=True, phone="+628123456789"))
    OutcomeFactory(enrolment=Enrolment.objects.get(person=graduate.person), status=Status.SELF_EMPLOYED)
    officer_at(client, graduate.centre)
    to_ask, new = reverse("venture-ask-list"), reverse("venture-new", args=[graduate.code])
    assert graduate.code in client.get(to_ask).content.decode()
    letter = client.post(new, {"do": "link"}).content.decode()
    assert letter.count("https://wa.me/628123456789") == 1
    assert "/t/" in letter
    assert client.post(new, {"words": "Bengkel las", "nib": "123"}).status_code == 422
    assert client.post(new, {"words": "Bengkel las", "employs": "2"}).status_code == 302
    venture = Venture.objects.get()
    assert (venture.words, venture.employs, venture.teller) == ("Bengkel las", 2, "officer")
    assert graduate.code not in client.get(to_ask).content.decode()


def test_each_way_of_the_page_does_its_one_act_and_a_refusal_stands_at_its_field(client, forum):
    venture = VentureFactory()
    officer_at(client, venture.graduate.centre, forum)
    buyer = OrganisationFactory(forum=forum, name="PT Pembeli")
    told = {"do": "back", "organisation": buyer.pk, "kind": "buyer", "since": "2024-08-01", "words": "Beli 40 kotak"}
    assert post(client, venture, **(told | {"organisation": OrganisationFactory().pk})).status_code == 422
    assert post(client, venture, **told).status_code == 302
    page = client.get(reverse("venture-detail", args=[venture.code])).content.decode()
    assert "PT Pembeli" in page
    assert Backer.objects.get().state == "proposed"
    assert post(client, venture, **told).status_code == 422
    assert post(client, venture, do="runs", employs="4").status_code == 302
    assert post(client, venture, do="edit", words="Bengkel", nib="1234567890123").status_code == 302
    assert post(client, venture, do="close", ended_on="2024-01-01").status_code == 302  # no first day any more
    assert post(client, venture, do="runs").status_code == 400  # not offered for a closed one
    assert post(client, venture, do="reopen").status_code == 302
    venture.refresh_from_db()
    assert (venture.employs, venture.nib, venture.ended_on, venture.began_on) == (None, "1234567890123", None, None)


def test_who_reads_codes_sees_what_a_business_does_and_nothing_that_names_its_owner(client, forum):
    person = PersonFactory(named=True, name="Dewi Rahasia")
    venture = VentureFactory(graduate__person=person, name="Dapur Dewi", nib="1234567890123", words="Katering")
    venture.graduate.centre.forum = forum
    venture.graduate.centre.save()
    officer_at(client, forum, role=RoleName.BOARD_MEMBER)
    pages = [client.get(reverse("venture-list")), client.get(reverse("venture-detail", args=[venture.code]))]
    pages.append(client.post(reverse("venture-export"), {"format": "csv"}))
    for page in pages:
        body = b"".join(page.streaming_content) if page.streaming else page.content
        assert b"Katering" in body
        for word in (b"Dewi", b"1234567890123"):
            assert word not in body
    assert b'name="do"' not in pages[1].content


def test_the_list_is_asked_for_what_waits_for_an_answer(client):
    check = VentureCheckFactory()
    centre = check.venture.graduate.centre
    known = VentureFactory(graduate__batch=check.venture.graduate.batch, closed=True)
    BackerFactory(venture=known, agreed=True)
    BackerFactory(venture=known, organisation=BackerFactory(venture=check.venture).organisation, told=True)
    officer_at(client, centre)

    def codes(**asked):
        return {row.code for row in client.get(reverse("venture-list"), asked).context["seen"].shown}

    assert codes() == {check.venture.code, known.code}
    assert codes(state="waiting") == {check.venture.code}
    assert codes(state="closed") == codes(backed="buyer") == {known.code}
    assert codes(backed="waiting") == {check.venture.code}
    assert codes(nib="yes") == codes(backed="mentor") == set()


def test_an_officer_prepares_the_question_asks_in_other_words_and_takes_it_back(client, forum):
    contact = ContactFactory(name="Ibu Rina", phone="+628111222333")
    backer = BackerFactory(organisation=contact.organisation, contact=contact, state="terms", terms="30 kotak saja",
                           answered_on="2024-06-12", answered_by="Ibu Rina")  # fmt: skip
    officer_at(client, backer.venture.graduate.centre, forum)
    page, record = reverse("backer-detail", args=[backer.code]), reverse("backer-record", args=[backer.code])
    assert "30 kotak saja" in client.get(page).content.decode()
    letter = client.post(record, {"do": "link"}).content.decode()
    assert letter.count("https://wa.me/628111222333") == 1
    assert "Membeli 40 kotak nasi tiap Jumat" in letter
    assert client.post(record, {"do": "again", "words": ""}).status_code == 422
    assert client.post(record, {"do": "again", "words": "Beli 30 kotak"}).status_code == 302
    assert client.post(record, {"do": "leave", "until": "2024-09-01"}).status_code == 400  # it stands by nothing yet
    assert client.post(record, {"do": "drop"}).status_code == 302
    backer.refresh_from_db()
    assert (backer.state, backer.words) == ("dropped", "Beli 30 kotak")


def test_a_total_stands_apart_from_the_rows_beside_it_and_rows_take_its_place_and_give_it_back(client):
    centre = OrganisationFactory(centre=True)
    enrolment = EnrolmentFactory(finished=True, batch__programme__centre=centre, batch__finished=True)
    OutcomeFactory(enrolment=enrolment, status=Status.EMPLOYED)
    programme = enrolment.batch.programme
    total = ReportedTotalFactory(centre=centre, programme=programme, participants=32, placed=18)
    officer_at(client, centre)
    detail, settle = (reverse(name, args=[total.code]) for name in ("reported-detail", "reported-settle"))

    def listed(**asked):
        return [row.code for row in client.get(reverse("reported-list"), asked).context["seen"].shown]

    page = client.get(detail).content.decode()
    assert page.count("pd-figure--unknown") == 1  # the sum is drawn as what is not known
    assert f"{reverse('graduate-list')}?programme={programme.code}" in page
    assert client.post(settle, {"do": "replace", "programme": programme.pk, "reason": "ya"}).status_code == 422
    asked = {"do": "replace", "programme": programme.pk, "reason": "Balai mengirim daftar nama."}
    assert client.post(settle, asked).status_code == 302
    assert (listed(), listed(state="replaced"), listed(state="all")) == ([], [total.code], [total.code])
    assert "<s>18</s>" in client.get(detail).content.decode()
    assert client.post(settle, asked).status_code == 400
    assert client.post(settle, {"do": "undo", "reason": "Ternyata angkatan lain."}).status_code == 302
    assert listed() == [total.code]
    assert Replacement.objects.get().undone_reason == "Ternyata angkatan lain."
    assert "Ternyata angkatan lain." in client.get(detail).content.decode()


def test_a_total_of_an_unknown_programme_and_a_code_that_is_none(client):
    total = ReportedTotalFactory()
    ReplacementFactory(total=total, finished_from=date(2023, 1, 1))
    officer_at(client, total.centre)
    assert client.get(reverse("reported-detail", args=[total.code])).status_code == 200
    for code in ("TOT-", "TOT-99999999999999999999", f"X-{total.pk}", "TOT-0"):
        assert client.get(reverse("reported-detail", args=[code])).status_code == 404
