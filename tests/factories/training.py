import uuid
from datetime import UTC, date, datetime

import factory
from factories.curricula import ProgrammeFactory
from factories.organisations import OrganisationFactory
from factories.people import PersonFactory, UserFactory
from factories.reference import CodeFactory

from padan.training.models import (
    Application,
    ApplicationPaper,
    AttendanceMark,
    Batch,
    BatchInstructor,
    Certificate,
    CertificateSeries,
    Enrolment,
    GuestLesson,
    IssuerKey,
    TrainingTarget,
    UnitResult,
)
from padan.training.states import (
    BatchState,
    CertificateKind,
    CertificateMode,
    CertificateState,
    EnrolmentState,
    Mark,
    PaperKind,
    Result,
    Source,
)

DATED = date(2024, 3, 29)


class BatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Batch

    class Params:
        finished = factory.Trait(state=BatchState.COMPLETED, starts_on=date(2024, 1, 8), ends_on=date(2024, 3, 29))

    programme = factory.SubFactory(ProgrammeFactory)
    centre = factory.SelfAttribute("programme.centre")
    name = factory.Sequence(lambda n: f"Juru Las Non Boarding {n}")
    state = BatchState.TRAINING


class BatchInstructorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BatchInstructor

    batch = factory.SubFactory(BatchFactory)
    user = factory.SubFactory(UserFactory)


class EnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrolment

    class Params:
        finished = factory.Trait(
            batch=factory.SubFactory(BatchFactory, finished=True),
            state=EnrolmentState.COMPLETED,
            finished_on=date(2024, 3, 29),
        )

    batch = factory.SubFactory(BatchFactory)
    person = factory.SubFactory(PersonFactory)
    number = factory.Sequence(lambda n: n + 1)


class GuestLessonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuestLesson

    batch = factory.SubFactory(BatchFactory)
    held_on = date(2024, 2, 12)
    hours = 8
    topic = "Membaca WPS"
    teacher = "Praktisi Contoh"
    organisation = factory.SubFactory(OrganisationFactory)


class ApplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Application

    enrolment = factory.SubFactory(EnrolmentFactory, state=EnrolmentState.APPLIED)
    source = Source.OFFICER
    applied_on = date(2024, 1, 2)


class ApplicationPaperFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApplicationPaper

    application = factory.SubFactory(ApplicationFactory)
    kind = PaperKind.KTP


class UnitResultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnitResult

    enrolment = factory.SubFactory(EnrolmentFactory)
    unit = factory.SubFactory(CodeFactory)
    result = Result.COMPETENT
    assessed_on = date(2024, 3, 22)
    assessor = "Asesor Contoh"


class AttendanceMarkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AttendanceMark

    enrolment = factory.SubFactory(EnrolmentFactory)
    held_on = date(2024, 1, 9)
    mark = Mark.PRESENT
    key = factory.LazyFunction(uuid.uuid4)
    tapped_at = datetime(2024, 1, 9, 1, tzinfo=UTC)
    came_at = datetime(2024, 1, 9, 1, tzinfo=UTC)
    by = factory.SubFactory(UserFactory)


class TrainingTargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TrainingTarget

    centre = factory.SubFactory(OrganisationFactory)
    year = 2024
    output_code = "4057.SCO.003"
    packages = 8
    people = 128


class CertificateSeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CertificateSeries

    class Params:
        competence = factory.Trait(
            kind=CertificateKind.COMPETENCE,
            pattern="{n:05}/LSP/{year}",
            issuer="LSP Contoh",
            licence="BNSP-LSP-0000-ID",
        )

    centre = factory.SubFactory(OrganisationFactory, kind="centre")
    kind = CertificateKind.TRAINING
    pattern = "{n:04}/SP/{month}/{year}"
    place = "Bekasi"
    signatory = "Ir. Contoh Wiratama, M.T."
    position = "Kepala Balai"


class IssuerKeyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IssuerKey

    centre = factory.SubFactory(OrganisationFactory, kind="centre")
    public = "A" * 43
    private_sealed = b"-"


class CertificateFactory(factory.django.DjangoModelFactory):
    """A draft. ``issued``: as it stands afterwards, with the file it is given; whole ones come from the acts."""

    class Meta:
        model = Certificate

    class Params:
        issued = factory.Trait(
            state=CertificateState.ISSUED,
            issued_on=DATED,
            issued_at=datetime(2024, 3, 29, 4, 0, tzinfo=UTC),
            mode=CertificateMode.INK,
            status_list=0,
            status_place=factory.Sequence(lambda n: n),
            credential="eyJ.eyJ.x",
        )

    kind = CertificateKind.TRAINING
    enrolment = factory.SubFactory(EnrolmentFactory, finished=True, person__named=True)
    centre = factory.SelfAttribute("enrolment.batch.centre")
    number = factory.Sequence(lambda n: f"{n + 1:04}/SP/III/2024")
    number_year = 2024
    drafted_at = datetime(2024, 3, 29, 3, 0, tzinfo=UTC)
    content = factory.LazyAttribute(lambda paper: {"name": paper.enrolment.person.name, "units": []})
