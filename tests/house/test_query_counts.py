"""A list costs the same number of questions with one row and with three."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.agreements import AgreementFactory, PromiseFactory
from factories.chores import ChoreRunFactory
from factories.curricula import ProgrammeFactory
from factories.figures import (
    FrozenFactory,
    PublishedCellFactory,
    ReleasedFigureFactory,
    ReleaseFactory,
    ReportFactory,
    ReportFigureFactory,
    ReportFileFactory,
)
from factories.forum import ActivityFactory, BoardMemberFactory, DecisionFactory, EventFactory, InvitationFactory
from factories.graduates import GraduateFactory, LanguageFactory, SeekingFactory, SeekingRegionFactory
from factories.intake import RemarkFactory, UploadFactory
from factories.matching import RoundFactory, RoundSeatFactory, WorkInvitationFactory
from factories.needs import NeedFactory, SurveyPlaceFactory
from factories.openings import OpeningFactory, OpeningUnitFactory
from factories.organisations import AliasFactory, ContactFactory, LikelyPairFactory, OrganisationFactory
from factories.outcomes import (
    AnswerFactory,
    AnswerProofFactory,
    AskedFactory,
    CallFactory,
    OutcomeFactory,
    ReportedTotalFactory,
    SampleFactory,
    SampleRowFactory,
    WaveFactory,
)
from factories.overseas import (
    AlarmFactory,
    CandidateFactory,
    ComplaintFactory,
    ComplaintFileFactory,
    ComplaintWordFactory,
    ContractFactory,
    EmployerChangeFactory,
    ExamAttemptFactory,
    FeeRuleFactory,
    GateFactory,
    GateResultFactory,
    InterviewFactory,
    LanguageProgressFactory,
    PaperRuleFactory,
    PaymentFactory,
    PermitFactory,
    PositionFactory,
    SchemeVersionFactory,
)
from factories.overseas import CheckInFactory as AbroadCheckInFactory
from factories.overseas_papers import (
    CandidatePaperFactory,
    PaperConsentFactory,
    PaperLookFactory,
    ShareFactory,
    ShareViewFactory,
)
from factories.placements import CheckInFactory, PlacementFactory
from factories.reference import CodeFactory
from factories.training import BatchFactory, CertificateFactory, EnrolmentFactory
from factories.ventures import BackerFactory, VentureCheckFactory, VentureCourseFactory, VentureFactory
from factories.world import accounts_of, side
from house.matrix import MATRIX, ROLES

from padan.matching.adapter import warm
from padan.organisations.states import Kind
from padan.reference.tongues import Tongue
from padan.training.models import Enrolment

MOST = 9  # session, account, roles, tree of forums, and what the list itself asks


def choice_left(graduate):
    """A language she does not speak yet."""
    spoken = set(graduate.languages.values_list("language", flat=True))
    return next(code for code in Tongue.values if code not in spoken)


def more(here):
    """One more row of everything that a list or a detail page shows."""
    body = {"forum": here.forum_body, "region": here.region}
    company = OrganisationFactory(**body)
    OrganisationFactory(kind=Kind.CENTRE, name=f"Balai {company.name}", **body)
    OrganisationFactory(kind=Kind.OFFICE, name=f"Dinas {company.name}", **body)
    ContactFactory(organisation=here.company), AliasFactory(organisation=here.company)
    LikelyPairFactory(one=here.company, other=company)
    ChoreRunFactory()
    FrozenFactory(scope=here.centre.code)
    ReleaseFactory(forum=here.forum)
    PublishedCellFactory(release=here.release)
    ReleasedFigureFactory(release=here.release)
    OrganisationFactory.create_batch(2, joined_on=date(2023, 1, 1), **body)
    event = EventFactory(forum=here.forum)
    for place in (event, here.event):
        InvitationFactory(event=place, organisation=company)
        DecisionFactory(event=place, task=True, organisation=company)
    BoardMemberFactory(term=here.board, under=here.seat, organisation=company)
    ActivityFactory(forum=here.forum)
    another = ReportFactory(organisation=here.centre)
    ReportFigureFactory(report=another), ReportFileFactory(report=another)
    ReportFigureFactory(report=here.report, frozen=FrozenFactory(scope=here.centre.code))
    need = NeedFactory(company=here.company)
    CodeFactory()
    SurveyPlaceFactory(survey=here.survey, company=company)
    programme = ProgrammeFactory(centre=here.centre)
    agreement = AgreementFactory(running=True, forum=here.forum, parties=[here.centre, here.company])
    PromiseFactory(agreement=here.agreement, party=here.promise.party, need=here.need)
    batch = BatchFactory(finished=True, programme=here.programme, need=here.need)
    enrolment = EnrolmentFactory(batch=here.batch)
    opening = OpeningFactory(company=here.company, need=here.need)
    OpeningUnitFactory(opening=here.opening), OpeningUnitFactory(opening=opening)
    seeking = SeekingFactory(graduate__batch=here.batch)
    for kept in (seeking, here.graduate.seeking):
        SeekingRegionFactory(seeking=kept), LanguageFactory(graduate=kept.graduate, language=choice_left(kept.graduate))
    placement = PlacementFactory(working=True, opening=here.opening, graduate__batch=here.batch, promise=here.promise)
    RoundSeatFactory(
        round=RoundFactory(kept=True, keeper=here.centre), graduate=placement.graduate, opening=here.opening
    )
    CheckInFactory(placement=placement)
    WorkInvitationFactory(opening=here.job_opening, graduate__batch=here.batch)
    WorkInvitationFactory(graduate=here.graduate, opening=opening)
    OutcomeFactory(enrolment=enrolment)
    asked = GraduateFactory(batch=here.batch)
    OutcomeFactory(enrolment=Enrolment.objects.get(person=asked.person), status="self_employed")
    business = VentureFactory(graduate=here.graduate)
    VentureCheckFactory(venture=business), BackerFactory(venture=business, organisation=here.company)
    SchemeVersionFactory(scheme=here.scheme, number=100 + here.scheme.versions.count(), state="draft")
    stage = here.rules_draft.stages.last()
    for some in (stage, here.rules.stages.last()):
        GateFactory(stage=some), PaperRuleFactory(stage=some, kind=f"dokumen-{some.papers.count()}")
    FeeRuleFactory(version=here.rules_draft, purpose=f"biaya-{here.rules_draft.fees.count()}")
    CandidateFactory(centre=here.centre, version=here.rules)
    VentureCourseFactory(venture=here.venture), BackerFactory(venture=here.venture, agreed=True)
    on_route = CandidateFactory(centre=here.centre)
    for one in (on_route, here.candidate):
        ExamAttemptFactory(candidate=one, result="passed", number=f"KX{on_route.pk:04d}{one.pk:04d}")
        InterviewFactory(candidate=one), ContractFactory(candidate=one), EmployerChangeFactory(candidate=one)
        GateResultFactory(candidate=one), LanguageProgressFactory(candidate=one), ExamAttemptFactory(candidate=one)
    AbroadCheckInFactory(candidate=on_route, due_on=date(2024, 10, 2))
    for one in (on_route, here.candidate):
        PaperLookFactory(paper=CandidatePaperFactory(candidate=one, kind=f"surat-{on_route.pk}-{one.pk}"))
    share = ShareFactory(centre=here.centre)
    for one in (share, here.share):
        PaperConsentFactory(candidate=on_route, share=one, purpose="share"), ShareViewFactory(share=one)
    PaperConsentFactory(candidate=here.candidate, share=share, purpose="share")
    permit = PermitFactory(organisation=here.company, kind="p3mi")
    PositionFactory(partner=here.company, scheme=here.candidate.version.scheme)
    for one in (on_route, here.candidate):
        payment = PaymentFactory(candidate=one, organisation=company)
        AlarmFactory(centre=here.centre, forum=here.forum_body, candidate=one, payment=payment, kind="fee")
    AlarmFactory(
        centre=here.centre, forum=here.forum_body, kind="permit_ending", permit=permit, due_on=permit.expires_on
    )
    complaint = ComplaintFactory(forum=here.forum_body, organisation=company)
    ComplaintWordFactory(complaint=here.complaint), ComplaintFileFactory(complaint=complaint)
    CertificateFactory(enrolment=enrolment, centre=here.centre)
    ReportedTotalFactory(centre=here.centre)
    asked = AskedFactory(out=True, wave=here.wave, enrolment=EnrolmentFactory(batch=here.batch, finished=True))
    CallFactory(asked=asked), CallFactory(asked=here.asked)
    WaveFactory(open=True, keeper=here.centre)
    SampleRowFactory(sample=here.sample, enrolment=asked.enrolment)
    SampleFactory(keeper=here.centre)
    OutcomeFactory(enrolment=asked.enrolment, window="m12", in_conflict=True)
    AnswerFactory(enrolment=here.enrolment, window="m6", stands=False)
    AnswerProofFactory(answer__enrolment=enrolment)
    RemarkFactory(upload=here.upload, row=40)
    UploadFactory(organisation=here.centre)
    return company, need, programme, agreement, batch, opening, placement


def questions(client, url):
    warm.forget()  # the market in memory: each asks as the first one does
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(url)
    assert response.status_code == 200, url
    return [query["sql"] for query in asked.captured_queries], response


PAGES = [
    name for name, route in MATRIX.items() if route.listing or route.thing or name.endswith(("-home", "-requests"))
]


@pytest.mark.parametrize(
    "name",
    [name for name in PAGES if MATRIX[name].main == "GET" and MATRIX[name].answer == 200 and name != "public-home"],
)
def test_three_rows_cost_no_more_questions_than_one(db, client, name):
    here, route = side("Melati", "32"), MATRIX[name]
    role = route.own.split()[0]
    client.force_login(accounts_of(here)[ROLES[role]])
    url = reverse(name, args=[getattr(here, route.thing).code]) if route.thing else reverse(name)
    client.get(url)  # the session is written once

    one, _ = questions(client, url)
    more(here), more(here)
    if name in ("need-detail", "opening-keep"):
        client.get(url)  # the lists that units are suggested from are read once
    three, page = questions(client, url)

    assert len(three) == len(one), "\n".join(three)
    if route.listing:
        assert len(page.context["seen"].shown) >= 3
        assert len(three) <= MOST, "\n".join(three)
