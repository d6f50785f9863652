from datetime import date

import factory
from factories.graduates import GraduateFactory
from factories.openings import OpeningFactory

from padan.placements.models import CheckIn, Placement, Proof
from padan.placements.states import PlacementState, ProofKind, Teller


class PlacementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Placement

    class Params:
        working = factory.Trait(state=PlacementState.WORKING, started_on=date(2024, 5, 2))

    graduate = factory.SubFactory(GraduateFactory)
    opening = factory.SubFactory(OpeningFactory)


class ProofFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Proof

    placement = factory.SubFactory(PlacementFactory, working=True)
    kind = ProofKind.CONTRACT
    brought_on = date(2024, 6, 3)
    teller = Teller.HERSELF


class CheckInFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CheckIn

    placement = factory.SubFactory(PlacementFactory, working=True)
    month = 1
    due_on = date(2024, 6, 2)
