"""Targets of a forum: the ledger with a row behind every step, as of any day, and what the pipeline says."""

from datetime import date
from itertools import groupby

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.agreements.actions.targets import revise_target, set_target
from padan.agreements.permissions import may_keep_agreements
from padan.agreements.queries.targets import (
    counted_on,
    expected_on,
    forecast,
    movements,
    reached,
    targets_open_to,
)
from padan.agreements.states import Counted, CountingRule
from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.forum.queries import forums_of
from padan.reference.queries import divisions, provinces
from padan.trail.actions import record
from padan.trail.queries import entries_of
from padan.web.audience import READS_FORUMS, R, for_roles
from padan.web.downloads import table_response
from padan.web.forms import DayField, RowField
from padan.web.keyset import Key, slice_of
from padan.web.pages import page
from padan.web.templatetags.padan import angka, tanggal
from padan.web.wording import told

PAGE = 50
DAYS_SHOWN = 24
PLOT_W, PLOT_H = 640, 160


class StepsField(forms.CharField):
    """One step a line: ``2024-12-31 150``."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 30})

    def to_python(self, value):
        steps = []
        for line in (super().to_python(value) or "").splitlines():
            if not line.strip():
                continue
            try:
                day, number = line.split()
                steps.append((date.fromisoformat(day), int(number.replace(".", ""))))
            except ValueError:
                raise forms.ValidationError(
                    _("“%(line)s” is not a day and a number. Write: 2024-12-31 150") % {"line": line}
                ) from None
        return steps


class RevisionForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("In words"), max_length=300)
    definition = forms.CharField(
        label=gettext_lazy("Definition"),
        widget=forms.Textarea({"rows": 3}),
        required=False,
        help_text=gettext_lazy("Who or what counts, so that two people count alike."),
    )
    value = forms.IntegerField(label=gettext_lazy("Target"), min_value=1, max_value=10_000_000)
    expected = StepsField(
        label=gettext_lazy("Expected path"),
        required=False,
        help_text=gettext_lazy("One step a line, such as 2024-12-31 150. Empty: it rises evenly."),
    )


class ReasonForm(RevisionForm):
    reason = forms.CharField(label=gettext_lazy("Why it changes"), max_length=300)


class TargetForm(RevisionForm):
    counted = forms.ChoiceField(label=gettext_lazy("What is counted"), choices=Counted.choices)
    rule = forms.ChoiceField(label=gettext_lazy("Counting rule"), choices=CountingRule.choices)
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(label=gettext_lazy("Until"))
    opening_balance = forms.IntegerField(label=gettext_lazy("Opening balance"), min_value=0, initial=0, required=False)
    opening_source = forms.CharField(
        label=gettext_lazy("Source of the opening balance"), max_length=300, required=False
    )

    field_order = (
        "forum",
        "words",
        "definition",
        "counted",
        "rule",
        "region",
        "sector",
        "value",
        "starts_on",
        "ends_on",
    )

    def __init__(self, *args, viewer, **more):
        super().__init__(*args, **more)
        kept = forums_of(viewer).filter(organisation_id__in=viewer.kept_forums)
        self.fields["forum"] = RowField(kept, label=gettext_lazy("Forum"), to_field_name="pk")
        self.fields["region"] = RowField(provinces(), label=gettext_lazy("Province"), required=False)
        self.fields["sector"] = RowField(divisions(), label=gettext_lazy("Sector"), required=False)
        self.order_fields(self.field_order)

    def clean_opening_balance(self):
        return self.cleaned_data["opening_balance"] or 0


@require_safe
@for_roles(*READS_FORUMS)
def targets(request):
    """Every target the viewer may read, with where it stands today."""
    day = today()
    rows = [
        {"target": target, "reached": reached(target, day), "expected": expected_on(target, day)}
        for target in targets_open_to(request.viewer)[:PAGE]
    ]
    context = {"rows": rows, "day": day, "may_set": bool(request.viewer.kept_forums)}
    return page(request, "secretariat/targets/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def new_target(request):
    """Set a target: what is counted, by which rule, until when."""
    form = TargetForm(
        request.POST or None, viewer=request.viewer, initial={"starts_on": today().replace(month=1, day=1)}
    )
    if form.is_valid():
        try:
            target = set_target(by=request.user, at=now(), **form.cleaned_data)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The target is set."))
            return redirect("target-detail", target.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/targets/form.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def change_target(request, code):
    """Change the words, the number or the path of a target, with a reason."""
    found = get_object_or_404(_kept(request.viewer), code=code)
    steps = "\n".join(f"{day} {number}" for day, number in found.expected)
    before = {"words": found.words, "definition": found.definition, "value": found.value, "expected": steps}
    form = ReasonForm(request.POST or None, initial=before)
    if form.is_valid():
        try:
            revise_target(target=found, by=request.user, at=now(), **form.cleaned_data)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("Changed. What it was stands in the trail."))
            return redirect("target-detail", code)
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/targets/form.html", {"form": form, "target": found}, status=status)


@require_safe
@for_roles(*READS_FORUMS)
def target(request, code):
    """One target as of a day: the number, its path, its steps by day, the forecast, the first rows."""
    found = get_object_or_404(targets_open_to(request.viewer), code=code)
    day = _day(request)
    steps = list(movements(found, day))
    by_day = [_of_day(on, list(same)) for on, same in groupby(steps, key=lambda step: step.on)]
    standing, earlier = reached(found, day), [told for told in by_day if told["on"] < day]
    context = {
        "target": found,
        "day": day,
        "reached": standing,
        "before": earlier[-1]["balance"] if earlier else found.opening_balance,
        "of_today": by_day[-1] if by_day and by_day[-1]["on"] == day else None,
        "expected": expected_on(found, day),
        "counted": Counted(found.counted),
        "rule": CountingRule(found.rule),
        "days": by_day[::-1][:DAYS_SHOWN],
        "more_days": max(len(by_day) - DAYS_SHOWN, 0),
        "plot": _plot(found, day, by_day),
        "forecast": forecast(found, day) if day <= found.ends_on else None,
        "may_keep": may_keep_agreements(request.viewer, found.forum),
        "trail": told(entries_of(found)),
    }
    return page(request, "secretariat/targets/detail.html", context)


@require_safe
@for_roles(*READS_FORUMS)
def target_rows(request, code):
    """Every row that counts on the day, page by page."""
    found = get_object_or_404(targets_open_to(request.viewer), code=code)
    day = _day(request)
    counted = counted_on(found, day)
    order = _order(found)
    place = {}
    for name in ("after", "before"):
        mark = request.GET.get(name, "")
        if mark.isascii() and mark.isdigit() and len(mark) <= 18:
            place = {name: counted.filter(pk=int(mark)).first()}
    rows, previous, following = slice_of(counted, order, size=PAGE, **place)
    address = f"{request.path}?as_of={day.isoformat()}"
    context = {
        "target": found,
        "day": day,
        "lines": [_line(found, row) for row in rows],
        "by_partner": found.counted == Counted.PARTNERS,
        "reached": reached(found, day),
        "previous": f"{address}&before={rows[0].pk}" if previous and rows else "",
        "next": f"{address}&after={rows[-1].pk}" if following and rows else "",
    }
    return page(request, "secretariat/targets/rows.html", context)


@require_POST
@for_roles(*READS_FORUMS)
def export_target(request, code):
    """The rows that count, or the ledger's steps, as a workbook or as text; written into the trail."""
    found = get_object_or_404(targets_open_to(request.viewer), code=code)
    kind, what, day = request.POST.get("format"), request.POST.get("what", "rows"), _day(request)
    if kind not in ("xlsx", "csv") or what not in ("rows", "steps"):
        raise BadRequest
    if what == "rows":
        header = [_("Partner"), _("Agreement"), _("Signed"), _("Ends"), _("Code")]
        lines = (_line(found, row).values() for row in counted_on(found, day).iterator(chunk_size=500))
    else:
        header = [_("Day"), _("Change"), _("Balance"), _("Partner"), _("Agreement"), _("Code")]
        lines = (
            [step.on, step.change, step.balance, step.partner, step.agreement_title, step.agreement_code]
            for step in movements(found, day)
        )
    changes = {"target": found.code, "what": what, "format": kind, "as_of": day.isoformat()}
    record(request.user, "export.made", changes={name: ["", value] for name, value in changes.items()})
    notes = [
        found.words,
        found.definition or str(CountingRule(found.rule).label),
        _("As of %(day)s: %(n)s of %(all)s; opening balance %(opening)s (%(source)s).")
        % {
            "day": tanggal(day),
            "n": angka(reached(found, day)),
            "all": angka(found.value),
            "opening": angka(found.opening_balance),
            "source": found.opening_source or "–",
        },
    ]
    name = f"padan-target-{found.code}-{day:%Y%m%d}"
    rows = (list(line) for line in lines)
    return table_response(kind, header, rows, title=found.words, notes=notes, name=name, below=notes)


def _kept(viewer):
    return targets_open_to(viewer).filter(forum__organisation_id__in=viewer.kept_forums)


def _day(request):
    """The day asked for, never one to come; today without any."""
    asked = (request.POST if request.method == "POST" else request.GET).get("as_of", "")
    try:
        return min(date.fromisoformat(asked), today())
    except ValueError:
        return today()


def _order(target):
    prefix = "agreement__" if target.counted == Counted.PARTNERS else ""
    return (Key(f"{prefix}signed_on", descending=True), Key("pk", descending=True))


def _line(target, row):
    """One counted row as it is shown and exported."""
    by_partner = target.counted == Counted.PARTNERS
    agreement = row.agreement if by_partner else row
    return {
        "partner": row.organisation.name if by_partner else "",
        "title": agreement.title,
        "signed_on": agreement.signed_on,
        "ends_on": agreement.ends_on,
        "code": agreement.code,
    }


def _of_day(on, steps):
    return {
        "on": on,
        "up": sum(step.change for step in steps if step.change > 0),
        "down": -sum(step.change for step in steps if step.change < 0),
        "balance": steps[-1].balance,
        "steps": steps,
    }


def _plot(target, day, by_day):
    """The path and what came of it, as points of one picture; None where the period has no width."""
    span = (target.ends_on - target.starts_on).days
    top = max([target.value, *(told["balance"] for told in by_day)]) or 1

    def at(on, number):
        x = min(max((on - target.starts_on).days / span, 0), 1) * PLOT_W
        return f"{x:.1f},{PLOT_H - number / top * PLOT_H:.1f}"

    within = [told for told in by_day if told["on"] >= target.starts_on]
    before = [told for told in by_day if told["on"] < target.starts_on]
    level = before[-1]["balance"] if before else target.opening_balance
    points = [at(target.starts_on, level)]
    for told_day in within:
        points += [at(told_day["on"], level), at(told_day["on"], told_day["balance"])]
        level = told_day["balance"]
    points.append(at(min(day, target.ends_on), level))
    path = [(target.starts_on, target.opening_balance)]
    path += [(date.fromisoformat(on), number) for on, number in target.expected]
    path += [(target.ends_on, target.value)] if path[-1][0] < target.ends_on else []
    return {
        "width": PLOT_W,
        "height": PLOT_H,
        "came": " ".join(points),
        "expected": " ".join(at(on, number) for on, number in path),
    }
