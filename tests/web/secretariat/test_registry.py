"""The registry at work, as a secretary meets it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from factories.agreements import AgreementFactory
from factories.needs import NeedFactory
from factories.organisations import AliasFactory, LikelyPairFactory, OrganisationFactory, account
from factories.reference import RegionFactory

from padan.chores.actions.merging import merge_organisations
from padan.organisations.actions import edit_body
from padan.organisations.models import Contact, LikelyPair, Organisation
from padan.organisations.states import Kind, PairState, RoleName
from padan.reference.queries import code_of, region_named, scheme_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return OrganisationFactory(forum_body=True, name="Forum Contoh")


@pytest.fixture
def secretary(client, forum):
    client.force_login(account(RoleName.SECRETARIAT, forum))
    return client


def text(response):
    return response.content.decode()


def new_company(forum, **told):
    return {"name": "PT Contoh Baru", "kind": "company", "forum": forum.code} | told


def test_a_company_is_opened_by_hand_in_a_place_chosen_by_name(secretary, forum):
    region = region_named("Kabupaten Bekasi")
    told = new_company(forum, region="Kabupaten Bekasi, Jawa Barat", nib="1234567890123", joined_on="2024-11-14")
    response = secretary.post(reverse("company-open"), told)

    company = Organisation.objects.get(kind=Kind.COMPANY)
    assert response.status_code == 302
    assert response.url == reverse("company-detail", args=[company.code])
    assert (company.region, company.forum, company.nib) == (region, forum, "1234567890123")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("nib", "12345", "NIB terdiri dari 13 angka"),
        ("region", "Kota Entah", "Tidak ada kabupaten atau kota dengan nama ini"),
        ("industry", "ZZ9", "Tidak ada kode KBLI ini"),
        ("name", "", "Isian ini belum terisi"),
    ],
)
def test_a_field_that_cannot_be_read_says_so_and_keeps_what_was_typed(secretary, forum, field, typed, sentence):
    response = secretary.post(reverse("company-open"), new_company(forum, address="Jalan Mawar 5", **{field: typed}))

    assert response.status_code == 422
    assert sentence in text(response)
    assert "Jalan Mawar 5" in text(response)
    assert not Organisation.objects.filter(kind=Kind.COMPANY).exists()


def test_one_like_it_is_shown_with_its_address_and_opened_on_the_second_press(secretary, forum):
    there = OrganisationFactory(name="CV CONTOH BARU", forum=forum)
    url = reverse("company-open")

    first = secretary.post(url, new_company(forum))
    assert first.status_code == 422
    assert reverse("company-detail", args=[there.code]) in text(first)
    assert Organisation.objects.filter(kind=Kind.COMPANY).count() == 1

    assert secretary.post(url, new_company(forum, despite="1")).status_code == 302
    assert Organisation.objects.filter(kind=Kind.COMPANY).count() == 2


def test_a_name_in_disguise_is_flagged_when_opened_and_on_its_page(secretary, forum):
    name = "PT \u041caju"
    refused = secretary.post(reverse("company-open"), new_company(forum, name=name))
    assert "U+041C" in text(refused)

    secretary.post(reverse("company-open"), new_company(forum, name=name, despite="1"))
    company = Organisation.objects.get(kind=Kind.COMPANY)
    assert "U+041C" in text(secretary.get(reverse("company-detail", args=[company.code])))


def test_a_centre_and_a_school_are_opened_as_what_they_are(secretary, forum):
    secretary.post(reverse("centre-open"), {"name": "BLK Contoh", "kind": "centre", "forum": forum.code})
    secretary.post(reverse("office-open"), {"name": "SMKN 1 Contoh", "kind": "school", "forum": forum.code})
    secretary.post(reverse("office-open"), {"name": "PT Bukan Sekolah", "kind": "company", "forum": forum.code})

    assert set(Organisation.objects.exclude(kind=Kind.FORUM).values_list("name", "kind")) == {
        ("BLK Contoh", "centre"),
        ("SMKN 1 Contoh", "school"),
    }


def test_who_was_slower_sees_both_texts_and_saves_hers_knowingly(secretary, forum):
    company = OrganisationFactory(name="PT Contoh", address="Jalan Lama 1", forum=forum)
    url = reverse("body-edit", args=[company.code])
    hers = {"name": "PT Contoh", "kind": "company", "address": "Jalan Saya 3", "revision": company.revision}
    edit_body(body=company, revision=1, address="Jalan Orang 2", by=None, at=timezone.now())

    refused = secretary.post(url, hers)

    assert refused.status_code == 422
    assert "Jalan Saya 3" in text(refused)
    assert "Jalan Orang 2" in text(refused)
    assert 'name="revision" value="2"' in text(refused)
    company.refresh_from_db()
    assert company.address == "Jalan Orang 2"

    assert secretary.post(url, hers | {"revision": 2}).status_code == 302
    company.refresh_from_db()
    assert company.address == "Jalan Saya 3"


def test_an_industry_is_chosen_from_the_newest_list_and_an_older_one_stays(secretary, forum):
    older, newer = (code_of(scheme_of("kbli-divisions", edition), "25") for edition in ("2020", "2025"))
    company = OrganisationFactory(name="PT Logam", industry=older, forum=forum)
    url = reverse("body-edit", args=[company.code])

    def saved(revision, industry):
        told = {"name": "PT Logam", "kind": "company", "revision": revision, "industry": industry}
        assert secretary.post(url, told).status_code == 302
        company.refresh_from_db()
        return company.industry

    assert saved(1, str(older)) == older
    assert saved(2, "25") == newer
    assert saved(3, "") is None


def test_a_company_is_found_by_its_former_name_and_a_closed_one_only_when_asked(secretary, forum):
    company = OrganisationFactory(name="PT Mentari", forum=forum)
    other = OrganisationFactory(name="PT Lain", forum=forum)
    AliasFactory(organisation=company, name="PT Surya Lama")
    company.save()

    def shown(**asked):
        return [body.pk for body in secretary.get(reverse("company-list"), asked).context["seen"].shown]

    assert shown(q="surya lama") == [company.pk]
    secretary.post(reverse("body-close", args=[other.code]), {"closed_on": "2024-11-01"})
    assert shown() == [company.pk]
    assert shown(standing="closed") == [other.pk]


def test_lists_narrow_to_a_province_and_a_kind(secretary, forum):
    west, east = RegionFactory(code="32.16"), RegionFactory(code="73.71")
    for region, kind in ((west, Kind.OFFICE), (east, Kind.OFFICE), (west, Kind.SCHOOL)):
        OrganisationFactory(name=f"Badan {region.code} {kind}", kind=kind, region=region, forum=forum)

    response = secretary.get(reverse("office-list"), {"province": "32", "kind": "office"})
    assert [body.name for body in response.context["seen"].shown] == ["Badan 32.16 office"]


def test_a_contact_is_added_corrected_and_removed(secretary, forum):
    company = OrganisationFactory(forum=forum)
    detail = reverse("company-detail", args=[company.code])

    refused = secretary.post(reverse("contact-add", args=[company.code]), {"name": "Ibu Contoh", "phone": "abc"})
    assert (refused.status_code, "bukan nomor telepon" in text(refused)) == (422, True)
    secretary.post(reverse("contact-add", args=[company.code]), {"name": "Ibu Contoh", "phone": "0812 3456 7890"})
    assert "+6281234567890" in text(secretary.get(detail))

    contact = Contact.objects.get()
    secretary.post(reverse("contact-edit", args=[contact.code]), {"name": "Ibu Contoh", "position": "HRD"})
    contact.refresh_from_db()
    assert (contact.position, contact.phone) == ("HRD", "")
    secretary.post(reverse("contact-remove", args=[contact.code]))
    assert not Contact.objects.exists()


def test_a_company_with_a_signed_agreement_is_not_removed_and_says_why(secretary, forum):
    company = OrganisationFactory(forum=forum)
    agreement = AgreementFactory(running=True, parties=[company])

    response = secretary.post(reverse("body-remove", args=[company.code]))

    assert response.status_code == 422
    assert agreement.code in text(response)
    assert Organisation.objects.filter(pk=company.pk).exists()


def test_two_become_one_and_the_old_address_still_leads_there(secretary, forum):
    keep, away = OrganisationFactory(name="PT Maju", forum=forum), OrganisationFactory(name="CV Maju", forum=forum)
    NeedFactory(company=away)
    pair = LikelyPairFactory(one=keep, other=away)
    url = reverse("pair-detail", args=[pair.code])

    assert "Ini tidak bisa dibatalkan" in text(secretary.get(url))
    assert secretary.post(url).status_code == 422
    assert secretary.post(url, {"keep": keep.code}).url == reverse("pair-list")

    assert not Organisation.objects.filter(pk=away.pk).exists()
    old = secretary.get(reverse("company-detail", args=[away.code]))
    assert (old.status_code, old.url) == (302, reverse("company-detail", args=[keep.code]))


def test_an_old_address_tells_a_stranger_nothing(client, forum):
    keep, away = OrganisationFactory(forum=forum), OrganisationFactory(forum=forum)
    merge_organisations(keep=keep, away=away, by=None, at=timezone.now())
    client.force_login(account(RoleName.SECRETARIAT, OrganisationFactory(forum_body=True)))
    assert client.get(reverse("company-detail", args=[away.code])).status_code == 404


def test_what_keeps_two_apart_is_said_before_and_no_button_offered(secretary, forum):
    keep, away = OrganisationFactory(forum=forum), OrganisationFactory(forum=forum)
    agreement = AgreementFactory(running=True, parties=[keep, away])
    pair = LikelyPairFactory(one=keep, other=away)

    shown = text(secretary.get(reverse("pair-detail", args=[pair.code])))
    assert agreement.code in shown
    assert "Gabungkan untuk selamanya" not in shown
    assert secretary.post(reverse("pair-detail", args=[pair.code]), {"keep": keep.code}).status_code == 422


def test_two_that_were_not_suggested_are_found_put_side_by_side_and_merged(secretary, forum):
    body, twin = OrganisationFactory(name="PT Maju", forum=forum), OrganisationFactory(name="UD Pak Maju", forum=forum)
    OrganisationFactory(name="Balai Maju", forum=forum, centre=True)
    OrganisationFactory(name="PT Maju Lain")  # of a forum that she does not keep
    page = reverse("body-twin", args=[body.code])

    assert page in text(secretary.get(reverse("body-edit", args=[body.code])))
    for words in ("maju", twin.code.lower()):
        assert secretary.get(page, {"cari": words}).context["rows"] == [twin]
    assert "Tidak ada yang bernama begitu" in text(secretary.get(page, {"cari": "entah"}))

    answer = secretary.post(page, {"twin": twin.code})
    assert answer.url == reverse("pair-detail", args=[LikelyPair.objects.get().code])
    secretary.post(answer.url, {"keep": body.code})
    assert not Organisation.objects.filter(pk=twin.pk).exists()


def test_a_body_is_not_put_beside_itself(secretary, forum):
    body = OrganisationFactory(forum=forum)
    answer = secretary.post(reverse("body-twin", args=[body.code]), {"twin": body.code})
    assert (answer.status_code, "Ini badan itu sendiri" in text(answer)) == (422, True)


def test_a_no_is_remembered_and_the_pair_leaves_the_list(secretary, forum):
    pair = LikelyPairFactory(one__forum=forum, other__forum=forum)
    secretary.post(reverse("pair-apart", args=[pair.code]))
    assert LikelyPair.objects.get().state == PairState.DIFFERENT
    assert secretary.get(reverse("pair-list")).context["pairs"] == []


def test_many_pairs_come_in_pages_and_cost_what_one_costs(secretary, forum):
    def asked(**question):
        with CaptureQueriesContext(connection) as captured:
            response = secretary.get(reverse("pair-list"), question)
        return len(captured), response.context

    def more(number):
        for n in range(number):
            LikelyPairFactory(one__forum=forum, other__forum=forum, likeness=900 - n)

    more(1)
    asked()
    one, _ = asked()
    more(25)
    many, context = asked()

    assert many == one
    assert (len(context["pairs"]), context["total"]) == (20, 26)
    _, rest = asked(after=context["next"])
    assert len(rest["pairs"]) == 6
    assert {pair.pk for pair, *_ in context["pairs"]}.isdisjoint({pair.pk for pair, *_ in rest["pairs"]})
