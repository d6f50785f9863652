"""Language and theme: two cookies, set by a form that works without JavaScript."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600


def theme_cookie():
    return "__Host-theme" if settings.HTTPS else "theme"


def theme_of(request):
    """The theme chosen; "" leaves it to the device."""
    theme = request.COOKIES.get(theme_cookie(), "")
    return theme if theme in THEMES else ""


def language_of(request):
    """The language chosen by cookie, else Indonesian, whatever the browser prefers."""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@csrf_exempt
@require_POST
def preferences(request):
    """Remember language or theme, then return to the page.

    Without a token on purpose: it touches nothing but the looks, and public pages stay free of cookies.
    """
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    kept = {"max_age": YEAR, "secure": settings.HTTPS, "httponly": True, "samesite": "Lax"}
    if request.POST.get("language") in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, request.POST["language"], **kept)
    if "theme" in request.POST:
        response.set_cookie(theme_cookie(), request.POST["theme"] if request.POST["theme"] in THEMES else "", **kept)
    return response


def speak(get_response):
    """Middleware: pages speak the chosen language."""

    def middleware(request):
        language = language_of(request)
        request.LANGUAGE_CODE = language
        translation.activate(language)
        response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware
