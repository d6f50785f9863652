"""Permits before anybody is attached, and after; money beside the rules; alarms that somebody must look at."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from factories.organisations import OrganisationFactory, account
from factories.overseas import (
    AlarmFactory,
    CandidateFactory,
    CheckInFactory,
    FeeRuleFactory,
    PermitFactory,
    SchemeStageFactory,
    SchemeVersionFactory,
    whole_version,
)
from factories.overseas_papers import CandidatePaperFactory
from factories.people import PersonFactory
from factories.reference import RegionFactory

from padan.base.errors import NotAllowed, TransitionDenied
from padan.base.sealing import unseal
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.overseas.actions.alarms import (
    AlarmNotTaken,
    close_alarm,
    escalate_alarms,
    give_back_alarm,
    note_step,
    take_alarm,
)
from padan.overseas.actions.following import follow_overseas
from padan.overseas.actions.payments import (
    AmountUnclear,
    PaymentKnown,
    note_paid,
    payment_link,
    record_payment,
    withdraw_payment,
)
from padan.overseas.actions.permits import (
    NotOnRoute,
    PermitKnown,
    PermitMissing,
    attach_partner,
    check_permit,
    detach_partner,
    record_permit,
    revoke_permit,
)
from padan.overseas.models import Alarm, AlarmCandidate, Payment, Permit
from padan.overseas.queries.protection import (
    alarms_of,
    number_of_alarms,
    partners_open_to,
    payments_open_to,
    totals_by_partner,
    totals_of,
)
from padan.overseas.states import AlarmKind, AlarmLevel, AlarmState, CandidateState, PermitState
from padan.people.models import Message, SignedLink
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
TODAY = date(2024, 11, 15)


@pytest.fixture
def forum():
    return OrganisationFactory(forum_body=True, region=RegionFactory(code="32"))


@pytest.fixture
def centre(forum):
    return OrganisationFactory(centre=True, forum=forum)


@pytest.fixture
def partner(forum):
    return OrganisationFactory(forum=forum, name="PT Jalan Terang")


def said(**more):
    return {"by": None, "at": AT, "today": TODAY} | more


def write(organisation, **more):
    told = {"kind": "so", "number": "KEP.123/LATTAS/2024", "issued_on": date(2024, 1, 2), "source": "Daftar SO"}
    return record_permit(organisation=organisation, **told | {"expires_on": date(2027, 1, 1)} | more, **said())


def night(day=TODAY):
    return follow_overseas(today=day, at=AT + (day - TODAY))


def kinds(**more):
    return sorted(Alarm.objects.filter(**more).values_list("kind", flat=True))


# --- permits --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("permit", "sentence"),
    [
        (None, "No permit of PT Jalan Terang"),
        ({"kind": "lpk"}, "No permit of PT Jalan Terang"),
        ({"expires_on": date(2024, 11, 14)}, "ran out on 14 November 2024"),
        ({"revoked_on": date(2024, 11, 15), "revoke_words": "Keputusan menteri"}, "was revoked on 15 November 2024"),
        ({"issued_on": date(2024, 11, 16)}, "valid only from 16 November 2024"),
    ],
)
def test_nobody_is_attached_without_a_valid_permit_of_a_kind_the_rules_accept(centre, partner, permit, sentence):
    candidate = CandidateFactory(centre=centre)
    if permit is not None:
        PermitFactory(organisation=partner, **permit)
    with pytest.raises(PermitMissing, match=sentence) as told:
        attach_partner(candidate=candidate, partner=partner, **said())
    assert "Partner permits" in str(told.value)
    candidate.refresh_from_db()
    assert candidate.partner is None


def test_on_its_last_day_a_permit_holds_and_the_partner_may_be_chosen(centre, partner):
    candidate = CandidateFactory(centre=centre)
    PermitFactory(organisation=partner, expires_on=TODAY)
    assert list(partners_open_to(candidate, TODAY)) == [partner]
    attach_partner(candidate=candidate, partner=partner, **said())
    candidate.refresh_from_db()
    assert candidate.partner == partner
    assert list(partners_open_to(candidate, TODAY + timedelta(days=1))) == []
    detach_partner(candidate=candidate, words="Pindah ke mitra lain", **said())
    candidate.refresh_from_db()
    assert candidate.partner is None
    assert [one.verb for one in Entry.objects.order_by("seq")] == ["candidate.attached", "candidate.detached"]


def test_who_left_the_route_is_attached_to_nobody(centre, partner):
    PermitFactory(organisation=partner)
    gone = CandidateFactory(centre=centre, state=CandidateState.WITHDRAWN, ended_on=TODAY)
    with pytest.raises(NotOnRoute):
        attach_partner(candidate=gone, partner=partner, **said())


@pytest.mark.parametrize(
    "number",
    ["", "KEP", "123456", "KEP.111111/2024", "12345678901234", "KEP.123/ЛATTAS", "0000000000000", "ABC-DEF-GHI"],
)
def test_a_number_that_is_not_written_like_one_or_looks_invented_is_refused(partner, number):
    with pytest.raises(FieldRefused) as refused:
        write(partner, number=number)
    assert refused.value.field == "number"
    assert not Permit.objects.exists()


def test_a_number_stands_for_one_body_however_it_is_written(partner, forum):
    permit = write(partner)
    for other in (partner, OrganisationFactory(forum=forum)):
        with pytest.raises(PermitKnown):
            write(other, number="kep 123 lattas-2024")
    with pytest.raises(IntegrityError), transaction.atomic():
        PermitFactory(organisation=OrganisationFactory(), number_key=permit.number_key)


def test_a_nib_that_is_not_the_body_s_own_is_refused(partner):
    partner.nib = "9120001234567"
    partner.save()
    with pytest.raises(FieldRefused, match="9120001234567"):
        write(partner, kind="lpk", number="9120001234560")
    write(partner, kind="lpk", number="9120001234567")


def test_a_renewed_permit_takes_the_place_of_the_old_one_which_stays(partner):
    old = write(partner, expires_on=date(2024, 12, 31))
    with pytest.raises(PermitKnown):
        write(partner, expires_on=date(2027, 12, 31))
    new = write(partner, expires_on=date(2027, 12, 31), renews=old)
    old.refresh_from_db()
    assert (old.renewed_on, new.renewed_on, Permit.objects.count()) == (TODAY, None, 2)
    with pytest.raises(FieldRefused):
        write(partner, number="KEP.9/LATTAS/2025", renews=old)


def test_days_in_disorder_and_a_missing_source_are_told_at_their_field(partner):
    for field, more in (
        ("issued_on", {"issued_on": TODAY + timedelta(days=1)}),
        ("expires_on", {"expires_on": date(2024, 1, 2)}),
        ("source", {"source": "  "}),
    ):
        with pytest.raises(FieldRefused) as refused:
            write(partner, **more)
        assert refused.value.field == field


def test_only_the_secretariat_above_a_body_writes_its_permits_down(partner, forum):
    told = {"kind": "so", "number": "KEP.123/LATTAS/2024", "issued_on": date(2024, 1, 2), "source": "Daftar SO"}
    officer = account(RoleName.COMPANY_OFFICER, partner)
    with pytest.raises(NotAllowed):
        record_permit(organisation=partner, **told, **said(by=officer))
    permit = record_permit(organisation=partner, **told, **said(by=account(RoleName.SECRETARIAT, forum)))
    assert permit.state_on(TODAY) == PermitState.VALID
    check_permit(permit=permit, source="Daftar SO, 15 November", **said())
    permit.refresh_from_db()
    assert (permit.source, permit.checked_on) == ("Daftar SO, 15 November", TODAY)


def test_a_permit_that_ran_out_tonight_names_everybody_inside_once_and_closes_itself_when_renewed(
    centre, partner, forum
):
    officer, secretary = account(RoleName.CENTRE_OFFICER, centre), account(RoleName.SECRETARIAT, forum)
    permit = PermitFactory(organisation=partner, expires_on=TODAY - timedelta(days=1))
    elsewhere = OrganisationFactory(centre=True, forum=forum)
    inside = [CandidateFactory(centre=centre, partner=partner) for _ in range(3)]
    CandidateFactory(centre=elsewhere, partner=partner)
    CandidateFactory(centre=centre, partner=partner, state=CandidateState.WITHDRAWN, ended_on=TODAY)

    night()
    assert night() == 0
    assert night(TODAY + timedelta(days=1)) == 0

    alarm = Alarm.objects.get(centre=centre)
    assert (alarm.kind, alarm.permit, alarm.number, alarm.level) == ("permit_lost", permit, 3, "1_centre")
    named = AlarmCandidate.objects.filter(alarm=alarm).values_list("candidate", flat=True)
    assert sorted(named) == sorted(one.pk for one in inside)
    assert Alarm.objects.count() == 2  # the other centre's
    assert number_of_alarms(viewer_of(officer)) == 1
    assert number_of_alarms(viewer_of(secretary)) == 2
    mails = Message.objects.filter(key__startswith="alarms:")
    assert sorted(mails.values_list("to", flat=True)) == sorted([officer.email, secretary.email])
    bodies = [unseal(sent.body_sealed, purpose="mail") for sent in mails]
    assert all("/jepang/peringatan/" in body for body in bodies)
    assert all(one.code not in body for one in inside for body in bodies)
    assert CandidateFactory._meta.model.objects.filter(partner=partner).count() == 5  # nobody dropped

    write(partner, number="KEP.77/LATTAS/2024", renews=permit)
    assert kinds(state=AlarmState.CLOSED) == ["permit_lost", "permit_lost"]


def test_a_permit_is_told_of_at_90_30_and_7_days_and_missed_nights_are_caught_up(centre, partner):
    officer = account(RoleName.CENTRE_OFFICER, centre)
    PermitFactory(organisation=partner, expires_on=date(2025, 3, 1))
    CandidateFactory(centre=centre, partner=partner)

    def mails():
        return Message.objects.filter(key__startswith="alarms:").count()

    told = []
    for left in (91, 90, 89, 31, 30, 29, 6, 5):
        before = mails()
        night(date(2025, 3, 1) - timedelta(days=left))
        told.append((left, mails() - before))
        if left == 90:
            take_alarm(alarm=Alarm.objects.get(), **said(by=officer))
        Alarm.objects.filter(state=AlarmState.TAKEN).update(step_on=date(2025, 3, 1))  # it goes no further up
    assert [left for left, number in told if number] == [90, 30, 6]
    assert kinds() == ["permit_ending"]
    night(date(2025, 3, 2))
    assert (kinds(state=AlarmState.CLOSED), kinds(state=AlarmState.OPEN)) == (["permit_ending"], ["permit_lost"])
    assert mails() == 4


def test_another_permit_that_the_rules_accept_keeps_them_safe_and_one_nobody_is_under_is_the_forum_s_alarm(
    centre, partner, forum
):
    PermitFactory(organisation=partner, expires_on=TODAY - timedelta(days=1))
    PermitFactory(organisation=partner, kind="p3mi")
    CandidateFactory(centre=centre, partner=partner)
    idle = OrganisationFactory(forum=forum)
    lately = PermitFactory(organisation=idle, expires_on=TODAY - timedelta(days=5))
    PermitFactory(organisation=idle, kind="lpk", expires_on=TODAY - timedelta(days=400))
    night()
    assert [(one.permit, one.centre, one.level) for one in Alarm.objects.filter(permit=lately)] == [
        (lately, None, "2_forum")
    ]
    assert not Alarm.objects.filter(centre=centre).exists()


def test_a_revoked_permit_raises_its_alarm_at_once(centre, partner):
    permit = PermitFactory(organisation=partner)
    candidate = CandidateFactory(centre=centre, partner=partner)
    with pytest.raises(FieldRefused):
        revoke_permit(permit=permit, revoked_on=TODAY, words="", **said())
    revoke_permit(permit=permit, revoked_on=TODAY, words="Keputusan menteri 24 Desember", **said())
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.inside.get().candidate) == ("permit_lost", candidate)
    with pytest.raises(PermitKnown):
        revoke_permit(permit=permit, revoked_on=TODAY, words="Lagi", **said())


# --- money ----------------------------------------------------------------------------------------------


@pytest.fixture
def candidate(centre, partner):
    version = whole_version()
    PermitFactory(organisation=partner)
    FeeRuleFactory(version=version, purpose="passport", most=650_000)
    FeeRuleFactory(version=version, purpose="placement", name="Biaya penempatan", most=0, payer="Pemberi kerja")
    return CandidateFactory(centre=centre, partner=partner, version=version, stage=version.stages.first())


def ask(candidate, **more):
    told = {"asker": "partner", "purpose": "passport", "amount": 650_000, "currency": "IDR",
            "asked_on": date(2024, 11, 1)}  # fmt: skip
    by = more.pop("by", None)
    return record_payment(candidate=candidate, **told | more, **said(by=by))


def test_what_the_rules_allow_is_kept_and_what_they_do_not_raises_an_alarm_at_once(candidate, partner):
    assert ask(candidate).verdict == "allowed"
    assert not Alarm.objects.exists()
    beyond = ask(candidate, amount=100_000, asked_on=date(2024, 11, 2))
    employer_pays = ask(candidate, purpose="placement", amount=5_000_000)
    chat = ask(candidate, purpose="other", amount=17_000_000, words="Uang muka, lewat chat")
    assert [one.verdict for one in (beyond, employer_pays, chat)] == ["beyond", "beyond", "not_listed"]
    assert chat.organisation == partner
    assert kinds() == ["fee", "fee", "fee"]
    assert night() == 0


def test_an_amount_in_another_currency_than_the_rule_s_is_not_converted_and_not_allowed(candidate):
    payment = ask(candidate, amount=5_000, currency="JPY")
    assert (payment.amount, payment.currency, payment.verdict, payment.rule) == (5_000, "JPY", "not_listed", None)


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (30_000, "IDR", ("Rp\xa030,000", "¥30,000", "Rp\xa03,150,000")),
        (17_000_000, "JPY", ("¥17,000,000", "Rp\xa01,785,000,000", "Rp\xa017,000,000")),
        (500, "JPY", ("¥500", "Rp\xa0500")),
        (17_000_000_000, "IDR", ("Rp\xa017,000,000,000",)),
    ],
)
def test_an_unlikely_amount_is_asked_back_in_both_currencies_and_kept_only_as_confirmed(
    candidate, amount, currency, words
):
    with pytest.raises(AmountUnclear) as asked:
        ask(candidate, amount=amount, currency=currency)
    assert [word for word in words if word not in str(asked.value)] == []
    with pytest.raises(AmountUnclear):
        ask(candidate, amount=amount, currency=currency, confirmed=f"{amount + 1} {currency}")
    assert not Payment.objects.exists()
    payment = ask(candidate, amount=amount, currency=currency, confirmed=f"{amount} {currency}")
    assert (payment.amount, payment.currency) == (amount, currency)


def test_a_small_amount_that_her_own_rule_names_is_not_asked_back(candidate):
    FeeRuleFactory(version=candidate.version, purpose="skck", name="SKCK", most=30_000)
    assert ask(candidate, purpose="skck", amount=30_000).verdict == "allowed"
    for amount in (2_000, 40_000):
        with pytest.raises(AmountUnclear):
            ask(candidate, purpose="skck", amount=amount)


def test_the_number_of_a_rule_in_the_other_currency_is_asked_back(candidate):
    with pytest.raises(AmountUnclear, match="650,000"):
        ask(candidate, purpose="passport", amount=650_000, currency="JPY")
    assert ask(candidate, purpose="passport", amount=650_000).verdict == "allowed"


def test_rupiah_asked_by_the_side_in_japan_that_would_be_a_fee_in_yen_are_asked_back(candidate):
    told = {"asker": "abroad", "purpose": "other", "words": "Asrama"}
    with pytest.raises(AmountUnclear, match="¥190,000"):
        ask(candidate, amount=190_000, **told)
    assert ask(candidate, amount=190_000, confirmed="190000 IDR", **told).currency == "IDR"
    assert ask(candidate, amount=190_000, **told | {"asker": "office"}).currency == "IDR"


def test_wrong_days_purposes_and_the_same_again_are_told(candidate):
    for field, more in (
        ("purpose", {"purpose": "nowhere"}),
        ("words", {"purpose": "other"}),
        ("amount", {"amount": 0}),
        ("asked_on", {"asked_on": TODAY + timedelta(days=1)}),
        ("paid_on", {"paid_on": date(2024, 10, 31)}),
    ):
        with pytest.raises(FieldRefused) as refused:
            ask(candidate, **more)
        assert refused.value.field == field
    ask(candidate)
    with pytest.raises(PaymentKnown):
        ask(candidate)
    assert Payment.objects.count() == 1


def test_she_tells_by_link_what_her_centre_asked_and_her_centre_neither_sees_nor_closes_it(candidate, centre, forum):
    officer, secretary = account(RoleName.CENTRE_OFFICER, centre), account(RoleName.SECRETARIAT, forum)
    payment_link(candidate=candidate, by=officer, at=AT)
    link = SignedLink.objects.get()
    payment = ask(candidate, asker="centre", purpose="other", amount=2_000_000, words="Uang seragam", by=link)
    assert (payment.by_her, payment.organisation) == (True, centre)
    assert list(payments_open_to(viewer_of(officer))) == []
    assert list(payments_open_to(viewer_of(secretary))) == [payment]
    alarm = Alarm.objects.get()
    assert (alarm.level, list(alarms_of(viewer_of(officer)))) == ("2_forum", [])
    assert list(alarms_of(viewer_of(secretary))) == [alarm]
    for act in (take_alarm, close_alarm):
        more = {"words": "Sudah selesai semua"} if act is close_alarm else {}
        with pytest.raises(NotAllowed):
            act(alarm=alarm, **more, **said(by=officer))
    other = CandidateFactory(centre=centre)
    with pytest.raises(NotAllowed):
        ask(other, by=link)


def test_a_payment_is_taken_back_by_the_forum_not_by_the_centre_and_counts_no_more(candidate, centre, forum):
    first = ask(candidate)
    second = ask(candidate, amount=100_000, asked_on=date(2024, 11, 2))
    note_paid(payment=second, paid_on=date(2024, 11, 3), **said())
    with pytest.raises(NotAllowed):
        withdraw_payment(payment=first, words="Salah ketik", **said(by=account(RoleName.CENTRE_OFFICER, centre)))
    secretary = account(RoleName.SECRETARIAT, forum)
    withdraw_payment(payment=first, words="Salah ketik", **said(by=secretary))
    second.refresh_from_db()
    assert second.verdict == "allowed"  # with the first gone it is within the rule
    rows = payments_open_to(viewer_of(secretary))
    assert totals_of(rows) == [{"currency": "IDR", "asked": 100_000, "paid": 100_000, "number": 1}]
    with pytest.raises(PaymentKnown):
        note_paid(payment=first, paid_on=TODAY, **said())


def test_totals_by_partner_keep_the_currencies_apart(candidate, forum, partner):
    ask(candidate)
    ask(candidate, amount=40_000, currency="JPY", purpose="other", words="Asrama")
    told = totals_by_partner(viewer_of(account(RoleName.SECRETARIAT, forum)))
    assert [
        (row["organisation__name"], row["currency"], row["asked"], row["candidates"], row["beyond"]) for row in told
    ] == [
        ("PT Jalan Terang", "IDR", 650_000, 1, 0),
        ("PT Jalan Terang", "JPY", 40_000, 1, 1),
    ]


def test_after_a_move_to_other_rules_the_night_compares_again(candidate):
    payment = ask(candidate)
    candidate.version = SchemeVersionFactory()
    candidate.save()
    night()
    payment.refresh_from_db()
    assert (payment.verdict, payment.rule) == ("not_listed", None)
    assert "fee" in kinds()
    assert night() == 0


# --- what stands still, and silence from abroad ----------------------------------------------------------


def test_who_stands_at_a_stage_longer_than_its_days_is_told_of_once_until_she_moves(centre):
    stage = SchemeStageFactory(days=30)
    stuck = CandidateFactory(centre=centre, version=stage.version, stage=stage, stage_since=TODAY - timedelta(days=31))
    CandidateFactory(centre=centre, version=stage.version, stage=stage, stage_since=TODAY - timedelta(days=30))
    night()
    assert [(one.candidate, one.kind) for one in Alarm.objects.all()] == [(stuck, "stuck")]
    assert night() == 0
    stuck.stage_since = TODAY
    stuck.save()
    night(TODAY)
    assert kinds(state=AlarmState.CLOSED) == ["stuck"]
    night(TODAY + timedelta(days=40))
    assert kinds(candidate=stuck) == ["stuck", "stuck"]


def test_a_missed_check_in_and_a_cry_for_help_are_alarms_until_somebody_followed_up(centre):
    missed = CheckInFactory(candidate__centre=centre, missed_on=TODAY)
    help_ = CheckInFactory(candidate__centre=centre, how="problem", answered_at=AT)
    CheckInFactory(candidate__centre=centre, answered=True)
    night()
    assert night() == 0
    assert {(one.candidate, one.kind) for one in Alarm.objects.all()} == {
        (missed.candidate, AlarmKind.CHECK_IN), (help_.candidate, AlarmKind.HELP),
    }  # fmt: skip
    for one in (missed, help_):
        one.followed_on = TODAY
        one.save()
    night()
    assert not Alarm.objects.exclude(state=AlarmState.CLOSED).exists()


def test_a_paper_that_ran_out_is_an_alarm_that_does_not_say_which_and_a_new_one_closes_it(centre):
    candidate = CandidateFactory(centre=centre)
    paper = CandidatePaperFactory(candidate=candidate, kind="passport", expires_on=TODAY - timedelta(days=1))
    CandidatePaperFactory(candidate=candidate, kind="photo", expires_on=TODAY)
    night()
    assert night() == 0
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.candidate, alarm.due_on) == ("paper", candidate, paper.expires_on)
    assert "passport" not in alarm.cause
    paper.state, paper.left_at = "replaced", AT
    paper.save()
    night()
    assert kinds(state=AlarmState.CLOSED) == ["paper"]


# --- alarms ---------------------------------------------------------------------------------------------


def test_what_nobody_takes_goes_from_the_centre_to_the_forum_to_the_labour_office_also_after_missed_nights(
    centre, forum
):
    office = OrganisationFactory(office=True, region=RegionFactory(code="32.16"))
    dinas = account(RoleName.LABOUR_OFFICE, office)
    far = account(RoleName.LABOUR_OFFICE, OrganisationFactory(office=True, region=RegionFactory(code="73")))
    alarm = AlarmFactory(centre=centre, raised_on=TODAY, level_since=TODAY)

    def level_on(days):
        escalate_alarms(today=TODAY + timedelta(days=days), at=AT)
        alarm.refresh_from_db()
        return alarm.level

    assert [level_on(days) for days in (2, 3, 9, 10)] == ["1_centre", "2_forum", "2_forum", "3_office"]
    assert list(alarms_of(viewer_of(dinas))) == [alarm]
    assert list(alarms_of(viewer_of(far))) == []
    late = AlarmFactory(centre=centre, raised_on=TODAY, level_since=TODAY)
    escalate_alarms(today=TODAY + timedelta(days=60), at=AT)
    late.refresh_from_db()
    assert (late.level, late.level_since) == (AlarmLevel.OFFICE, TODAY + timedelta(days=10))


def test_an_alarm_is_taken_given_back_and_closed_with_words(centre):
    officer = account(RoleName.CENTRE_OFFICER, centre)
    alarm = AlarmFactory(centre=centre)
    take_alarm(alarm=alarm, **said(by=officer))
    escalate_alarms(today=TODAY + timedelta(days=13), at=AT)
    alarm.refresh_from_db()
    assert (alarm.state, alarm.taken_by, alarm.level) == ("taken", officer, "1_centre")
    with pytest.raises(TransitionDenied):
        take_alarm(alarm=alarm, **said(by=officer))
    give_back_alarm(alarm=alarm, **said(by=officer))
    with pytest.raises(FieldRefused):
        close_alarm(alarm=alarm, words="ok", **said(by=officer))
    close_alarm(alarm=alarm, words="Sudah dijadwalkan ujian ulang 2 Desember", **said(by=officer))
    alarm.refresh_from_db()
    assert (alarm.state, alarm.closed_by, alarm.closed_on) == ("closed", officer, TODAY)
    assert number_of_alarms(viewer_of(officer)) == 0


def test_what_was_taken_and_stands_still_goes_up_again_with_who_had_taken_it(centre, forum):
    officer = account(RoleName.CENTRE_OFFICER, centre)
    alarm = AlarmFactory(centre=centre, told_on=TODAY)
    take_alarm(alarm=alarm, **said(by=officer))

    def stands(days):
        escalate_alarms(today=TODAY + timedelta(days=days), at=AT)
        alarm.refresh_from_db()
        return alarm.state, alarm.level

    assert stands(13) == ("taken", "1_centre")
    alarm = note_step(
        alarm=alarm, words="Ditelepon, ibunya yang mengangkat", **said(by=officer, today=TODAY + timedelta(days=13))
    )
    assert stands(26) == ("taken", "1_centre")
    assert stands(27) == ("open", "2_forum")
    assert (alarm.taken_by, alarm.taken_on, alarm.step_on) == (officer, TODAY, TODAY + timedelta(days=13))
    assert (alarm.level_since, alarm.told_on) == (TODAY + timedelta(days=27), None)
    assert Entry.objects.filter(verb="alarms.left").count() == 1
    assert stands(34) == ("open", "3_office")
    with pytest.raises(AlarmNotTaken):
        note_step(alarm=alarm, words="Masih dicari", **said(by=officer))


def test_missed_nights_bring_what_was_left_as_far_as_it_would_have_gone_and_the_last_level_hears_it_again(centre):
    alarm = AlarmFactory(centre=centre)
    take_alarm(alarm=alarm, **said(by=account(RoleName.CENTRE_OFFICER, centre)))
    escalate_alarms(today=TODAY + timedelta(days=60), at=AT)
    alarm.refresh_from_db()
    assert (alarm.state, alarm.level, alarm.level_since) == ("open", "3_office", TODAY + timedelta(days=21))
    Alarm.objects.update(state="taken", step_on=TODAY, told_on=TODAY)
    escalate_alarms(today=TODAY + timedelta(days=14), at=AT)
    alarm.refresh_from_db()
    assert (alarm.state, alarm.level, alarm.told_on) == ("open", "3_office", None)


def test_an_alarm_about_money_is_closed_by_the_forum_and_a_stranger_sees_none(centre, forum):
    alarm = AlarmFactory(centre=centre, kind="fee")
    with pytest.raises(NotAllowed, match="closed by the forum"):
        close_alarm(alarm=alarm, words="Sudah dikembalikan", **said(by=account(RoleName.CENTRE_OFFICER, centre)))
    stranger = account(RoleName.SECRETARIAT, OrganisationFactory(forum_body=True))
    assert list(alarms_of(viewer_of(stranger))) == []
    with pytest.raises(NotAllowed):
        take_alarm(alarm=alarm, **said(by=stranger))
    close_alarm(alarm=alarm, words="Uang dikembalikan 14 November", **said(by=account(RoleName.SECRETARIAT, forum)))
    for role in (RoleName.BOARD_MEMBER, RoleName.AUDITOR):
        body = forum if role == RoleName.BOARD_MEMBER else None
        assert list(alarms_of(viewer_of(account(role, body)))) == [alarm]


def test_her_own_account_sees_what_she_told_and_takes_back_only_that(candidate):
    candidate.person = PersonFactory(named=True)
    candidate.save()
    herself = account(RoleName.GRADUATE, person=candidate.person)
    hers = ask(candidate, by=herself)
    theirs = ask(candidate, amount=200_000, asked_on=date(2024, 11, 3))
    assert hers.by_her
    withdraw_payment(payment=hers, words="Bukan 650 ribu", **said(by=herself))
    with pytest.raises(NotAllowed):
        withdraw_payment(payment=theirs, words="Tidak mau", **said(by=herself))
