"""Which frozen figures stand for a body in a span of days, so that they may stand side by side."""

from padan.figures.asking import COUNTED_LAST
from padan.figures.models import Frozen


def newest_of(organisation, keys, *, since=None, until=None) -> dict[str, Frozen]:
    """The newest frozen figure of a body for each key, by cut-off, corrected ones left out; one question.

    Shares of a cohort come at one window and one cut-off, those of the newest ``placed``: they stand side by side.
    """
    rows = Frozen.objects.filter(scope=organisation.code, key__in=keys, dimensions={})
    rows = rows.exclude(pk__in=Frozen.objects.filter(corrects__isnull=False).order_by().values("corrects"))
    if since:
        rows = rows.filter(as_of__gte=since)
    if until:
        rows = rows.filter(as_of__lte=until)
    newest = sorted(rows.order_by("-frozen_at", "-pk"), key=lambda frozen: (-frozen.as_of.toordinal(), _turn(frozen)))
    lead = next((frozen for frozen in newest if frozen.key == "placed"), None)
    found: dict[str, Frozen] = {}
    for frozen in newest:
        if not frozen.window or (lead and (frozen.window, frozen.as_of) == (lead.window, lead.as_of)):
            found.setdefault(frozen.key, frozen)
    return found


def _turn(frozen: Frozen) -> int:
    return COUNTED_LAST.index(frozen.window) if frozen.window in COUNTED_LAST else len(COUNTED_LAST)
