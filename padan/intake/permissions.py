"""Who brings files in: officers of the centre, and the secretariat above it."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.queries import Viewer, centres_kept_by


def may_bring_in(viewer: Viewer, centre) -> bool:
    return centres_kept_by(viewer).filter(pk=centre.pk).exists()


def check_may_bring_in(viewer: Viewer, centre) -> None:
    if not may_bring_in(viewer, centre):
        raise NotAllowed(_("Only officers of this centre and the secretariat above it bring files in."))
