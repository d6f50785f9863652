"""What everybody may see. These pages reach figures and nothing else."""

from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from padan.figures.home import public_home as counted_home
from padan.web.pages import page


@require_safe
@cache_control(public=True, max_age=60)
def public_home(request):
    """Forum-wide totals, counted beforehand: one query."""
    return page(request, "public/home.html", {"home": counted_home()})
