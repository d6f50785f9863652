from datetime import date, timedelta

import pytest
from django.utils import timezone
from factories.agreements import AgreementFactory, AgreementScopeFactory, DocumentFactory, PromiseFactory
from factories.needs import NeedFactory
from factories.organisations import OrganisationFactory

from padan.agreements.actions.life import TermInDisorder, activate, expire, follow_calendar, terminate
from padan.agreements.actions.renewal import (
    NotInForce,
    RenewedAlready,
    begin_renewal,
    move_end,
)
from padan.agreements.models import Agreement, Party
from padan.agreements.queries.life import chain_of
from padan.agreements.states import AgreementState, DocumentKind, DocumentState, PromiseKind, Scope
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
END = date(2026, 3, 5)
COMPLETE = {"state": DocumentState.COMPLETE, "frozen_at": timezone.now(), "text_sha256": "5d" * 32}


def told():
    return {"by": None, "at": timezone.now()}


def running(**columns):
    return AgreementFactory(running=True, parties=[OrganisationFactory(centre=True), OrganisationFactory()], **columns)


def signed(agreement):
    Agreement.objects.filter(pk=agreement.pk).update(state=AgreementState.SIGNED, signed_on=date(2026, 2, 1))
    agreement.refresh_from_db()
    return agreement


def test_a_renewal_carries_over_what_nobody_should_type_twice():
    old = running()
    AgreementScopeFactory(agreement=old, scope=Scope.VISITS)
    centre, company = old.parties.order_by("order")
    Party.objects.filter(pk=company.pk).update(email="hrd@contoh.example", number="7/2024", number_year=2024)
    need = NeedFactory()
    PromiseFactory(agreement=old, party=company, need=need, words="Menerima lulusan", due_on=date(2024, 12, 31))
    PromiseFactory(agreement=old, party=company, kind=PromiseKind.TEACH, kept_on=date(2024, 5, 1))

    new = begin_renewal(agreement=old, **told())

    assert (new.state, new.renews, new.starts_on, new.ends_on) == (
        AgreementState.DRAFT,
        old,
        date(2026, 3, 6),
        date(2028, 3, 5),
    )
    assert [
        (party.organisation, party.signatory, party.email, party.number) for party in new.parties.order_by("order")
    ] == [
        (centre.organisation, "Direktur Contoh", "", ""),
        (company.organisation, "Direktur Contoh", "hrd@contoh.example", ""),
    ]
    assert list(new.scopes.values_list("scope", flat=True)) == ["visits"]
    promise = new.promises.get()
    assert (promise.words, promise.need, promise.party.organisation) == ("Menerima lulusan", need, company.organisation)
    assert promise.due_on - new.starts_on == date(2024, 12, 31) - old.starts_on


def test_an_agreement_is_followed_by_one_other():
    old = running()
    new = begin_renewal(agreement=old, **told())

    with pytest.raises(RenewedAlready, match=new.code):
        begin_renewal(agreement=old, **told())
    with pytest.raises(NotInForce):
        begin_renewal(agreement=new, **told())

    assert chain_of(old) == chain_of(new) == [old, new]


def test_the_old_agreement_ends_as_renewed_on_the_first_day_of_the_new_one():
    old = running()
    new = signed(begin_renewal(agreement=old, **told()))

    with pytest.raises(TermInDisorder):
        activate(agreement=new, today=END, **told())
    old.refresh_from_db()
    assert old.state == AgreementState.ACTIVE
    activate(agreement=new, today=END + timedelta(days=1), **told())

    old.refresh_from_db()
    assert old.state == AgreementState.RENEWED
    assert list(Entry.objects.filter(thing_code=old.code).order_by("seq").values_list("verb", flat=True)) == [
        "agreement.renewal_begun",
        "agreement.renewed",
    ]


def test_with_a_signed_renewal_an_agreement_does_not_expire_and_with_a_draft_it_does():
    kept, lost = running(state=AgreementState.EXPIRING), running(state=AgreementState.EXPIRING)
    signed(begin_renewal(agreement=kept, **told()))
    begin_renewal(agreement=lost, **told())

    after = [expire(agreement=row, today=END + timedelta(days=1), **told()).state for row in (kept, lost)]

    assert after == [AgreementState.RENEWED, AgreementState.EXPIRED]


def test_the_calendar_moves_every_agreement_whose_day_has_come_once():
    today = date(2026, 1, 1)
    starting = AgreementFactory(state=AgreementState.SIGNED, signed_on=today, starts_on=today)
    later = AgreementFactory(state=AgreementState.SIGNED, signed_on=today, starts_on=date(2026, 2, 1))
    near, long_over = running(), running(ends_on=date(2025, 12, 1))

    assert follow_calendar(today=today, at=timezone.now()) == {
        AgreementState.ACTIVE: 1,
        AgreementState.EXPIRING: 2,
        AgreementState.EXPIRED: 1,
    }
    assert follow_calendar(today=today, at=timezone.now()) == {}
    states = {row.pk: row.state for row in Agreement.objects.all()}
    assert [states[row.pk] for row in (starting, later, near, long_over)] == ["active", "signed", "expiring", "expired"]


def test_an_addendum_moves_the_end_once_all_have_signed_and_the_agreement_is_awake_again():
    agreement = running(state=AgreementState.EXPIRING)
    document = DocumentFactory(agreement=agreement, kind=DocumentKind.ADDENDUM, new_ends_on=date(2027, 3, 5))

    with pytest.raises(TermInDisorder):
        move_end(document=document, today=date(2026, 1, 5), **told())
    for column, value in COMPLETE.items():
        setattr(document, column, value)
    document.save()
    agreement = move_end(document=document, today=date(2026, 1, 5), **told())

    assert (agreement.ends_on, agreement.state) == (date(2027, 3, 5), AgreementState.ACTIVE)
    assert Entry.objects.get(verb="agreement.end_moved").wording.changes["ends_on"] == ["2026-03-05", "2027-03-05"]


def test_an_addendum_does_not_move_the_end_of_what_has_ended():
    agreement = running()
    document = DocumentFactory(
        agreement=agreement, kind=DocumentKind.ADDENDUM, **COMPLETE, new_ends_on=date(2027, 3, 5)
    )
    terminate(agreement=agreement, ended_on=date(2025, 1, 1), reason="Pabrik tutup", **told())

    with pytest.raises(NotInForce):
        move_end(document=document, today=date(2026, 1, 5), **told())

    agreement.refresh_from_db()
    assert agreement.ends_on == END


def test_a_term_of_days_is_followed_by_one_as_long_and_an_open_one_by_an_open_one():
    days, open_ended = running(ends_on=date(2024, 3, 16)), running(ends_on=None)

    terms = [begin_renewal(agreement=row, **told()) for row in (days, open_ended)]

    assert [(new.starts_on, new.ends_on) for new in terms] == [(date(2024, 3, 17), date(2024, 3, 27)), (None, None)]
