from datetime import UTC, date, datetime

import factory
from factories.needs import NeedFactory
from factories.organisations import OrganisationFactory
from factories.reference import CodeFactory

from padan.curricula.models import (
    CurriculumVersion,
    Endorsement,
    Programme,
    SyllabusRow,
    TaughtUnit,
    UnitRemark,
    VersionAnswer,
)
from padan.curricula.states import VersionState


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    centre = factory.SubFactory(OrganisationFactory, centre=True)
    name = factory.Sequence(lambda n: f"Juru Las {n}")
    trade = "Teknik Las"
    hours = 340


class CurriculumVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CurriculumVersion

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    state = VersionState.IN_FORCE
    in_force_from = date(2024, 1, 2)


class TaughtUnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TaughtUnit

    version = factory.SubFactory(CurriculumVersionFactory)
    unit = factory.SubFactory(CodeFactory)
    hours = 40


class SyllabusRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SyllabusRow

    taught = factory.SubFactory(TaughtUnitFactory)
    order = factory.Sequence(lambda n: n % 30_000 + 1)
    element = factory.Sequence(lambda n: f"Menyiapkan pekerjaan {n}")


class VersionAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VersionAnswer

    version = factory.SubFactory(CurriculumVersionFactory)
    need = factory.SubFactory(NeedFactory)


class EndorsementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Endorsement

    version = factory.SubFactory(CurriculumVersionFactory, state=VersionState.PROPOSED)
    company = factory.SubFactory(OrganisationFactory)
    recipient = "Sri Wulandari"
    asked_at = datetime(2024, 10, 1, 3, tzinfo=UTC)


class UnitRemarkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnitRemark

    endorsement = factory.SubFactory(EndorsementFactory)
    words = "Tambah jam praktik posisi 3G."
    said_at = datetime(2024, 10, 2, 3, tzinfo=UTC)
