"""Frozen figures: freeze one from its page, read it later, prove it, correct it by a new version."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.errors import PadanError
from padan.figures.actions.freezing import correct, freeze
from padan.figures.breakdowns import groups_to_choose
from padan.figures.comparing import differences
from padan.figures.proving import prove
from padan.figures.queries.frozen import (
    codes_published,
    correction_of,
    exact_to,
    may_correct,
    versions_of,
)
from padan.figures.registry import FIGURES
from padan.organisations.queries import centres_kept_by, forums_kept_by, organisation_with_code
from padan.outcomes.states import Status, Window
from padan.trail.queries import entries_of
from padan.web.acting import done
from padan.web.audience import STAFF, R, for_roles
from padan.web.forms import DayField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice
from padan.web.pages import page
from padan.web.templatetags.padan import angka, persen
from padan.web.wording import told

CHANGES_SHOWN = 100
COMPARED = 8


class FreezeForm(forms.Form):
    """Of which body, at which window, as of which day."""

    organisation = forms.ChoiceField(label=gettext_lazy("Of which body"))
    window = forms.ChoiceField(label=gettext_lazy("Window"), choices=Window)
    group = forms.ChoiceField(
        label=gettext_lazy("Only one group"),
        required=False,
        help_text=gettext_lazy(
            "The public reads of a group what the tables of a release show of it: a rounded number."
        ),
    )
    as_of = DayField(label=gettext_lazy("As of"), help_text=gettext_lazy("Today or a day before, never a day ahead."))

    def __init__(self, *args, figure, viewer, **more):
        super().__init__(*args, **more)
        bodies = [*forums_kept_by(viewer), *centres_kept_by(viewer)]
        self.fields["organisation"].choices = [(body.code, body.name) for body in bodies]
        if not figure.windowed:
            del self.fields["window"]
        groups = groups_to_choose(figure, viewer)
        self.fields["group"].choices = [("", gettext_lazy("All groups together")), *groups]
        if not groups:
            del self.fields["group"]

    def told(self):
        """The arguments of the act."""
        data = dict(self.cleaned_data)
        key, _equals, value = data.pop("group", "").partition("=")
        body = organisation_with_code(data.pop("organisation"))
        return data | {"organisation": body, "where": {key: value} if key else {}}


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it was wrong"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It stands beside both versions, for everybody who reads them."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def freeze_figure(request, key):
    """Keep a figure with its rule and rows."""
    figure = FIGURES.get(key)
    if figure is None:
        raise Http404
    initial = {"as_of": request.GET.get("as_of") or today(), "window": request.GET.get("window", "")}
    form = FreezeForm(request.POST or None, figure=figure, viewer=request.viewer, initial=initial)
    if form.is_valid() and (frozen := done(form, freeze, key=key, by=request.user, at=now(), **form.told())):
        messages.success(request, _("The figure is frozen. It can be proven from now on."))
        return redirect("frozen-detail", frozen.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "figures/freeze.html", {"figure": figure, "form": form}, status=status)


def value_of(frozen) -> str:
    """The value as it is read: 54,0 %, 95, or 41 days."""
    if frozen.value is None:
        return "–"
    if frozen.unit == "share":
        return persen(frozen.value)
    return _("%(n)s days") % {"n": angka(frozen.value)} if frozen.unit == "days" else angka(frozen.value)


def _counted(frozen):
    told = {"counted": angka(frozen.numerator), "of": angka(frozen.denominator), "what": frozen.of_what}
    if frozen.numerator == frozen.denominator:
        return f"{told['of']} {told['what']}"
    return _("%(counted)s of %(of)s %(what)s") % told


def window_of(frozen) -> str:
    return str(Window(frozen.window).label) if frozen.window else ""


def _complete(rows):
    published = codes_published(rows)
    for row in rows:
        row.published = row.code in published


FROZEN = Listing(
    name="frozen",
    title=gettext_lazy("Frozen figures"),
    lead=gettext_lazy(
        "What was said for good, with its rule and its rows. Nothing here can be changed; each can be proven."
    ),
    rows=exact_to,
    order=order_of("-frozen_at"),
    filters=(
        choice("figure", pgettext_lazy("frozen", "Figure"), [(key, one.label) for key, one in FIGURES.items()], "key"),
        Filter(
            "until",
            DayField(label=gettext_lazy("Cut-off up to"), required=False),
            lambda rows, value: rows.filter(as_of__lte=value),
        ),
    ),
    columns=(
        Column("label", pgettext_lazy("frozen", "Figure"), lambda row: row.label,
               href=lambda row: reverse("frozen-detail", args=[row.code])),
        Column("value", gettext_lazy("Value"), value_of),
        Column("counted", gettext_lazy("Counted"), _counted, phone=False),
        Column("window", gettext_lazy("Window"), window_of),
        Column("as_of", gettext_lazy("Cut-off"), lambda row: row.as_of, kind="date", sort="as_of"),
        Column("scope", pgettext_lazy("frozen", "Of"), lambda row: row.scope_label),
        Column("version", gettext_lazy("Version"), lambda row: row.version, kind="number", phone=False),
        Column("published", gettext_lazy("Public"), lambda row: _("yes") if row.published else _("no"), phone=False),
        Column("code", gettext_lazy("Code"), lambda row: row.code, kind="code"),
        Column("frozen_at", pgettext_lazy("frozen", "Frozen on"), lambda row: row.frozen_at, kind="time", shown=False),
        Column("rows_hash", gettext_lazy("Hash of the rows"), lambda row: row.rows_hash, shown=False),
    ),
    empty=Empty(
        gettext_lazy("Nothing is frozen yet"),
        gettext_lazy("Open a figure and freeze it before you say it in public."),
        gettext_lazy("To the figures"),
        "figure-list",
    ),
    complete=_complete,
    see_also=("release-list", gettext_lazy("Releases to the public")),
)  # fmt: skip


@require_safe
@for_roles(*STAFF)
def frozen_list(request):
    """Every frozen figure the viewer may open."""
    return FROZEN.page(request)


@require_POST
@for_roles(*STAFF)
def export_frozen(request):
    return FROZEN.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def frozen(request, code):
    """One frozen figure: what was said, by which rule, and its versions; beside another one, whether they compare."""
    one = get_object_or_404(exact_to(request.viewer), code=code)
    form = None
    if may_correct(request.viewer, one) and correction_of(one) is None:
        form = CorrectionForm(request.POST or None)
        if form.is_valid() and (new := done(form, correct, frozen=one, by=request.user, at=now(), **form.cleaned_data)):
            messages.success(request, _("The correction is frozen as a new version. The old one stays readable."))
            return redirect("frozen-detail", new.code)
    elif request.method == "POST":
        raise Http404
    same = exact_to(request.viewer).filter(key=one.key).exclude(pk=one.pk)
    other = same.filter(code=request.GET.get("dengan", "")[:20]).first() if request.GET.get("dengan") else None
    context = {
        "frozen": one,
        "value": value_of(one),
        "counted": _counted(one),
        "window": window_of(one),
        "versions": [(version, value_of(version)) for version in versions_of(one)],
        "form": form,
        "others": [(row, value_of(row), window_of(row)) for row in same[:COMPARED]],
        "other": other and (other, value_of(other), window_of(other), differences(one, other)),
        "published": one.code in codes_published([one]),
        "trail": told(entries_of(one)),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "figures/frozen.html", context, status=status)


@require_safe
@for_roles(*STAFF)
def proof(request, code):
    """Count it anew as of the same cut-off: does every row still count as it did?"""
    one = get_object_or_404(exact_to(request.viewer), code=code)
    context = {"frozen": one, "value": value_of(one), "window": window_of(one), "day": today()}
    try:
        found = prove(one)
    except PadanError as gone:
        return page(request, "figures/proof.html", context | {"gone": str(gone)})
    lines = [
        (change.code, _said(change.before), _said(change.now), change.kind) for change in found.told[:CHANGES_SHOWN]
    ]
    context |= {"proof": found, "lines": lines, "left": len(found.told) - len(lines)}
    return page(request, "figures/proof.html", context)


def _said(counted) -> str:
    """What a row counted as, in words: "Employed, counted"."""
    if not counted:
        return "–"
    part, _space, number = counted.rpartition(" ")
    counts = {"1": _("counted"), "0": _("not counted")}.get(number, number)
    if not part:
        return counts
    return f"{Status(part).label}, {counts}" if part in Status.values else f"{part}, {counts}"
