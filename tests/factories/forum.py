from datetime import date

import factory
from factories.organisations import OrganisationFactory

from padan.forum.models import BoardMember, BoardTerm, Event, Forum


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
