"""Ways to work abroad: the schemes, the rules of each from one day to another, who is inside, and what changed."""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import in_words, now, today
from padan.overseas.actions.schemes import (
    DraftThere,
    close_scheme,
    close_version,
    discard_draft,
    draft_version,
    open_scheme,
    put_in_force,
)
from padan.overseas.permissions import may_keep_schemes
from padan.overseas.queries.versions import (
    difference,
    for_whom,
    inside_open_to,
    measure_of,
    people_in,
    schemes,
    schemes_seen,
    told_fee,
    versions,
    versions_of,
    whole,
    with_rules_on,
)
from padan.overseas.states import GateKind, MilestoneKind, PermitKind, StageKind, Standing, VersionState
from padan.trail.queries import entries_of
from padan.web.acting import Way, done, tried
from padan.web.audience import READS_PEOPLE, STAFF, R, for_roles
from padan.web.forms import DayField, RowField
from padan.web.keyset import Key
from padan.web.lists import Column, Empty, Listing
from padan.web.pages import page
from padan.web.tones import tone_of
from padan.web.wording import told

KEEPS = (R.SECRETARIAT, R.ADMINISTRATOR)
FEW = 30


def _rules_now(scheme):
    if scheme.now:
        return gettext("Version %(n)s") % {"n": scheme.now.number}
    return gettext("None today")


def _until_when(scheme):
    if scheme.now and scheme.now.ends_on:
        return gettext("until %(day)s") % {"day": in_words(scheme.now.ends_on)}
    if not scheme.now and scheme.next:
        return gettext("from %(day)s") % {"day": in_words(scheme.next.valid_from)}
    return ""


def _outside(scheme):
    if not scheme.outside:
        return ""
    return ngettext("%(n)s under rules that ended", "%(n)s under rules that ended", scheme.outside) % {
        "n": scheme.outside
    }


def reads_people(viewer):
    return viewer.has(*READS_PEOPLE)


SCHEMES = Listing(
    name="scheme",
    title=_("Schemes to work abroad"),
    lead=_(
        "What each way asks, from one day to another, with its source. A candidate keeps the rules she began under."
    ),
    rows=lambda viewer: schemes_seen(viewer, today()),
    complete=lambda rows: with_rules_on(rows, today()),
    order=(Key("name"), Key("pk")),
    columns=(
        Column(
            "name",
            _("Scheme"),
            lambda scheme: scheme.name,
            href=lambda scheme: reverse("scheme-detail", args=[scheme.code]),
            under=lambda scheme: scheme.owner,
        ),
        Column("rules", pgettext_lazy("rules", "Rules today"), _rules_now, under=_until_when),
        Column(
            "people",
            pgettext_lazy("route", "On the route"),
            lambda scheme: scheme.people,
            kind="number",
            under=_outside,
            open_to=reads_people,
        ),
        Column(
            "outside",
            _("Under rules that ended"),
            lambda scheme: scheme.outside,
            kind="number",
            shown=False,
            open_to=reads_people,
        ),
        Column("name_en", _("Name in English"), lambda scheme: scheme.name_en, shown=False),
        Column("name_ja", _("Name in Japanese"), lambda scheme: scheme.name_ja, shown=False),
        Column("code", _("Code"), lambda scheme: scheme.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No scheme is loaded yet"),
        _("Load those that come with Padan: padan overseas load. Or write one yourself."),
        _("Write a scheme"),
        "scheme-new",
        may_keep_schemes,
    ),
    begins=True,
    tabs="overseas/_tabs.html",
)


class SchemeForm(forms.Form):
    """A scheme that was not there, and the rule that begins it."""

    name = forms.CharField(label=_("Name"), max_length=150)
    key = forms.SlugField(
        label=_("Short name"), max_length=40, help_text=_("For files and lists, never changed: ssw-1.")
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=150, required=False)
    name_ja = forms.CharField(label=_("Name in Japanese"), max_length=150, required=False)
    owner = forms.CharField(label=_("Who runs it?"), max_length=200, required=False)
    valid_from = DayField(label=pgettext_lazy("rules", "Holds from"))
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("The regulation, its number and year, as you read it.")
    )
    source_url = forms.URLField(label=_("Address of the source"), max_length=300, required=False, assume_scheme="https")
    read_on = DayField(label=_("Source read on"), required=False)


class DraftForm(forms.Form):
    """The next rules, from a day on, by a source of their own."""

    version = RowField(None, label=_("Begin as a copy of"), empty_label=None)
    valid_from = DayField(label=pgettext_lazy("rules", "Holds from"))
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("The regulation, its number and year, as you read it.")
    )
    source_url = forms.URLField(label=_("Address of the source"), max_length=300, required=False, assume_scheme="https")
    read_on = DayField(label=_("Source read on"), required=False)

    def __init__(self, *args, scheme, **more):
        super().__init__(*args, **more)
        self.fields["version"].queryset = versions_of(scheme)
        self.fields["version"].label_from_instance = lambda version: gettext("Version %(n)s") % {"n": version.number}


class CloseForm(forms.Form):
    on = DayField(label=_("Nobody begins from"))
    why = forms.CharField(
        label=_("Why?"), max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=_("Whoever is inside keeps these rules and stays on the list."),
    )  # fmt: skip


@require_safe
@for_roles(*STAFF)
def scheme_list(request):
    return SCHEMES.page(request)


@require_POST
@for_roles(*STAFF)
def export_schemes(request):
    return SCHEMES.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def new_scheme(request):
    """A way abroad that was not there."""
    form = SchemeForm(request.POST or None)
    if form.is_valid() and (made := done(form, open_scheme, by=request.user, at=now(), **form.cleaned_data)):
        messages.success(request, gettext("Written down as a draft. Now write its stages."))
        return redirect("rules-detail", made.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/schemes/new.html", {"form": form}, status=status)


@require_safe
@for_roles(*STAFF)
def scheme(request, code):
    """One scheme: its rules from one day to another, and who is inside each."""
    found = get_object_or_404(schemes(), code=code)
    return _scheme_page(request, found, _ways_of_scheme(request, found))


@require_POST
@for_roles(*KEEPS)
def act_on_scheme(request, code):
    """Draft the next rules, or close the scheme."""
    found = get_object_or_404(schemes(), code=code)
    ways = _ways_of_scheme(request, found, request.POST.get("do", ""))
    way = next((one for one in ways if one.do == request.POST.get("do")), None)
    if way is None:
        raise BadRequest
    if way.form.is_valid() and (made := done(way.form, way.act, **way.form.cleaned_data)):
        if way.do == "draft":
            messages.success(request, gettext("The draft is begun. Nothing changes before you put it in force."))
            return redirect("rules-detail", made.code)
        messages.success(request, _closed_words(request.viewer, made))
        return redirect("scheme-detail", code)
    return _scheme_page(request, found, ways, status=422)


@require_safe
@for_roles(*STAFF)
def version(request, code):
    """The rules of one version, with their sources, and who is inside."""
    return _version_page(request, get_object_or_404(versions(), code=code))


@require_POST
@for_roles(*KEEPS)
def step(request, code):
    """Put a draft in force, close rules, or take a draft away."""
    found, do = get_object_or_404(versions(), code=code), request.POST.get("do", "")
    said = {"version": found, "by": request.user, "at": now()}
    if do == "force":
        tried(request, gettext("In force."), put_in_force, **said)
        return redirect("rules-detail", code)
    if do == "discard":
        owner = found.scheme
        if tried(request, "", lambda **more: (discard_draft(**more), True), **said):
            messages.success(request, gettext("The draft is gone."))
            return redirect("scheme-detail", owner.code) if schemes().filter(pk=owner.pk) else redirect("scheme-list")
        return redirect("rules-detail", code)
    if do != "close":
        raise Http404
    form = CloseForm(request.POST)
    if form.is_valid() and (made := done(form, close_version, **said, **form.cleaned_data)):
        messages.success(request, _closed_words(request.viewer, [made]))
        return redirect("rules-detail", code)
    return _version_page(request, found, close_form=form, status=422)


@require_safe
@for_roles(*STAFF)
def changes(request, code):
    """What changed between these rules and others of their scheme."""
    found = get_object_or_404(versions(), code=code)
    others = versions_of(found.scheme).exclude(pk=found.pk)
    wanted = request.GET.get("dari", "")
    before = get_object_or_404(others, code=wanted) if wanted else before_of(found) or others.first()
    context = {
        "version": found,
        "before": before,
        "others": others[:FEW],
        "changed": difference(whole(before), whole(found)) if before else None,
    }
    return page(request, "secretariat/schemes/changes.html", context)


def before_of(version):
    """The rules that came before these; None for the first."""
    return versions_of(version.scheme).filter(number__lt=version.number).first()


def _closed_words(viewer, some):
    people = sum(people_in(viewer, some).values())
    if not people:
        return gettext("Closed. Nobody is inside.")
    return ngettext(
        "Closed. %(n)s candidate inside keeps these rules and stays on the list.",
        "Closed. %(n)s candidates inside keep these rules and stay on the list.",
        people,
    ) % {"n": people}


def _ways_of_scheme(request, found, posted=""):
    if not may_keep_schemes(request.viewer):
        return []

    def bound(do):
        return request.POST if posted == do else None

    def draft(version, **more):
        try:
            return draft_version(version=version, by=request.user, at=now(), **more)
        except DraftThere as there:
            return there.draft

    def close(on, why):
        return close_scheme(scheme=found, on=on, why=why, by=request.user, at=now())

    form = DraftForm(bound("draft"), scheme=found, initial={"read_on": today()}, auto_id="d_%s")
    ways = [Way("draft", _("Rules change"), form, draft, _("Begin a draft"))]
    if versions_of(found).filter(state=VersionState.IN_FORCE).exists():
        form = CloseForm(bound("close"), initial={"on": today()}, auto_id="c_%s")
        ways.append(Way("close", _("The scheme closes"), form, close, _("Close the scheme")))
    return ways


def _scheme_page(request, found, ways, *, status=200):
    rows, day = list(versions_of(found)), today()
    people = people_in(request.viewer, rows)
    shown = [(one, one.standing_on(day), tone_of(one.standing_on(day)), people.get(one.pk, 0)) for one in rows]
    context = {
        "scheme": found,
        "versions": shown,
        "reads_people": reads_people(request.viewer),
        "outside": sum(n for _one, stands, _tone, n in shown if stands in (Standing.ENDED, Standing.CLOSED)),
        "ways": ways,
        "trail": told(entries_of(found)),
    }
    return page(request, "secretariat/schemes/scheme.html", context, status=status)


def _version_page(request, found, *, close_form=None, status=200):
    viewer, day, found = request.viewer, today(), whole(found)
    standing = found.standing_on(day)
    people = list(inside_open_to(viewer, found)) if reads_people(viewer) else []
    by_stage = [(stage, len(list(some))) for stage, some in groupby(people, key=lambda one: one.stage)]
    before = before_of(found)
    keeps = may_keep_schemes(viewer)
    context = {
        "version": found,
        "scheme": found.scheme,
        "standing": standing,
        "tone": tone_of(standing),
        "line": _line(found, day),
        "stages": [_told_stage(stage) for stage in found.stages.all()],
        "fees": [(fee, told_fee(fee)) for fee in found.fees.all()],
        "permits": [PermitKind(kind).label for kind in found.permit_kinds],
        "before": before,
        "changed": len(difference(whole(before), found).changes) if before else 0,
        "by_stage": by_stage,
        "people": len(people),
        "reads_people": reads_people(viewer),
        "over": standing in (Standing.ENDED, Standing.CLOSED),
        "keeps": keeps,
        "draft": standing == Standing.DRAFT,
        "in_force": found.state == VersionState.IN_FORCE,
        "close_form": close_form or CloseForm(initial={"on": day}),
        "trail": told(entries_of(found))[:FEW],
    }
    return page(request, "secretariat/schemes/version.html", context, status=status)


def _line(version, day):
    """The days of these rules as points: (words, day, whether it has come)."""
    points = [(gettext("Holds from"), version.valid_from)]
    if version.closed_on:
        points.append((gettext("Closed to new candidates"), version.closed_on))
    if version.valid_until:
        points.append((gettext("Holds until"), version.valid_until))
    if version.state != VersionState.DRAFT:
        points.append((gettext("Today"), day))
    came = version.state != VersionState.DRAFT
    return [(words, on, came and on <= day) for words, on in sorted(points, key=lambda point: point[1])]


def _told_stage(stage):
    """A stage and what is asked before it: rules (words, small words, source), documents, milestones.

    A source stands beside a rule only where it is not that of the version.
    """
    rules = []
    for gate in stage.gates.all():
        small = [str(GateKind(gate.kind).label), measure_of(gate), for_whom(gate)]
        if gate.choice:
            small.append(gettext("one of “%(choice)s” is enough") % {"choice": gate.choice})
        rules.append((gate.words, " · ".join(filter(None, small)), gate.source))
    papers = []
    for paper in stage.papers.all():
        small = [gettext("tells of health")] if paper.health else []
        if paper.valid_days:
            small.append(gettext("still valid for %(n)s days") % {"n": paper.valid_days})
        papers.append((paper, " · ".join(small)))
    return {
        "stage": stage,
        "kind": StageKind(stage.kind).label,
        "rules": rules,
        "papers": papers,
        "milestones": [MilestoneKind(rule.kind).label for rule in stage.milestones.all()],
    }
