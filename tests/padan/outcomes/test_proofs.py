"""A file that shows what she said: her answer stands on it until she takes it back or an officer finds otherwise."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from factories.organisations import OrganisationFactory, account
from factories.outcomes import AskedFactory
from factories.people import PersonFactory
from PIL import Image

from padan.base.errors import NotAllowed
from padan.base.files import content_of, faults, keep
from padan.chores.actions.erasure import erase_person
from padan.organisations.queries import viewer_of
from padan.organisations.states import Kind, RoleName
from padan.outcomes.actions.answers import Facts, NobodySaidHow, WaveNotOpen, answer_by_link
from padan.outcomes.actions.proofs import (
    MOST_BROUGHT,
    MOST_KEPT,
    NothingToShow,
    ProofGone,
    ProofKnown,
    TooManyFiles,
    bring_answer_proof,
    check_answer_proof,
    take_answer_proof_back,
)
from padan.outcomes.actions.waves import close_wave
from padan.outcomes.models import Answer, AnswerProof, Outcome
from padan.outcomes.permissions import TELL
from padan.outcomes.queries.answers import answer_proofs_of
from padan.outcomes.states import ProofState, ShownBy
from padan.people.actions import issue_link
from padan.placements.states import Evidence

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)
LATER = TODAY + timedelta(days=3)
WORKS = Facts(employer="PT Contoh Logam", job="Operator las")


def picture(colour="white"):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def link_for(asked):
    return issue_link(act=TELL, thing=asked, recipient=asked.code, by=None, at=timezone.now())[0]


def says(asked, status="employed", facts=WORKS, today=TODAY):
    return answer_by_link(asked=asked, status=status, facts=facts, by=link_for(asked), at=timezone.now(), today=today)


def brings(asked, colour="white", today=TODAY, by=None):
    by = by or link_for(asked)
    return bring_answer_proof(
        asked=asked, kind=ShownBy.CONTRACT, file=keep(picture(colour)), by=by, at=timezone.now(), today=today
    )


def takes_back(asked, proof):
    return take_answer_proof_back(asked=asked, proof=proof, by=link_for(asked), at=timezone.now(), today=LATER)


def looks(proof, shows, officer, words="Nama dan perusahaan sama"):
    return check_answer_proof(proof=proof, shows=shows, words=words, by=officer, at=timezone.now(), today=LATER)


def rung():
    return Outcome.objects.get().evidence


@pytest.fixture
def asked():
    return AskedFactory(out=True)


@pytest.fixture
def officer(asked):
    return account(RoleName.CENTRE_OFFICER, asked.wave.keeper)


def test_a_file_lifts_her_word_and_what_she_said_before_stands_beside_it(asked):
    says(asked)
    assert rung() == Evidence.SELF_REPORT
    proof = brings(asked)
    assert rung() == Evidence.FILE
    assert (proof.answer.employer, proof.answer.rank) == ("PT Contoh Logam", 3)
    assert list(Answer.objects.order_by("pk").values_list("evidence", "stands")) == [
        ("self_report", False),
        ("file", True),
    ]
    assert content_of(proof)


def test_saying_more_keeps_the_file_another_employer_or_status_does_not(asked):
    says(asked)
    proof = brings(asked)
    says(asked, facts=Facts(field_fit=4, place="Bekasi"), today=LATER)
    assert rung() == Evidence.FILE
    proof.refresh_from_db()
    assert proof.answer.stands
    assert (proof.answer.place, proof.answer.employer) == ("Bekasi", "PT Contoh Logam")
    says(asked, facts=Facts(employer="PT Lain"), today=LATER)
    assert rung() == Evidence.SELF_REPORT
    brings(asked, "red", today=LATER)
    assert rung() == Evidence.FILE
    says(asked, "self_employed", Facts(), today=LATER)
    assert rung() == Evidence.SELF_REPORT


def test_a_file_taken_back_leaves_the_disk_and_the_last_of_them_lowers_the_answer(
    asked, django_capture_on_commit_callbacks
):
    says(asked)
    first, second = brings(asked), brings(asked, "red")
    where = Path(settings.MEDIA_ROOT) / "kept" / first.file_name[:2] / first.file_name
    assert where.exists()
    with django_capture_on_commit_callbacks(execute=True):
        takes_back(asked, first)
    assert not where.exists()
    assert rung() == Evidence.FILE
    takes_back(asked, second)
    assert rung() == Evidence.SELF_REPORT
    told = Answer.objects.count()
    takes_back(asked, second)
    assert Answer.objects.count() == told
    assert set(AnswerProof.objects.values_list("state", "file_name")) == {("withdrawn", "")}
    assert not list(faults())


def test_what_an_officer_sees_on_it_is_checked_or_counts_no_more(asked, officer):
    says(asked)
    shown = brings(asked)
    looks(shown, True, officer)
    assert rung() == Evidence.OFFICER
    assert Outcome.objects.get().employer == "PT Contoh Logam"
    with pytest.raises(ProofGone):
        looks(shown, False, officer)
    other = AskedFactory(out=True, wave=asked.wave)
    says(other)
    empty = brings(other)
    with pytest.raises(NobodySaidHow):
        looks(empty, False, officer, words="buram")
    looks(empty, False, officer, words="Foto terlalu buram")
    assert Outcome.objects.get(enrolment=other.enrolment).evidence == Evidence.SELF_REPORT
    says(other, "seeking", Facts(), today=LATER)
    empty.refresh_from_db()
    assert (empty.state, empty.note) == (ProofState.NOT_SHOWN, "Foto terlalu buram")


def test_refused_nothing_said_nothing_to_show_twice_too_many_and_closed(asked):
    with pytest.raises(NothingToShow):
        brings(asked)
    says(asked, "seeking", Facts())
    with pytest.raises(NothingToShow):
        brings(asked)
    says(asked)
    first = brings(asked)
    with pytest.raises(ProofKnown):
        brings(asked)
    for n in range(MOST_KEPT - 1):
        brings(asked, (n, 0, 0))
    with pytest.raises(TooManyFiles):
        brings(asked, "blue")
    takes_back(asked, first)
    for n in range(MOST_BROUGHT - MOST_KEPT):
        takes_back(asked, brings(asked, (n, 9, 0)))
    with pytest.raises(TooManyFiles):
        brings(asked, "blue")
    officer = account(RoleName.CENTRE_OFFICER, asked.wave.keeper)
    close_wave(wave=asked.wave, by=officer, at=timezone.now(), today=TODAY)
    with pytest.raises(WaveNotOpen):
        brings(asked, "green")


def test_her_link_and_account_bring_it_staff_of_her_centre_open_it_and_nobody_else(asked, officer):
    person = asked.enrolment.person
    says(asked)
    by_account = brings(asked, by=account(RoleName.GRADUATE, asked.wave.keeper, person=person))
    stranger = account(RoleName.GRADUATE, asked.wave.keeper, person=PersonFactory())
    other = AskedFactory(out=True, wave=asked.wave)
    for by in (stranger, link_for(other), officer):
        with pytest.raises(NotAllowed):
            brings(asked, "red", by=by)
    elsewhere = OrganisationFactory(kind=Kind.CENTRE)
    assert list(answer_proofs_of(viewer_of(officer))) == [by_account]
    for role in (RoleName.AUDITOR, RoleName.INSTRUCTOR, RoleName.GRADUATE):
        assert not answer_proofs_of(viewer_of(account(role, asked.wave.keeper))).exists(), role
    assert not answer_proofs_of(viewer_of(account(RoleName.CENTRE_OFFICER, elsewhere))).exists()
    with pytest.raises(NotAllowed):
        looks(by_account, True, account(RoleName.CENTRE_OFFICER, elsewhere))


def test_erasing_her_takes_the_file_from_the_disk(asked, django_capture_on_commit_callbacks):
    says(asked)
    proof = brings(asked)
    where = Path(settings.MEDIA_ROOT) / "kept" / proof.file_name[:2] / proof.file_name
    admin = account(RoleName.ADMINISTRATOR)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=asked.enrolment.person, reason="Ia memintanya hari ini", by=admin, at=timezone.now())
    assert not AnswerProof.objects.exists()
    assert not where.exists()
    assert Answer.objects.filter(stands=True).get().employer == ""
