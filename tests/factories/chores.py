import factory
from django.utils import timezone

from padan.chores.models import ChoreRun


class ChoreRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ChoreRun

    name = "pairs"
    began_at = factory.LazyFunction(timezone.now)
    ended_at = factory.LazyFunction(timezone.now)
