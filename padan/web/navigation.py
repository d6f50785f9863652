"""The places of the top bar, by role."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from padan.organisations.states import RoleName as R

FORUM = (R.SECRETARIAT, R.BOARD_MEMBER)
CENTRE = (R.CENTRE_OFFICER, R.INSTRUCTOR)
WATCH = (R.LABOUR_OFFICE, R.AUDITOR, R.ADMINISTRATOR)
STAFF = (*FORUM, *CENTRE, *WATCH)

MAIN = [
    ("week", _("This week"), STAFF),
    ("industry-home", _("Your company"), (R.COMPANY_OFFICER,)),
    ("graduate-home", _("About you"), (R.GRADUATE,)),
    ("need-list", _("Needs"), (*STAFF, R.COMPANY_OFFICER)),
    ("agreement-list", _("Agreements"), (*STAFF, R.COMPANY_OFFICER)),
    ("programme-list", _("Programmes"), STAFF),
    ("graduate-list", _("Graduates"), STAFF),
    ("opening-list", _("Openings"), (*STAFF, R.COMPANY_OFFICER)),
    ("figure-list", _("Figures"), (*STAFF, R.COMPANY_OFFICER)),
]
MORE = [
    ("intake-list", _("Imports"), (R.SECRETARIAT, R.CENTRE_OFFICER, R.ADMINISTRATOR)),
    ("batch-list", _("Batches"), STAFF),
    ("placement-list", _("Placements"), (*STAFF, R.COMPANY_OFFICER)),
    ("reported-list", _("Reported totals"), STAFF),
    ("company-list", _("Companies"), STAFF),
    ("centre-list", _("Training centres"), STAFF),
    ("forum-list", _("Forums"), STAFF),
]


def places_for(viewer, path):
    """The places this viewer may go to, with the one she stands in marked: those of the bar and those of the menu."""
    return {"main": _open_to(viewer, path, MAIN), "more": _open_to(viewer, path, MORE)}


def _open_to(viewer, path, places):
    found = []
    for name, label, roles in places:
        if viewer.has(*roles):
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            found.append({"url": url, "label": label, "here": path.startswith(url)})
    return found
