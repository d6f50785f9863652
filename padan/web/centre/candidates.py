"""Candidates on the route abroad: the list, and putting persons of a class on the route."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.graduates.queries import graduates_of
from padan.overseas.actions.candidates import register_candidates
from padan.overseas.queries.candidates import (
    candidates_of,
    on_route_among,
    on_route_of_batch,
    people_of_centre,
    people_to_register,
    route_named,
    versions_open_on,
)
from padan.overseas.states import AfterReturn, CandidateState, StageKind
from padan.training.permissions import may_keep_centre, may_see_names
from padan.training.queries.batches import batches_kept_by
from padan.web.acting import done
from padan.web.audience import READS_ROUTE, R, for_roles
from padan.web.forms import DayField, RowField, RowsField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, of_code
from padan.web.pages import page
from padan.web.templatetags.padan import angka

KEEPS = (R.SECRETARIAT, R.CENTRE_OFFICER)
TABS = "overseas/_tabs.html"


def may_register(viewer):
    return viewer.has(*KEEPS)


def _waits_long(rows, value):
    return rows.filter(stage_since__lte=value, state=CandidateState.ON_ROUTE)


def _days(one):
    return (today() - one.stage_since).days if one.state == CandidateState.ON_ROUTE else None


CANDIDATES = Listing(
    name="candidate",
    title=_("Candidates"),
    lead=_("Everybody on the way to Japan, where she stands and since when. Nobody falls off silently."),
    rows=candidates_of,
    order=order_of("-pk"),
    search=lambda viewer: "words_key" if may_see_names(viewer) else "",
    search_label=_("Name, code or field"),
    filters=(
        choice("state", _("State"), CandidateState.choices, "state"),
        choice("kind", _("Stage"), StageKind.choices, "stage__kind"),
        Filter("waits", DayField(label=_("At her stage since before"), required=False), _waits_long),
        choice("after", _("After return"), AfterReturn.choices, "after_return"),
        of_code("scheme", _("Scheme code"), "version__scheme__code"),
        of_code("rules", _("Rules code"), "version__code"),
        of_code("centre", _("Centre code"), "centre__code"),
        of_code("partner", _("Partner code"), "partner__code"),
    ),
    personal=True,
    tabs=TABS,
    columns=(
        Column(
            "code",
            _("Candidate"),
            lambda one: one.code,
            kind="code",
            href=lambda one: reverse("candidate-detail", args=[one.code]),
        ),
        Column("name", _("Name"), lambda one: one.person.name, open_to=may_see_names),
        Column("state", _("State"), lambda one: CandidateState(one.state), kind="state"),
        Column("stage", _("Stage"), lambda one: one.stage.name, under=lambda one: one.version.scheme.name),
        Column("since", _("There since"), lambda one: one.stage_since, kind="date", sort="stage_since"),
        Column("days", _("Days there"), _days, kind="number", phone=False),
        Column("field", _("Field of work"), lambda one: one.field, phone=False),
        Column("scheme", _("Scheme"), lambda one: one.version.scheme.name, shown=False),
        Column("rules", _("Rules"), lambda one: one.version.number, kind="number", shown=False),
        Column(
            "began_on",
            pgettext_lazy("route", "Began"),
            lambda one: one.began_on,
            kind="date",
            sort="began_on",
            phone=False,
        ),
        Column("ended_on", _("Left the route"), lambda one: one.ended_on, kind="date", shown=False),
        Column("why_ended", _("Why"), lambda one: one.why_ended, shown=False, open_to=may_see_names),
        Column("after", _("After return"), lambda one: one.get_after_return_display(), shown=False),
        Column("partner", _("Sending partner"), lambda one: one.partner and one.partner.name, shown=False),
        Column("person", _("Person"), lambda one: one.person.code, kind="code", shown=False),
        Column("centre", _("Training centre"), lambda one: one.centre.name, shown=False),
    ),
    begins=True,
    empty=Empty(
        _("Nobody is on the route yet"),
        _("Choose a class, and who of it wants to go. Each says yes first."),
        _("Put somebody on the route"),
        "candidate-new",
        may_register,
    ),
)


class PeopleField(RowsField):
    def label_from_instance(self, person):
        name = person.name or pgettext_lazy("person", "no name known")
        return f"{name} · {person.code}"


class RulesField(RowField):
    def label_from_instance(self, version):
        return route_named(version)


class RegisterForm(forms.Form):
    """Who, under which rules, since when; and that each of them agreed."""

    people = PeopleField(
        None,
        label=_("Who?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )
    version = RulesField(None, label=_("Under which rules?"))
    field = forms.CharField(
        label=_("Field of work"), required=False, max_length=100, help_text=_("Such as: kaigo, food service, welding.")
    )
    began_on = DayField(label=_("On the route since"))
    consented_on = DayField(
        label=_("Agreed on"),
        help_text=_("The day on which each of them agreed that her data are kept for this route."),
    )
    agreed = forms.BooleanField(label=_("Each of them was told what is kept, who reads it, and agreed."))

    def __init__(self, *args, people, **more):
        super().__init__(*args, **more)
        self.fields["people"].queryset = people
        self.fields["version"].queryset = versions_open_on(today())


class ClassForm(forms.Form):
    angkatan = RowField(None, label=_("Class"), to_field_name="code")

    def __init__(self, *args, viewer, **more):
        super().__init__(*args, **more)
        self.fields["angkatan"].queryset = batches_kept_by(viewer)


@require_safe
@for_roles(*READS_ROUTE)
def candidates(request):
    return CANDIDATES.page(request)


@require_POST
@for_roles(*READS_ROUTE)
def export_candidates(request):
    return CANDIDATES.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def register(request):
    """First the class (or one graduate), then who of it; all of them or nobody."""
    batch, graduate = _chosen(request)
    form, busy = None, []
    if batch or graduate:
        centre = (batch or graduate).centre
        people = people_to_register(request.viewer, batch) if batch else [graduate.person]
        people = people_of_centre(centre).filter(pk__in=[one.pk for one in people])
        busy = list(on_route_of_batch(batch) if batch else on_route_among([graduate.person]))
        start = {"began_on": today(), "people": [graduate.person_id] if graduate else []}
        form = RegisterForm(request.POST or None, people=people, initial=start)
    if request.method == "POST" and form is not None and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "agreed"}
        made = done(form, register_candidates, centre=centre, by=request.user, at=now(), today=today(), **told)
        if made:
            said = ngettext("%(n)s person is on the route.", "%(n)s persons are on the route.", len(made))
            messages.success(request, said % {"n": angka(len(made))})
            return redirect("candidate-detail", made[0].code) if len(made) == 1 else redirect("candidate-list")
    context = {
        "form": form,
        "named": may_see_names(request.viewer),
        "batch": batch,
        "graduate": graduate,
        "busy": busy,
        "classes": ClassForm({"angkatan": batch.code} if batch else None, viewer=request.viewer),
    }
    return page(request, "overseas/register.html", context, status=422 if request.method == "POST" else 200)


def _chosen(request):
    """The class or the graduate asked for, or neither."""
    if code := request.GET.get("angkatan"):
        return get_object_or_404(batches_kept_by(request.viewer), code=code), None
    if code := request.GET.get("lulusan"):
        graduate = get_object_or_404(graduates_of(request.viewer), code=code)
        if not may_keep_centre(request.viewer, graduate.centre):
            raise Http404
        return None, graduate
    return None, None
