"""A company says by link, on a phone, whether it stands by a graduate's business. No account."""

from django.shortcuts import get_object_or_404

from padan.ventures.queries import backer_behind
from padan.web.industry import backing


def answer(request, link):
    """What is asked, and three answers. Looking uses nothing up; a yes is taken back by the same link."""
    backer = get_object_or_404(backer_behind(link))
    return backing.answer(request, backer, by=link, named="", template="link/backing.html")
