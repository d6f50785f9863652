"""Invitations to work behind a link: a graduate answers hers, a company keeps the candidates of one opening."""

from django.shortcuts import get_object_or_404

from padan.matching.queries.invitations import invitation_behind, opening_behind
from padan.web.talks import answer_page, candidates_page


def answer(request, link):
    """The graduate's page; opening it changes nothing."""
    return answer_page(request, get_object_or_404(invitation_behind(link)), by=link, template_base="link/base.html")


def candidates(request, link):
    """The company's page for one opening."""
    return candidates_page(request, get_object_or_404(opening_behind(link)), by=link, template_base="link/base.html")
