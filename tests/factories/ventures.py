from datetime import date

import factory
from factories.graduates import GraduateFactory
from factories.organisations import OrganisationFactory
from factories.training import EnrolmentFactory

from padan.base.clock import months_after
from padan.placements.states import Teller
from padan.ventures.models import Backer, Venture, VentureCheck, VentureCourse
from padan.ventures.states import Backing


class VentureFactory(factory.django.DjangoModelFactory):
    """A business that began a month after her class ended; ``closed=True``: and ended half a year later."""

    class Meta:
        model = Venture

    class Params:
        closed = factory.Trait(ended_on=date(2024, 10, 14))

    graduate = factory.SubFactory(GraduateFactory)
    words = "Bengkel las keliling"
    began_on = date(2024, 5, 2)
    teller = Teller.HERSELF
    told_on = date(2024, 6, 3)
    heard_on = date(2024, 6, 3)


class VentureCheckFactory(factory.django.DjangoModelFactory):
    """Nobody has told yet; ``alive=True`` with a day and a teller says that it ran."""

    class Meta:
        model = VentureCheck

    venture = factory.SubFactory(VentureFactory)
    months = 6
    due_on = factory.LazyAttribute(lambda check: months_after(check.venture.began_on, check.months))


class VentureCourseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VentureCourse

    venture = factory.SubFactory(VentureFactory)
    enrolment = factory.SubFactory(EnrolmentFactory, finished=True)


class BackerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Backer

    venture = factory.SubFactory(VentureFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = Backing.BUYER
    since = date(2024, 6, 10)
    agreed_by = "Ibu Rina, pembelian"
