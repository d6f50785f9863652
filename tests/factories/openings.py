from datetime import date

import factory
from factories.organisations import OrganisationFactory
from factories.reference import CodeFactory

from padan.openings.models import AgeLimit, Opening, OpeningUnit, VacancyReport
from padan.openings.states import ReportKind


class OpeningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Opening

    company = factory.SubFactory(OrganisationFactory)
    owner = factory.SelfAttribute("company")
    title = factory.Sequence(lambda n: f"Juru las {n}")
    words_key = factory.LazyAttribute(lambda opening: f"{opening.title} {opening.company or ''}".casefold())
    seats = 4


class OpeningUnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OpeningUnit

    opening = factory.SubFactory(OpeningFactory)
    unit = factory.SubFactory(CodeFactory)


class AgeLimitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgeLimit

    opening = factory.SubFactory(OpeningFactory)
    youngest = 18
    reason = "Pekerjaan di ketinggian; peraturan keselamatan mensyaratkan orang dewasa."


class VacancyReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VacancyReport

    opening = factory.SubFactory(OpeningFactory)
    kind = ReportKind.VACANT
    reported_on = date(2024, 11, 14)
    revision = 0
