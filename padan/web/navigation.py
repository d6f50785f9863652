"""The places of the top bar. Who may go to a place is told by its page (``for_roles``), once."""

import re
from functools import cache, lru_cache

from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

CODE = re.compile(r"\b[A-Z]{3}-[A-Z0-9-]+")
MAIN = {
    "week": _("This week"),
    "industry-home": _("Your company"),
    "graduate-home": _("About you"),
    "need-list": _("Needs"),
    "agreement-list": _("Agreements"),
    "programme-list": _("Programmes"),
    "graduate-list": _("Graduates"),
    "opening-list": _("Openings"),
    "figure-list": _("Figures"),
}
MORE = {
    "round-list": _("Rounds"),
    "sign-waiting": _("Your signature"),
    "survey-list": _("Surveys of needs"),
    "unit-list": _("Competency units"),
    "promise-list": _("Promises"),
    "target-list": _("Targets"),
    "intake-list": _("Imports"),
    "visits": _("Visit to a company"),
    "gap": _("Gap"),
    "batch-list": _("Batches"),
    "training-target-list": _("Training targets"),
    "vacancy-list": _("Report of vacancies"),
    "paper-list": _("Certificates"),
    "paper-sign": _("Sign certificates"),
    "graduate-papers": _("Your certificates"),
    "job-invitation-list": _("Invitations to work"),
    "placement-list": _("Placements"),
    "check-in-list": _("Check-ins at work"),
    "outcome-list": _("Tracing"),
    "wave-list": _("Waves"),
    "venture-list": _("Own businesses"),
    "overseas-home": _("Route to Japan"),
    "reported-list": _("Reported totals"),
    "report-list": _("Papers from figures"),
    "company-list": _("Companies"),
    "centre-list": _("Training centres"),
    "office-list": _("Offices and schools"),
    "forum-list": _("Forums"),
    "member-list": _("Members"),
    "event-list": _("Events"),
    "task-list": _("Tasks"),
    "activity-list": _("Work programme"),
    "template-list": _("Templates"),
    "pair-list": _("Perhaps the same"),
    "chore-list": _("Night work"),
}


def places_for(viewer, path):
    """The places this viewer may go to: those of the bar and those of the menu, the one she stands in marked."""
    main, more = _open_to(viewer, MAIN), _open_to(viewer, MORE)
    here = max((place["url"] for place in (*main, *more) if path.startswith(place["url"])), key=len, default="")
    for place in (*main, *more):
        place["here"] = place["url"] == here
    return {"main": main, "more": more}


def _open_to(viewer, places):
    found = [(*_place(name), label) for name, label in places.items()]
    return [{"url": url, "label": label} for url, roles, label in found if roles is None or viewer.has(*roles)]


def is_open_to(viewer, address):
    """Whether the page at this address is for one of the viewer's roles; a page about no thing may be told by name."""
    roles = _roles_at(CODE.sub("X", address.partition("?")[0])) if address.startswith("/") else _place(address)[1]
    return roles is None or viewer.has(*roles)


@lru_cache(maxsize=1000)
def _roles_at(shape):
    """The roles of a page by the shape of its address: codes of things make no difference."""
    return getattr(resolve(shape).func, "roles", None)


@cache
def _place(name):
    """The address of a page, and the roles it is open to; None for everybody."""
    url = reverse(name)
    return url, getattr(resolve(url).func, "roles", None)
