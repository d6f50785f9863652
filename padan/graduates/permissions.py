"""What of a graduate stands open to whom, and who may say what work she looks for: she alone."""

from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied, NotAllowed
from padan.graduates.queries import graduates_of, kept_from
from padan.organisations.permissions import check_for
from padan.organisations.queries import Viewer
from padan.organisations.states import RoleName
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for


class NotOnTheWay(ActionDenied):
    """Work in another country is for those who are on a route there."""


SEEK = "seeking.keep"
"""The act of a link by which a graduate keeps her seeking profile."""


def may_open_nik(viewer: Viewer, graduate) -> bool:
    return graduate.centre_id in viewer.centres


def check_may_open_nik(viewer: Viewer, graduate) -> None:
    """A NIK is opened by an officer of the graduate's own centre only, with a reason, on the record."""
    if not may_open_nik(viewer, graduate):
        raise NotAllowed(_("Only an officer of the graduate's centre may open a NIK."))


def check_may_say(by, graduate) -> None:
    """Her link, or her own account. Nobody keeps the profile for her."""
    if isinstance(by, SignedLink):
        check_link_for(by, SEEK, graduate)
    else:
        check_for(by, _check_herself, graduate)


def _check_herself(viewer: Viewer, graduate) -> None:
    if viewer.person_id != graduate.person_id:
        raise NotAllowed(_("Only she herself says what work she looks for."))


def may_ask(viewer: Viewer) -> bool:
    """Whether the viewer sends links to graduates: staff of a centre for its own, a secretariat for its forum's."""
    return viewer.has(RoleName.CENTRE_OFFICER, RoleName.INSTRUCTOR, RoleName.SECRETARIAT)


def check_may_ask(viewer: Viewer, graduates) -> None:
    ids = {graduate.pk for graduate in graduates}
    if not may_ask(viewer) or graduates_of(viewer).order_by().filter(pk__in=ids).count() != len(ids):
        raise NotAllowed(_("Only the graduate's centre, her instructor or its forum's secretariat asks her."))


def check_on_the_way(graduate, place) -> None:
    """Work in another country takes only those who are on the way there; work at home takes everybody."""
    if kept_from(place, [graduate]):
        raise NotOnTheWay(not_on_the_way(place))


def not_on_the_way(place) -> str:
    """Why somebody is not put on work in this country."""
    return _("This work is in %(country)s: it takes only those who are on a route there, checked step by step.") % {
        "country": place.name
    }
