"""Two complete sides that have nothing to do with each other: ours, and a stranger's in another province."""

from datetime import date
from types import SimpleNamespace

from factories.agreements import (
    PDF,
    AgreementFactory,
    DeliveryFactory,
    DocumentFactory,
    PaperFactory,
    PromiseFactory,
    SignatureFactory,
    TargetFactory,
    TemplateFactory,
    WitnessFactory,
)
from factories.chores import ChoreRunFactory
from factories.curricula import (
    CurriculumVersionFactory,
    EndorsementFactory,
    ProgrammeFactory,
    TaughtUnitFactory,
    UnitRemarkFactory,
    VersionAnswerFactory,
    whole_version,
)
from factories.figures import (
    FrozenFactory,
    FrozenRowsFactory,
    PublishedCellFactory,
    ReleaseFactory,
    ReportFactory,
    ReportFigureFactory,
    ReportFileFactory,
    ReportOrderFactory,
    published,
)
from factories.forum import (
    ActivityFactory,
    BoardMemberFactory,
    BoardTermFactory,
    DecisionFactory,
    EventFactory,
    ForumFactory,
    InvitationFactory,
    MinutesFactory,
)
from factories.graduates import GraduateFactory, LanguageFactory, SeekingFactory, SeekingRegionFactory
from factories.intake import RemarkFactory, UploadFactory
from factories.matching import (
    BoothFactory,
    FairGuestFactory,
    RoundFactory,
    RoundSeatFactory,
    TurnFactory,
    WorkInvitationFactory,
)
from factories.needs import NeedFactory, NeedUnitFactory, SurveyFactory, SurveyPlaceFactory
from factories.openings import OpeningFactory, OpeningUnitFactory
from factories.organisations import ContactFactory, LikelyPairFactory, OrganisationFactory, account
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
    AlarmCandidateFactory,
    AlarmFactory,
    CandidateFactory,
    ComplaintFactory,
    ComplaintFileFactory,
    ComplaintWordFactory,
    ExamAttemptFactory,
    FeeRuleFactory,
    GateFactory,
    LanguageProgressFactory,
    MilestoneRuleFactory,
    PaperRuleFactory,
    PaymentFactory,
    PermitFactory,
    PositionFactory,
    SchemeFactory,
)
from factories.overseas import CheckInFactory as AbroadCheckInFactory
from factories.overseas import whole_version as whole_rules
from factories.overseas_papers import (
    CandidatePaperFactory,
    CvFactory,
    CvLineFactory,
    PaperConsentFactory,
    PaperLookFactory,
    ShareFactory,
    ShareViewFactory,
)
from factories.people import PersonFactory
from factories.placements import CheckInFactory, PlacementFactory, ProofFactory
from factories.reference import RegionFactory
from factories.training import (
    ApplicationFactory,
    ApplicationPaperFactory,
    BatchFactory,
    BatchInstructorFactory,
    CertificateFactory,
    TrainingTargetFactory,
)
from factories.ventures import (
    BackerFactory,
    NameShownFactory,
    VentureCheckFactory,
    VentureCourseFactory,
    VentureFactory,
)

from padan.agreements.states import DocumentKind, PromiseKind
from padan.base.files import keep
from padan.base.sealing import seal
from padan.organisations.states import Kind, RoleName
from padan.overseas.states import StageKind
from padan.training.models import Enrolment

ROUTE = (StageKind.INTEREST, StageKind.COE, StageKind.VISA)


def side(mark, province):
    """A forum with a centre, a company and everything between a need and a placement; ``mark`` is in every text."""
    here = SimpleNamespace(mark=mark)
    here.region = RegionFactory(code=f"{province}.16", name=f"Kabupaten {mark}")
    body = {"region": here.region}
    here.forum_body = OrganisationFactory(kind=Kind.FORUM, name=f"Forum {mark}", **body)
    here.forum = ForumFactory(organisation=here.forum_body)
    here.centre = OrganisationFactory(kind=Kind.CENTRE, name=f"Balai {mark}", forum=here.forum_body, **body)
    here.company = OrganisationFactory(name=f"PT {mark}", forum=here.forum_body, **body)
    here.office = OrganisationFactory(kind=Kind.OFFICE, name=f"Dinas {mark}", forum=here.forum_body, **body)
    here.contact = ContactFactory(organisation=here.company, name=f"Kontak {mark}")
    twin = OrganisationFactory(name=f"CV {mark}", forum=here.forum_body, **body)
    here.pair = LikelyPairFactory(one=here.company, other=twin)
    ChoreRunFactory()

    here.need = NeedFactory(company=here.company, words=f"Juru las {mark}", region=here.region)
    here.survey = SurveyFactory(forum=here.forum, title=f"Survei {mark}")
    here.survey_place = SurveyPlaceFactory(survey=here.survey, company=here.company)
    here.unit = unit = NeedUnitFactory(need=here.need).unit
    here.programme = ProgrammeFactory(centre=here.centre, name=f"Juru Las {mark}")
    here.version = CurriculumVersionFactory(programme=here.programme, number=1, objective=f"Mengelas {mark}")
    TaughtUnitFactory(version=here.version, unit=unit)
    VersionAnswerFactory(version=here.version, need=here.need)
    here.draft_version = whole_version(units=1, programme=here.programme, number=2, objective=f"Draf {mark}")
    here.taught = SimpleNamespace(code=str(here.draft_version.units.get().pk))
    here.proposed_version = whole_version(units=1, programme=here.programme, number=3, state="proposed")
    here.asking = EndorsementFactory(version=here.proposed_version, company=here.company, recipient=f"Ibu {mark}")
    here.unit_remark = SimpleNamespace(code=str(UnitRemarkFactory(endorsement=here.asking).pk))
    here.agreement = AgreementFactory(
        running=True, forum=here.forum, title=f"Kerja sama {mark}", parties=[here.centre, here.company]
    )
    here.draft = AgreementFactory(
        state="in_review", forum=here.forum, title=f"Draf {mark}", parties=[here.centre, here.company]
    )
    here.party = here.draft.parties.get(organisation=here.company)
    party = here.agreement.parties.get(organisation=here.company)
    here.promise = PromiseFactory(
        agreement=here.agreement, party=party, need=here.need, words=f"Menerima lulusan {mark}"
    )

    here.teaching = PromiseFactory(
        agreement=here.agreement, party=party, kind=PromiseKind.TEACH, words=f"Mengajar {mark}"
    )
    here.delivery = DeliveryFactory(promise=here.teaching, words=f"Mengajar {mark}", **keep(PDF, called=f"{mark}.pdf"))
    here.board = BoardTermFactory(forum=here.forum, decree_number=f"SK {mark}", **keep(PDF, called="sk.pdf"))
    here.seat = BoardMemberFactory(term=here.board, name=f"Ketua {mark}")
    here.event = EventFactory(forum=here.forum, title=f"Rapat {mark}", held_on=date(2027, 1, 15))
    here.invitation = InvitationFactory(event=here.event, organisation=here.company, name=f"Tamu {mark}")
    InvitationFactory(event=here.event, organisation=here.centre, name=f"Utusan {mark}")
    here.minutes = MinutesFactory(event=here.event, text=f"Dibahas {mark}")
    here.decision = DecisionFactory(event=here.event, words=f"Diputuskan {mark}")
    here.task = DecisionFactory(
        event=here.event, words=f"Tugas {mark}", state="open", due_on=date(2027, 2, 1), organisation=here.company
    )
    here.activity = ActivityFactory(forum=here.forum, title=f"Kegiatan {mark}")

    here.frozen_figure = FrozenFactory(scope=here.centre.code, label=f"Bekerja {mark}")
    FrozenRowsFactory(frozen=here.frozen_figure, packed=b"x\x9c\x03\x00\x00\x00\x00\x01")
    here.release = ReleaseFactory(forum=here.forum, title=f"Rilis {mark}", tables=["total"])
    PublishedCellFactory(release=here.release, trade="", status="")
    here.target = TargetFactory(forum=here.forum, words=f"Mitra {mark}")

    here.template = TemplateFactory(forum=here.forum, name=f"Naskah {mark}", body=f"# Tujuan\nBekerja sama {mark}.")
    here.document = DocumentFactory(
        agreement=here.agreement,
        kind=DocumentKind.ADDENDUM,
        order=9,
        title=f"Adendum {mark}",
        body=f"# Tambahan\n{mark}",
    )

    here.signing_day = EventFactory(forum=here.forum, title=f"Penandatanganan {mark}")
    here.turn = AgreementFactory(
        state="scheduled", forum=here.forum, event=here.signing_day, title=f"Giliran {mark}",
        parties=[here.centre, here.company],
    )  # fmt: skip
    here.published = FrozenRowsFactory().frozen  # everybody's: nothing of it is a side's own
    published(here.published)
    here.frozen = DocumentFactory(agreement=here.turn, frozen=True, title=f"Giliran {mark}")
    here.paper = PaperFactory(document=here.frozen, **keep(PDF, called=f"{mark}.pdf"))
    here.signing_party = here.turn.parties.get(organisation=here.company)
    centre = here.turn.parties.get(organisation=here.centre)
    here.ink = SignatureFactory(document=here.frozen, party=centre, signatory=f"Kepala {mark}")
    here.witness = WitnessFactory(event=here.signing_day, name=f"Saksi {mark}")

    here.batch = BatchFactory(
        finished=True, programme=here.programme, name=f"Kelas {mark}", promise=here.promise, need=here.need
    )
    here.application = ApplicationFactory(
        enrolment__batch__programme=here.programme, enrolment__batch__name=f"Gelombang {mark}",
        enrolment__batch__state="selection", enrolment__person__named=True,
    )  # fmt: skip
    ApplicationPaperFactory(application=here.application, kind="ktp", **keep(PDF, called=f"{mark}.pdf"))
    here.training_target = TrainingTargetFactory(centre=here.centre)
    here.person = PersonFactory(named=True, name=f"Peserta {mark}", name_key=f"peserta {mark}".casefold())
    here.graduate = GraduateFactory(person=here.person, batch=here.batch)
    here.enrolment = Enrolment.objects.get(person=here.person)
    seeking = SeekingFactory(graduate=here.graduate, home=here.region)
    SeekingRegionFactory(seeking=seeking, region=here.region), LanguageFactory(graduate=here.graduate)
    here.certificate = CertificateFactory(
        issued=True, enrolment=here.enrolment, centre=here.centre, number=f"1/{mark}", **keep(PDF, called=f"{mark}.pdf")
    )
    here.opening = OpeningFactory(company=here.company, title=f"Operator las {mark}", need=here.need)
    OpeningUnitFactory(opening=here.opening, unit=unit)
    here.fair = EventFactory(forum=here.forum, kind="job_fair", title=f"Bursa {mark}", held_on=date(2027, 1, 20))
    here.turn_at_table = TurnFactory(
        booth=BoothFactory(event=here.fair, company=here.company),
        guest=FairGuestFactory(event=here.fair, graduate=here.graduate),
        opening=here.opening,
    )
    here.placement = PlacementFactory(working=True, graduate=here.graduate, opening=here.opening, promise=here.promise)
    here.round = RoundFactory(keeper=here.centre, name=f"Putaran {mark}")
    RoundSeatFactory(
        round=RoundFactory(kept=True, keeper=here.centre, name=f"Hasil {mark}"),
        graduate=here.graduate,
        opening=here.opening,
    )
    here.check_in = CheckInFactory(placement=here.placement)
    here.proof = ProofFactory(placement=here.placement, **keep(PDF))
    here.job_opening = OpeningFactory(company=here.company, title=f"Pengelas {mark}")
    here.job_invitation = WorkInvitationFactory(
        graduate=here.graduate, opening=here.job_opening, answer_by=date(2031, 1, 15)
    )
    asked = GraduateFactory(batch=here.batch)  # self-employed, and nobody knows with what
    OutcomeFactory(enrolment=Enrolment.objects.get(person=asked.person), status="self_employed")
    here.venture = VentureFactory(graduate=here.graduate, words=f"Bengkel {mark}", name=f"Usaha {mark}")
    VentureCheckFactory(venture=here.venture), VentureCourseFactory(venture=here.venture, enrolment=here.enrolment)
    here.scheme = SchemeFactory()
    here.rules = whole_rules(scheme=here.scheme)
    CandidateFactory(centre=here.centre, version=here.rules)
    here.rules_draft = whole_rules(ROUTE, scheme=here.scheme, number=2, valid_from=date(2030, 1, 1), state="draft")
    stage = here.rules_draft.stages.last()
    GateFactory(stage=stage), PaperRuleFactory(stage=stage), MilestoneRuleFactory(stage=stage)
    FeeRuleFactory(version=here.rules_draft)
    here.rules_stage = SimpleNamespace(code=str(stage.pk))
    here.backer = BackerFactory(venture=here.venture, organisation=here.company, words=f"Beli {mark}")
    NameShownFactory(backer=here.backer)
    here.outcome = OutcomeFactory(working=True, enrolment=here.enrolment, employer=f"PT {mark}")
    here.wave = WaveFactory(open=True, keeper=here.centre, title=f"Kabar {mark}")
    here.asked = AskedFactory(out=True, wave=here.wave, enrolment=here.enrolment)
    CallFactory(asked=here.asked)
    here.sample = SampleFactory(keeper=here.centre, seed=f"undian {mark}")
    here.sample_row = SampleRowFactory(sample=here.sample, enrolment=here.enrolment)
    there = OutcomeFactory(working=True, enrolment=here.enrolment, window="m12", in_conflict=True)
    for teller, status in (("herself", "employed"), ("instructor", "seeking")):
        AnswerFactory(enrolment=here.enrolment, window="m12", teller=teller, status=status, source=f"Kata {mark}")
    spoken = AnswerFactory(enrolment=here.enrolment, window="m6", evidence="file", employer=f"PT {mark}")
    here.answer_proof = AnswerProofFactory(answer=spoken, **keep(PDF, called=f"{mark}.pdf"))
    here.conflict = SimpleNamespace(code=str(there.pk))
    here.candidate = CandidateFactory(
        person=here.person, centre=here.centre, field=f"Kaigo {mark}", words_key=f"peserta {mark}".casefold()
    )
    exam = ExamAttemptFactory(
        candidate=here.candidate,
        exam="skills",
        field=f"Kaigo {mark}",
        result="passed",
        number=f"KG-{mark}-008315".upper(),
    )
    here.exam_attempt = SimpleNamespace(code=str(exam.pk))
    question = AbroadCheckInFactory(candidate=here.candidate, due_on=date(2024, 11, 1))
    here.abroad_check_in = SimpleNamespace(code=str(question.pk))
    LanguageProgressFactory(candidate=here.candidate, words=f"Bab 12, {mark}")
    here.candidate_paper = CandidatePaperFactory(candidate=here.candidate, filed=True)
    PaperLookFactory(paper=here.candidate_paper)
    here.share = ShareFactory(centre=here.centre, receiver=f"Sakura {mark}")
    PaperConsentFactory(candidate=here.candidate, share=here.share, purpose="share")
    ShareViewFactory(share=here.share)
    CvLineFactory(cv=CvFactory(candidate=here.candidate, motivation=f"Semangat {mark}"))
    here.permit = PermitFactory(
        organisation=here.company, number=f"KEP 77/{mark}", source=f"Daftar SO {mark}", **keep(PDF)
    )
    here.position = PositionFactory(
        partner=here.company, scheme=here.scheme, employer=f"Kaisha {mark}", opening__title=f"Kaigo {mark}",
    )  # fmt: skip
    here.payment = PaymentFactory(
        candidate=here.candidate, organisation=here.company, words=f"Uang muka {mark}", **keep(PDF)
    )
    about = {"forum": here.forum_body, "level": "3_office"}
    here.alarm = AlarmFactory(centre=here.centre, candidate=here.candidate, **about)
    AlarmFactory(centre=here.centre, kind="fee", candidate=here.candidate, payment=here.payment, **about)
    lost = AlarmFactory(centre=here.centre, kind="permit_lost", permit=here.permit, number=1, **about)
    AlarmCandidateFactory(alarm=lost, candidate=here.candidate)
    here.complaint = ComplaintFactory(
        forum=here.forum_body, organisation=here.company, to_office=True, alarm__level="3_office",
        about_sealed=seal(f"PT {mark}", purpose="complaint"),
    )  # fmt: skip
    ComplaintWordFactory(complaint=here.complaint, words=f"Saya diminta membayar {mark}")
    here.complaint_file = SimpleNamespace(code=str(ComplaintFileFactory(complaint=here.complaint).pk))
    here.order = ReportOrderFactory(organisation=here.centre)
    here.report = ReportFactory(organisation=here.centre, title=f"Siaran {mark}")
    frozen = FrozenFactory(scope=here.centre.code, label=f"Bekerja {mark}")
    ReportFigureFactory(report=here.report, frozen=frozen, place=1)
    for kind in ("pdf", "docx", "xlsx"):
        ReportFileFactory(report=here.report, file_kind=kind)
    here.total = ReportedTotalFactory(centre=here.centre, programme_written=f"Program {mark}")
    here.upload = UploadFactory(organisation=here.centre, name=f"Peserta {mark}.xlsx")
    RemarkFactory(upload=here.upload, written=f"Kerja {mark}")
    return here


OURS, THEIRS = "Melati", "Kenari"


def two_sides():
    """Ours and a stranger's. Each word of ``THEIRS`` that ours may not see is a canary."""
    return side(OURS, "32"), side(THEIRS, "73")


def accounts_of(here):
    """One account per role, at home on this side; auditor and administrator for the whole installation."""
    at = {
        RoleName.SECRETARIAT: here.forum_body,
        RoleName.BOARD_MEMBER: here.forum_body,
        RoleName.CENTRE_OFFICER: here.centre,
        RoleName.INSTRUCTOR: here.centre,
        RoleName.COMPANY_OFFICER: here.company,
        RoleName.LABOUR_OFFICE: here.office,
        RoleName.AUDITOR: None,
        RoleName.ADMINISTRATOR: None,
    }
    found = {str(role): account(role, body, name=f"Akun {role.value}") for role, body in at.items()}
    found["graduate"] = account(RoleName.GRADUATE, name="Akun graduate", person=here.person)
    BatchInstructorFactory(batch=here.batch, user=found["instructor"])
    return found
