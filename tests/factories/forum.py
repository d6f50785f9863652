from datetime import UTC, date, datetime

import factory
from factories.organisations import OrganisationFactory

from padan.forum.models import (
    Activity,
    BoardMember,
    BoardTerm,
    Decision,
    Event,
    Forum,
    Invitation,
    Minutes,
    PastMembership,
)
from padan.forum.states import Answer, TaskState


class ForumFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Forum

    organisation = factory.SubFactory(OrganisationFactory, forum_body=True)
    level = Forum.Level.REGIONAL


class BoardTermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BoardTerm

    forum = factory.SubFactory(ForumFactory)
    decree_number = factory.Sequence(lambda n: f"SK/{n}/2024")
    decree_on = starts_on = date(2024, 1, 8)
    ends_on = date(2027, 1, 7)


class BoardMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BoardMember

    term = factory.SubFactory(BoardTermFactory)
    position = "Ketua"
    name = factory.Sequence(lambda n: f"Pengurus Contoh {n}")


class EventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Event

    forum = factory.SubFactory(ForumFactory)
    title = "Rapat koordinasi"
    held_on = date(2024, 11, 15)


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    class Params:
        coming = factory.Trait(answer=Answer.COMING, answered_at=datetime(2024, 11, 10, 2, tzinfo=UTC))
        present = factory.Trait(coming=True, checked_in_at=datetime(2024, 11, 15, 2, tzinfo=UTC))

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda n: f"Tamu Contoh {n}")
    body = "PT Contoh Tamu"
    email = factory.Sequence(lambda n: f"tamu{n}@contoh.padan.example")


class MinutesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Minutes

    event = factory.SubFactory(EventFactory)
    text = "Rapat dibuka pukul 09.00."


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Decision

    class Params:
        task = factory.Trait(
            state=TaskState.OPEN, due_on=date(2024, 12, 1), organisation=factory.SubFactory(OrganisationFactory)
        )

    event = factory.SubFactory(EventFactory)
    words = "Rapat berikutnya diadakan pada Januari."


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Activity

    forum = factory.SubFactory(ForumFactory)
    year = 2025
    title = factory.Sequence(lambda n: f"Kunjungan industri {n}")
    budget_idr = 15_000_000


class PastMembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PastMembership

    forum = factory.SubFactory(ForumFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    joined_on = date(2022, 3, 1)
    left_on = date(2024, 2, 29)
