"""Who was asked about a version, what each said, and what still waits."""

from dataclasses import dataclass, field
from datetime import timedelta

from padan.curricula.comparing import digest_of
from padan.curricula.models import CurriculumVersion, Endorsement, UnitRemark
from padan.curricula.queries.versions import versions_open_to, whole_of
from padan.organisations.queries import Viewer

COOL_DOWN = timedelta(days=7)
"""Nobody is written to twice within a week, unless the text changed in between."""


def endorsements_open_to(viewer: Viewer):
    """Companies asked about the versions the viewer may open."""
    return (
        Endorsement.objects.filter(version__in=versions_open_to(viewer).order_by().values("pk"))
        .select_related("version__programme__centre__forum", "company")
        .order_by("company__name_key", "pk")
    )


def remarks_open_to(viewer: Viewer):
    """Remarks on the versions the viewer may open."""
    return (
        UnitRemark.objects.filter(endorsement__version__in=versions_open_to(viewer).order_by().values("pk"))
        .select_related("endorsement__version__programme__centre", "endorsement__company", "unit")
        .order_by("said_at", "pk")
    )


def endorsement_behind(link):
    """The asking that a link is about."""
    code = link.thing_code if link.thing_kind == "curricula.endorsement" else None
    return (
        Endorsement.objects.filter(code=code)
        .select_related("version__programme__centre__forum", "version__occupation", "company")
        .order_by("pk")
    )


def open_remarks_of(version):
    """Changes that members asked for and nobody has answered."""
    return UnitRemark.objects.filter(endorsement__version=version, resolved_at=None).order_by("said_at", "pk")


def counted_for(version) -> int:
    """How many companies endorsed the text as it stands; an endorsement of an earlier text does not count."""
    digest = digest_of(whole_of(version))
    return Endorsement.objects.filter(version=version, text_sha256=digest, endorsed_at__isnull=False).count()


@dataclass
class Voice:
    """One company asked about a version, with what it said."""

    endorsement: Endorsement
    counts: bool  # it stands behind the text as it is
    earlier: bool  # it stood behind an earlier text
    remarks: list[UnitRemark] = field(default_factory=list)

    @property
    def waiting(self) -> bool:
        """Nothing was said to the text as it is."""
        return not self.counts and not self.remarks


def voices_of(version, digest: str) -> list[Voice]:
    """Everybody who was asked about a version, by name, each with her remarks: two queries."""
    rows = Endorsement.objects.filter(version=version).select_related("company").order_by("company__name_key", "pk")
    voices = {
        row.pk: Voice(
            row,
            counts=bool(row.endorsed_at) and row.text_sha256 == digest,
            earlier=bool(row.endorsed_at) and row.text_sha256 != digest,
        )
        for row in rows
    }
    remarks = UnitRemark.objects.filter(endorsement__version=version).select_related("unit").order_by("said_at", "pk")
    for remark in remarks:
        voices[remark.endorsement_id].remarks.append(remark)
    return list(voices.values())


def due_for_reminder(version: CurriculumVersion, digest: str, at):
    """Askings to write to again: an address, no word to the text as it is, and not written to within a week.

    A text proposed anew is asked about at once.
    """
    rows = Endorsement.objects.filter(version=version).exclude(email="").exclude(text_sha256=digest)
    last = at - COOL_DOWN
    due = rows.filter(asked_at__lte=last)
    if version.proposed_at:
        due = due | rows.filter(asked_at__lt=version.proposed_at)
    return due.select_related("company").order_by("pk")
