import factory
from factories.organisations import OrganisationFactory

from padan.openings.models import Opening


class OpeningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Opening

    company = factory.SubFactory(OrganisationFactory)
    owner = factory.SelfAttribute("company")
    title = factory.Sequence(lambda n: f"Juru las {n}")
    words_key = factory.LazyAttribute(lambda opening: f"{opening.title} {opening.company or ''}".casefold())
    seats = 4
