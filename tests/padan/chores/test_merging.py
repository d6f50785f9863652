import importlib
import pkgutil

import factories
import pytest
from django.db import connection
from django.utils import timezone
from factories.agreements import (
    AgreementFactory,
    DocumentFactory,
    NumberPatternFactory,
    PartyFactory,
)
from factories.curricula import ProgrammeFactory
from factories.forum import InvitationFactory
from factories.intake import MappingFactory
from factories.needs import NeedFactory
from factories.openings import OpeningFactory
from factories.organisations import (
    AliasFactory,
    ContactFactory,
    LikelyPairFactory,
    OrganisationFactory,
    RoleFactory,
    account,
)
from factories.people import UserFactory
from factories.reference import RegionFactory
from factory.django import DjangoModelFactory

from padan.base.errors import NotAllowed
from padan.base.search import containing
from padan.chores.actions.merging import BodyInUse, MergeRefused, merge_organisations, remove_organisation
from padan.chores.queries import RESOLVED, hanging_on, obstacles
from padan.chores.schema import named, relations_to
from padan.forum.models import Decision
from padan.needs.models import Need
from padan.organisations.actions import BodyGone, EditedMeanwhile, edit_body, keep_apart
from padan.organisations.models import Alias, Contact, LikelyPair, Organisation, Role
from padan.organisations.queries import organisation_with_code
from padan.organisations.states import Kind, PairState, RoleName
from padan.people.actions import issue_link
from padan.people.queries import links_to
from padan.trail.models import Entry, Wording

pytestmark = pytest.mark.django_db


def merge(keep, away, by=None):
    return merge_organisations(keep=keep, away=away, by=by, at=timezone.now())


def factory_of(model):
    """The factory of a table, from the file of its room or one named after it (``overseas_papers``)."""
    room = model._meta.app_label
    files = [
        name for _, name, _ in pkgutil.iter_modules(factories.__path__) if name == room or name.startswith(f"{room}_")
    ]
    return next(
        made
        for name in files
        for made in vars(importlib.import_module(f"factories.{name}")).values()
        if isinstance(made, type) and issubclass(made, DjangoModelFactory) and made._meta.model is model
    )


def one_row_for_every_key(body):
    """A row of every table that points to ``body``, by each of its keys."""
    made = []
    for model, field in relations_to(Organisation):
        if named(model, field).startswith("organisations.LikelyPair"):
            continue
        more = {"task": True} if model is Decision else {}
        made.append((model, field, factory_of(model)(**{field.name: body}, **more)))
    return made


def pointing_to(pk):
    """Every column of the database, as the database tells it, that still points to the body."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            relations = connection.introspection.get_relations(cursor, table)
            for column, (_other, target, *_rest) in relations.items():
                if target == Organisation._meta.db_table:
                    cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}" = %s', [pk])
                    found += [f"{table}.{column}"] * bool(cursor.fetchone()[0])
    return sorted(found)


def test_every_row_of_every_table_moves():
    keep, away = OrganisationFactory(name="PT Contoh Sisa"), OrganisationFactory(name="PT Contoh Pergi")
    made, gone = one_row_for_every_key(away), away.pk
    columns = {f"{model._meta.db_table}.{field.column}" for model, field, _row in made}
    assert len(columns) >= 18
    assert set(pointing_to(gone)) == columns

    merge(keep, away)

    assert pointing_to(gone) == []
    assert columns <= set(pointing_to(keep.pk))
    for model, field, row in made:
        assert getattr(model._base_manager.get(pk=row.pk), field.attname) == keep.pk, named(model, field)


def test_the_walk_knows_every_key_the_database_knows():
    with connection.cursor() as cursor:
        known = {
            f"{table}.{column}"
            for table in connection.introspection.table_names(cursor)
            for column, told in connection.introspection.get_relations(cursor, table).items()
            if told[1] == Organisation._meta.db_table
        }
    walked = {f"{model._meta.db_table}.{field.column}" for model, field in relations_to(Organisation)}
    assert walked == known
    assert {named(model, field) for model, field in relations_to(Organisation)} >= RESOLVED


def test_old_names_and_the_old_code_lead_to_the_body_that_stayed():
    keep, away = OrganisationFactory(name="PT Tetap"), OrganisationFactory(name="PT Hilang Nama")
    AliasFactory(organisation=away, name="Hilang Lama")
    AliasFactory(organisation=away, name="PT Lebih Dulu", code="LBG-DULU")

    merge(keep, away)

    for words in ("hilang nama", "hilang lama", "lebih dulu", "tetap"):
        assert list(containing(Organisation.objects.order_by("pk"), "words_key", words)) == [keep]
    assert organisation_with_code(away.code) == organisation_with_code("LBG-DULU") == keep


def test_what_was_asked_of_the_merged_body_is_found_by_both_names():
    keep, away = OrganisationFactory(name="PT Tetap"), OrganisationFactory(name="PT Hilang")
    need = NeedFactory(company=away, words="Juru las")

    merge(keep, away)

    for words in ("tetap las", "hilang las"):
        assert list(containing(Need.objects.order_by("pk"), "words_key", words)) == [need]


def test_empty_columns_are_filled_and_what_stood_stays():
    region = RegionFactory()
    keep = OrganisationFactory(address="Jalan Tetap 1")
    away = OrganisationFactory(address="Jalan Pergi 2", nib="1234567890123", npwp="123456789012345", region=region)

    merge(keep, away)

    keep.refresh_from_db()
    assert (keep.address, keep.nib, keep.npwp, keep.region) == (
        "Jalan Tetap 1",
        "1234567890123",
        "123456789012345",
        region,
    )


def test_links_that_are_out_open_the_body_that_stayed():
    keep, away = OrganisationFactory.create_batch(2)
    link, _token = issue_link(act="body.told", thing=away, recipient="Ibu Contoh", by=None, at=timezone.now())
    merge(keep, away)
    assert [one.code for one in links_to(keep)] == [link.code]


def test_the_trail_tells_what_moved_and_keeps_the_code_that_went():
    keep, away = OrganisationFactory(), OrganisationFactory(name="PT Pergi")
    NeedFactory(company=away)

    merge(keep, away)

    assert list(Entry.objects.values_list("verb", "thing_code")) == [
        ("company.merged_into", away.code),
        ("company.merged", keep.code),
    ]
    told = Wording.objects.get(entry__verb="company.merged").changes
    assert told["merged"] == ["", f"{away.code} PT Pergi"]
    assert told["moved"] == ["", {"needs.Need.company": 1}]


def test_frozen_texts_of_agreements_are_not_rewritten():
    keep, away = OrganisationFactory(name="PT Tetap"), OrganisationFactory(name="PT Pergi")
    agreement = AgreementFactory(running=True, parties=[away, OrganisationFactory(centre=True)])
    document = DocumentFactory(
        frozen=True, agreement=agreement, context={"party": "PT Pergi"}, text=[{"key": "1", "words": "PT Pergi"}]
    )
    before = (document.context, document.text, document.text_sha256)

    merge(keep, away)

    document.refresh_from_db()
    assert (document.context, document.text, document.text_sha256) == before
    assert agreement.parties.filter(organisation=keep).count() == 1


def test_two_parties_of_one_agreement_are_not_one():
    keep, away = OrganisationFactory.create_batch(2)
    agreement = AgreementFactory(running=True, title="Kerja sama contoh", parties=[keep, away])

    with pytest.raises(MergeRefused) as refused:
        merge(keep, away)

    assert agreement.code in str(refused.value)
    assert agreement.parties.filter(organisation=away).exists()
    assert not Entry.objects.exists()


def test_a_number_given_twice_in_a_year_and_a_source_brought_twice_keep_two_apart():
    keep, away = OrganisationFactory.create_batch(2)
    for body in (keep, away):
        PartyFactory(organisation=body, number="12/PKS/2024", number_year=2024)
        OpeningFactory(owner=body, external_ref="REF-1")
        ProgrammeFactory(centre=body, name="Juru Las")

    told = obstacles(keep, away)

    assert len(told) == 3
    assert "12/PKS/2024" in " ".join(told)
    assert "Juru Las" in " ".join(told)


@pytest.mark.parametrize(
    ("one", "other"), [(Kind.CENTRE, Kind.COMPANY), (Kind.FORUM, Kind.FORUM), (Kind.COMPANY, Kind.FORUM)]
)
def test_bodies_of_other_kinds_and_forums_are_not_merged(one, other):
    keep, away = OrganisationFactory(kind=one), OrganisationFactory(kind=other)
    with pytest.raises(MergeRefused):
        merge(keep, away)
    assert Organisation.objects.filter(pk=away.pk).exists()


def test_a_body_is_not_merged_with_itself():
    body = OrganisationFactory()
    with pytest.raises(MergeRefused):
        merge(body, body)


def test_a_role_held_at_both_is_held_once_and_a_contact_of_both_stands_once():
    keep, away = OrganisationFactory.create_batch(2)
    user = UserFactory()
    for body in (keep, away):
        RoleFactory(user=user, name=RoleName.COMPANY_OFFICER, organisation=body)
        ContactFactory(organisation=body, name="Ibu Contoh", phone="+6281234567890")
        MappingFactory(organisation=body, headings="ab" * 32)
        NumberPatternFactory(organisation=body)
        AliasFactory(organisation=body, name="Nama Bersama")
    ContactFactory(organisation=away, name="Ibu Contoh", phone="+6281200000000")
    invited = InvitationFactory(contact=away.contacts.get(phone="+6281234567890"))

    merge(keep, away)

    invited.refresh_from_db()
    assert invited.contact == keep.contacts.get(phone="+6281234567890")

    assert Role.objects.filter(user=user, organisation=keep, ended_at=None).count() == 1
    assert Role.objects.filter(user=user, organisation=keep).count() == 2
    assert sorted(Contact.objects.values_list("phone", flat=True)) == ["+6281200000000", "+6281234567890"]
    assert Alias.objects.filter(organisation=keep, name="Nama Bersama").count() == 1


def test_a_no_about_the_one_is_a_no_about_the_other():
    third, keep, away = OrganisationFactory.create_batch(3)
    keep_apart(pair=LikelyPairFactory(one=third, other=away), by=None, at=timezone.now())
    LikelyPairFactory(one=third, other=keep)
    LikelyPairFactory(one=keep, other=away)

    merge(keep, away)

    pair = LikelyPair.objects.get()
    assert (pair.one, pair.other, pair.state) == (third, keep, PairState.DIFFERENT)


def test_a_secretary_merges_what_she_keeps_and_nothing_else():
    ours, theirs = OrganisationFactory.create_batch(2, forum_body=True)
    secretary = account(RoleName.SECRETARIAT, ours)
    keep, away = OrganisationFactory.create_batch(2, forum=ours)

    with pytest.raises(NotAllowed):
        merge(keep, OrganisationFactory(forum=theirs), by=secretary)
    assert merge(keep, away, by=secretary) == keep


def test_the_second_of_two_who_merge_at_once_and_whoever_edits_meanwhile_are_told():
    keep, away = OrganisationFactory.create_batch(2)
    told = {"by": None, "at": timezone.now()}
    revision = keep.revision
    as_shown = Organisation.objects.get(pk=away.pk)

    merge(keep, away)

    with pytest.raises(BodyGone):
        merge(keep, as_shown)
    with pytest.raises(BodyGone):
        merge(as_shown, keep)
    with pytest.raises(BodyGone):
        edit_body(body=as_shown, revision=1, address="Jalan 1", **told)
    with pytest.raises(EditedMeanwhile):
        edit_body(body=keep, revision=revision, address="Jalan 1", **told)


def test_what_hangs_on_bodies_is_counted_in_a_fixed_number_of_questions(django_assert_num_queries):
    bodies = OrganisationFactory.create_batch(4)
    NeedFactory.create_batch(2, company=bodies[0])
    AgreementFactory(parties=bodies[:2])

    with django_assert_num_queries(5):
        found = hanging_on(bodies)

    assert [(str(label), number) for label, number in found[bodies[0].pk]] == [("needs", 2), ("agreements", 1)]
    assert found[bodies[3].pk] == []


def test_a_body_opened_by_mistake_goes_and_one_in_use_stays():
    body, used, signed = OrganisationFactory.create_batch(3)
    NeedFactory(company=used)
    agreement = AgreementFactory(running=True, parties=[signed])

    remove_organisation(body=body, by=None, at=timezone.now())
    with pytest.raises(BodyInUse) as in_use:
        remove_organisation(body=used, by=None, at=timezone.now())
    with pytest.raises(BodyInUse) as has_signed:
        remove_organisation(body=signed, by=None, at=timezone.now())

    assert "need (1)" in str(in_use.value)
    assert agreement.code in str(has_signed.value)
    assert set(Organisation.objects.filter(pk__in=[body.pk, used.pk, signed.pk])) == {used, signed}
