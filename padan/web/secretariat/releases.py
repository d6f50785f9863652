"""Releases to the public: drafted, attacked by our own audit, released by a second person."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.figures.actions.releasing import BESIDE, ask_for_attack, audit_release, draft_release, drop_release, release
from padan.figures.cube import TABLES
from padan.figures.jobs import attack_soon
from padan.figures.permissions import may_draft_release, may_release
from padan.figures.protect import cut_off
from padan.figures.queries.frozen import frozen_open_to
from padan.figures.queries.published import (
    NOT_KNOWN,
    correction_of_release,
    names_in_audit,
    published_table,
    releases_open_to,
    windows_of_release,
)
from padan.figures.states import READS_LINES, ReleaseState
from padan.forum.queries import forums_kept
from padan.outcomes.states import Status, Window
from padan.trail.queries import entries_of
from padan.web.acting import done, tried
from padan.web.audience import STAFF, R, for_roles
from padan.web.forms import RowsField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing, choice
from padan.web.pages import page
from padan.web.secretariat.frozen import value_of, window_of
from padan.web.templatetags.padan import tanggal
from padan.web.tones import tone_of
from padan.web.wording import told

CUT_OFFS = 12
LINES = 60
AT_ONCE = 1_500
"""More cells than these are attacked by a job: on two cores they take longer than one waits for a page."""
LATELY = timedelta(days=180)


class FrozenField(RowsField):
    def label_from_instance(self, frozen):
        narrowed = [frozen.scope_label] if frozen.dimensions else []
        return " · ".join([f"{frozen.label}: {value_of(frozen)}", *narrowed, tanggal(frozen.as_of)])


class ReleaseForm(forms.Form):
    """What the public is to get."""

    forum = forms.ModelChoiceField(None, label=gettext_lazy("Forum"), to_field_name="pk")
    title = forms.CharField(label=gettext_lazy("Title"), max_length=150)
    period = forms.CharField(
        label=gettext_lazy("Period in words"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Such as: graduates of the first half of 2024."),
    )
    as_of = forms.ChoiceField(
        label=gettext_lazy("Cut-off"),
        help_text=gettext_lazy("The last day of a month: from the totals of two days one could work out one answer."),
    )
    tables = forms.MultipleChoiceField(
        label=pgettext_lazy("release", "Tables"),
        required=False,
        choices=[(key, label) for key, label in TABLES.items() if key != "total"],
        initial=[key for key in TABLES if key != "total"],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The finer the tables, the more our own attack finds. The total always stands."),
    )
    frozen = FrozenField(
        None,
        label=gettext_lazy("More frozen figures"),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Employed, self-employed and unknown are frozen with the release by themselves."),
    )

    def __init__(self, *args, viewer, **more):
        super().__init__(*args, **more)
        kept = forums_kept(viewer)
        self.fields["forum"].queryset = kept
        self.fields["forum"].initial = kept.first()
        self.fields["as_of"].choices = [(day.isoformat(), tanggal(day)) for day in _cut_offs()]
        codes = list(kept.values_list("organisation__code", flat=True))
        mine = frozen_open_to(viewer).filter(scope__in=codes, frozen_at__gte=now() - LATELY)
        self.fields["frozen"].queryset = mine.exclude(key__in=BESIDE, dimensions={})


def _cut_offs():
    """The ends of the last months, the newest first."""
    day = cut_off(today())
    for _month in range(CUT_OFFS):
        yield day
        day = day.replace(day=1) - timedelta(days=1)


class CorrectionForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why it was wrong"), max_length=300, widget=forms.Textarea({"rows": 2}))


RELEASES = Listing(
    name="release",
    title=gettext_lazy("Releases to the public"),
    lead=gettext_lazy(
        "Tables and figures the public gets: counted once, attacked by our own audit, released by two persons."
    ),
    rows=releases_open_to,
    order=order_of("-as_of"),
    filters=(choice("state", gettext_lazy("State"), ReleaseState.choices, "state"),),
    columns=(
        Column("title", gettext_lazy("Title"), lambda row: row.title,
               href=lambda row: reverse("release-detail", args=[row.code])),
        Column("state", gettext_lazy("State"), lambda row: ReleaseState(row.state), kind="state"),
        Column("as_of", gettext_lazy("Cut-off"), lambda row: row.as_of, kind="date", sort="as_of"),
        Column("forum", gettext_lazy("Forum"), lambda row: row.forum.organisation.name),
        Column("period", gettext_lazy("Period"), lambda row: row.period, phone=False),
        Column("released_at", pgettext_lazy("release", "Released on"), lambda row: row.released_at, kind="time"),
        Column("code", gettext_lazy("Code"), lambda row: row.code, kind="code"),
    ),
    empty=Empty(
        gettext_lazy("Nothing was released yet"),
        gettext_lazy("Prepare the first release: it freezes its figures and counts its tables."),
        gettext_lazy("Prepare a release"),
        "release-new",
        lambda viewer: bool(viewer.kept_forums),
    ),
    begins=True,
    see_also=("frozen-list", gettext_lazy("Frozen figures")),
)  # fmt: skip


@require_safe
@for_roles(*STAFF)
def releases(request):
    """Releases of the viewer's forums, and those the public has."""
    return RELEASES.page(request)


@require_POST
@for_roles(*STAFF)
def export_releases(request):
    return RELEASES.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def new_release(request):
    """Choose the cut-off and the tables; the figures are frozen and the cells counted at once."""
    form = ReleaseForm(request.POST or None, viewer=request.viewer)
    if form.is_valid():
        asked = form.cleaned_data | {"as_of": date.fromisoformat(form.cleaned_data["as_of"])}
        if drafted := done(form, draft_release, by=request.user, at=now(), **asked):
            return redirect("release-detail", drafted.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "figures/release_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*STAFF)
def release_page(request, code):
    """One release: its tables as the public reads them, what our attack found, and the next step."""
    one = get_object_or_404(releases_open_to(request.viewer), code=code)
    correction = CorrectionForm(request.POST if request.POST.get("do") == "correct" else None)
    if request.method == "POST":
        answer = _act(request, one, correction)
        if answer:
            return answer
    windows = windows_of_release(one)
    window = _asked(request, "jendela", windows, Window.MONTHS_6)
    table = _asked(request, "tabel", one.tables, "trade")
    shown = published_table(one, table, window=window)
    keeps = may_draft_release(request.viewer, one.forum)
    newer = correction_of_release(one)
    broken = _broken(one)
    context = {
        "release": one,
        "state": ReleaseState(one.state),
        "tone": tone_of(ReleaseState(one.state)),
        "tables": [(key, TABLES[key]) for key in one.tables],
        "windows": [(key, Window(key).label) for key in windows],
        "table": shown,
        "lines": shown.lines[:LINES],
        "left": len(shown.lines) - LINES,
        "figures": [
            (frozen, _value(frozen, request.viewer), window_of(frozen)) for frozen in one.figures.order_by("pk")
        ],
        "broken": broken,
        "mendable": any(group["by"] for group in broken),
        "times": one.audit.get("time", []),
        "small_said": one.audit.get("small_said", []),
        "keeps": keeps,
        "at_work": one.is_attacked,
        "finished": bool(request.htmx) and not one.is_attacked,
        "may_release": one.state == ReleaseState.HELD and may_release(request.viewer, one),
        "newer": newer,
        "correction": correction if keeps and one.state == ReleaseState.RELEASED and not newer else None,
        "trail": told(entries_of(one)) if keeps or may_release(request.viewer, one) else [],
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "figures/release.html", context, partial="attack", status=status)


def _value(frozen, viewer):
    """As it was counted; of a group only to who reads lines, others read its cell in the tables."""
    exact = viewer.has(*READS_LINES) or not frozen.dimensions
    return value_of(frozen) if exact else _("as in the tables")


def _asked(request, name, known, first):
    """What the address asks for where it is known, else what is read most, else whatever there is."""
    wanted = request.GET.get(name)
    return wanted if wanted in known else first if first in known else known[0] if known else ""


def _act(request, one, correction):
    """Do what was asked for; None shows the page again with the refusal."""
    do, by = request.POST.get("do"), {"by": request.user, "at": now()}
    if do == "correct":
        if correction.is_valid() and (
            new := done(correction, draft_release, forum=one.forum, title=one.title, period=one.period, as_of=one.as_of,
                        tables=one.tables, corrects=one, **correction.cleaned_data, **by)
        ):  # fmt: skip
            return redirect("release-detail", new.code)
        return None
    if do == "drop":
        return _drop(request, one, by)
    if do in ("audit", "mend") and one.cells.count() > AT_ONCE:
        asked = tried(request, "", ask_for_attack, release=one, mend=do == "mend", **by)
        if asked:
            attack_soon(asked)
        return redirect("release-detail", one.code)
    acts = {
        "audit": (audit_release, "", {}),
        "mend": (audit_release, "", {"mend": True}),
        "release": (release, _("The public has it now. It can no longer be changed."), {}),
    }
    if do not in acts:
        raise Http404
    act, said, more = acts[do]
    tried(request, said, act, release=one, **by, **more)
    return redirect("release-detail", one.code)


def _drop(request, one, by):
    try:
        drop_release(release=one, **by)
    except ActionDenied as denied:
        messages.error(request, str(denied))
        return redirect("release-detail", one.code)
    messages.success(request, _("The draft is gone. What was frozen for it stays."))
    return redirect("release-list")


def _broken(one):
    """Each group that could be worked out, in words: who, between what, told by which cells."""
    kept = one.audit.get("told", [])
    names = names_in_audit(kept)
    return [
        {
            "who": _group(broken["place"], names),
            "less": _group(broken["less"], names, status=False) if "less" in broken else "",
            "low": broken["low"],
            "high": broken["high"],
            "by": [_group(place, names) for place in broken["by"]],
            "said": broken["said"],
        }
        for broken in kept
    ]


def _group(place, names, *, status=True) -> str:
    """A coordinate in words."""
    words = [names.get(place[name], place[name]) for name in ("programme", "region") if place[name]]
    if place["trade"] and not place["programme"]:
        words.insert(0, _("trade not known") if place["trade"] == NOT_KNOWN else place["trade"])
    words = words or [_("all graduates")]
    if status:
        words.append(str(Status(place["status"]).label) if place["status"] else _("the whole group"))
    return " · ".join([*words, str(Window(place["window"]).label)] if status else words)
