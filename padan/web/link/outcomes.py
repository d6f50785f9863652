"""Where a graduate stands, by signed link: three taps, no account. Looking changes nothing and uses nothing up."""

from django.shortcuts import get_object_or_404

from padan.outcomes.queries.waves import asked_behind
from padan.web.telling import telling_page


def tell(request, link):
    """Her page; the same link corrects what she said, until the wave closes."""
    found = get_object_or_404(asked_behind(link))
    return telling_page(request, found, by=link, template_base="link/base.html")
