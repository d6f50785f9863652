"""Frozen figures: whose they are, which of them the public has, how one follows another."""

from django.db.models import Q
from django.utils.translation import gettext as _

from padan.base.errors import PadanError
from padan.figures.models import Frozen, ReleasedFigure
from padan.figures.states import READS_LINES, ReleaseState
from padan.organisations.models import Organisation
from padan.organisations.queries import Viewer, organisations_of
from padan.organisations.states import RoleName

READS_FROZEN = (
    RoleName.SECRETARIAT,
    RoleName.BOARD_MEMBER,
    RoleName.CENTRE_OFFICER,
    RoleName.INSTRUCTOR,
    RoleName.AUDITOR,
    RoleName.LABOUR_OFFICE,
    RoleName.ADMINISTRATOR,
)


class UnknownFrozen(PadanError):
    """Nothing was frozen under this code."""


def frozen_with_code(code: str, *, key: str) -> Frozen:
    """The frozen figure with this code, for the command line. Raises ``UnknownFrozen``."""
    found = Frozen.objects.filter(code=code, key=key).first()
    if found is None:
        raise UnknownFrozen(_("No figure “%(key)s” was frozen as “%(code)s”.") % {"key": key, "code": code})
    return found


def frozen_open_to(viewer: Viewer):
    """Frozen figures the viewer may open, newest first: of bodies she may open, and whatever is published."""
    condition = Q(pk__in=published_frozen().order_by().values("pk"))
    if viewer.has(*READS_FROZEN):
        mine = ~Q(pk=None) if viewer.sees_all else Q(scope__in=organisations_of(viewer).order_by().values("code"))
        condition |= mine if viewer.has(*READS_LINES) else mine & Q(dimensions={})
    return Frozen.objects.filter(condition).order_by("-frozen_at", "-pk")


def exact_to(viewer: Viewer):
    """Of those, the ones whose numbers she may read as they were counted: who reads no lines reads no narrowed group,
    for its numbers are those of the release."""
    rows = frozen_open_to(viewer)
    return rows if viewer.has(*READS_LINES) else rows.filter(dimensions={})


def published_frozen():
    """Frozen figures that a release has shown to the public, newest first. A corrected one stays readable."""
    shown = ReleasedFigure.objects.filter(release__state=ReleaseState.RELEASED)
    return Frozen.objects.filter(pk__in=shown.order_by().values("frozen")).order_by("-frozen_at", "-pk")


def codes_published(rows) -> set[str]:
    """Which of these frozen figures the public has: their codes. One question."""
    shown = ReleasedFigure.objects.filter(release__state=ReleaseState.RELEASED, frozen__in=rows)
    return set(shown.order_by().values_list("frozen__code", flat=True))


def may_correct(viewer: Viewer, frozen: Frozen) -> bool:
    """Whether the viewer keeps the body it speaks of. What the system said of everything, only the system corrects."""
    kept = Organisation.objects.filter(Q(pk__in=viewer.kept_forums) | Q(forum_id__in=viewer.kept_forums))
    return bool(viewer.kept_forums) and kept.filter(code=frozen.scope).exists()


def correction_of(frozen: Frozen) -> Frozen | None:
    """The version after this one, if there is."""
    return Frozen.objects.filter(corrects=frozen).first()


def versions_of(frozen: Frozen) -> list[Frozen]:
    """Every version of one figure, the first of them first. One question a version before and after this one."""
    found = [frozen]
    while found[0].corrects_id:
        found.insert(0, Frozen.objects.get(pk=found[0].corrects_id))
    while newer := correction_of(found[-1]):
        found.append(newer)
    return found
