import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402  once the settings stand
from django.core.exceptions import ImproperlyConfigured  # noqa: E402

from padan.people.checks import unfit  # noqa: E402

if settings.HTTPS and (faults := unfit()):
    raise ImproperlyConfigured(" ".join(f"{fault.msg} {fault.hint or ''}".strip() for fault in faults))
