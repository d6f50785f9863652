"""Where a graduate stands, by signed link: three taps, no account. Looking changes nothing and uses nothing up."""

from django.shortcuts import get_object_or_404

from padan.outcomes.queries.waves import asked_behind
from padan.web.telling import asks_by_script, telling_page, told_by_script


def tell(request, link):
    """Her page; the same link corrects what she said, until the wave closes."""
    if asks_by_script(request):
        return told_by_script(request, link.thing_code, by=link)
    found = get_object_or_404(asked_behind(link))
    return telling_page(request, found, by=link, template_base="link/base.html")
