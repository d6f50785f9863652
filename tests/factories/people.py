from datetime import UTC, datetime, timedelta

import factory

from padan.base.sealing import digest, seal
from padan.people.models import Message, Person, SignedLink, User


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


class SignedLinkFactory(factory.django.DjangoModelFactory):
    """A link whose token is ``token``."""

    class Meta:
        model = SignedLink

    class Params:
        token = factory.Sequence(lambda n: f"token-{n}")

    token_digest = factory.LazyAttribute(lambda link: digest(link.token, purpose="link"))
    act = "event.answer"
    thing_kind = "forum.invitation"
    thing_code = factory.Sequence(lambda n: f"UND-{n}")
    recipient = factory.Sequence(lambda n: f"Penerima Contoh {n}")
    expires_at = factory.LazyFunction(lambda: datetime.now(UTC) + timedelta(days=30))


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    key = factory.Sequence(lambda n: f"kunci-{n}")
    to = "penerima@contoh.padan.example"
    subject = "Undangan"
    body_sealed = factory.LazyFunction(lambda: seal("Isi surat", purpose="mail"))
    thing_kind = "forum.invitation"
    thing_code = "UND-1"
    next_at = factory.LazyFunction(lambda: datetime.now(UTC))
