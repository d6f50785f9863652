"""Figures: all of them, one with its rule, and the rows behind it. Open to everybody, within what each may see."""

from django.http import Http404
from django.views.decorators.http import require_safe

from padan.figures.asking import UnknownFigure, ask, figures_of
from padan.web.pages import page


@require_safe
def figure_list(request):
    """Every figure with its value."""
    return page(request, "figures/list.html", {"figures": figures_of(request.viewer)})


@require_safe
def figure(request, key):
    """One figure: value, rule, whole, window, cut-off."""
    return page(request, "figures/figure.html", {"asked": asked_or_404(request, key)})


def asked_or_404(request, key):
    try:
        return ask(key, request.viewer)
    except UnknownFigure as unknown:
        raise Http404 from unknown
