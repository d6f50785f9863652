"""*Paket* and *orang* of a year: what the budget says, what was done, and the classes behind each number."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import now, today
from padan.organisations.queries import centres_of
from padan.trail.actions import record
from padan.training.actions.targets import drop_training_target, set_training_target
from padan.training.permissions import may_keep_centre
from padan.training.queries.targets import realisation, training_targets_of
from padan.web.acting import done, tried
from padan.web.audience import READS_PEOPLE, STAFF, for_roles
from padan.web.centre.planning import KEEPS
from padan.web.downloads import table_response
from padan.web.pages import page


class AskForm(forms.Form):
    """Which centre, which year."""

    tahun = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)

    def __init__(self, *args, viewer, **more):
        super().__init__(*args, **more)
        self.fields["balai"] = forms.ModelChoiceField(
            centres_of(viewer), label=gettext_lazy("Training centre"), to_field_name="code", empty_label=None
        )
        self.order_fields(("balai", "tahun"))


class TargetForm(forms.Form):
    output_code = forms.CharField(label=gettext_lazy("RO code"), max_length=30)
    channel = forms.CharField(label=gettext_lazy("Channel"), max_length=40, required=False)
    funding = forms.CharField(label=gettext_lazy("Funding"), max_length=60, required=False)
    packages = forms.IntegerField(label=gettext_lazy("Packages (paket)"), min_value=0, max_value=100_000)
    people = forms.IntegerField(label=gettext_lazy("People (orang)"), min_value=0, max_value=10_000_000)


def _asked(request):
    """The centre and year asked for; without a word the viewer's own centre and this year. (form, centre, year)."""
    centres = centres_of(request.viewer)
    own = centres.filter(pk__in=request.viewer.centres).first() or centres.first()
    told = {"balai": own.code if own else "", "tahun": today().year}
    told |= {name: request.GET[name] for name in told if request.GET.get(name)}
    form = AskForm(told, viewer=request.viewer)
    if form.is_valid():
        return form, form.cleaned_data["balai"], form.cleaned_data["tahun"]
    return form, own, today().year


def _address(name, line, centre, year):
    """The list ``name``, narrowed to what stands behind a line."""
    query = {"centre": centre.code, "from": f"{year}-01-01", "to": f"{year}-12-31", "begun": "yes"}
    query |= {key: value or "-" for key, value in line.keys.items()}
    return reverse(name, query=query)


@require_safe
@for_roles(*STAFF)
def training_targets(request):
    """The table of one centre and year."""
    return _table(request)


@require_POST
@for_roles(*KEEPS)
def set_target(request):
    """Write a target of the centre and year in the address, or correct it."""
    _form, centre, year = _asked(request)
    form = TargetForm(request.POST)
    if centre and form.is_valid():
        told = {"centre": centre, "year": year, "by": request.user, "at": now()}
        if done(form, set_training_target, **told, **form.cleaned_data):
            messages.success(request, _("The target is set."))
            return redirect(reverse("training-target-list", query={"balai": centre.code, "tahun": year}))
    return _table(request, form, status=422)


def _table(request, form=None, *, status=200):
    asked, centre, year = _asked(request)
    keeps = centre is not None and request.viewer.has(*KEEPS) and may_keep_centre(request.viewer, centre)
    table = realisation(request.viewer, centre, year) if centre else []
    people = "trainee-list" if request.viewer.has(*READS_PEOPLE) else "batch-list"
    for line in (one for parent in table for one in (parent, *parent.below)):
        line.packages_href = _address("batch-list", line, centre, year)
        line.people_href = _address(people, line, centre, year)
    context = {"asked": asked, "centre": centre, "year": year, "table": table, "keeps": keeps}
    context["form"] = (form or TargetForm()) if keeps else None
    return page(request, "centre/targets/table.html", context, status=status)


@require_POST
@for_roles(*KEEPS)
def drop(request, code):
    """Take away a target that was written by mistake."""
    found = get_object_or_404(training_targets_of(request.viewer), code=code)
    back = reverse("training-target-list", query={"balai": found.centre.code, "tahun": found.year})
    tried(request, _("The target is taken away."), drop_training_target, target=found, by=request.user, at=now())
    return redirect(back)


@require_POST
@for_roles(*STAFF)
def export(request):
    """The table as seen."""
    kind = request.POST.get("format")
    if kind not in ("xlsx", "csv"):
        raise BadRequest
    _form, centre, year = _asked(request)
    table = realisation(request.viewer, centre, year) if centre else []
    header = [
        _("RO code"), _("Channel"), _("Funding"), _("Target, paket"), _("Actual, paket"), _("Target, orang"),
        _("Actual, orang"), _("Share of people"),
    ]  # fmt: skip
    lines = []
    for parent in table:
        for line, sub in ((parent, False), *((one, True) for one in parent.below)):
            channel, funding = (line.keys["channel"], line.keys["funding"]) if sub else (_("all"), _("all"))
            lines.append(
                [line.keys["ro"], channel, funding, line.packages, line.run, line.people, line.trained, line.share]
            )
    told = {"list": "training-target", "format": kind, "rows": len(lines)}
    record(request.user, "export.made", changes={name: ["", value] for name, value in told.items()})
    notes = [centre.name if centre else "", str(year), _("A package counts once its class has begun.")]
    title = _("Training targets")
    return table_response(kind, header, lines, title=title, notes=notes, name=f"padan-paket-orang-{year}", below=notes)
