import zlib
from datetime import UTC, date, datetime

import factory
from factories.forum import ForumFactory
from factories.organisations import OrganisationFactory

from padan.base.files import PaperKind, keep
from padan.figures.models import (
    Frozen,
    FrozenRows,
    PublishedCell,
    Release,
    ReleasedFigure,
    Report,
    ReportFigure,
    ReportFile,
    ReportOrder,
)
from padan.figures.states import ReleaseState, ReportKind
from padan.organisations.states import Kind

FROZEN_AT = datetime(2024, 11, 14, 8, 0, tzinfo=UTC)
RELEASED = {
    "state": ReleaseState.RELEASED,
    "audited_at": FROZEN_AT,
    "released_at": FROZEN_AT,
    "released_by": "system",
}


class FrozenFactory(factory.django.DjangoModelFactory):
    """674 of 1,248 employed. Without rows: what is to be proven is frozen by the act."""

    class Meta:
        model = Frozen

    key = "placed"
    label = "Bekerja"
    rule_version = 1
    rule = "Dari semua lulusan, yang bekerja untuk upah."
    unit = "share"
    of_what = "lulusan"
    window = "m6"
    as_of = date(2024, 10, 31)
    value = 674 / 1248
    numerator, denominator, rows_count = 674, 1248, 1248
    rows_hash = "0" * 64
    frozen_by = "system"
    frozen_at = FROZEN_AT


class FrozenRowsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FrozenRows

    frozen = factory.SubFactory(FrozenFactory)
    packed = zlib.compress(b"")


class ReleaseFactory(factory.django.DjangoModelFactory):
    """A draft; ``released=True`` says that the public has it. Cells are to be added before."""

    class Meta:
        model = Release

    class Params:
        released = factory.Trait(**RELEASED)

    title = "Angka kuartal III 2024"
    forum = factory.SubFactory(ForumFactory)
    as_of = date(2024, 9, 30)
    drafted_by = "system"


class ReleasedFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReleasedFigure

    release = factory.SubFactory(ReleaseFactory)
    frozen = factory.SubFactory(FrozenFactory)


class ReportFactory(factory.django.DjangoModelFactory):
    """A press release, as kept. What it shows and its files are rows of their own."""

    class Meta:
        model = Report

    kind = ReportKind.PRESS
    title = "Kepengurusan baru dikukuhkan"
    organisation = factory.SubFactory(OrganisationFactory, kind=Kind.FORUM)
    day = date(2024, 11, 14)
    content = factory.LazyFunction(lambda: {"judul": "Kepengurusan baru dikukuhkan", "pembuka": "", "isi": []})
    made_by = "system"
    made_at = FROZEN_AT


class ReportFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportFigure

    report = factory.SubFactory(ReportFactory)
    frozen = factory.SubFactory(FrozenFactory)
    place = factory.Sequence(lambda n: n + 1)


class ReportFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportFile

    report = factory.SubFactory(ReportFactory)
    file_kind = PaperKind.PDF

    @classmethod
    def _adjust_kwargs(cls, **told):
        kind = told["file_kind"]
        return told | keep(b"%PDF-1.7 laporan", called=f"laporan.{kind}", made_as=PaperKind(kind))


class PublishedCellFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PublishedCell

    release = factory.SubFactory(ReleaseFactory)
    window = "m6"
    trade = factory.Sequence(lambda n: f"Kejuruan {n}")
    status = "employed"
    count = 25


def published(*frozen, cells=(), **release):
    """A release that the public has, with these figures and cells: they are put in before it is said."""
    said = ReleaseFactory(**release)
    for one in frozen:
        ReleasedFigureFactory(release=said, frozen=one)
    for cell in cells:
        PublishedCellFactory(release=said, **cell)
    for name, value in RELEASED.items():
        setattr(said, name, value)
    said.save()
    return said


class ReportOrderFactory(factory.django.DjangoModelFactory):
    """A report that a job prepares now."""

    class Meta:
        model = ReportOrder

    organisation = factory.SubFactory(OrganisationFactory, forum_body=True)
    year = 2024
    day = date(2024, 11, 15)
    asked_by = "system"
    asked_at = FROZEN_AT
    steps = 16
