from datetime import UTC, date, datetime

import factory
from factories.graduates import GraduateFactory
from factories.organisations import OrganisationFactory
from factories.training import EnrolmentFactory

from padan.base.clock import months_after
from padan.placements.states import Teller
from padan.ventures.models import Backer, NameShown, Venture, VentureCheck, VentureCourse
from padan.ventures.states import NAME_NOW, BackerState, Backing


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
    """A company that was asked and has not answered; ``agreed``: it said yes; ``told``: from before it was asked."""

    class Meta:
        model = Backer

    class Params:
        agreed = factory.Trait(
            state=BackerState.AGREED, answered_on=date(2024, 6, 12), answered_by="Ibu Rina, pembelian"
        )
        told = factory.Trait(state=BackerState.TOLD, words="", answered_by="Ibu Rina, pembelian")

    venture = factory.SubFactory(VentureFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = Backing.BUYER
    words = "Membeli 40 kotak nasi tiap Jumat"
    since = date(2024, 6, 10)


class NameShownFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NameShown

    backer = factory.SubFactory(BackerFactory)
    given_at = datetime(2024, 6, 10, 3, tzinfo=UTC)
    given_through = "TAU-CONTOH"
    words_version = NAME_NOW
