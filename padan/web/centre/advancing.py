"""Several candidates go on to their next stages: what each still lacks is told before anything is done."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from padan.base.clock import now, today
from padan.overseas.actions.advancing import MOST_TOGETHER, advance_together
from padan.overseas.queries.ahead import steps_ahead
from padan.overseas.queries.board import kept_on_route
from padan.training.permissions import may_see_names
from padan.web.acting import done
from padan.web.audience import for_roles
from padan.web.centre.candidates import KEEPS
from padan.web.forms import DayField
from padan.web.pages import page
from padan.web.templatetags.padan import angka

MOST_NAMED = 5  # of those who stayed: they all stand on the page that follows


class TogetherForm(forms.Form):
    on = DayField(label=_("Since"), help_text=_("The day on which they came to the next stage."))
    words = forms.CharField(label=_("Remark"), required=False, max_length=300)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def advance(request):
    """Those chosen on the list, each with her next stage and what lacks; then on with those marked."""
    day = today()
    asked = list(dict.fromkeys(request.GET.getlist("calon")))
    rows = list(kept_on_route(request.viewer).filter(code__in=asked[:MOST_TOGETHER]))
    if asked and not rows:
        raise Http404
    form = TogetherForm(request.POST or None, initial={"on": day})
    marked = set(request.POST.getlist("calon"))
    if request.method == "POST" and form.is_valid():
        chosen = [row for row in rows if row.code in marked]
        told = {"candidates": chosen, "seen": {row.pk: request.POST.get(f"tahap-{row.code}") for row in chosen}}
        if found := done(form, advance_together, **told, **form.cleaned_data, by=request.user, at=now(), today=day):
            return _told(request, found, asked)
    steps = steps_ahead(rows, today=day)
    context = {
        "groups": _groups(steps),
        "people": len(rows),
        "ready": sum(step.may_go for step in steps),
        "left_out": max(len(asked[:MOST_TOGETHER]) - len(rows), 0),
        "more": len(asked) > MOST_TOGETHER,
        "most": MOST_TOGETHER,
        "marked": marked if request.method == "POST" else {step.candidate.code for step in steps if step.may_go},
        "named": may_see_names(request.viewer),
        "form": form,
    }
    return page(request, "overseas/advance.html", context, status=422 if request.method == "POST" else 200)


def _groups(steps):
    """Who stands at the same stage, going to the same one, together; those who may go first."""
    found: dict[tuple, list] = {}
    for step in sorted(steps, key=lambda step: (step.candidate.stage.position, not step.may_go)):
        found.setdefault((step.candidate.stage_id, step.stage and step.stage.pk), []).append(step)
    return [(some[0].candidate.version, some[0].candidate.stage, some[0].stage, some) for some in found.values()]


def _told(request, found, asked):
    """Say who went on; whoever is left stands on the page that follows, with what lacks."""
    sentence = ngettext(
        "%(n)s candidate stands at the next stage now.", "%(n)s candidates stand at the next stage now.",
        len(found.gone),
    )  # fmt: skip
    messages.success(request, sentence % {"n": angka(len(found.gone))})
    for one, why in found.stayed[:MOST_NAMED]:
        messages.warning(request, f"{one.code}: {why}")
    gone = {one.code for one in found.gone}
    left = [code for code in asked if code not in gone]
    return redirect(reverse("route-advance", query={"calon": left}) if left else reverse("stuck-list"))
