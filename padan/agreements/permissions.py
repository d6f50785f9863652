"""Who may write agreements: the secretariat of their forum. Parties read."""

from django.utils.translation import gettext as _

from padan.base.errors import NotAllowed
from padan.organisations.queries import Viewer


def may_keep_agreements(viewer: Viewer, forum) -> bool:
    return forum.organisation_id in viewer.kept_forums


def check_may_keep_agreements(viewer: Viewer, forum) -> None:
    if not may_keep_agreements(viewer, forum):
        raise NotAllowed(_("Only the forum's secretariat writes agreements."))
