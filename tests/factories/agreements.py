from datetime import date

import factory
from factories.forum import ForumFactory
from factories.organisations import OrganisationFactory

from padan.agreements.models import Agreement, Party, Promise, Target
from padan.agreements.states import AgreementKind, AgreementState, PromiseKind, Pulse


class AgreementFactory(factory.django.DjangoModelFactory):
    """A draft; ``running=True`` for one in force. ``parties`` names the bodies that sign."""

    class Meta:
        model = Agreement
        skip_postgeneration_save = True

    class Params:
        running = factory.Trait(
            state=AgreementState.ACTIVE,
            signed_on=date(2024, 3, 6),
            starts_on=date(2024, 3, 6),
            ends_on=date(2026, 3, 5),
            pulse=Pulse.AWAKE,
            pulse_on=date(2024, 11, 14),
            last_activity_on=date(2024, 11, 4),
        )

    forum = factory.SubFactory(ForumFactory)
    kind = AgreementKind.COOPERATION
    title = "Pelatihan dan penyerapan juru las"
    title_key = factory.LazyAttribute(lambda agreement: agreement.title.casefold())

    @factory.post_generation
    def parties(self, create, bodies):
        for order, body in enumerate(bodies or (), start=1):
            PartyFactory(agreement=self, organisation=body, order=order)


class PartyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Party

    agreement = factory.SubFactory(AgreementFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    signatory = "Direktur Contoh"
    position = "Direktur Operasional"


class PromiseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Promise

    agreement = factory.SubFactory(AgreementFactory, running=True)
    party = factory.SubFactory(PartyFactory, agreement=factory.SelfAttribute("..agreement"))
    kind = PromiseKind.HIRE
    words = "Menerima lulusan las"
    quantity = 24
    unit = "orang"
    due_on = date(2024, 12, 31)


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Target

    forum = factory.SubFactory(ForumFactory)
    words = "300 mitra menandatangani"
    value = 300
    starts_on = date(2024, 1, 1)
    ends_on = date(2026, 12, 31)
