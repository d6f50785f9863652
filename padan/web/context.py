"""What every template may count on."""

from django.conf import settings

from padan.base.clock import today


def frame(request):
    return {"today": today(), "told_date": settings.PADAN_TODAY, "viewer": request.viewer}
