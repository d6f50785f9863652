from datetime import UTC, date, datetime

import factory
from factories.forum import EventFactory
from factories.graduates import GraduateFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory

from padan.forum.states import EventKind
from padan.matching.models import Booth, Consent, FairGuest, Invitation, Round, RoundChange, RoundSeat, Turn
from padan.matching.states import CONSENT_NOW, ChangeKind, InvitationState, Objective, RoundState, SeatReason
from padan.organisations.states import Kind

MORNING = datetime(2024, 11, 4, 1, 0, tzinfo=UTC)
LOT = 7


class RoundFactory(factory.django.DjangoModelFactory):
    """A round just opened; ``cleared`` and ``kept`` carry a result."""

    class Meta:
        model = Round

    class Params:
        cleared = factory.Trait(
            state=RoundState.CLEARED,
            lot=LOT,
            frozen_at=MORNING,
            cleared_at=MORNING,
            inputs_sha256="0" * 64,
            graduates=1,
            openings=1,
            seats=1,
        )
        kept = factory.Trait(cleared=True, state=RoundState.KEPT, kept_at=MORNING, objective=Objective.STABLE)

    name = factory.Sequence(lambda n: f"Putaran {n}")
    keeper = factory.SubFactory(OrganisationFactory, kind=Kind.CENTRE)
    choice = factory.LazyFunction(
        lambda: {"batches": [], "openings": None, "band": 1, "second_chance": False, "aside": None, "floor": None}
    )
    commitment = "c" * 64
    sealed_lot = LOT
    committed_at = MORNING


class RoundSeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoundSeat

    round = factory.SubFactory(RoundFactory, kept=True)
    objective = Objective.STABLE
    graduate = factory.SubFactory(GraduateFactory)
    opening = factory.SubFactory(OpeningFactory)
    reason = SeatReason.PLACED
    score = 80_000
    rank = 1
    fitting = 1


class RoundChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoundChange

    round = factory.SubFactory(RoundFactory, kept=True)
    kind = ChangeKind.LEFT
    subject = "LLS-TIDAKADA"
    at = MORNING
    blocking_pairs = 0
    answer_sha256 = "0" * 64


class WorkInvitationFactory(factory.django.DjangoModelFactory):
    """A graduate just asked; ``offered`` has her answer and the interview behind her."""

    class Meta:
        model = Invitation

    class Params:
        interested = factory.Trait(state=InvitationState.INTERESTED, answered_at=MORNING)
        interview = factory.Trait(
            state=InvitationState.INTERVIEW, answered_at=MORNING, interview_at=MORNING, interview_place="Ruang HRD"
        )
        offered = factory.Trait(
            state=InvitationState.OFFERED, answered_at=MORNING, offered_at=MORNING, offered_on=date(2024, 11, 4)
        )

    graduate = factory.SubFactory(GraduateFactory)
    opening = factory.SubFactory(OpeningFactory)
    invited_at = MORNING
    answer_by = date(2024, 11, 22)


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    graduate = factory.SubFactory(GraduateFactory)
    opening = factory.SubFactory(OpeningFactory)
    given_at = MORNING
    given_through = "TAU-TIDAKADA"
    words_version = CONSENT_NOW


FAIR_MORNING = datetime(2024, 11, 20, 1, 0, tzinfo=UTC)
FAIR_ON = date(2024, 11, 20)


class BoothFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Booth

    event = factory.SubFactory(EventFactory, kind=EventKind.JOB_FAIR, held_on=FAIR_ON)
    company = factory.SubFactory(OrganisationFactory)
    number = factory.Sequence(lambda n: n + 1)


class FairGuestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FairGuest

    event = factory.SubFactory(EventFactory, kind=EventKind.JOB_FAIR, held_on=FAIR_ON)
    graduate = factory.SubFactory(GraduateFactory)
    number = factory.Sequence(lambda n: n + 1)


class TurnFactory(factory.django.DjangoModelFactory):
    """Somebody who waits at a table for one of its openings."""

    class Meta:
        model = Turn

    booth = factory.SubFactory(BoothFactory)
    guest = factory.SubFactory(FairGuestFactory, event=factory.SelfAttribute("..booth.event"))
    opening = factory.SubFactory(OpeningFactory, company=factory.SelfAttribute("..booth.company"))
    joined_at = FAIR_MORNING
