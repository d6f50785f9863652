from datetime import date

import factory
from factories.organisations import OrganisationFactory
from factories.reference import CodeFactory

from padan.curricula.models import CurriculumVersion, Programme, TaughtUnit
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
