"""What must hold before an installation for others serves: keys of its own, names of its own, no demonstration."""

import hashlib
import os

from django.conf import settings
from django.core.checks import Error, Tags, register, run_checks
from django.db import connection
from django.utils.translation import gettext as _

from padan.people.models import User

NO_SEAL_KEY = hashlib.sha256(b"").digest()
SHORTEST_KEY = 32


@register(Tags.security)
def keys_present(app_configs, **kwargs):
    """An installation behind HTTPS names its keys and hosts; nothing is made up for it."""
    if not settings.HTTPS:
        return []
    found = []
    if settings.SECRET_KEY == "unset" or len(settings.SECRET_KEY) < SHORTEST_KEY:  # noqa: S105  the mark of an unset key
        found.append(
            Error(_("PADAN_SECRET_KEY is missing or shorter than 32 characters."), hint=_way(), id="padan.E001")
        )
    if settings.PADAN_SEAL_KEY == NO_SEAL_KEY or len(os.environ.get("PADAN_SEAL_KEY", "")) < SHORTEST_KEY:
        found.append(Error(_("PADAN_SEAL_KEY is missing or shorter than 32 characters."), hint=_way(), id="padan.E002"))
    if not os.environ.get("PADAN_HOSTS"):
        found.append(
            Error(
                _("PADAN_HOSTS is missing."), hint=_("Name the host: PADAN_HOSTS=padan.example.go.id"), id="padan.E003"
            )
        )
    if os.environ.get("PADAN_SEAL_KEY") == settings.SECRET_KEY:
        found.append(Error(_("PADAN_SECRET_KEY and PADAN_SEAL_KEY are the same."), hint=_way(), id="padan.E004"))
    return found


@register(Tags.database)
def no_demonstration(app_configs, databases=None, **kwargs):
    """An installation behind HTTPS has no account whose password is printed on a screen."""
    if not settings.HTTPS or not databases or User._meta.db_table not in connection.introspection.table_names():
        return []
    number = User.objects.filter(is_demo=True, is_active=True).count()
    if not number:
        return []
    return [
        Error(
            _("%(n)s accounts of the demonstration are active.") % {"n": number},
            hint=_("Use an installation without the demonstration: PADAN_DEMO=0 with a PADAN_HOME of its own."),
            id="padan.E005",
        )
    ]


def _way():
    return _("Make one with: openssl rand -base64 32")


def unfit():
    """Every reason why this installation must not serve others; empty when it may."""
    found = run_checks(tags=[Tags.security, Tags.database], databases=["default"])
    return [fault for fault in found if isinstance(fault, Error)]
