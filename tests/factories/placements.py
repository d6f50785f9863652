from datetime import date

import factory
from factories.graduates import GraduateFactory
from factories.openings import OpeningFactory

from padan.placements.models import Placement
from padan.placements.states import PlacementState


class PlacementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Placement

    class Params:
        working = factory.Trait(state=PlacementState.WORKING, started_on=date(2024, 5, 2))

    graduate = factory.SubFactory(GraduateFactory)
    opening = factory.SubFactory(OpeningFactory)
