from datetime import date

import factory
from django.utils import timezone
from factories.forum import ForumFactory
from factories.organisations import OrganisationFactory
from factories.people import UserFactory
from factories.reference import CodeFactory

from padan.needs.models import CodeDecision, Need, NeedUnit, Survey, SurveyPlace
from padan.needs.states import NeedState, Verdict


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


class CodeDecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CodeDecision

    need = factory.SubFactory(NeedFactory)
    code = factory.SubFactory(CodeFactory)
    verdict = Verdict.ACCEPTED
    words = "las pelat"
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)


class SurveyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Survey

    forum = factory.SubFactory(ForumFactory)
    title = "Kebutuhan tenaga kerja 2025"
    opens_on = date(2024, 11, 4)
    closes_on = date(2024, 12, 20)


class SurveyPlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SurveyPlace

    survey = factory.SubFactory(SurveyFactory)
    company = factory.SubFactory(OrganisationFactory)
    recipient = "Ibu Contoh"
