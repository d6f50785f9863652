from datetime import date

import factory
from factories.organisations import OrganisationFactory
from factories.training import EnrolmentFactory

from padan.outcomes.models import Outcome, ReportedTotal
from padan.outcomes.states import Status, Window
from padan.placements.states import Evidence


class OutcomeFactory(factory.django.DjangoModelFactory):
    """Nobody answered yet; ``working=True`` says that she told of a job."""

    class Meta:
        model = Outcome

    class Params:
        working = factory.Trait(status=Status.EMPLOYED, job="Operator las", evidence=Evidence.SELF_REPORT)

    enrolment = factory.SubFactory(EnrolmentFactory, finished=True)
    batch = factory.SelfAttribute("enrolment.batch")
    window = Window.MONTHS_6
    as_of = date(2024, 10, 31)


class ReportedTotalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportedTotal

    centre = factory.SubFactory(OrganisationFactory, centre=True)
    programme_written = factory.Sequence(lambda n: f"Program Lama {n}")
    programme_key = factory.LazyAttribute(lambda total: total.programme_written.casefold())
    participants = 32
    placed = 18
    reported_on = date(2024, 10, 31)
