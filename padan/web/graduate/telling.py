"""A graduate says where she stands with her account, on the page that her link opens as well."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from padan.outcomes.queries.waves import asked_of
from padan.web.audience import R, for_roles
from padan.web.telling import asks_by_script, telling_page, told_by_script


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.GRADUATE)
def own(request, code):
    """One question of hers."""
    rows = asked_of(request.viewer).filter(enrolment__person_id=request.viewer.person_id)
    found = get_object_or_404(rows, code=code)
    if asks_by_script(request):
        return told_by_script(request, found.code, by=request.user)
    return telling_page(request, found, by=request.user, template_base="base.html")
