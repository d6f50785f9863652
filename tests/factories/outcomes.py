from datetime import UTC, date, datetime

import factory
from factories.curricula import ProgrammeFactory
from factories.organisations import OrganisationFactory
from factories.people import PersonFactory
from factories.training import EnrolmentFactory

from padan.outcomes.models import (
    Answer,
    AnswerProof,
    Asked,
    Call,
    Outcome,
    Replacement,
    ReportedTotal,
    Sample,
    SampleRow,
    Silence,
    Wave,
)
from padan.outcomes.states import AnswerTeller, AskedState, CallResult, ShownBy, Status, WaveState, Window
from padan.placements.states import Evidence


class OutcomeFactory(factory.django.DjangoModelFactory):
    """Nobody answered yet; ``working=True`` says that she told of a job."""

    class Meta:
        model = Outcome

    class Params:
        working = factory.Trait(status=Status.EMPLOYED, job="Operator las", evidence=Evidence.SELF_REPORT)

    enrolment = factory.SubFactory(EnrolmentFactory, finished=True)
    batch = factory.SelfAttribute("enrolment.batch")
    window = Window.MONTHS_6
    as_of = date(2024, 10, 31)
    noted_on = factory.SelfAttribute("as_of")


class ReportedTotalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportedTotal

    centre = factory.SubFactory(OrganisationFactory, centre=True)
    programme_written = factory.Sequence(lambda n: f"Program Lama {n}")
    programme_key = factory.LazyAttribute(lambda total: total.programme_written.casefold())
    participants = 32
    placed = 18
    reported_on = date(2024, 10, 31)


OPENED = datetime(2024, 9, 30, 2, tzinfo=UTC)


class WaveFactory(factory.django.DjangoModelFactory):
    """A wave at the sixth month for those who finished in the first half of 2024."""

    class Meta:
        model = Wave

    class Params:
        open = factory.Trait(state=WaveState.OPEN, opened_at=OPENED)

    keeper = factory.SubFactory(OrganisationFactory, centre=True)
    window = Window.MONTHS_6
    title = "Kabar 6 bulan, lulusan semester pertama 2024"
    finished_from = date(2024, 1, 1)
    finished_until = date(2024, 6, 30)
    opens_on = date(2024, 9, 30)
    closes_on = date(2024, 12, 31)


class AskedFactory(factory.django.DjangoModelFactory):
    """She waits to be asked; ``out=True``: she was, by mail."""

    class Meta:
        model = Asked

    class Params:
        out = factory.Trait(state=AskedState.ASKED, asked_at=OPENED, channel="mail")

    wave = factory.SubFactory(WaveFactory, open=True)
    enrolment = factory.SubFactory(
        EnrolmentFactory, finished=True, batch__programme__centre=factory.SelfAttribute("....wave.keeper")
    )


class AnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Answer

    enrolment = factory.SubFactory(EnrolmentFactory, finished=True)
    window = Window.MONTHS_6
    status = Status.EMPLOYED
    teller = AnswerTeller.HERSELF
    as_of = date(2024, 10, 1)


class AnswerProofFactory(factory.django.DjangoModelFactory):
    """A contract that shows her answer; nobody looked at it."""

    class Meta:
        model = AnswerProof

    answer = factory.SubFactory(AnswerFactory, evidence=Evidence.FILE)
    kind = ShownBy.CONTRACT
    brought_on = date(2024, 10, 2)


class SilenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Silence

    person = factory.SubFactory(PersonFactory)
    since = OPENED


class ReplacementFactory(factory.django.DjangoModelFactory):
    """Rows of a programme of the same centre stand in the place of a total."""

    class Meta:
        model = Replacement

    total = factory.SubFactory(ReportedTotalFactory)
    programme = factory.SubFactory(ProgrammeFactory, centre=factory.SelfAttribute("..total.centre"))
    replaced_on = date(2024, 11, 4)
    reason = "Balai mengirim daftar namanya."


class CallFactory(factory.django.DjangoModelFactory):
    """Nobody took the call."""

    class Meta:
        model = Call

    asked = factory.SubFactory(AskedFactory, out=True)
    called_on = date(2024, 10, 7)
    result = CallResult.NO_ANSWER


class SampleFactory(factory.django.DjangoModelFactory):
    """Two of ten, all told to work, drawn to be checked."""

    class Meta:
        model = Sample

    keeper = factory.SubFactory(OrganisationFactory, centre=True)
    window = Window.MONTHS_6
    seed = "undian 17"
    size = 2
    population = 10
    told = {"employed": 10}
    rows_hash = "0" * 64
    drawn_on = date(2024, 11, 1)


class SampleRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SampleRow

    sample = factory.SubFactory(SampleFactory)
    place = factory.Sequence(lambda n: n + 1)
    enrolment = factory.SubFactory(
        EnrolmentFactory, finished=True, batch__programme__centre=factory.SelfAttribute("....sample.keeper")
    )
    told = Status.EMPLOYED
