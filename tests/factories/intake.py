from datetime import UTC, datetime

import factory
from factories.organisations import OrganisationFactory

from padan.intake.models import Mapping, Remark, Upload
from padan.intake.states import Layout, RemarkKind, UploadState


class UploadFactory(factory.django.DjangoModelFactory):
    """A file that was read and waits for a look; the file itself is not on the disk."""

    class Meta:
        model = Upload

    organisation = factory.SubFactory(OrganisationFactory, centre=True)
    name = factory.Sequence(lambda n: f"Peserta Contoh {n}.xlsx")
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size_bytes = 20_480
    layout = Layout.PARTICIPANTS
    state = UploadState.REVIEWED
    read, imported, review, ignored = 20, 18, 1, 1
    finished_at = datetime(2024, 11, 14, 9, 20, tzinfo=UTC)


class RemarkFactory(factory.django.DjangoModelFactory):
    """A row that waits: its training result is not one of the known words."""

    class Meta:
        model = Remark

    upload = factory.SubFactory(UploadFactory)
    kind = RemarkKind.REVIEW
    row = 17
    field = "result"
    column = "Status Kelulusan"
    written = factory.Sequence(lambda n: f"Baik {n}")
    reason = "not_in_list"
    detail = factory.SelfAttribute("written")


class MappingFactory(factory.django.DjangoModelFactory):
    """What somebody said about one set of headings."""

    class Meta:
        model = Mapping

    organisation = factory.SubFactory(OrganisationFactory, centre=True)
    headings = factory.Sequence(lambda n: f"{n:064x}")
    columns = factory.LazyFunction(lambda: {"result": "status kelulusan"})
