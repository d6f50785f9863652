import factory

from padan.people.models import Person, User


class PersonFactory(factory.django.DjangoModelFactory):
    """Somebody as most lists know her: without a name. ``named=True`` gives her one and a NIK."""

    class Meta:
        model = Person

    class Params:
        named = factory.Trait(
            name=factory.Sequence(lambda n: f"Peserta Contoh {n}"),
            name_key=factory.LazyAttribute(lambda person: person.name.casefold()),
            nik=factory.Sequence(lambda n: f"321601{n:010d}"),
        )


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    name = factory.Sequence(lambda n: f"Akun Contoh {n}")
    email = factory.Sequence(lambda n: f"akun{n}@contoh.padan.example")
