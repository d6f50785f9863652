from datetime import date

import factory
from factories.curricula import ProgrammeFactory
from factories.organisations import OrganisationFactory
from factories.people import PersonFactory, UserFactory

from padan.training.models import Batch, BatchInstructor, Enrolment, GuestLesson
from padan.training.states import BatchState, EnrolmentState


class BatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Batch

    class Params:
        finished = factory.Trait(state=BatchState.COMPLETED, starts_on=date(2024, 1, 8), ends_on=date(2024, 3, 29))

    programme = factory.SubFactory(ProgrammeFactory)
    centre = factory.SelfAttribute("programme.centre")
    name = factory.Sequence(lambda n: f"Juru Las Non Boarding {n}")
    state = BatchState.TRAINING


class BatchInstructorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BatchInstructor

    batch = factory.SubFactory(BatchFactory)
    user = factory.SubFactory(UserFactory)


class EnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrolment

    class Params:
        finished = factory.Trait(
            batch=factory.SubFactory(BatchFactory, finished=True),
            state=EnrolmentState.COMPLETED,
            finished_on=date(2024, 3, 29),
        )

    batch = factory.SubFactory(BatchFactory)
    person = factory.SubFactory(PersonFactory)
    number = factory.Sequence(lambda n: n + 1)


class GuestLessonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuestLesson

    batch = factory.SubFactory(BatchFactory)
    held_on = date(2024, 2, 12)
    hours = 8
    topic = "Membaca WPS"
    teacher = "Praktisi Contoh"
    organisation = factory.SubFactory(OrganisationFactory)
