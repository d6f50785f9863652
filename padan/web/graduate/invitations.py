"""A graduate answers an invitation to work with her account, on the page that her link opens as well."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from padan.matching.queries.invitations import invitations_to_work
from padan.web.audience import R, for_roles
from padan.web.talks import answer_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.GRADUATE)
def invitation(request, code):
    """One invitation of hers."""
    rows = invitations_to_work(request.viewer).filter(graduate__person_id=request.viewer.person_id)
    found = get_object_or_404(rows, code=code)
    return answer_page(request, found, by=request.user, template_base="graduate/base.html")
