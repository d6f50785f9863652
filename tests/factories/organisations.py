import factory
from factories.people import UserFactory

from padan.organisations.models import Alias, Contact, LikelyPair, Organisation, Role
from padan.organisations.queries import viewer_of
from padan.organisations.states import Kind, PairReason, RoleName


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A body; ``forum_body``, ``centre``, ``company`` and ``office`` say of which kind."""

    class Meta:
        model = Organisation

    class Params:
        forum_body = factory.Trait(kind=Kind.FORUM, name=factory.Sequence(lambda n: f"Forum Contoh {n}"))
        centre = factory.Trait(kind=Kind.CENTRE, name=factory.Sequence(lambda n: f"Balai Contoh {n}"))
        office = factory.Trait(kind=Kind.OFFICE, name=factory.Sequence(lambda n: f"Dinas Contoh {n}"))

    kind = Kind.COMPANY
    name = factory.Sequence(lambda n: f"PT Contoh {n}")


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Kontak Contoh {n}")


class AliasFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Alias

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"PT Lama {n}")


class LikelyPairFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LikelyPair

    one = factory.SubFactory(OrganisationFactory)
    other = factory.SubFactory(OrganisationFactory)
    reason = PairReason.NAME
    likeness = 1000


class RoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Role

    user = factory.SubFactory(UserFactory)
    name = RoleName.SECRETARIAT
    organisation = factory.SubFactory(OrganisationFactory, forum_body=True)


def account(role, body=None, **user):
    """An account that holds one role, at a body or for the whole installation."""
    return RoleFactory(name=role, organisation=body, user=UserFactory(**user)).user


def viewer(role, body=None, **user):
    """What an account with this one role may see."""
    return viewer_of(account(role, body, **user))
