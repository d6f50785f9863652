from datetime import UTC, datetime

import factory
from factories.graduates import GraduateFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory

from padan.matching.models import Round, RoundChange, RoundSeat
from padan.matching.states import ChangeKind, Objective, RoundState, SeatReason
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
