"""What shows that somebody works: files, the company's word, an officer's own look; and whether she is still there."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factories.graduates import GraduateFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, account
from factories.people import PersonFactory
from factories.placements import CheckInFactory, PlacementFactory, ProofFactory
from PIL import Image

from padan.base.clock import months_after
from padan.base.errors import NotAllowed, TransitionDenied
from padan.base.files import FileRefused, accepted, content_of, keep
from padan.organisations.queries import viewer_of
from padan.organisations.states import Kind, RoleName
from padan.people.models import Message
from padan.people.queries import link_of
from padan.placements.actions import (
    AlreadyVerified,
    DatesInDisorder,
    NotBegun,
    ProofKnown,
    answer_check_in,
    bring_proof,
    check_in_link,
    confirm_first_day,
    end_placement,
    first_day_link,
    open_check_ins,
    start_placement,
    verify_placement,
    withdraw_proof,
)
from padan.placements.models import CheckIn
from padan.placements.queries import (
    check_ins_waiting,
    evidence_of,
    hired_and_stayed,
    placements_of,
    proofs_open_to,
)
from padan.placements.states import CheckInAnswer, EndReason, Evidence, PlacementState, ProofKind, Teller

pytestmark = pytest.mark.django_db
FIRST, TODAY = date(2024, 5, 2), date(2024, 11, 15)


def told(by=None):
    return {"by": by, "at": timezone.now()}


def picture(colour="white"):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def link(address):
    return link_of(address.rstrip("/").rpartition("/")[2], at=timezone.now())


@pytest.fixture
def job():
    """A running job with a company, an officer of its centre, and an officer of its company."""
    centre = OrganisationFactory(kind=Kind.CENTRE)
    opening = OpeningFactory(company=OrganisationFactory(), seats=3)
    graduate = GraduateFactory(centre=centre, person=PersonFactory(email="lulusan@contoh.example"))
    return PlacementFactory(graduate=graduate, opening=opening, working=True)


def rung(placement):
    auditor = account(RoleName.AUDITOR)
    return evidence_of(placements_of(viewer_of(auditor)).get(pk=placement.pk))


def officer_of(placement):
    return account(RoleName.CENTRE_OFFICER, placement.graduate.centre)


def test_each_kind_of_evidence_is_a_rung_and_the_highest_counts(job):
    officer = officer_of(job)
    assert rung(PlacementFactory()) == Evidence.NONE
    assert rung(job) == Evidence.SELF_REPORT
    proof = bring_proof(placement=job, kind=ProofKind.CONTRACT, file=keep(picture()), brought_on=TODAY, **told(officer))
    assert rung(job) == Evidence.FILE
    withdraw_proof(proof=proof, **told(officer))
    assert rung(job) == Evidence.SELF_REPORT
    confirm_first_day(placement=job, confirmed_on=FIRST, **told(account(RoleName.COMPANY_OFFICER, job.opening.company)))
    assert rung(job) == Evidence.EMPLOYER
    verify_placement(placement=job, verified_on=TODAY, words="Dikunjungi", **told(officer))
    assert rung(job) == Evidence.OFFICER
    with pytest.raises(AlreadyVerified):
        verify_placement(placement=job, verified_on=TODAY, **told(officer))


def test_a_check_before_the_first_day_or_of_nothing_is_refused(job):
    officer = officer_of(job)
    with pytest.raises(DatesInDisorder):
        verify_placement(placement=job, verified_on=FIRST - timedelta(days=1), **told(officer))
    offer = PlacementFactory(graduate=job.graduate)
    with pytest.raises(NotBegun):
        verify_placement(placement=offer, verified_on=TODAY, **told(officer))
    with pytest.raises(NotBegun):
        bring_proof(placement=offer, kind=ProofKind.CARD, file=keep(picture()), brought_on=TODAY, **told(officer))


def test_the_same_file_adds_nothing_and_what_is_no_picture_is_no_proof(job):
    officer = officer_of(job)
    said = {"placement": job, "kind": ProofKind.PAY_SLIP, "brought_on": TODAY, **told(officer)}
    proof = bring_proof(file=keep(picture()), **said)
    with pytest.raises(ProofKnown):
        bring_proof(file=keep(picture()), **said)
    assert content_of(proof) == picture()
    with pytest.raises(FileRefused):
        accepted(SimpleUploadedFile("kontrak.pdf", b"MZ\x90\x00 not a pdf"))


def test_files_about_her_open_to_her_and_her_centre_and_to_no_company_or_auditor(job):
    proof = ProofFactory(placement=job, **keep(picture()))
    other = OrganisationFactory(kind=Kind.CENTRE)
    may = [
        officer_of(job),
        account(RoleName.GRADUATE, person=job.graduate.person),
    ]
    may_not = [
        account(RoleName.COMPANY_OFFICER, job.opening.company),
        account(RoleName.AUDITOR),
        account(RoleName.CENTRE_OFFICER, other),
        account(RoleName.GRADUATE, person=PersonFactory()),
    ]
    assert [list(proofs_open_to(viewer_of(user))) for user in may] == [[proof]] * len(may)
    assert [list(proofs_open_to(viewer_of(user))) for user in may_not] == [[]] * len(may_not)
    with pytest.raises(NotAllowed):
        bring_proof(placement=job, kind=ProofKind.CARD, file=keep(picture("red")), brought_on=TODAY, **told(may_not[0]))


def test_the_company_says_by_its_link_that_she_began_and_a_link_for_another_job_says_nothing(job):
    offer = PlacementFactory(opening=job.opening, graduate=GraduateFactory(centre=job.graduate.centre))
    officer = officer_of(job)
    its_link = link(first_day_link(placement=offer, recipient="HRD Contoh", **told(officer)))

    with pytest.raises(NotAllowed):
        confirm_first_day(placement=job, confirmed_on=TODAY, **told(its_link))
    started = start_placement(placement=offer, started_on=FIRST, confirmed_on=TODAY, today=TODAY, **told(its_link))
    assert (started.state, started.confirmed_on) == (PlacementState.WORKING, TODAY)


def test_a_month_after_the_first_day_she_is_asked_once_and_again_only_after_a_week(job):
    at = timezone.now()
    assert open_check_ins(today=date(2024, 6, 1), at=at) == 0
    assert open_check_ins(today=date(2024, 6, 2), at=at) == 2  # opened, and asked by mail
    assert open_check_ins(today=date(2024, 6, 3), at=at + timedelta(days=1)) == 0
    assert open_check_ins(today=date(2024, 6, 9), at=at + timedelta(days=7)) == 1
    assert list(CheckIn.objects.values_list("month", "due_on")) == [(1, date(2024, 6, 2))]
    assert set(Message.objects.values_list("to", flat=True)) == {"lulusan@contoh.example"}
    assert Message.objects.count() == 2


def test_old_months_are_not_asked_after_and_a_later_month_takes_the_place_of_an_earlier():
    long_ago = PlacementFactory(working=True, started_on=date(2023, 1, 2))
    recent = PlacementFactory(working=True, started_on=date(2024, 7, 31))
    open_check_ins(today=date(2024, 10, 31), at=timezone.now())
    asked = CheckIn.objects.values_list("placement", "month", "due_on")
    assert list(asked) == [(recent.pk, 3, date(2024, 10, 31))]
    assert not CheckIn.objects.filter(placement=long_ago).exists()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 12, 15), 12, date(2025, 12, 15)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(day, months, later):
    assert months_after(day, months) == later


def test_a_start_at_the_end_of_a_long_month_is_asked_after_on_the_last_of_a_short_one():
    PlacementFactory(working=True, started_on=date(2024, 1, 31))
    open_check_ins(today=date(2024, 2, 29), at=timezone.now())
    assert CheckIn.objects.get().due_on == date(2024, 2, 29)


def test_she_answers_by_her_link_that_she_is_still_there_and_may_correct_it(job):
    check_in = CheckInFactory(placement=job)
    hers = link(check_in_link(check_in=check_in, **told(officer_of(job))))
    said = {"check_in": check_in, "today": TODAY, **told(hers)}

    told_once = answer_check_in(answer=CheckInAnswer.STILL, monthly_wage_idr=5_300_000, **said)
    assert (told_once.teller, told_once.answered_on) == (Teller.HERSELF, TODAY)
    assert answer_check_in(answer=CheckInAnswer.CHANGED, note="Kini di QC", **said).answer == CheckInAnswer.CHANGED
    job.refresh_from_db()
    assert job.state == PlacementState.WORKING
    strange = CheckInFactory(placement=PlacementFactory(working=True))
    with pytest.raises(NotAllowed):
        answer_check_in(check_in=strange, answer=CheckInAnswer.STILL, today=TODAY, **told(hers))


def test_having_stopped_ends_the_job_in_the_same_act_or_changes_nothing(job):
    check_in = CheckInFactory(placement=job)
    said = {"check_in": check_in, "answer": CheckInAnswer.STOPPED, "today": TODAY, **told(officer_of(job))}
    for day in (None, FIRST - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(DatesInDisorder):
            answer_check_in(stopped_on=day, **said)
    check_in.refresh_from_db()
    assert check_in.answer == ""

    answer_check_in(stopped_on=date(2024, 9, 30), reason=EndReason.TERM_OVER, **said)
    job.refresh_from_db()
    assert (job.state, job.ended_on, job.end_reason) == (PlacementState.ENDED, date(2024, 9, 30), "term_over")
    with pytest.raises(DatesInDisorder):  # still there after the end: told, not counted
        answer_check_in(**{**said, "answer": CheckInAnswer.STILL})


def test_who_answered_is_kept_with_the_answer(job):
    company = account(RoleName.COMPANY_OFFICER, job.opening.company)
    one, other = CheckInFactory(placement=job), CheckInFactory(placement=job, month=3, due_on=date(2024, 8, 2))
    said = {"answer": CheckInAnswer.STILL, "today": TODAY}
    assert answer_check_in(check_in=one, **said, **told(company)).teller == Teller.COMPANY
    assert answer_check_in(check_in=other, **said, **told(officer_of(job))).teller == Teller.OFFICER
    with pytest.raises(NotAllowed):
        answer_check_in(check_in=one, **said, **told(account(RoleName.COMPANY_OFFICER, OrganisationFactory())))


def test_only_unanswered_check_ins_of_running_work_wait(job):
    waiting = CheckInFactory(placement=job)
    CheckInFactory(placement=job, month=3, answer=CheckInAnswer.STILL, answered_on=TODAY, teller=Teller.HERSELF)
    over = PlacementFactory(
        graduate=GraduateFactory(centre=job.graduate.centre),
        state=PlacementState.ENDED,
        started_on=FIRST,
        ended_on=TODAY,
    )
    CheckInFactory(placement=over)
    assert list(check_ins_waiting(viewer_of(officer_of(job)))) == [waiting]


def test_hired_and_stayed_count_those_who_worked_ninety_days(job):
    opening = job.opening
    PlacementFactory(opening=opening, working=True, started_on=TODAY - timedelta(days=89))
    PlacementFactory(opening=opening, state=PlacementState.ENDED, started_on=FIRST, ended_on=FIRST + timedelta(days=90))
    PlacementFactory(opening=opening)  # an offer is nobody hired
    assert hired_and_stayed([opening], today=TODAY) == {opening.pk: (3, 2)}
    assert hired_and_stayed([OpeningFactory()], today=TODAY) == {}


def test_a_job_that_has_not_begun_cannot_end():
    with pytest.raises(TransitionDenied):
        end_placement(placement=PlacementFactory(), ended_on=TODAY, today=TODAY, **told())
