from django.db.models import F, Sum

from padan.agreements.models import Delivery, Promise
from padan.agreements.queries.life import agreements_of
from padan.agreements.states import IN_FORCE
from padan.organisations.queries import Viewer


def promises_of(viewer: Viewer):
    """Promises in the agreements the viewer may open, the earliest due first, with agreement, party and need."""
    return (
        Promise.objects.filter(agreement__in=agreements_of(viewer).order_by().values("pk"))
        .select_related("agreement", "party__organisation", "need")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def promises_due(viewer: Viewer, until):
    """Promises of agreements in force that fall due by ``until`` and that nobody marked as kept, the earliest first."""
    return promises_of(viewer).filter(agreement__state__in=IN_FORCE, due_on__lte=until, kept_on=None)


def delivered_for(promises) -> dict[int, int]:
    """What was delivered under each promise and not taken back: promise id to number."""
    rows = Delivery.objects.filter(promise__in=promises, withdrawn_at=None)
    return dict(rows.order_by().values_list("promise_id").annotate(total=Sum("quantity")))


def deliveries_of(promises):
    """Deliveries under promises, the latest first, those taken back included."""
    return Delivery.objects.filter(promise__in=promises).select_related("promise").order_by("-happened_on", "-pk")


def deliveries_open_to(viewer: Viewer):
    """Deliveries under the promises the viewer may open, with promise and agreement."""
    return (
        Delivery.objects.filter(promise__in=promises_of(viewer).order_by().values("pk"))
        .select_related("promise__agreement__forum")
        .order_by("-happened_on", "-pk")
    )


def promises_in_force():
    """Every promise of agreements in force, for the night's settling."""
    return Promise.objects.filter(agreement__state__in=IN_FORCE).select_related("agreement").order_by("pk")
