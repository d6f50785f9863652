from datetime import date

import factory
from factories.organisations import OrganisationFactory
from factories.reference import CodeFactory

from padan.needs.models import Need, NeedUnit
from padan.needs.states import NeedState


class NeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Need

    class Params:
        answered = factory.Trait(
            state=NeedState.ANSWERED, answer="Dua kelas dibuka pada Desember.", answered_on=date(2024, 11, 15)
        )

    company = factory.SubFactory(OrganisationFactory)
    words = "Kami perlu orang yang bisa las pelat posisi tegak."
    head_count = 24
    said_on = date(2024, 11, 1)
    answer_due_on = date(2024, 11, 12)


class NeedUnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NeedUnit

    need = factory.SubFactory(NeedFactory)
    unit = factory.SubFactory(CodeFactory)
