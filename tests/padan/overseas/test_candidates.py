import pytest
from django.db import IntegrityError, transaction
from factories.organisations import OrganisationFactory, viewer
from factories.overseas import CandidateFactory, ExamAttemptFactory, MilestoneFactory, StepFactory
from factories.people import PersonFactory

from padan.organisations.queries import NOBODY
from padan.organisations.states import RoleName
from padan.overseas.queries.candidates import candidates_of

pytestmark = pytest.mark.django_db


def test_her_centre_and_nobody_else_opens_a_candidate():
    ours, theirs = CandidateFactory(partner=OrganisationFactory()), CandidateFactory()
    assert list(candidates_of(viewer(RoleName.CENTRE_OFFICER, ours.centre))) == [ours]
    assert list(candidates_of(viewer(RoleName.COMPANY_OFFICER, ours.partner))) == []
    assert list(candidates_of(NOBODY)) == []
    assert list(candidates_of(viewer(RoleName.AUDITOR))) == [theirs, ours]


def test_nobody_walks_two_routes_at_once():
    person = PersonFactory()
    one = CandidateFactory(person=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        CandidateFactory(person=person, version=one.version)


def test_she_stands_at_one_stage_at_a_time():
    with pytest.raises(IntegrityError), transaction.atomic():
        StepFactory(candidate=CandidateFactory())


def test_a_number_stands_on_one_certificate_and_on_one_visa():
    ExamAttemptFactory(number="JFT-0012345")
    with pytest.raises(IntegrityError), transaction.atomic():
        ExamAttemptFactory(number="JFT-0012345")
    MilestoneFactory(number="AB1234567")
    with pytest.raises(IntegrityError), transaction.atomic():
        MilestoneFactory(number="AB1234567")
