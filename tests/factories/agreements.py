from datetime import UTC, date, datetime

import factory
from factories.forum import EventFactory, ForumFactory
from factories.organisations import OrganisationFactory

from padan.agreements.models import (
    Agreement,
    AgreementScope,
    Approval,
    Delivery,
    Document,
    Intent,
    NumberPattern,
    Paper,
    Party,
    Promise,
    Signature,
    Target,
    Template,
    Witness,
)
from padan.agreements.states import (
    AgreementKind,
    AgreementState,
    DocumentState,
    PaperKind,
    PromiseKind,
    Pulse,
    Scope,
    SigningMode,
)


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


class DeliveryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Delivery

    promise = factory.SubFactory(PromiseFactory, kind=PromiseKind.EQUIPMENT, quantity=2, unit="mesin")
    happened_on = date(2024, 9, 12)
    quantity = 1


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Target

    forum = factory.SubFactory(ForumFactory)
    words = "300 mitra menandatangani"
    value = 300
    starts_on = date(2024, 1, 1)
    ends_on = date(2026, 12, 31)


class AgreementScopeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgreementScope

    agreement = factory.SubFactory(AgreementFactory)
    scope = Scope.PLACEMENT


class NumberPatternFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NumberPattern

    organisation = factory.SubFactory(OrganisationFactory)
    pattern = "HK.05/{n:03}/PKS/{month}/{year}"


class TemplateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Template

    kind = AgreementKind.COOPERATION
    name = factory.Sequence(lambda n: f"Naskah contoh {n}")
    body = "# Maksud dan tujuan"


FROZEN_AT = datetime(2024, 11, 13, 3, tzinfo=UTC)
HASH = "5d" * 32
PDF = b"%PDF-1.7\n% contoh"
"""Bytes that are kept as a PDF and hold nothing."""


class DocumentFactory(factory.django.DjangoModelFactory):
    """The text of an agreement, a draft; ``frozen=True`` for one that waits for signatures."""

    class Meta:
        model = Document
        skip_postgeneration_save = True

    class Params:
        frozen = factory.Trait(state=DocumentState.FROZEN, frozen_at=FROZEN_AT, text_sha256=HASH)

    agreement = factory.SubFactory(AgreementFactory)
    title = factory.SelfAttribute("agreement.title")


class PaperFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Paper

    document = factory.SubFactory(DocumentFactory, frozen=True)
    kind = PaperKind.TYPESET
    order = factory.Sequence(lambda n: n)
    file_sha256 = HASH


class ApprovalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Approval

    document = factory.SubFactory(DocumentFactory)
    party = factory.SubFactory(PartyFactory, agreement=factory.SelfAttribute("..document.agreement"))
    approved_at = FROZEN_AT


class IntentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Intent

    key = factory.Sequence(lambda n: f"niat-{n}")
    document = factory.SubFactory(DocumentFactory, frozen=True)
    party = factory.SubFactory(PartyFactory, agreement=factory.SelfAttribute("..document.agreement"))
    text_sha256 = HASH
    begun_at = FROZEN_AT


class SignatureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Signature

    document = factory.SubFactory(DocumentFactory, frozen=True)
    party = factory.SubFactory(PartyFactory, agreement=factory.SelfAttribute("..document.agreement"))
    mode = SigningMode.INK
    signatory = "Direktur Contoh"
    signed_at = FROZEN_AT
    text_sha256 = HASH


class WitnessFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Witness

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda n: f"Saksi Contoh {n}")
    position = "Kepala Dinas Contoh"
    order = 1
