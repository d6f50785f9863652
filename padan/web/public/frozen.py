"""A figure as it was said: an address that stays, whatever is counted later."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from padan.figures.metadata import licence
from padan.figures.public import told_by
from padan.figures.queries.frozen import frozen_open_to, published_frozen
from padan.figures.said import Said, described_as_said
from padan.web.pages import page
from padan.web.public.caching import for_everybody
from padan.web.public.data import KEPT_FOR, answered_as_json

MOST, OTHERS = 200, 6


@require_safe
@for_everybody()
def frozen_list(request):
    """Every value that was ever published, newest first; corrected ones stay."""
    return page(request, "public/frozen_list.html", {"found": [Said(one) for one in published_frozen()[:MOST]]})


@require_safe
@for_everybody()
def frozen(request, code):
    """One value as it was said, its rule of then, whether its rows still say so, and what corrected it."""
    said = Said(get_object_or_404(frozen_open_to(request.viewer), code=code))
    live = reverse("figure", args=[said.frozen.key]) if said.counted_still else ""
    context = {"said": said, "one": said.frozen, "others": said.others(most=OTHERS), "live": live}
    return page(request, "public/frozen.html", context)


@require_safe
@for_everybody(seconds=KEPT_FOR)
def frozen_data(request, code):
    """The same as data."""
    said = Said(get_object_or_404(frozen_open_to(request.viewer), code=code))
    publisher, _counted_at = told_by()
    link = f"{settings.PADAN_ADDRESS}{reverse('public-frozen', args=[code])}"
    return answered_as_json(described_as_said(said, publisher=publisher, link=link) | {"licence": licence()})
