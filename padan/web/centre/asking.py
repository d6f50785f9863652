"""Graduates are asked what work they look for: one, or a class at once. Each gets her own link, shown this once."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from padan.base.clock import business_now, now
from padan.base.whatsapp import whatsapp_link
from padan.graduates.actions import seeking_links
from padan.graduates.notices import words_for
from padan.graduates.queries import graduates_of, is_old, seeking_by_graduate
from padan.training.permissions import may_see_names
from padan.training.queries.batches import batches_of
from padan.web.audience import R, for_roles
from padan.web.pages import page

ASKERS = (R.SECRETARIAT, R.CENTRE_OFFICER, R.INSTRUCTOR)
MOST = 200  # graduates of a class


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ASKERS)
def batch_seekers(request, code):
    """Who of a class looks for work; a link for each at once, with the words to send."""
    batch = get_object_or_404(batches_of(request.viewer), code=code)
    graduates = list(graduates_of(request.viewer).filter(batch=batch).order_by("person__name_key", "pk")[:MOST])
    addresses = {}
    if request.method == "POST" and graduates:
        addresses = seeking_links(graduates=graduates, about=batch, by=request.user, at=now())
    return _page(request, batch, graduates, addresses)


@require_POST
@for_roles(*ASKERS)
def graduate_seeker(request, code):
    """A link for one graduate, shown this once."""
    graduate = get_object_or_404(graduates_of(request.viewer), code=code)
    addresses = seeking_links(graduates=[graduate], about=graduate, by=request.user, at=now())
    return _page(request, graduate.batch, [graduate], addresses)


def _page(request, batch, graduates, addresses):
    said, at = seeking_by_graduate(graduates), business_now()
    context = {
        "batch": batch,
        "names": may_see_names(request.viewer),
        "sent": bool(addresses),
        "rows": [_row(graduate, said.get(graduate.pk), addresses.get(graduate.code), at) for graduate in graduates],
    }
    return page(request, "centre/graduates/asking.html", context)


def _row(graduate, seeking, address, at):
    again = seeking is not None
    text = words_for(graduate, address, again=again) if address else ""
    tone, label = stands(seeking, at)
    return {
        "graduate": graduate,
        "tone": tone,
        "label": label,
        "seeking": seeking,
        "whatsapp": whatsapp_link(text, graduate.person.phone) if address else "",
        "mailed": bool(address and graduate.person.email),
    }


def stands(seeking, at):
    """(tone, words) of what a graduate said about looking for work."""
    if seeking is None:
        return "unknown", _("has not said")
    if not seeking.is_open:
        return "sleep", _("does not look now")
    return ("warn", _("said so long ago")) if is_old(seeking, at) else ("ok", _("looks for work"))
