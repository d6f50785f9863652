"""Shortlists: the graduates that fit one opening best, and the openings that fit one graduate best."""

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from padan.base.clock import today
from padan.graduates.queries import graduate_of, graduates_of
from padan.matching.queries.reach import reach_of
from padan.matching.shortlists import graduates_for, openings_for, weights_told
from padan.openings.queries import openings_of
from padan.openings.states import OpeningState
from padan.reference.queries import provinces
from padan.web.audience import READS_PEOPLE, READS_SHORTLISTS, R, for_roles
from padan.web.forms import DayField
from padan.web.pages import number_of_page, page
from padan.web.tones import tone_of

MOST_PAGES = 50  # of twenty: nobody reads further, and nobody takes the whole list away


class Narrow(forms.Form):
    """What a shortlist may be narrowed by: where she lives and when she is free, nothing else about her."""

    province = forms.ModelChoiceField(label=_("Lives in"), queryset=None, required=False, empty_label=_("anywhere"))
    ready_by = DayField(label=_("Free by"), required=False)

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["province"].queryset = provinces()


@require_safe
@for_roles(*READS_SHORTLISTS)
def of_opening(request, code):
    """The graduates who fit an opening best, with the parts of each score; to a company as codes."""
    opening = get_object_or_404(openings_of(request.viewer), code=code)
    form = Narrow(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = graduates_for(
        opening,
        viewer=request.viewer,
        page=number_of_page(request, most=MOST_PAGES),
        province=asked.get("province"),
        ready_by=asked.get("ready_by"),
    )
    state = OpeningState(opening.state)
    nobody = not (found.total or found.preparing or any(asked.values()))
    context = {
        "opening": opening,
        "state": state,
        "tone": tone_of(state),
        "free": opening.seats - opening.seats_taken,
        "found": found,
        "form": form,
        "reach": reach_of(opening, today=today()) if nobody and opening.region else None,
        "weights": weights_told("opening"),
        "asks": state == OpeningState.OPEN and request.viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER),
        "opens_graduates": request.viewer.has(*READS_PEOPLE),
        "previous": found.page - 1,
        "next": found.page + 1 if found.page < min(found.pages, MOST_PAGES) else 0,
    }
    return page(request, "centre/shortlists/opening.html", context)


@require_safe
@for_roles(*READS_PEOPLE, R.GRADUATE)
def of_graduate(request, code):
    """The openings that fit a graduate best; she opens her own."""
    graduate = get_object_or_404(graduates_of(request.viewer), code=code)
    found = openings_for(graduate, viewer=request.viewer, page=number_of_page(request, most=MOST_PAGES))
    own = graduate_of(request.viewer.person_id) if request.viewer.person_id else None
    context = {
        "graduate": graduate,
        "found": found,
        "own": own == graduate,
        "weights": weights_told("graduate"),
        "previous": found.page - 1,
        "next": found.page + 1 if found.page < min(found.pages, MOST_PAGES) else 0,
    }
    return page(request, "centre/shortlists/graduate.html", context)
