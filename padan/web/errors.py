"""Pages for what went wrong: what failed, what is safe, what to do."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request, exception=None):
    return render(request, "errors/400.html", status=400)


def csrf_failure(request, reason=""):
    return render(request, "errors/403_csrf.html", status=403)


def permission_denied(request, exception=None):
    return render(request, "errors/403.html", status=403)


def page_not_found(request, exception=None):
    return render(request, "errors/404.html", status=404)


def cannot_be_printed(request, sign):
    return render(request, "errors/422.html", {"sign": sign}, status=422)


def server_error(request):
    """Asks nothing of the database: it may be the thing that failed."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
