from datetime import date

import pytest
from django.utils import timezone
from factories.agreements import AgreementFactory
from factories.forum import EventFactory, ForumFactory
from factories.organisations import OrganisationFactory, account

from padan.agreements.actions.life import (
    AlreadySigned,
    NotComplete,
    TermInDisorder,
    TooFewParties,
    activate,
    agree,
    begin_to_expire,
    draft_agreement,
    expire,
    pulse_of,
    reopen_draft,
    schedule,
    send_to_review,
    set_pulse,
    sign_agreement,
    terminate,
)
from padan.agreements.actions.promises import NotAParty, add_promise
from padan.agreements.actions.targets import set_target
from padan.agreements.models import Agreement
from padan.agreements.states import AgreementKind, AgreementState, PromiseKind, Pulse
from padan.base.errors import NotAllowed, TransitionDenied
from padan.organisations.states import RoleName
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 14)


def told(by=None):
    return {"by": by, "at": timezone.now()}


def signs(position):
    return {"signatory": "Ibu Contoh", "position": position}


def drafted(forum, **columns):
    sides = [
        {"organisation": OrganisationFactory(centre=True), **signs("Kepala Balai"), "number": "014/PKS/2024"},
        {"organisation": OrganisationFactory(), **signs("Direktur"), "number": "7/LGL/2024"},
    ]
    columns = {"starts_on": DAY, "ends_on": date(2026, 11, 13)} | columns
    return draft_agreement(forum=forum, kind=AgreementKind.COOPERATION, title="Las", parties=sides, **columns, **told())


def test_an_agreement_goes_from_draft_to_its_end_and_the_trail_tells_each_step():
    forum = ForumFactory()
    secretary = account(RoleName.SECRETARIAT, forum.organisation)
    agreement, event = drafted(forum), EventFactory(forum=forum)

    send_to_review(agreement=agreement, **told())
    agree(agreement=agreement, **told(secretary))
    schedule(agreement=agreement, event=event, **told(secretary))
    sign_agreement(agreement=agreement, signed_on=DAY, **told(secretary))
    activate(agreement=agreement, today=DAY, **told(secretary))
    with pytest.raises(TermInDisorder):
        expire(agreement=agreement, today=date(2026, 11, 13), **told())
    begin_to_expire(agreement=agreement, today=date(2026, 8, 20), **told())
    agreement = expire(agreement=agreement, today=date(2026, 11, 14), **told())

    assert (agreement.state, agreement.signed_on, agreement.event) == (AgreementState.EXPIRED, DAY, event)
    assert list(Entry.objects.order_by("seq").values_list("verb", flat=True)) == [
        f"agreement.{step}"
        for step in ("drafted", "in_review", "agreed", "scheduled", "signed", "activated", "expiring", "expired")
    ]


def test_an_agreement_takes_two():
    forum, body = ForumFactory(), OrganisationFactory()

    for parties in ([{"organisation": body}], [{"organisation": body}, {"organisation": body}]):
        with pytest.raises(TooFewParties):
            draft_agreement(forum=forum, kind=AgreementKind.MEMORANDUM, title="Sendiri", parties=parties, **told())
    assert not Agreement.objects.exists()


def test_nothing_is_scheduled_with_a_number_missing_and_the_refusal_names_who():
    agreement = drafted(ForumFactory())
    send_to_review(agreement=agreement, **told())
    agree(agreement=agreement, **told())
    second = agreement.parties.last()
    second.number = ""
    second.save()

    with pytest.raises(NotComplete, match=second.organisation.name):
        schedule(agreement=agreement, event=EventFactory(forum=agreement.forum), **told())


def test_no_text_is_agreed_without_a_term():
    agreement = drafted(ForumFactory(), ends_on=None)
    send_to_review(agreement=agreement, **told())

    with pytest.raises(NotComplete, match="last day"):
        agree(agreement=agreement, **told())


def test_a_draft_is_not_signed_and_what_is_signed_is_not_signed_again():
    agreement = drafted(ForumFactory())

    with pytest.raises(TransitionDenied):
        sign_agreement(agreement=agreement, signed_on=DAY, **told())
    Agreement.objects.filter(pk=agreement.pk).update(state=AgreementState.SCHEDULED)
    sign_agreement(agreement=agreement, signed_on=DAY, **told())
    with pytest.raises(AlreadySigned):
        sign_agreement(agreement=agreement, signed_on=DAY, **told())


def test_an_agreement_is_not_signed_after_its_own_end():
    agreement = AgreementFactory(state=AgreementState.SCHEDULED, starts_on=date(2022, 1, 1), ends_on=date(2023, 1, 1))

    with pytest.raises(TermInDisorder):
        sign_agreement(agreement=agreement, signed_on=DAY, **told())


def test_an_agreed_text_may_go_back_to_the_table():
    agreement = AgreementFactory(state=AgreementState.AGREED)

    assert reopen_draft(agreement=agreement, reason="Pasal 4", **told()).state == AgreementState.DRAFT


def test_an_agreement_wakes_on_its_first_day_and_ends_early_only_with_a_reason_on_record():
    agreement = AgreementFactory(state=AgreementState.SIGNED, signed_on=DAY, starts_on=date(2024, 12, 1))

    with pytest.raises(TermInDisorder):
        activate(agreement=agreement, today=DAY, **told())
    terminate(agreement=agreement, ended_on=DAY, reason="Pabrik tutup", **told())

    assert Entry.objects.get().wording.changes["reason"] == ["", "Pabrik tutup"]


def test_parties_read_and_do_not_write():
    company = OrganisationFactory()
    agreement = AgreementFactory(state=AgreementState.AGREED, parties=[OrganisationFactory(centre=True), company])

    with pytest.raises(NotAllowed):
        terminate(agreement=agreement, ended_on=DAY, reason="x", **told(account(RoleName.COMPANY_OFFICER, company)))


def test_promises_are_written_before_the_signature_and_by_a_party():
    agreement = drafted(ForumFactory())
    promise = {"kind": PromiseKind.EQUIPMENT, "words": "Dua mesin las", "quantity": 2, "unit": "mesin"}

    add_promise(agreement=agreement, party=agreement.parties.last(), **promise, **told())
    with pytest.raises(NotAParty):
        add_promise(agreement=agreement, party=drafted(agreement.forum).parties.last(), **promise, **told())
    Agreement.objects.filter(pk=agreement.pk).update(state=AgreementState.SIGNED, signed_on=DAY)
    with pytest.raises(AlreadySigned):
        add_promise(agreement=agreement, party=agreement.parties.last(), **promise, **told())

    assert agreement.promises.count() == 1


def test_the_trail_hears_of_a_pulse_only_when_it_changes():
    agreement = AgreementFactory(running=True)

    for _ in range(2):
        set_pulse(agreement=agreement, last_activity_on=date(2024, 4, 2), today=DAY, **told())

    assert [entry.wording.changes["pulse"] for entry in Entry.objects.all()] == [["awake", "asleep"]]


def test_a_target_runs_forward():
    forum = ForumFactory()
    period = {"starts_on": date(2023, 1, 1), "ends_on": date(2025, 12, 31)}

    assert set_target(forum=forum, words="300 mitra", value=300, **period, **told()).value == 300
    with pytest.raises(TermInDisorder):
        set_target(forum=forum, words="300 mitra", value=300, starts_on=DAY, ends_on=DAY, **told())


@pytest.mark.parametrize(
    ("days", "pulse"),
    [(0, Pulse.AWAKE), (89, Pulse.AWAKE), (90, Pulse.DOZING), (179, Pulse.DOZING), (180, Pulse.ASLEEP)],
)
def test_an_agreement_dozes_after_90_days_and_sleeps_after_180(days, pulse):
    last = date.fromordinal(DAY.toordinal() - days)

    assert pulse_of(last, DAY) == pulse
