import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django = get_wsgi_application()

from django.conf import settings  # noqa: E402  once the settings stand
from django.core.exceptions import ImproperlyConfigured  # noqa: E402

from padan.base.together import turn  # noqa: E402
from padan.people.checks import unfit  # noqa: E402

if settings.HTTPS and (faults := unfit()):
    raise ImproperlyConfigured(" ".join(f"{fault.msg} {fault.hint or ''}".strip() for fault in faults))


def application(environ, start_response):
    """Pages are made a few at a time; a listener, who only waits, takes no page's turn. See docs/decisions/0011."""
    if environ["PATH_INFO"].endswith("/arus/"):
        return django(environ, start_response)
    with turn():
        return django(environ, start_response)
