"""Answers that disagree: the list, and both sides of one beside each other, to be decided with a reason."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.outcomes.actions.answers import settle_conflict
from padan.outcomes.permissions import may_settle
from padan.outcomes.queries.answers import answers_at_window, conflicts_of
from padan.outcomes.states import Status, Window
from padan.placements.states import Evidence
from padan.training.permissions import may_see_names
from padan.web.acting import done
from padan.web.audience import READS_PEOPLE, for_roles
from padan.web.centre.calls import told_rows
from padan.web.centre.waves import KEEPS
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing, choice, of_code
from padan.web.pages import page

CONFLICTS = Listing(
    name="conflict",
    title=_("Answers that disagree"),
    lead=_("Two tellers, two statuses. Nothing is overwritten: the firmer evidence counts until somebody decides."),
    rows=conflicts_of,
    order=order_of("pk"),
    place="pk",
    filters=(choice("window", _("Window"), Window.choices, "window"), of_code("batch", _("Class code"), "batch__code")),
    personal=True,
    columns=(
        Column(
            "code",
            _("Participant"),
            lambda outcome: outcome.enrolment.code,
            kind="code",
            href=lambda outcome: reverse("conflict-detail", args=[outcome.pk]),
            under=lambda outcome: outcome.batch.name,
        ),
        Column("status", _("Counts until decided"), lambda outcome: Status(outcome.status), kind="state"),
        Column("name", _("Name"), lambda outcome: outcome.enrolment.person.name, open_to=may_see_names),
        Column("evidence", _("Evidence"), lambda outcome: Evidence(outcome.evidence), kind="evidence"),
        Column("window", _("Window"), lambda outcome: Window(outcome.window)),
        Column("as_of", _("As of"), lambda outcome: outcome.as_of, kind="date"),
        Column("batch", _("Class"), lambda outcome: outcome.batch.name, shown=False),
    ),
    empty=Empty(_("All answers agree"), _("When two tellers say different things of one graduate, both stand here.")),
    see_also=("wave-list", _("Waves")),
)


class SettleForm(forms.Form):
    answer = forms.CharField(max_length=20)
    words = forms.CharField(label=_("How do you know?"), max_length=200)


@require_safe
@for_roles(*READS_PEOPLE)
def conflicts(request):
    return CONFLICTS.page(request)


@require_POST
@for_roles(*READS_PEOPLE)
def export_conflicts(request):
    return CONFLICTS.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READS_PEOPLE)
def conflict(request, code):
    """Both answers with their evidence; one is chosen, with a reason."""
    outcome = get_object_or_404(
        conflicts_of(request.viewer), pk=int(code) if code.isdecimal() and len(code) < 19 else 0
    )
    settles = request.viewer.has(*KEEPS) and may_settle(request.viewer, outcome.enrolment)
    if request.method == "POST" and not settles:
        raise Http404
    standing = [answer for answer in answers_at_window(outcome.enrolment_id, outcome.window) if answer.stands]
    form = SettleForm(request.POST or None)
    if form.is_valid():
        chosen = next((one for one in standing if one.code == form.cleaned_data["answer"]), None)
        if chosen is None:
            form.add_error(None, gettext("Choose one of the answers."))
        else:
            said = {"by": request.user, "at": now(), "today": today(), "words": form.cleaned_data["words"]}
            if done(form, settle_conflict, outcome=outcome, answer=chosen, **said):
                messages.success(request, gettext("Decided. Both answers stay as they were told."))
                return redirect("conflict-list")
    person = outcome.enrolment.person
    context = {
        "outcome": outcome,
        "who": (person.name if may_see_names(request.viewer) else "") or outcome.enrolment.code,
        "window": Window(outcome.window),
        "status": Status(outcome.status),
        "answers": told_rows(standing, files=settles),
        "settles": settles,
        "form": form,
    }
    return page(request, "centre/tracing/conflict.html", context, status=422 if request.method == "POST" else 200)
