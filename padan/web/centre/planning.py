"""A batch before its first day: its plan, its steps, who teaches it, the link by which people apply."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from padan.base.clock import in_words, now, today
from padan.base.typesetting import qr_svg
from padan.base.whatsapp import whatsapp_link
from padan.curricula.queries.programmes import programmes_of
from padan.curricula.queries.versions import versions_of
from padan.needs.queries import companies_to_visit
from padan.training.actions.applications import announce_selection, take_from_reserve
from padan.training.actions.batches import record_guest_lesson
from padan.training.actions.calendar import (
    TOLD,
    begin_selection,
    cancel_batch,
    drop_instructor,
    edit_batch,
    name_instructor,
    open_registration,
    plan_batch,
    postpone_batch,
    registration_link,
    take_up_batch,
)
from padan.training.actions.classes import begin_training
from padan.training.actions.merging import merge_batches
from padan.training.queries.batches import batches_kept_by, instructors_at, instructors_of
from padan.web.acting import done, tried
from padan.web.audience import R, for_roles
from padan.web.forms import DayField, RowField
from padan.web.pages import page
from padan.web.templatetags.padan import angka

KEEPS = (R.SECRETARIAT, R.CENTRE_OFFICER)
DAYS = {
    "registration_from": gettext_lazy("Registration from"),
    "registration_until": gettext_lazy("Registration until"),
    "written_from": gettext_lazy("Written test from"),
    "written_until": gettext_lazy("Written test until"),
    "interview_from": gettext_lazy("Interviews from"),
    "interview_until": gettext_lazy("Interviews until"),
    "announce_on": gettext_lazy("Announcement on"),
    "reregistration_from": gettext_lazy("Re-registration from"),
    "reregistration_until": gettext_lazy("Re-registration until"),
    "starts_on": gettext_lazy("Training from"),
    "ends_on": gettext_lazy("Training until"),
}


class BatchForm(forms.Form):
    """The whole calendar of a package, and where its money comes from."""

    name = forms.CharField(label=gettext_lazy("Class"), max_length=200)
    mode = forms.CharField(label=gettext_lazy("Mode"), max_length=40, required=False)
    number = forms.IntegerField(label=gettext_lazy("Class number"), min_value=1, max_value=9999, required=False)
    capacity = forms.IntegerField(label=gettext_lazy("Capacity"), min_value=1, max_value=500, initial=16)
    minimum = forms.IntegerField(label=gettext_lazy("Minimum"), min_value=1, max_value=500, initial=16)
    written_weight = forms.IntegerField(
        label=gettext_lazy("Weight of the written test (%)"),
        min_value=0,
        max_value=100,
        initial=50,
        help_text=gettext_lazy("The interview has the rest."),
    )
    funding = forms.CharField(label=gettext_lazy("Funding"), max_length=60, required=False)
    output_code = forms.CharField(label=gettext_lazy("RO code"), max_length=30, required=False)
    channel = forms.CharField(label=gettext_lazy("Channel"), max_length=40, required=False)
    daily_hours = forms.IntegerField(label=gettext_lazy("JP a day"), min_value=1, max_value=24, required=False)
    industry_hours = forms.IntegerField(
        label=gettext_lazy("JP in industry (OJT)"), min_value=0, max_value=5000, required=False
    )
    on_saturdays = forms.BooleanField(label=gettext_lazy("Classes on Saturdays"), required=False)
    on_sundays = forms.BooleanField(label=gettext_lazy("Classes on Sundays"), required=False)

    def __init__(self, *args, programme=None, **more):
        super().__init__(*args, **more)
        for name, label in DAYS.items():
            self.fields[name] = DayField(label=label, required=False)
        if programme:
            self.fields["version"] = RowField(
                versions_of(programme), label=gettext_lazy("Curriculum version"), required=False
            )
            self.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput)
        self.order_fields(("programme", "name", "version", "mode", "number", *DAYS))


class NewForm(BatchForm):
    def __init__(self, *args, viewer, **more):
        super().__init__(*args, **more)
        kept = programmes_of(viewer).filter(centre_id__in=viewer.centres)
        if viewer.kept_forums:
            kept |= programmes_of(viewer).filter(centre__forum_id__in=viewer.kept_forums)
        self.fields["programme"] = RowField(kept, label=gettext_lazy("Programme"))
        self.order_fields(("programme", "name"))


class LessonForm(forms.Form):
    held_on = DayField(label=gettext_lazy("Day"))
    teacher = forms.CharField(label=gettext_lazy("Who taught"), max_length=200)
    topic = forms.CharField(label=gettext_lazy("Topic"), max_length=200)
    hours = forms.IntegerField(label=gettext_lazy("Hours (JP)"), min_value=1, max_value=500)

    def __init__(self, *args, viewer, **more):
        super().__init__(*args, **more)
        self.fields["organisation"] = RowField(companies_to_visit(viewer), label=gettext_lazy("From which company"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def new_batch(request):
    """Plan a run of a programme."""
    form = NewForm(request.POST or None, viewer=request.viewer)
    if form.is_valid():
        told = dict(form.cleaned_data)
        programme = told.pop("programme")
        in_force = next((one for one in versions_of(programme) if one.state == "in_force"), None)
        batch = done(
            form, plan_batch, centre=programme.centre, programme=programme, version=in_force,
            by=request.user, at=now(), **told,
        )  # fmt: skip
        if batch:
            messages.success(request, _("The batch is planned. Open its registration when the time has come."))
            return redirect("batch-detail", batch.code)
    return page(request, "centre/batches/form.html", {"form": form}, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def change_batch(request, code):
    """Change the plan of a batch."""
    found = get_object_or_404(batches_kept_by(request.viewer), code=code)
    initial = {field: getattr(found, field) for field in (*TOLD, "revision")}
    form = BatchForm(request.POST or None, programme=found.programme, initial=initial)
    if form.is_valid() and done(form, edit_batch, batch=found, by=request.user, at=now(), **form.cleaned_data):
        messages.success(request, _("The batch is changed."))
        return redirect("batch-detail", found.code)
    context = {"form": form, "batch": found, "differs": _differs(form)}
    return page(request, "centre/batches/form.html", context, status=422 if request.method == "POST" else 200)


def _differs(form):
    """(label, how it stands now) of what somebody else changed meanwhile; saving again then saves over it, seen."""
    stands = getattr(form, "stands", None)
    if stands is None:
        return []
    form.data = form.data.copy()
    form.data["revision"] = stands.revision
    there = {field: getattr(stands, field) for field in TOLD}
    return [
        (form.fields[field].label, in_words(there[field]) if field in DAYS and there[field] else there[field] or "–")
        for field in TOLD
        if form.cleaned_data.get(field, there[field]) != there[field]
    ]


PLAIN = {
    "open": (open_registration, gettext_lazy("Registration is open. Make the link for posters and groups.")),
    "select": (begin_selection, gettext_lazy("Registration is closed. Score and choose now.")),
    "take_up": (take_up_batch, gettext_lazy("The batch is planned again. Write its new calendar.")),
    "announce": (announce_selection, gettext_lazy("The selection is announced. Who has an e-mail gets a mail.")),
}
WITH_REASON = {
    "postpone": (postpone_batch, gettext_lazy("The batch is postponed.")),
    "cancel": (cancel_batch, gettext_lazy("The batch is cancelled.")),
    "begin": (begin_training, gettext_lazy("The class has begun. Attendance can be marked.")),
}


@require_POST
@for_roles(*KEEPS)
def step_batch(request, code):
    """One step of a batch along its way."""
    found = get_object_or_404(batches_kept_by(request.viewer), code=code)
    step, told = request.POST.get("do"), {"batch": found, "by": request.user, "at": now()}
    if step == "join":
        joined = tried(request, "", take_from_reserve, today=today(), **told)
        if joined:
            messages.success(
                request,
                _("No. %(n)s, %(who)s, joins the class from the reserve. Tell her.")
                % {"n": joined.enrolment.number, "who": joined.enrolment.person},
            )
        return redirect("batch-detail", found.code)
    if step == "merge":
        into = get_object_or_404(batches_kept_by(request.viewer), code=request.POST.get("into", ""))
        moved = tried(request, "", merge_batches, into=into, **told)
        if moved is None:
            return redirect("batch-detail", found.code)
        messages.success(request, _merged(moved))
        return redirect("batch-applicants" if moved else "batch-detail", into.code)
    if step in PLAIN:
        act, said = PLAIN[step]
    elif step in WITH_REASON:
        act, said = WITH_REASON[step]
        told["reason"] = request.POST.get("reason", "")
    else:
        raise Http404
    tried(request, said, act, **told)
    return redirect("batch-detail", found.code)


def _merged(moved):
    """How many went over, and who is still to be told by hand."""
    silent = [row.enrolment.person.name for row in moved if not row.enrolment.person.email]
    said = ngettext(
        "The classes are one. %(n)s applicant went over.",
        "The classes are one. %(n)s applicants went over.",
        len(moved),
    ) % {"n": angka(len(moved))}
    if not silent:
        return said
    return f"{said} {_('Tell those without an e-mail from their own page:')} {', '.join(silent)}."


@require_POST
@for_roles(*KEEPS)
def instructor(request, code):
    """Name an instructor of the centre, or take one off."""
    found = get_object_or_404(batches_kept_by(request.viewer), code=code)
    drops = "drop" in request.POST
    wanted = request.POST.get("drop" if drops else "add", "")
    user = (instructors_of(found) if drops else instructors_at(found.centre)).filter(code=wanted).first()
    if user is None:
        messages.error(request, _("Choose an instructor of this centre."))
    else:
        act = drop_instructor if drops else name_instructor
        tried(request, "", act, batch=found, user=user, by=request.user, at=now())
    return redirect("batch-detail", found.code)


@require_POST
@for_roles(*KEEPS)
def link(request, code):
    """The registration link, shown this once, with its QR code and a text for groups."""
    found = get_object_or_404(batches_kept_by(request.viewer), code=code)
    address = tried(request, "", registration_link, batch=found, by=request.user, at=now())
    if not address:
        return redirect("batch-detail", found.code)
    text = _("%(class)s at %(centre)s takes registrations. Register here, without an account: %(link)s") % {
        "class": found.name, "centre": found.centre.name, "link": address,
    }  # fmt: skip
    context = {"batch": found, "address": address, "qr": qr_svg(address), "whatsapp": whatsapp_link(text)}
    return page(request, "centre/batches/link.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def guest_lesson(request, code):
    """Write down that somebody from industry taught the class."""
    found = get_object_or_404(batches_kept_by(request.viewer), code=code)
    form = LessonForm(request.POST or None, viewer=request.viewer, initial={"held_on": today()})
    if form.is_valid() and done(form, record_guest_lesson, batch=found, by=request.user, at=now(), **form.cleaned_data):
        messages.success(request, _("The lesson is written down."))
        return redirect("batch-detail", found.code)
    context = {"form": form, "batch": found}
    return page(request, "centre/batches/lesson.html", context, status=422 if request.method == "POST" else 200)
