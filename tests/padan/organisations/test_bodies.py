from datetime import date

import pytest
from django.utils import timezone
from factories.organisations import AliasFactory, ContactFactory, LikelyPairFactory, OrganisationFactory, account
from factories.reference import RegionFactory

from padan.base.errors import NotAllowed
from padan.base.search import containing
from padan.organisations.actions import (
    EditedMeanwhile,
    FieldRefused,
    LooksAlike,
    NoPair,
    PairAnswered,
    add_contact,
    add_name,
    change_contact,
    close_body,
    drop_name,
    edit_body,
    keep_apart,
    open_body,
    open_companies,
    propose_pair,
    remove_contact,
    reopen_body,
    suggest_pairs,
)
from padan.organisations.models import Contact, LikelyPair, Organisation
from padan.organisations.queries import organisation_with_code
from padan.organisations.states import Kind, PairReason, PairState, RoleName
from padan.trail.models import Entry, Wording

pytestmark = pytest.mark.django_db


def opened(**told):
    known = {"kind": Kind.COMPANY, "name": "PT Contoh Baru", "forum": None, "region": None, "by": None}
    return open_body(**(known | {"at": timezone.now()} | told))


def found_by(words):
    return list(containing(Organisation.objects.order_by("pk"), "words_key", words))


def test_a_body_is_opened_with_its_numbers_in_digits_and_told():
    body = opened(name="  PT  Contoh   Baru ", nib="1234 5678 90123", npwp="01.234.567.8-901.234", wlkp="17113.2024")

    assert (body.name, body.nib, body.npwp, body.wlkp) == (
        "PT Contoh Baru",
        "1234567890123",
        "012345678901234",
        "17113.2024",
    )
    assert list(Entry.objects.values_list("verb", "thing_code")) == [("company.opened", body.code)]


@pytest.mark.parametrize(
    ("field", "text"),
    [("nib", "12345"), ("nib", "123456789012a"), ("npwp", "12345678901234567"), ("name", "  "), ("name", "12345"),
     ("name", "PT \u202eContoh"), ("address", "x" * 301)],
)  # fmt: skip
def test_what_cannot_be_kept_names_its_field_and_keeps_nothing(field, text):
    with pytest.raises(FieldRefused) as refused:
        opened(**{field: text})
    assert refused.value.field == field
    assert not Organisation.objects.exists()


def test_a_secretary_opens_under_her_own_forum_only():
    ours, theirs = OrganisationFactory.create_batch(2, forum_body=True)
    secretary = account(RoleName.SECRETARIAT, ours)

    assert opened(forum=ours, by=secretary).forum == ours
    with pytest.raises(NotAllowed):
        opened(name="PT Contoh Lain", forum=theirs, by=secretary)


def test_one_like_it_is_shown_first_and_opened_only_when_it_was_seen():
    region = RegionFactory()
    there = OrganisationFactory(name="CV Contoh Baru", region=region)
    far = OrganisationFactory(name="CV CONTOH BARU", region=RegionFactory())

    with pytest.raises(LooksAlike) as refused:
        opened(region=region)
    assert refused.value.bodies == [there]
    assert opened(region=region, despite=True).pk not in (there.pk, far.pk)


def test_letters_in_disguise_are_flagged_when_a_body_is_opened():
    with pytest.raises(LooksAlike) as refused:
        opened(name="PT \u041caju")
    assert "\u041c (U+041C)" in str(refused.value)


def test_the_same_name_in_the_same_place_and_the_same_nib_are_refused():
    there = OrganisationFactory(name="PT Contoh Baru", nib="1234567890123")

    with pytest.raises(FieldRefused) as name:
        opened(despite=True)
    with pytest.raises(FieldRefused) as nib:
        opened(name="PT Lain Sekali", nib="1234567890123", despite=True)

    assert (name.value.field, nib.value.field) == ("name", "nib")
    assert there.code in str(name.value)
    assert Organisation.objects.count() == 1


def test_two_who_edit_at_once_overwrite_nothing_and_the_second_sees_how_it_stands():
    body = OrganisationFactory(name="PT Contoh", address="Jalan Lama 1")
    told = {"body": body, "revision": body.revision, "by": None, "at": timezone.now()}

    edit_body(**told, address="Jalan Baru 2")
    with pytest.raises(EditedMeanwhile) as refused:
        edit_body(**told, address="Jalan Lain 3", nib="1234567890123")

    assert refused.value.stands.address == "Jalan Baru 2"
    body.refresh_from_db()
    assert (body.address, body.nib, body.revision) == ("Jalan Baru 2", "", 2)


def test_a_renamed_body_is_found_by_its_old_name_and_by_its_new_one():
    body = OrganisationFactory(name="PT Cahaya Lama")
    other = OrganisationFactory(name="PT Tidak Dicari")

    edit_body(body=body, revision=1, name="PT Surya Baru", by=None, at=timezone.now())

    assert found_by("cahaya lama") == found_by("surya baru") == [body]
    assert found_by("tidak dicari") == [other]
    assert [alias.name for alias in body.aliases.all()] == ["PT Cahaya Lama"]
    assert Wording.objects.get().changes == {"name": ["PT Cahaya Lama", "PT Surya Baru"]}


def test_a_name_given_back_is_no_former_name_any_more():
    body = OrganisationFactory(name="PT Satu")
    edit_body(body=body, revision=1, name="PT Dua", by=None, at=timezone.now())
    edit_body(body=body, revision=2, name="PT Satu", by=None, at=timezone.now())
    assert [alias.name for alias in body.aliases.all()] == ["PT Dua"]


def test_other_names_are_added_once_and_dropped():
    body = OrganisationFactory(name="PT Contoh")
    told = {"body": body, "by": None, "at": timezone.now()}

    add_name(**told, name="Contoh Grup")
    assert found_by("contoh grup") == [body]
    with pytest.raises(FieldRefused):
        add_name(**told, name="contoh  grup")
    drop_name(**told, name="Contoh Grup")
    assert found_by("grup") == []


def test_the_code_of_a_merged_body_leads_to_the_one_that_stayed():
    body = OrganisationFactory()
    AliasFactory(organisation=body, code="LBG-LAMA")
    assert organisation_with_code("LBG-LAMA") == body


def test_a_centre_is_never_turned_into_a_company_but_an_office_may_be_a_school():
    centre, office = OrganisationFactory(centre=True), OrganisationFactory(office=True)

    with pytest.raises(FieldRefused):
        edit_body(body=centre, revision=1, kind=Kind.COMPANY, by=None, at=timezone.now())
    changed = edit_body(body=office, revision=1, kind=Kind.SCHOOL, by=None, at=timezone.now())
    assert changed.kind == Kind.SCHOOL


def test_a_closed_body_keeps_its_rows_and_may_open_again():
    body = OrganisationFactory()
    close_body(body=body, closed_on=date(2024, 11, 1), by=None, at=timezone.now())
    assert Organisation.objects.get().closed_on == date(2024, 11, 1)
    reopen_body(body=body, by=None, at=timezone.now())
    assert Organisation.objects.get().closed_on is None


def test_employers_opened_in_bulk_are_found_by_words():
    open_companies(names=[("PT Massal Contoh", None)], forum_id=None, by=None, at=timezone.now(), source="contoh.csv")
    assert [body.core_key for body in found_by("massal")] == ["massal contoh"]


def test_a_contact_is_kept_in_one_form_and_the_trail_never_tells_her_phone():
    body, at = OrganisationFactory(), timezone.now()

    contact = add_contact(
        organisation=body, name="Ibu Contoh", phone="0812-3456-7890", email="Ibu@CONTOH.example", by=None, at=at
    )
    change_contact(contact=contact, position="HRD", by=None, at=at)
    contact.refresh_from_db()
    remove_contact(contact=contact, by=None, at=at)

    assert (contact.phone, contact.email, contact.position) == ("+6281234567890", "Ibu@contoh.example", "HRD")
    assert not Contact.objects.exists()
    assert list(Entry.objects.values_list("verb", flat=True)) == [
        "contact.added",
        "contact.changed",
        "contact.removed",
    ]
    assert "81234567890" not in str(list(Wording.objects.values_list("changes", flat=True)))


@pytest.mark.parametrize(
    ("field", "text"), [("phone", "telepon"), ("phone", "0812345678 / 0813456789"), ("email", "ibu@"), ("name", "123")]
)
def test_a_contact_that_cannot_be_reached_so_is_refused(field, text):
    with pytest.raises(FieldRefused) as refused:
        add_contact(
            organisation=OrganisationFactory(), **({"name": "Ibu Contoh"} | {field: text}), by=None, at=timezone.now()
        )
    assert refused.value.field == field


def test_a_company_keeps_its_own_contacts_and_no_others():
    ours, theirs = OrganisationFactory.create_batch(2)
    officer = account(RoleName.COMPANY_OFFICER, ours)

    add_contact(organisation=ours, name="Ibu Contoh", by=officer, at=timezone.now())
    with pytest.raises(NotAllowed):
        remove_contact(contact=ContactFactory(organisation=theirs), by=officer, at=timezone.now())
    assert Contact.objects.count() == 2


def test_pairs_are_suggested_once_and_a_no_is_never_asked_again():
    OrganisationFactory(name="PT Maju Jaya"), OrganisationFactory(name="CV Maju Jaya")
    OrganisationFactory(forum_body=True, name="Maju Jaya")

    assert [suggest_pairs(at=timezone.now()) for _ in range(2)] == [1, 0]
    keep_apart(pair=LikelyPair.objects.get(), by=None, at=timezone.now())
    assert suggest_pairs(at=timezone.now()) == 0
    assert LikelyPair.objects.get().state == "different"
    with pytest.raises(PairAnswered):
        keep_apart(pair=LikelyPair.objects.get(), by=None, at=timezone.now())


def test_an_open_pair_that_no_longer_holds_goes():
    pair = LikelyPairFactory(one__name="PT Satu", other__name="PT Dua")
    suggest_pairs(at=timezone.now())
    assert not LikelyPair.objects.filter(pk=pair.pk).exists()


def test_what_a_person_noticed_stays_through_the_night_and_is_asked_again_though_it_was_answered():
    one, other = OrganisationFactory(name="PT Satu"), OrganisationFactory(name="PT Dua")
    secretary = account(RoleName.SECRETARIAT, OrganisationFactory(forum_body=True))
    told = {"at": timezone.now()}

    with pytest.raises(NotAllowed):
        propose_pair(body=other, twin=one, by=secretary, **told)
    pairs = {propose_pair(body=body, twin=twin, by=None, **told) for body, twin in ((other, one), (one, other))}
    suggest_pairs(**told)
    (pair,) = LikelyPair.objects.all()
    assert pairs == {pair}
    assert (pair.one, pair.other, pair.reason) == (one, other, PairReason.NOTICED)

    keep_apart(pair=pair, by=None, **told)
    propose_pair(body=one, twin=other, by=None, **told)
    pair.refresh_from_db()
    assert (pair.state, pair.answered_at) == (PairState.OPEN, None)
    assert Entry.objects.filter(verb="pair.proposed").count() == 2


@pytest.mark.parametrize("what", ["itself", "forum"])
def test_a_body_is_no_pair_with_itself_nor_with_a_forum(what):
    body = OrganisationFactory()
    twin = body if what == "itself" else OrganisationFactory(forum_body=True)
    with pytest.raises(NoPair):
        propose_pair(body=body, twin=twin, by=None, at=timezone.now())
    assert not LikelyPair.objects.exists()


def test_suggestions_cost_the_same_questions_for_ten_bodies_as_for_two(django_assert_num_queries):
    OrganisationFactory(name="PT Maju Jaya"), OrganisationFactory(name="CV Maju Jaya")
    suggest_pairs(at=timezone.now())
    with django_assert_num_queries(4):
        suggest_pairs(at=timezone.now())
    for n in range(8):
        OrganisationFactory(name=f"Badan {n} Maju")
    with django_assert_num_queries(4):
        suggest_pairs(at=timezone.now())
