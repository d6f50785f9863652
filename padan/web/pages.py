"""One helper chooses page or piece."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page(request, template, context=None, *, partial=None, status=200):
    """The whole page; for an htmx request the piece named ``partial`` of the same template.

    A request that htmx makes to restore history gets the whole page: a piece alone is no page to return to.
    """
    piece = partial and request.htmx and not request.htmx.history_restore_request
    response = render(request, f"{template}#{partial}" if piece else template, context, status=status)
    if partial:
        patch_vary_headers(response, ["HX-Request"])
    return response


def number_of_page(request, *, most):
    """The page asked for by ``?page=``, the first where it is no page, the last that may be read where it is beyond."""
    asked = request.GET.get("page", "1")
    return min(max(int(asked), 1), most) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
