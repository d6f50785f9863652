"""Curriculum versions: the list, one version, and the steps of its life."""

import json

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.curricula.actions.exchange import dismiss_unread
from padan.curricula.actions.versions import (
    DraftThere,
    NotReady,
    begin_version,
    choose_answers,
    discard_draft,
    note_endorsed,
    propose_version,
    put_in_force,
    retire_version,
    return_version,
)
from padan.curricula.case import package_of
from padan.curricula.checking import faults_of, hours_in_words
from padan.curricula.comparing import difference, digest_of
from padan.curricula.permissions import may_ask_industry, may_decide_curricula, may_write_curricula
from padan.curricula.printing import printed_programme
from padan.curricula.queries.endorsements import voices_of
from padan.curricula.queries.programmes import programmes_of
from padan.curricula.queries.versions import (
    answers_of,
    units_asked_by,
    version_before,
    versions_of,
    versions_open_to,
    whole_of,
)
from padan.curricula.states import VERSION_FLOW, VersionState
from padan.needs.queries import needs_of
from padan.needs.states import STANDING
from padan.trail.queries import entries_of
from padan.web.acting import done, tried
from padan.web.audience import CENTRE, READS_NEEDS, STAFF, R, for_roles
from padan.web.downloads import bytes_response
from padan.web.forms import DayField
from padan.web.keyset import Key
from padan.web.lists import Column, Empty, Listing, choice, of_code
from padan.web.pages import page
from padan.web.tones import tone_of
from padan.web.wording import told

FEW = 12
MOST_NEEDS = 100

VERSIONS = Listing(
    name="version",
    title=_("Curriculum versions"),
    lead=_("What each programme teaches: in force, being written, or taught before."),
    rows=versions_open_to,
    order=(Key("programme__name_key"), Key("number", descending=True), Key("pk")),
    filters=(
        choice("state", _("State"), VersionState.choices, "state"),
        of_code("programme", _("Programme code"), "programme__code"),
        of_code("centre", _("Centre code"), "programme__centre__code"),
    ),
    columns=(
        Column(
            "programme",
            _("Programme"),
            lambda version: version.programme.name,
            href=lambda version: reverse("version-detail", args=[version.code]),
            sort="programme__name_key",
        ),
        Column("number", _("Version"), lambda version: version.number, kind="number"),
        Column("state", _("State"), lambda version: VersionState(version.state), kind="state"),
        Column("hours", _("Hours (JP)"), lambda version: version.hours, kind="number"),
        Column(
            "in_force_from",
            _("In force from"),
            lambda version: version.in_force_from,
            kind="date",
            sort="in_force_from",
            nulls="last",
        ),
        Column("retired_on", _("Retired"), lambda version: version.retired_on, kind="date", shown=False),
        Column("kkni_level", _("KKNI level"), lambda version: version.kkni_level, kind="number", shown=False),
        Column("official_code", _("Programme code"), lambda version: version.official_code, shown=False),
        Column("centre", _("Training centre"), lambda version: version.programme.centre.name, phone=False),
        Column("code", _("Code"), lambda version: version.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No version is written down"),
        _("Open a programme and begin its first version there: units, hours, syllabus."),
    ),
)


class ReturnForm(forms.Form):
    words = forms.CharField(label=_("Why does it go back?"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class DayForm(forms.Form):
    on = DayField(label=_("From which day?"))


@require_safe
@for_roles(*STAFF)
def versions(request):
    return VERSIONS.page(request)


@require_POST
@for_roles(*STAFF)
def export_versions(request):
    return VERSIONS.export(request)


@require_safe
@for_roles(*STAFF)
def version(request, code):
    """One version: what it teaches, what is missing, whose word it has, and the next step."""
    return version_page(request, get_object_or_404(versions_open_to(request.viewer), code=code))


def version_page(request, found, *, step_form=None, status=200, **more):
    """The page of a version, with what a form on it was refused for."""
    whole, viewer, centre = whole_of(found), request.viewer, found.programme.centre
    state, digest = VersionState(found.state), digest_of(whole)
    before = version_before(found)
    changed = difference(whole_of(before), whole) if before else None
    voices = voices_of(found, digest)
    needs = list(answers_of(found)[:MOST_NEEDS])
    asked = units_asked_by(needs)
    taught = {unit.unit_id for unit, _rows in whole.units}
    decides = may_decide_curricula(viewer, centre)
    to = VERSION_FLOW.allowed_from(state) if decides else frozenset()
    given = sum(voice.counts for voice in voices)
    context = {
        "version": found,
        "programme": found.programme,
        "state": state,
        "tone": tone_of(state),
        "whole": whole,
        "digest": digest,
        "clock": hours_in_words(found.hours or whole.hours, centre.hour_minutes),
        "minutes": centre.hour_minutes,
        "faults": faults_of(whole) if state == VersionState.DRAFT else (),
        "before": before,
        "changed": changed,
        "needs": [(need, len(asked.get(need.pk, set()) & taught), len(asked.get(need.pk, ()))) for need in needs],
        "reads_needs": viewer.has(*READS_NEEDS),
        "voices": voices,
        "given": given,
        "needed": centre.endorsements_needed,
        "enough": given >= centre.endorsements_needed
        and all(remark.resolved_at for voice in voices for remark in voice.remarks),
        "others": [(one, VersionState(one.state)) for one in versions_of(found.programme).exclude(pk=found.pk)[:FEW]],
        "writes": may_write_curricula(viewer, centre),
        "draft": state == VersionState.DRAFT,
        "asks": may_ask_industry(viewer, centre) and state in (VersionState.PROPOSED, VersionState.ENDORSED),
        "to": to,
        "return_form": ReturnForm(),
        "day_form": DayForm(initial={"on": today()}),
        "trail": told(entries_of(found))[:FEW],
        **(step_form or {}),
        **more,
    }
    return page(request, "centre/curricula/version.html", context, status=status)


@require_POST
@for_roles(*CENTRE)
def begin(request, code):
    """The next version of a programme, as a copy of the one before it."""
    programme = get_object_or_404(programmes_of(request.viewer), code=code)
    if not may_write_curricula(request.viewer, programme.centre):
        raise Http404
    try:
        found = begin_version(programme=programme, by=request.user, at=now())
    except DraftThere as there:
        messages.info(request, str(there))
        return redirect("version-detail", there.draft.code)
    except ActionDenied as denied:
        messages.error(request, str(denied))
        return redirect("programme-detail", code)
    messages.success(request, gettext("The draft is begun."))
    return redirect("version-detail", found.code)


def own_version(request, code, may=may_write_curricula):
    """A version that the viewer may write, decide or ask about; 404 for anybody else."""
    found = get_object_or_404(versions_open_to(request.viewer), code=code)
    if not may(request.viewer, found.programme.centre):
        raise Http404
    return found


def whole_number(text):
    """The number of a row in an address; 0, which no row has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


STEPS = {
    "propose": (propose_version, _("Proposed. Now ask companies for their word.")),
    "endorsed": (note_endorsed, _("Endorsed. It can be put in force.")),
}


@require_POST
@for_roles(R.CENTRE_OFFICER)
def step(request, code):
    """The next step of a version; what keeps it from being taken stands on its page."""
    found, do = own_version(request, code, may_decide_curricula), request.POST.get("do", "")
    if do in STEPS:
        act, said = STEPS[do]
        more = {"seen": request.POST.get("seen", "")} if do == "propose" else {}
        try:
            act(version=found, by=request.user, at=now(), **more)
        except NotReady as not_ready:
            return version_page(request, found, refusal=str(not_ready), status=422)
        except ActionDenied as denied:
            messages.error(request, str(denied))
        else:
            messages.success(request, said)
        return redirect("version-detail", code)
    if do == "discard":
        programme = found.programme
        if tried(request, gettext("The draft is gone."), discard_draft, version=found, by=request.user, at=now()):
            return redirect("programme-detail", programme.code)
        return redirect("version-detail", code)
    if do == "return":
        form, act, field = ReturnForm(request.POST), return_version, "return_form"
    elif do in ("force", "retire"):
        form, act, field = DayForm(request.POST), put_in_force if do == "force" else retire_version, "day_form"
    else:
        raise Http404
    if form.is_valid() and done(form, act, version=found, by=request.user, at=now(), **form.cleaned_data):
        messages.success(request, gettext("Written down."))
        return redirect("version-detail", code)
    return version_page(request, found, step_form={field: form}, status=422)


@require_POST
@for_roles(*CENTRE)
def dismiss(request, code):
    """What could not be read of an import was worked through."""
    found = own_version(request, code)
    tried(request, gettext("The list is put away."), dismiss_unread, version=found, by=request.user, at=now())
    return redirect("version-detail", code)


@require_safe
@for_roles(*STAFF)
def changes(request, code):
    """What changed between this version and another one of its programme, and which needs that answers."""
    found = get_object_or_404(versions_open_to(request.viewer), code=code)
    others = versions_of(found.programme).exclude(pk=found.pk)
    wanted = request.GET.get("dari", "")
    before = get_object_or_404(others, code=wanted) if wanted else version_before(found) or others.first()
    whole, needs = whole_of(found), list(answers_of(found)[:MOST_NEEDS])
    changed = difference(whole_of(before), whole) if before else None
    new = {row.unit_id for row in changed.added} if changed else set()
    asked = units_asked_by(needs)
    context = {
        "version": found,
        "before": before,
        "others": others[:FEW],
        "changed": changed,
        "needs": [(need, len(asked.get(need.pk, set()) & new), len(asked.get(need.pk, ()))) for need in needs],
        "reads_needs": request.viewer.has(*READS_NEEDS),
    }
    return page(request, "centre/curricula/changes.html", context)


@require_safe
@for_roles(*STAFF)
def paper(request, code):
    """The programme document of a version, as a PDF."""
    found = get_object_or_404(versions_open_to(request.viewer), code=code)
    content = printed_programme(whole_of(found), at=now())
    return bytes_response(content, f"program-{found.code}.pdf", "application/pdf", shown=True)


@require_safe
@for_roles(*STAFF)
def case(request, code):
    """A version as a 1EdTech CASE package."""
    found = get_object_or_404(versions_open_to(request.viewer), code=code)
    content = json.dumps(package_of(whole_of(found)), ensure_ascii=False).encode()
    return bytes_response(content, f"case-{found.code}.json", "application/json")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.CENTRE_OFFICER)
def answers(request, code):
    """Which needs this version answers, as a person chooses; those whose units it teaches stand first."""
    found = own_version(request, code)
    if found.state == VersionState.RETIRED:
        messages.info(request, gettext("This version is retired. It answers what it answered."))
        return redirect("version-detail", code)
    chosen = set(answers_of(found).values_list("pk", flat=True))
    asked = request.GET.get("cari", "").strip()[:100]
    standing = needs_of(request.viewer).filter(state__in=STANDING)
    rows = list(standing.filter(words_key__contains=asked.casefold())[:400] if asked else standing[:400])
    rows += [need for need in answers_of(found) if need.pk not in {row.pk for row in rows}]
    units = units_asked_by(rows)
    taught = {taught.unit_id for taught, _rows in whole_of(found).units}
    if request.method == "POST":
        shown = {need.code: need for need in rows}
        ticked = {shown[code].pk for code in request.POST.getlist("need") if code in shown}
        unseen = chosen - {need.pk for need in rows if need.code in request.POST.getlist("seen")}
        needs = [need for need in rows if need.pk in ticked | unseen]
        choose_answers(version=found, needs=needs, by=request.user, at=now())
        messages.success(
            request,
            ngettext("It answers %(n)s need.", "It answers %(n)s needs.", len(needs)) % {"n": len(needs)},
        )
        return redirect("version-detail", code)
    told_rows = [
        (need, need.pk in chosen, len(units.get(need.pk, set()) & taught), len(units.get(need.pk, ()))) for need in rows
    ]
    told_rows.sort(key=lambda row: (not row[1], -row[2]))
    context = {"version": found, "rows": told_rows[:MOST_NEEDS], "more": len(told_rows) > MOST_NEEDS, "asked": asked}
    return page(request, "centre/curricula/answers.html", context)
