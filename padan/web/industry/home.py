"""The company's own page: what it asked for and what came of it, what it offers, agreed to and whom it took on."""

from django.urls import reverse
from django.views.decorators.http import require_safe

from padan.agreements.queries.life import agreements_of
from padan.agreements.queries.promises import promises_of
from padan.agreements.states import IN_FORCE, AgreementState
from padan.base.clock import today
from padan.matching.queries.invitations import wanted_by_company
from padan.needs.queries import needs_of, needs_said_by
from padan.needs.states import NeedState
from padan.openings.queries import openings_of
from padan.openings.states import OpeningState
from padan.organisations.queries import companies_of
from padan.placements.queries import placements_of
from padan.placements.states import PlacementState
from padan.ventures.queries import asked_of_companies
from padan.ventures.states import BackerState
from padan.web.answers import answers_of
from padan.web.audience import R, for_roles
from padan.web.lines import progress_of
from padan.web.link.needs import MOST_SHOWN
from padan.web.pages import page
from padan.web.tones import tone_of

FEW = 10


@require_safe
@for_roles(R.COMPANY_OFFICER)
def home(request):
    """Everything between this company and its forum, on one page."""
    viewer = request.viewer
    promises = promises_of(viewer).filter(agreement__state__in=IN_FORCE, party__organisation__in=viewer.companies)
    context = {
        "companies": companies_of(viewer).filter(pk__in=viewer.companies),
        "needs": _with_state(needs_of(viewer).order_by("-said_on", "-pk")[:FEW], NeedState),
        "openings": _with_state(openings_of(viewer)[:FEW], OpeningState),
        "businesses": _with_state(asked_of_companies(viewer)[:FEW], BackerState),
        "candidates": wanted_by_company(viewer)[:FEW],
        "agreements": _with_state(agreements_of(viewer)[:FEW], AgreementState),
        "progress": progress_of(promises[:FEW], today()),
        "placements": _with_state(placements_of(viewer)[:FEW], PlacementState),
    }
    return page(request, "industry/home.html", context)


@require_safe
@for_roles(R.COMPANY_OFFICER)
def requests(request):
    """Everything the company asked for, with what became of each."""
    needs = needs_said_by(request.viewer.companies)[:MOST_SHOWN]
    rows = [(answer, reverse("need-news", args=[answer.need.code])) for answer in answers_of(needs, today())]
    return page(request, "industry/requests.html", {"rows": rows})


def _with_state(rows, states):
    return [(row, states(row.state), tone_of(states(row.state))) for row in rows]
