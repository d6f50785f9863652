from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone
from factories.agreements import AgreementFactory, DocumentFactory, PartyFactory, PromiseFactory
from factories.forum import ForumFactory
from factories.organisations import OrganisationFactory, account

from padan.agreements.actions.life import (
    AlreadySigned,
    NotComplete,
    NumberGiven,
    NumberTaken,
    Overtaken,
    TermInDisorder,
    TextAgreed,
    TextFrozen,
    TooFewParties,
    discard_draft,
    draft_agreement,
    edit_agreement,
    learn_words,
)
from padan.agreements.actions.parties import (
    PartyInUse,
    PartyTwice,
    add_party,
    edit_party,
    raise_party,
    remove_party,
)
from padan.agreements.models import Agreement, Party
from padan.agreements.states import AgreementKind, AgreementState, Scope
from padan.base.errors import NotAllowed
from padan.organisations.states import Kind, RoleName
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
SIDE = {"signatory": "Ibu Contoh", "position": "Direktur", "authority": "", "email": "", "phone": ""}


def told(by=None):
    return {"by": by, "at": timezone.now()}


def draft(state=AgreementState.DRAFT, sides=3, mark="", **columns):
    kinds = [Kind.CENTRE, Kind.COMPANY, Kind.OFFICE, Kind.ASSOCIATION, Kind.SCHOOL]
    bodies = [OrganisationFactory(kind=kinds[n % len(kinds)], name=f"Pihak {n}{mark}") for n in range(sides)]
    return AgreementFactory(state=state, parties=bodies, **columns)


def order_of(agreement):
    return [party.organisation.name for party in agreement.parties.order_by("order")]


def test_any_number_of_parties_of_any_kind_signs_in_the_order_that_was_chosen():
    agreement = draft(sides=2)

    for kind in (Kind.OFFICE, Kind.ASSOCIATION, Kind.SCHOOL):
        agreement.refresh_from_db()
        body = OrganisationFactory(kind=kind, name=f"Badan {kind.value}")
        party = add_party(agreement=agreement, organisation=body, revision=agreement.revision, **told())
    raise_party(party=party, revision=None, **told())

    assert order_of(agreement) == ["Pihak 0", "Pihak 1", "Badan office", "Badan school", "Badan association"]
    assert [party.order for party in agreement.parties.order_by("order")] == [1, 2, 3, 4, 5]


def test_a_body_is_a_party_once_and_two_always_remain():
    agreement = draft(sides=2)
    first = agreement.parties.first()

    with pytest.raises(PartyTwice, match="Pihak 0"):
        add_party(agreement=agreement, organisation=first.organisation, revision=1, **told())
    with pytest.raises(TooFewParties):
        remove_party(party=first, revision=1, **told())

    assert agreement.parties.count() == 2


def test_a_party_that_promised_something_does_not_leave_and_one_with_a_number_neither():
    agreement = draft(sides=4)
    first, second, third, fourth = agreement.parties.order_by("order")
    PromiseFactory(agreement=agreement, party=first)
    Party.objects.filter(pk=second.pk).update(number="7", number_year=2024)

    with pytest.raises(PartyInUse):
        remove_party(party=first, revision=1, **told())
    with pytest.raises(NumberGiven):
        remove_party(party=second, revision=1, **told())
    remove_party(party=third, revision=1, **told())

    assert order_of(agreement) == ["Pihak 0", "Pihak 1", "Pihak 3"]
    assert agreement.parties.get(pk=fourth.pk).order == 3


def test_of_eight_who_edit_one_draft_one_is_kept_and_seven_are_told():
    agreement = draft()
    outcomes = []
    for writer in range(8):
        try:
            edit_agreement(agreement=agreement, revision=1, title=f"Judul {writer}", scopes=[], **told())
        except Overtaken:
            outcomes.append("told")
        else:
            outcomes.append("kept")

    agreement.refresh_from_db()
    assert (outcomes, agreement.title, agreement.revision) == (["kept"] + ["told"] * 7, "Judul 0", 2)


def test_an_edit_that_is_refused_keeps_nothing_and_does_not_count():
    agreement = draft(starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1))

    with pytest.raises(TermInDisorder):
        edit_agreement(
            agreement=agreement, revision=1, title="Lain", ends_on=date(2024, 1, 1), scopes=[Scope.VISITS], **told()
        )

    agreement.refresh_from_db()
    assert (agreement.revision, agreement.ends_on, agreement.scopes.count()) == (1, date(2026, 1, 1), 0)


def test_scopes_are_replaced_as_a_whole_and_the_trail_tells_both():
    agreement = draft()
    edit_agreement(agreement=agreement, revision=1, scopes=[Scope.VISITS, Scope.TEACHING], **told())
    edit_agreement(agreement=agreement, revision=2, scopes=[Scope.TEACHING], **told())

    assert list(agreement.scopes.values_list("scope", flat=True)) == ["teaching"]
    assert Entry.objects.order_by("-seq").first().wording.changes == {"scopes": [["teaching", "visits"], ["teaching"]]}


def test_an_edit_that_changes_nothing_is_not_told_to_the_trail():
    agreement = draft()
    edit_agreement(agreement=agreement, revision=1, title=agreement.title, scopes=[], **told())

    assert not Entry.objects.exists()


def test_an_agreed_text_is_reopened_before_it_changes_and_a_signed_one_never_does():
    agreed = draft(AgreementState.AGREED)
    signed = draft(AgreementState.SIGNED, mark=" lain", signed_on=date(2024, 1, 1))

    with pytest.raises(TextAgreed):
        edit_agreement(agreement=agreed, revision=1, title="Lain", scopes=[], **told())
    with pytest.raises(AlreadySigned):
        edit_agreement(agreement=signed, revision=1, title="Lain", scopes=[], **told())
    with pytest.raises(AlreadySigned):
        edit_party(party=signed.parties.first(), revision=1, number="", **SIDE, **told())


def test_a_frozen_text_holds_its_parties_its_signatories_and_its_numbers():
    agreement = draft(AgreementState.SCHEDULED)
    DocumentFactory(agreement=agreement, frozen=True)
    party = agreement.parties.first()

    with pytest.raises(TextFrozen):
        edit_party(party=party, revision=1, number="", **(SIDE | {"signatory": ""}), **told())
    with pytest.raises(TextFrozen):
        remove_party(party=party, revision=1, **told())

    party.refresh_from_db()
    assert party.signatory == "Direktur Contoh"


def test_a_signatory_does_not_disappear_from_a_scheduled_agreement():
    agreement = draft(AgreementState.SCHEDULED, starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1))
    for n, row in enumerate(agreement.parties.all()):
        Party.objects.filter(pk=row.pk).update(number=f"{n}/2024", number_year=2024)
    party = agreement.parties.first()

    with pytest.raises(NotComplete, match="Pihak 0"):
        edit_party(party=party, revision=1, number="0/2024", **(SIDE | {"signatory": ""}), **told())
    edit_party(party=party, revision=1, number="0/2024", **(SIDE | {"signatory": "Ibu Pengganti"}), **told())

    party.refresh_from_db()
    assert party.signatory == "Ibu Pengganti"


def test_a_number_stands_under_one_agreement_of_its_issuer_and_year():
    body = OrganisationFactory()
    older = AgreementFactory(title="Perjanjian lama", parties=[body])
    edit_party(party=older.parties.get(), revision=1, number="014/PKS/2024", **SIDE, **told())
    newer, other = PartyFactory(organisation=body), PartyFactory()

    with pytest.raises(NumberTaken, match="Perjanjian lama"):
        edit_party(party=newer, revision=1, number=" 014/PKS/2024 ", **SIDE, **told())
    edit_party(party=newer, revision=1, number="014/PKS/2025", **SIDE, **told())
    edit_party(party=other, revision=1, number="014/PKS/2024", **SIDE, **told())

    assert sorted(Party.objects.values_list("number", "number_year")) == [
        ("014/PKS/2024", 2024),
        ("014/PKS/2024", 2024),
        ("014/PKS/2025", 2025),
    ]


def test_two_sides_of_a_new_draft_do_not_take_a_number_that_stands():
    body = OrganisationFactory()
    PartyFactory(organisation=body, number="3/2024", number_year=2024)
    sides = [{"organisation": body, "number": "3/2024"}, {"organisation": OrganisationFactory()}]

    with pytest.raises(NumberTaken), transaction.atomic():
        draft_agreement(forum=ForumFactory(), kind=AgreementKind.JOINT, title="Baru", parties=sides, **told())

    assert not Agreement.objects.filter(title="Baru").exists()


def test_a_party_writes_its_own_signatory_while_the_draft_is_in_review_and_nobody_elses():
    agreement = draft(AgreementState.IN_REVIEW)
    ours, theirs = agreement.parties.all()[1], agreement.parties.all()[0]
    officer = account(RoleName.COMPANY_OFFICER, ours.organisation)

    edit_party(party=ours, revision=1, number="7/LGL/2024", **(SIDE | {"signatory": "Ibu Baru"}), **told(officer))
    with pytest.raises(NotAllowed):
        edit_party(party=theirs, revision=2, number="", **SIDE, **told(officer))
    with pytest.raises(NotAllowed):
        edit_agreement(agreement=agreement, revision=2, title="Lain", scopes=[], **told(officer))
    Agreement.objects.filter(pk=agreement.pk).update(state=AgreementState.DRAFT)
    with pytest.raises(TextAgreed):
        edit_party(party=ours, revision=2, number="", **SIDE, **told(officer))

    ours.refresh_from_db()
    assert (ours.signatory, ours.number) == ("Ibu Baru", "7/LGL/2024")


def test_an_agreement_is_found_by_its_parties_and_their_numbers_as_they_are_now():
    agreement = draft()
    party = agreement.parties.first()
    edit_party(party=party, revision=1, number="HK.05/9/2024", **SIDE, **told())
    party.organisation.name = "Balai Nama Baru"
    party.organisation.save()
    learn_words(agreement)

    agreement.refresh_from_db()
    assert agreement.title_key == "pelatihan dan penyerapan juru las balai nama baru pihak 1 pihak 2 hk.05/9/2024"


def test_a_draft_is_discarded_and_the_trail_keeps_its_name():
    agreement = draft()
    DocumentFactory(agreement=agreement)
    PromiseFactory(agreement=agreement, party=agreement.parties.first())

    discard_draft(agreement=agreement, **told())

    assert not Agreement.objects.exists()
    entry = Entry.objects.get()
    assert (entry.verb, entry.wording.changes["title"]) == ("agreement.discarded", [agreement.title, ""])


def test_what_is_agreed_or_numbered_or_leant_on_is_not_discarded():
    numbered, agreed = draft(), draft(AgreementState.AGREED, mark=" lain")
    Party.objects.filter(pk=numbered.parties.first().pk).update(number="1", number_year=2024)

    with pytest.raises(NumberGiven):
        discard_draft(agreement=numbered, **told())
    with pytest.raises(AlreadySigned):
        discard_draft(agreement=agreed, **told())

    assert Agreement.objects.count() == 2
