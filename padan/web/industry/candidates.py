"""A company keeps the candidates of an opening with its account, on the page that its link opens as well."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from padan.openings.queries import openings_of
from padan.web.audience import R, for_roles
from padan.web.talks import candidates_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.COMPANY_OFFICER)
def candidates(request, code):
    """Everybody asked for one opening of its own."""
    rows = openings_of(request.viewer).filter(company_id__in=request.viewer.companies)
    return candidates_page(request, get_object_or_404(rows, code=code), by=request.user, template_base="base.html")
