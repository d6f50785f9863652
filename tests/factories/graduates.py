from datetime import UTC, date, datetime

import factory
from factories.people import PersonFactory
from factories.reference import CodeFactory, RegionFactory
from factories.training import BatchFactory, EnrolmentFactory

from padan.graduates.models import CheckedCode, Graduate, Language, Seeking, SeekingRegion, WayAbroad
from padan.reference.actions import name_country
from padan.training.states import EnrolmentState


class GraduateFactory(factory.django.DjangoModelFactory):
    """A person with the finished course that made her a graduate."""

    class Meta:
        model = Graduate
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)
    batch = factory.SubFactory(BatchFactory, finished=True)
    centre = factory.SelfAttribute("batch.centre")
    code = factory.LazyAttribute(lambda graduate: graduate.person.code.replace("ORG", "LLS"))
    words_key = factory.LazyAttribute(lambda g: f"{g.code} {g.person.name} {g.batch.name}".casefold())
    finished_on = date(2024, 3, 29)

    @factory.post_generation
    def enrolment(self, create, given):
        EnrolmentFactory(
            batch=self.batch,
            person=self.person,
            state=EnrolmentState.COMPLETED,
            finished_on=self.finished_on,
        )


class SeekingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seeking

    graduate = factory.SubFactory(GraduateFactory)
    is_open = True
    confirmed_at = datetime(2024, 11, 1, 3, tzinfo=UTC)


class SeekingRegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SeekingRegion

    seeking = factory.SubFactory(SeekingFactory)
    region = factory.SubFactory(RegionFactory)


class LanguageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Language

    graduate = factory.SubFactory(GraduateFactory)
    language = "ja"
    level = 2


class WayAbroadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WayAbroad

    graduate = factory.SubFactory(GraduateFactory)
    country = factory.LazyFunction(lambda: name_country(code="JP"))


class CheckedCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CheckedCode

    graduate = factory.SubFactory(GraduateFactory)
    code = factory.SubFactory(CodeFactory)
