"""What every template may count on."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from padan.base.clock import today
from padan.organisations.queries import NOBODY
from padan.web.navigation import places_for
from padan.web.preferences import theme_of


def frame(request):
    viewer = getattr(request, "viewer", NOBODY)  # a request refused at the door has none
    return {
        "today": today(),
        "told_date": settings.PADAN_TODAY,
        "viewer": viewer,
        "base_template": "base.html" if viewer.user else "public/base.html",  # for pages open to both
        "places": SimpleLazyObject(lambda: places_for(viewer, request.path)),
        "theme": theme_of(request),
        "language": get_language(),
    }
