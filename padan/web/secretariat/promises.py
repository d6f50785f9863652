"""Promises: the list, and one promise with the rows that answer it and the ways to record more."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from padan.agreements.actions.promises import record_delivery, withdraw_delivery
from padan.agreements.permissions import may_keep_agreements
from padan.agreements.queries.promises import deliveries_of, deliveries_open_to, promises_of
from padan.agreements.states import WITH_SIGNATURE, PromiseKind
from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.base.files import accepted, keep
from padan.organisations.queries import centres_kept_by
from padan.placements.actions import count_placement_for
from padan.placements.queries import placements_to_count
from padan.trail.queries import entries_of
from padan.training.actions.batches import count_batch_for, record_guest_lesson
from padan.training.queries.batches import batches_answering, batches_of, guest_lessons_of_promise
from padan.web.acting import Way
from padan.web.audience import READS_AGREEMENTS, R, for_roles
from padan.web.downloads import file_response
from padan.web.forms import DayField, RowField
from padan.web.keyset import Key
from padan.web.lines import progress_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.wording import told

FEW = 30  # rows and choices shown on the page of one promise
BY_PLACEMENTS = (PromiseKind.HIRE, PromiseKind.APPRENTICESHIP)


def count_progress(promises):
    """Give each promise what was done for it: a fixed number of questions for all."""
    for row in progress_of(promises, today()):
        row.promise.progress = row


STANDS = [("open", gettext_lazy("Not kept yet")), ("kept", gettext_lazy("Kept")), ("all", gettext_lazy("All"))]
KEPT = Filter(
    "kept",
    forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=STANDS),
    lambda rows, value: rows if value == "all" else rows.filter(kept_on__isnull=value == "open"),
    default="open",
)
PROMISES = Listing(
    name="promise",
    title=gettext_lazy("Promises"),
    lead=gettext_lazy("What partners promised in agreements, counted from what happened."),
    rows=lambda viewer: promises_of(viewer).filter(agreement__state__in=WITH_SIGNATURE),
    order=(Key("due_on", nulls="last"), Key("pk")),
    filters=(
        KEPT,
        choice("kind", gettext_lazy("Kind"), PromiseKind.choices, "kind"),
        day("due_from", gettext_lazy("Due from"), "due_on__gte"),
        day("due_to", gettext_lazy("Due by"), "due_on__lte"),
        of_code("agreement", gettext_lazy("Agreement code"), "agreement__code"),
    ),
    complete=count_progress,
    columns=(
        Column(
            "words",
            gettext_lazy("Promise"),
            lambda promise: promise.words,
            href=lambda promise: reverse("promise-detail", args=[promise.code]),
            under=lambda promise: promise.party.organisation.name,
        ),
        Column("who", pgettext_lazy("whose", "By"), lambda promise: promise.party.organisation.name, shown=False),
        Column("kind", gettext_lazy("Kind"), lambda promise: PromiseKind(promise.kind).label, phone=False),
        Column("done", pgettext_lazy("how much", "Done"), lambda promise: promise.progress.done, kind="number"),
        Column("quantity", gettext_lazy("Promised"), lambda promise: promise.quantity, kind="number"),
        Column("unit", gettext_lazy("Unit"), lambda promise: promise.unit),
        Column("due_on", gettext_lazy("By"), lambda p: p.due_on, kind="date", sort="due_on", nulls="last"),
        Column("state", gettext_lazy("State"), lambda promise: promise.progress.state[1]),
        Column("agreement", gettext_lazy("Agreement"), lambda promise: promise.agreement.title, phone=False),
        Column("code", gettext_lazy("Code"), lambda promise: promise.code, kind="code", shown=False),
    ),
    empty=Empty(
        gettext_lazy("No promises yet"),
        gettext_lazy("Promises are written into agreements: number, unit and day. They appear here once signed."),
    ),
)


class DeliveryForm(forms.Form):
    happened_on = DayField(label=gettext_lazy("When"))
    quantity = forms.IntegerField(label=pgettext_lazy("how many", "Number"), min_value=1, max_value=1_000_000)
    words = forms.CharField(label=gettext_lazy("What happened"), max_length=300, required=False)
    file = forms.FileField(
        label=gettext_lazy("Proof"), required=False, help_text=gettext_lazy("PDF or picture, at most 20 MB.")
    )


class LessonForm(forms.Form):
    held_on = DayField(label=gettext_lazy("When"))
    hours = forms.IntegerField(label=gettext_lazy("Hours (JP)"), min_value=1, max_value=200)
    topic = forms.CharField(label=gettext_lazy("Topic"), max_length=200)
    teacher = forms.CharField(label=gettext_lazy("Teacher"), max_length=200)

    def __init__(self, *args, batches, **more):
        super().__init__(*args, **more)
        self.fields["batch"] = RowField(batches, label=gettext_lazy("Class"), to_field_name="code")


class BatchForm(forms.Form):
    def __init__(self, *args, batches, **more):
        super().__init__(*args, **more)
        self.fields["batch"] = RowField(batches, label=gettext_lazy("Class"), to_field_name="code")


class PlacementForm(forms.Form):
    def __init__(self, *args, placements, **more):
        super().__init__(*args, **more)
        self.fields["placement"] = RowField(placements, label=gettext_lazy("Placement"), to_field_name="code")
        self.fields["placement"].label_from_instance = lambda row: f"{row.code} · {row.opening.title}"


def ways_of(request, promise, posted="") -> list[Way]:
    """The ways open to this viewer for this kind of promise; the one posted holds what was sent."""
    viewer, said = request.viewer, {"by": request.user, "at": now()}

    def bound(do):
        return (request.POST, request.FILES) if posted == do else (None, None)

    found = []
    if promise.agreement.state not in WITH_SIGNATURE:
        return found
    kept = batches_of(viewer).filter(centre__in=centres_kept_by(viewer).order_by().values("pk"))
    if promise.kind in BY_PLACEMENTS:
        rows = placements_to_count(viewer, promise)[:FEW]
        waiting = placements_to_count(viewer, promise).filter(pk__in=[row.pk for row in rows])
        if viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER) and rows:
            found.append(
                Way("placement", _("Count a placement"), PlacementForm(*bound("placement"), placements=waiting),
                    lambda placement: count_placement_for(placement=placement, promise=promise, **said), _("Count it")),
            )  # fmt: skip
    elif promise.kind == PromiseKind.TRAIN and viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER):
        form = BatchForm(*bound("batch"), batches=kept.filter(promise=None))
        act = lambda batch: count_batch_for(batch=batch, promise=promise, **said)  # noqa: E731
        found.append(Way("batch", _("Count a class"), form, act, _("Count it")))
    if promise.kind == PromiseKind.TEACH and viewer.has(R.SECRETARIAT, R.CENTRE_OFFICER):
        own = {"organisation": promise.party.organisation, "promise": promise}
        form = LessonForm(*bound("lesson"), batches=kept, initial={"held_on": today()})
        act = lambda **told: record_guest_lesson(**told, **own, **said)  # noqa: E731
        found.append(Way("lesson", _("Record a guest lesson"), form, act, _("Record the lesson")))
    if promise.kind not in (*BY_PLACEMENTS, PromiseKind.TRAIN) and may_keep_agreements(viewer, promise.agreement.forum):
        form = DeliveryForm(*bound("delivery"), initial={"happened_on": today()})

        def deliver(file=None, **told):
            columns = keep(accepted(file), called=file.name) if file else None
            return record_delivery(promise=promise, file=columns, **told, **said)

        found.append(Way("delivery", _("Record what came true"), form, deliver, _("Record it")))
    return found


@require_safe
@for_roles(*READS_AGREEMENTS)
def promises(request):
    return PROMISES.page(request)


@require_POST
@for_roles(*READS_AGREEMENTS)
def export_promises(request):
    return PROMISES.export(request)


@require_safe
@for_roles(*READS_AGREEMENTS)
def promise(request, code):
    """One promise: how far it is kept, and by which rows."""
    found = get_object_or_404(promises_of(request.viewer).select_related("agreement__forum"), code=code)
    return _page(request, found, ways_of(request, found))


@require_POST
@for_roles(R.SECRETARIAT, R.CENTRE_OFFICER)
def record_for_promise(request, code):
    """Record a row that answers the promise: a placement, a class, a guest lesson or a delivery."""
    found = get_object_or_404(promises_of(request.viewer).select_related("agreement__forum"), code=code)
    ways = ways_of(request, found, request.POST.get("do", ""))
    way = next((one for one in ways if one.do == request.POST.get("do")), None)
    if way is None:
        raise BadRequest
    if way.form.is_valid():
        try:
            way.act(**way.form.cleaned_data)
        except ActionDenied as denied:
            way.form.add_error(None, str(denied))
        else:
            messages.success(request, _("Recorded. The number of this promise counts it at once."))
            return redirect("promise-detail", code)
    return _page(request, found, ways, status=422)


@require_POST
@for_roles(R.SECRETARIAT)
def withdraw(request, code):
    """Take a delivery back; it stays in the books, struck out."""
    delivery = get_object_or_404(deliveries_open_to(request.viewer), code=code)
    try:
        withdraw_delivery(delivery=delivery, by=request.user, at=now())
    except ActionDenied as denied:
        messages.error(request, str(denied))
    else:
        messages.success(request, _("Taken back. It stays in the books and counts no more."))
    return redirect("promise-detail", delivery.promise.code)


@require_safe
@for_roles(R.SECRETARIAT, R.BOARD_MEMBER, R.CENTRE_OFFICER, R.COMPANY_OFFICER, R.AUDITOR)
def delivery_file(request, code):
    """The proof of a delivery."""
    delivery = get_object_or_404(deliveries_open_to(request.viewer), code=code)
    if not delivery.file_name:
        raise Http404
    return file_response(delivery, f"bukti-{delivery.code}")


def _page(request, found, ways, status=200):
    (progress,) = progress_of([found], today())
    viewer = request.viewer
    context = {
        "promise": found,
        "kind": PromiseKind(found.kind),
        "progress": progress,
        "opens_rows": viewer.has(R.SECRETARIAT, R.BOARD_MEMBER, R.CENTRE_OFFICER, R.COMPANY_OFFICER, R.AUDITOR),
        "placements": found.kind in BY_PLACEMENTS,
        "batches": batches_answering(promises=[found])[:FEW] if found.kind == PromiseKind.TRAIN else (),
        "lessons": guest_lessons_of_promise(found)[:FEW] if found.kind == PromiseKind.TEACH else (),
        "deliveries": deliveries_of([found])[:FEW],
        "may_keep": may_keep_agreements(viewer, found.agreement.forum),
        "ways": ways,
        "trail": told(entries_of(found)),
    }
    return page(request, "secretariat/promises/detail.html", context, status=status)
