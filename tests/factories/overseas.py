import base64
import re
from datetime import UTC, date, datetime

import factory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory
from factories.people import PersonFactory

from padan.base.sealing import digest, seal
from padan.openings.models import OpeningUnit
from padan.overseas.models import (
    Alarm,
    AlarmCandidate,
    Candidate,
    CheckIn,
    Complaint,
    ComplaintFile,
    ComplaintWord,
    Contract,
    EmployerChange,
    ExamAttempt,
    FeeRule,
    Gate,
    GateResult,
    Interview,
    LanguageProgress,
    Milestone,
    MilestoneRule,
    PaperRule,
    Payment,
    Permit,
    Position,
    Scheme,
    SchemeStage,
    SchemeVersion,
    Step,
)
from padan.overseas.queries.positions import asked_by
from padan.overseas.states import COMPLAINT, RECEIPT, Exam, GateKind, HowSheIs, MilestoneKind, StageKind, VersionState
from padan.reference.actions import name_checked, name_country


class SchemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Scheme

    key = factory.Sequence(lambda n: f"ssw-{n}")
    name = factory.Sequence(lambda n: f"SSW {n}")


class SchemeVersionFactory(factory.django.DjangoModelFactory):
    """Rules in force since 2024."""

    class Meta:
        model = SchemeVersion

    scheme = factory.SubFactory(SchemeFactory)
    number = 1
    valid_from = date(2024, 1, 1)
    source = "UU 18/2017"
    permit_kinds = ["so", "p3mi"]
    state = VersionState.IN_FORCE


class SchemeStageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SchemeStage

    version = factory.SubFactory(SchemeVersionFactory)
    position = factory.Sequence(lambda n: n % 30_000)
    key = factory.LazyAttribute(lambda stage: f"{stage.kind}-{stage.position}".replace("_", "-"))
    kind = StageKind.INTEREST
    name = factory.LazyAttribute(lambda stage: str(StageKind(stage.kind).label))


class GateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Gate

    stage = factory.SubFactory(SchemeStageFactory)
    kind = GateKind.EXAM
    exam = Exam.JFT
    level = 2
    words = "JFT-Basic A2"


class PaperRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PaperRule

    stage = factory.SubFactory(SchemeStageFactory)
    kind = "passport"
    name = "Paspor"


class MilestoneRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MilestoneRule

    stage = factory.SubFactory(SchemeStageFactory)
    kind = MilestoneKind.VISA


class FeeRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FeeRule

    version = factory.SubFactory(SchemeVersionFactory)
    purpose = "passport"
    name = "Paspor"
    most = 650_000


def whole_version(kinds=tuple(StageKind), **more) -> SchemeVersion:
    """Rules with one stage of each of these kinds, in order."""
    version = SchemeVersionFactory(**more)
    for at, kind in enumerate(kinds, 1):
        SchemeStageFactory(version=version, position=at, kind=kind, key=kind.replace("_", "-"))
    return version


class CandidateFactory(factory.django.DjangoModelFactory):
    """On the route since June, at the first stage of whole rules; her open step stands beside."""

    class Meta:
        model = Candidate
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)
    centre = factory.SubFactory(OrganisationFactory, centre=True)
    version = factory.LazyFunction(whole_version)
    stage = factory.LazyAttribute(lambda candidate: candidate.version.stages.first())
    began_on = date(2024, 6, 3)
    stage_since = factory.SelfAttribute("began_on")
    words_key = factory.LazyAttribute(lambda candidate: candidate.person.name.lower())

    @factory.post_generation
    def step(self, create, extracted, **more):
        if self.ended_on is None:
            StepFactory(candidate=self, stage=self.stage, entered_on=self.stage_since, **more)


class StepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Step

    candidate = factory.SubFactory(CandidateFactory)
    stage = factory.SelfAttribute("candidate.stage")
    entered_on = date(2024, 6, 3)


class ExamAttemptFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExamAttempt

    candidate = factory.SubFactory(CandidateFactory)
    exam = Exam.JFT
    level = 2
    taken_on = date(2024, 8, 10)


class InterviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Interview

    candidate = factory.SubFactory(CandidateFactory)
    employer = "Kabushiki Gaisha Contoh"
    held_on = date(2024, 9, 5)


class ContractFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contract

    candidate = factory.SubFactory(CandidateFactory)
    employer = "Kabushiki Gaisha Contoh"
    place = "Aichi"
    wage = 185_000
    signed_on = date(2024, 9, 20)


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Milestone

    candidate = factory.SubFactory(CandidateFactory)
    kind = MilestoneKind.VISA
    on = date(2024, 10, 10)


class CheckInFactory(factory.django.DjangoModelFactory):
    """A month after her arrival; ``answered=True``: she is well."""

    class Meta:
        model = CheckIn

    class Params:
        answered = factory.Trait(how=HowSheIs.WELL, answered_at="2024-12-02T03:00:00Z")

    candidate = factory.SubFactory(CandidateFactory)
    months = 1
    due_on = date(2024, 12, 1)


class EmployerChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EmployerChange

    candidate = factory.SubFactory(CandidateFactory)
    employer = "Kabushiki Gaisha Lain"
    changed_on = date(2025, 1, 10)


class GateResultFactory(factory.django.DjangoModelFactory):
    """Twelve of twenty in maths, where fourteen are enough."""

    class Meta:
        model = GateResult

    candidate = factory.SubFactory(CandidateFactory)
    gate = factory.SubFactory(GateFactory, kind=GateKind.NUMBER, exam="", least=14, out_of=20, words="Matematika")
    on = date(2024, 7, 2)
    passed = False
    reached = 12


class LanguageProgressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LanguageProgress

    candidate = factory.SubFactory(CandidateFactory)
    noted_on = date(2024, 7, 31)
    level = 1
    hours = 120


class PermitFactory(factory.django.DjangoModelFactory):
    """A permit of a sending organisation, valid from 2023 to the end of 2026."""

    class Meta:
        model = Permit

    organisation = factory.SubFactory(OrganisationFactory)
    kind = "so"
    number = factory.Sequence(lambda n: f"KEP.{n + 1000}/LATTAS/2023")
    number_key = factory.LazyAttribute(lambda permit: re.sub(r"[^A-Z0-9]", "", permit.number.upper()))
    issued_on = date(2023, 2, 1)
    expires_on = date(2026, 12, 31)
    source = "Daftar SO, dibaca 2 Februari 2023"
    checked_on = date(2023, 2, 2)


class PaymentFactory(factory.django.DjangoModelFactory):
    """Seventeen million rupiah that no rule names, asked by the partner."""

    class Meta:
        model = Payment

    candidate = factory.SubFactory(CandidateFactory)
    asker = "partner"
    purpose = "other"
    words = "Uang muka keberangkatan"
    amount = 17_000_000
    currency = "IDR"
    asked_on = date(2024, 7, 1)
    verdict = "not_listed"


class AlarmFactory(factory.django.DjangoModelFactory):
    """She stands still, and nobody has looked yet."""

    class Meta:
        model = Alarm

    kind = "stuck"
    cause = factory.Sequence(lambda n: f"contoh:{n}")
    centre = factory.SubFactory(OrganisationFactory, centre=True)
    forum = factory.LazyAttribute(lambda alarm: alarm.centre.forum if alarm.centre else None)
    raised_on = date(2024, 11, 1)
    level_since = factory.SelfAttribute("raised_on")


class AlarmCandidateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AlarmCandidate

    alarm = factory.SubFactory(AlarmFactory, kind="permit_lost")
    candidate = factory.SubFactory(CandidateFactory)


class ComplaintFactory(factory.django.DjangoModelFactory):
    """Somebody was asked for money; received and not looked into. Its receipt is ``receipt``."""

    class Meta:
        model = Complaint

    class Params:
        receipt = factory.Sequence(lambda n: f"K{n:015d}")

    forum = factory.SubFactory(OrganisationFactory, forum_body=True)
    accused = "partner"
    matter = "money"
    receipt_digest = factory.LazyAttribute(lambda one: digest(one.receipt, purpose=RECEIPT))
    told_on = date(2024, 11, 5)
    state_since = factory.SelfAttribute("told_on")
    alarm = factory.SubFactory(
        AlarmFactory, kind="complaint", centre=None, level="2_forum", forum=factory.SelfAttribute("..forum")
    )


class ComplaintWordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ComplaintWord

    class Params:
        words = "Saya diminta membayar"

    complaint = factory.SubFactory(ComplaintFactory)
    told_on = date(2024, 11, 5)
    words_sealed = factory.LazyAttribute(lambda one: seal(one.words, purpose=COMPLAINT))


class ComplaintFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ComplaintFile

    complaint = factory.SubFactory(ComplaintFactory)
    kind = "png"
    content_sealed = factory.LazyFunction(lambda: seal(base64.b85encode(b"gambar").decode(), purpose=COMPLAINT))


class PositionFactory(factory.django.DjangoModelFactory):
    """Care work in Aichi that asks for A2 and the skills test; its opening lies in Japan."""

    class Meta:
        model = Position
        skip_postgeneration_save = True

    class Params:
        japan = factory.LazyFunction(lambda: name_country(code="JP"))

    partner = factory.SubFactory(OrganisationFactory)
    opening = factory.SubFactory(
        OpeningFactory, company=factory.SelfAttribute("..partner"), region=factory.SelfAttribute("..japan"),
        wage_from_idr=19_240_000,
    )  # fmt: skip
    scheme = factory.SubFactory(SchemeFactory)
    employer = "Kabushiki Gaisha Contoh"
    place = "Aichi"
    field = "Perawatan lansia"
    language_level = 2
    wage = 185_000
    rate_idr = 104
    rate_on = date(2024, 11, 1)

    @factory.post_generation
    def asked(position, create, extracted, **more):  # noqa: N805
        """Its opening requires what it asks for, as every one that is published."""
        for code in name_checked(titles=asked_by(position), at=datetime(2024, 11, 1, tzinfo=UTC)).values():
            OpeningUnit.objects.create(opening=position.opening, unit=code, required=True)
