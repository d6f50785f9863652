"""Moving candidates to other rules: what each would lack there is told before anything is done."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from padan.base.clock import now, today
from padan.overseas.actions.moving import move_candidates
from padan.overseas.queries.schemes import lacks_there, stages_with_rules
from padan.overseas.queries.versions import difference, inside_open_to, stage_there, versions, versions_on, whole
from padan.training.permissions import may_see_names
from padan.web.acting import done
from padan.web.audience import R, for_roles
from padan.web.pages import page

MOST_SHOWN = 100


class MoveForm(forms.Form):
    why = forms.CharField(
        label=_("Why are they moved?"), max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=_("It stays in the steps of each of them."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def move(request, code):
    """Choose rules and people; see what each would lack there; then move them, with a reason."""
    found, day = get_object_or_404(versions(), code=code), today()
    people = inside_open_to(request.viewer, found).filter(centre__forum_id__in=request.viewer.kept_forums)
    asked = request.POST if request.method == "POST" else request.GET
    others = [one for one in versions_on(day) if one.pk != found.pk]
    to = next((one for one in others if one.code == asked.get("ke")), None)
    rows = list(people[: MOST_SHOWN + 1])
    if one := asked.get("calon"):
        rows = [row for row in rows if row.code == one] or list(people.filter(code=one))
    shown, form = rows[:MOST_SHOWN], MoveForm(request.POST or None)
    stages = stages_with_rules(to.pk) if to else []
    standing = _standing(asked, shown, stages)
    if to and request.method == "POST" and form.is_valid():
        chosen = set(request.POST.getlist("calon"))
        told = {"candidates": [row for row in shown if row.code in chosen], "version": to, "stages": standing}
        if moved := done(form, move_candidates, **told, **form.cleaned_data, by=request.user, at=now(), today=day):
            sentence = ngettext("%(n)s candidate is moved.", "%(n)s candidates are moved.", len(moved))
            messages.success(request, sentence % {"n": len(moved)})
            return redirect("rules-detail", code)
    context = {
        "version": found,
        "others": others,
        "to": to,
        "more": len(rows) > MOST_SHOWN,
        "named": may_see_names(request.viewer),
        "groups": _groups(shown, standing, stages, day) if to else [],
        "stages": stages,
        "changed": difference(whole(found), whole(to)) if to else None,
        "people": len(shown),
        "chosen": set(request.POST.getlist("calon")) if request.method == "POST" else {row.code for row in shown},
        "only": asked.get("calon", "") if request.method != "POST" else "",
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/schemes/move.html", context, status=status)


def _standing(asked, people, stages):
    """Where each of their stages is under the other rules: as chosen, else as the names and kinds tell."""
    by_number = {str(stage.pk): stage for stage in stages}
    return {
        row.stage_id: by_number.get(asked.get(f"tahap-{row.stage_id}", ""), stage_there(row.stage, stages))
        for row in people
        if stages
    }


def _groups(people, standing, stages, day):
    """People by the stage where they stand now: (stage, stage there, [(candidate, lacks)])."""
    found: dict[int, tuple] = {}
    for row, there, lacks in lacks_there(people, stages, standing, today=day):
        found.setdefault(row.stage_id, (row.stage, there, []))[2].append((row, lacks))
    return list(found.values())
