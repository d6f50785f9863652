"""What companies hear of their needs while they wait: a class begins, it ends, graduates can be met. Each once."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.matching.models import Invitation
from padan.matching.states import InvitationState
from padan.needs.actions import tell_news
from padan.needs.models import Need
from padan.needs.states import STANDING
from padan.training.models import Batch
from padan.training.states import BatchState

STILL_NEWS = timedelta(days=14)
"""What happened longer ago is not written about any more: a mail about it would only astonish."""
TO_MEET = (InvitationState.INTERESTED, InvitationState.INTERVIEW)


def tell_companies(*, today: date, at: datetime) -> int:
    """Write to whoever said a need what happened for it lately. Running twice writes nothing twice."""
    told = [*_classes(today), *_graduates(today)]
    needs = Need.objects.filter(pk__in={need for need, _key, _said in told}, state__in=STANDING)
    found = {need.pk: need for need in needs.exclude(reply_email="").select_related("company", "place").order_by("pk")}
    return sum(
        tell_news(need=found[need], key=key, said=said, by=None, at=at) for need, key, said in told if need in found
    )


def _classes(today):
    lately = (today - STILL_NEWS, today)
    rows = Batch.objects.filter(need__isnull=False).order_by("pk")
    for batch in rows.filter(state=BatchState.TRAINING, starts_on__range=lately):
        said = _("The class “%(name)s” for your request began on %(day)s.")
        yield batch.need_id, f"began:{batch.code}", said % {"name": batch.name, "day": in_words(batch.starts_on)}
    for batch in rows.filter(state=BatchState.COMPLETED, ends_on__range=lately):
        said = _("The class “%(name)s” for your request ended on %(day)s.")
        yield batch.need_id, f"ended:{batch.code}", said % {"name": batch.name, "day": in_words(batch.ends_on)}


def _graduates(today):
    rows = Invitation.objects.filter(opening__need__isnull=False, state__in=TO_MEET)
    rows = rows.filter(answered_at__date__gte=today - STILL_NEWS).select_related("opening").order_by("opening_id", "pk")
    for opening in {row.opening_id: row.opening for row in rows}.values():
        said = _("Graduates are interested in “%(title)s” and can be met.") % {"title": opening.title}
        yield opening.need_id, f"offered:{opening.code}", said
