"""What everybody may see. These pages reach figures and nothing else."""

from django.contrib.messages import get_messages
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from padan.figures.home import public_home as counted_home
from padan.web.pages import page


@require_safe
def public_home(request):
    """Forum-wide totals, counted beforehand: one query. Caches keep it a minute, unless it told somebody something."""
    response = page(request, "public/home.html", {"home": counted_home()})
    if not get_messages(request).used:
        patch_cache_control(response, public=True, max_age=60)
    return response
